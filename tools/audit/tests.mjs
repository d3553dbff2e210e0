// Runs every test once, and derives rows of the table from the results.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The kind of test that each test program contains: its crate, or the name of the program if it belongs to the app. */
const kindsByProgram = (root) => {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1", "--locked"], { cwd: root });
  const programs = JSON.parse(metadata).packages.flatMap(({ name, targets }) =>
    targets.map((target) => [
      target.name,
      name !== "countersign" ? name : target.kind[0] === "test" ? target.name : "app",
    ]),
  );
  return Object.fromEntries(programs);
};

/** Runs every test. Returns the kind of each, its name after that of its program, and whether it passed. */
export const runTests = async (root) => {
  const kinds = kindsByProgram(root);
  const log = createWriteStream(join(root, "target/audit/tests.log"));
  const cargo = spawn("cargo test --workspace --locked --no-fail-fast 2>&1", {
    cwd: root, shell: true, stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = new Promise((resolve) => cargo.on("close", resolve));
  const tests = [];
  let program = "";
  for await (const line of createInterface({ input: cargo.stdout })) {
    log.write(`${line}\n`);
    const start = /^\s+Running .*deps\/([^\s/]+)-[0-9a-f]+(?:\.exe)?\)$/.exec(line) ?? /^\s+Doc-tests (\S+)$/.exec(line);
    if (start) program = start[1];
    const [, name, result] = /^test (.+) \.\.\. (ok|FAILED)$/.exec(line) ?? [];
    if (name) tests.push({ kind: kinds[program] ?? program, name: `${program}::${name}`, passed: result === "ok" });
  }
  log.end();
  return { tests, status: await exit };
};

/** A row whose target is met if all tests of these names, or in modules of these names, ran and passed. */
const zeroFindings = (check, tests, names) => {
  const isNamed = (test, name) => test.name === name || test.name.startsWith(`${name}::`);
  const relevant = tests.filter((test) => names.some((name) => isNamed(test, name)));
  const failed = relevant.filter(({ passed }) => !passed).map(({ name }) => name);
  const missing = names.filter((name) => !relevant.some((test) => isNamed(test, name)));
  return {
    check,
    target: "0",
    result: failed.length + missing.length === 0 ? `0, in ${relevant.length} tests` : `failed: ${failed.length}`,
    failures: [...failed, ...missing.map((name) => `${name} did not run`)],
  };
};

/** The row of the faults in docs/reliability.md. Each fault of its tables ends with the names of the tests that inject it. */
const faultRow = (root, tests) => {
  const path = join(root, "docs/reliability.md");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const faults = lines
    .filter((line) => /^\|.*\|$/.test(line.trim()))
    .map((line) => [line, [...line.split("|").at(-2).matchAll(/`([^`]+)`/g)].map(([, name]) => name)])
    .filter(([, names]) => names.length > 0);
  const results = new Map(tests.map(({ name, passed }) => [name, passed]));
  const failures = faults.flatMap(([line, names]) =>
    names.filter((name) => !results.get(name)).map((name) =>
      `${line.split("|")[1].trim()}: ${name} ${results.has(name) ? "failed" : "did not run"}`,
    ),
  );
  const passed = faults.filter(([, names]) => names.every((name) => results.get(name))).length;
  if (faults.length === 0) failures.push("docs/reliability.md names no test");
  return {
    check: "faults of docs/reliability.md",
    target: "all tests pass",
    result: `${passed} of ${faults.length} pass`,
    failures,
  };
};

/** Every row that the tests fill. */
export const testRows = (root, { tests, status }) => {
  const kinds = [...new Set(tests.map(({ kind }) => kind))].sort();
  const counts = kinds.map((kind) => {
    const all = tests.filter((test) => test.kind === kind);
    const failures = all.filter(({ passed }) => !passed).map(({ name }) => name);
    const result = `${all.length - failures.length} of ${all.length} pass`;
    return { check: `tests: ${kind}`, target: "all pass", result, failures };
  });
  const everyPage = [
    "browser::hosts::every_kind_of_page_works_with_every_deployment",
    "browser::real_site::no_page_makes_a_failing_request",
  ];
  const rows = [
    zeroFindings("axe findings", tests, ["browser::accessibility"]),
    zeroFindings("console warnings on every kind of page", tests, everyPage),
    zeroFindings("requests to other hosts", tests, everyPage),
    faultRow(root, tests),
    ...counts,
  ];
  // An error before or between the tests, such as one of the compiler, fails no test.
  if (status !== 0 && tests.every(({ passed }) => passed)) {
    rows.push({ check: "cargo test", target: "0", result: `${status}`, failures: ["see target/audit/tests.log"] });
  }
  return rows;
};
