// The tests, run once, and what the table takes from them.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What kind of test each test program holds: the app's own browser and published tests are a kind each. */
const kinds = (root) => {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1", "--locked"], { cwd: root });
  const programs = JSON.parse(metadata).packages.flatMap(({ name, targets }) =>
    targets.map((target) => [
      target.name,
      name !== "countersign" ? name : target.kind[0] === "test" ? target.name : "app",
    ]),
  );
  return Object.fromEntries(programs);
};

/** Runs every test. Each has its kind, its name with its program's before it, and whether it passed. */
export const runTests = async (root) => {
  const kindOf = kinds(root);
  const log = createWriteStream(join(root, "target/audit/tests.log"));
  const cargo = spawn("cargo test --workspace --locked --no-fail-fast 2>&1", {
    cwd: root, shell: true, stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => cargo.on("close", resolve));
  const tests = [];
  let program = "";
  for await (const line of createInterface({ input: cargo.stdout })) {
    log.write(`${line}\n`);
    const runs = /^\s+Running .*deps\/([^\s/]+)-[0-9a-f]+(?:\.exe)?\)$/.exec(line) ?? /^\s+Doc-tests (\S+)$/.exec(line);
    if (runs) program = runs[1];
    const [, name, result] = /^test (.+) \.\.\. (ok|FAILED)$/.exec(line) ?? [];
    if (name) tests.push({ kind: kindOf[program] ?? program, name: `${program}::${name}`, passed: result === "ok" });
  }
  log.end();
  return { tests, status: await ended };
};

/** A row that tests with these names, or in these modules, fill: nothing was found where all of them passed. */
const nothingFound = (what, tests, names) => {
  const held = tests.filter(({ name }) => names.some((one) => name === one || name.startsWith(`${one}::`)));
  const failed = held.filter(({ passed }) => !passed).map(({ name }) => name);
  const missing = names.filter((one) => !held.some(({ name }) => name === one || name.startsWith(`${one}::`)));
  return {
    what,
    bar: "0",
    found: failed.length + missing.length === 0 ? `0, in ${held.length} tests` : `failed: ${failed.length}`,
    why: [...failed, ...missing.map((name) => `${name} was not run`)],
  };
};

/** The faults of docs/reliability.md: each row ends with the names of the tests that try it. */
const faults = (root, tests) => {
  const path = join(root, "docs/reliability.md");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const named = lines
    .filter((line) => /^\|.*\|$/.test(line.trim()))
    .map((line) => [line, [...line.split("|").at(-2).matchAll(/`([^`]+)`/g)].map(([, name]) => name)])
    .filter(([, names]) => names.length > 0);
  const passed = new Map(tests.map(({ name, passed }) => [name, passed]));
  const why = named.flatMap(([line, names]) =>
    names.filter((name) => !passed.get(name)).map((name) =>
      `${line.split("|")[1].trim()}: ${name} ${passed.has(name) ? "failed" : "was not run"}`,
    ),
  );
  const survived = named.filter(([, names]) => names.every((name) => passed.get(name))).length;
  if (named.length === 0) why.push("docs/reliability.md names no test");
  return { what: "faults tried, of docs/reliability.md", bar: "all survived", found: `${survived} of ${named.length} survived`, why };
};

/** Every row that the tests fill. */
export const judgeTests = (root, { tests, status }) => {
  const kinds = [...new Set(tests.map(({ kind }) => kind))].sort();
  const counts = kinds.map((kind) => {
    const all = tests.filter((test) => test.kind === kind);
    const failed = all.filter(({ passed }) => !passed).map(({ name }) => name);
    return { what: `tests: ${kind}`, bar: "all pass", found: `${all.length - failed.length} of ${all.length} pass`, why: failed };
  });
  const everywhere = ["browser::hosts::every_kind_of_page_works_at_every_host", "browser::hosts::no_page_makes_a_failing_request"];
  const isExplained = status === 0 || tests.some(({ passed }) => !passed);
  return [
    nothingFound("axe findings", tests, ["browser::access"]),
    nothingFound("console warnings on every kind of page", tests, everywhere),
    nothingFound("requests to other hosts", tests, everywhere),
    faults(root, tests),
    ...counts,
    ...(isExplained ? [] : [{ what: "cargo test", bar: "0", found: `${status}`, why: ["target/audit/tests.log says why"] }]),
  ];
};
