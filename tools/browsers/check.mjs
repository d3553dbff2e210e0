// Finds the oldest browsers that can read the built site, and search it, and the feature that decides it in each. Fails if
// a browser of targets.json is too old, or if README.md has another table.
//
//   node tools/browsers/check.mjs           checks dist/ and README.md
//   node tools/browsers/check.mjs --write   writes the table to README.md
//
// The versions are those of MDN's browser-compat-data. A method or property counts as known to a browser if any of its
// interfaces has one of that name, since JavaScript has no types.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "acorn";
import { full } from "acorn-walk";

import { OPTIONAL } from "./optional.mjs";

const here = import.meta.dirname;
const root = join(here, "../..");
const dist = join(root, "dist");
const json = (path) => JSON.parse(readFileSync(join(here, path), "utf8"));
const DATA = json("node_modules/@mdn/browser-compat-data/data.json");
const TARGETS = json("targets.json");
// The browsers of the data that each browser of the table stands for.
const BROWSERS = { chrome: ["chrome", "chrome_android"], firefox: ["firefox", "firefox_android"], safari: ["safari", "safari_ios"] };
const NAMES = { chrome: "Chrome", firefox: "Firefox", safari: "Safari" };
const PAGES = ["index.html", "about/index.html", "api/index.html", "changes/index.html", "categories/email/index.html", "vendors/zoom/index.html"];
// The flags of wasm-opt for each feature of the data.
const WASM_FEATURES = {
  "bulk-memory": "bulk-memory-operations",
  "exception-handling": "exception-handling",
  "extended-const": "extended-constant-expressions",
  gc: "garbage-collection",
  multivalue: "multi-value",
  "nontrapping-float-to-int": "non-trapping-float-to-int-conversions",
  "reference-types": "reference-types",
  "sign-ext": "sign-extension-operations",
  simd: "fixed-width-SIMD",
  "tail-call": "tail-calls",
  threads: "threads-and-atomics",
};

// Versions.

const version = (text) => String(text).replace("≤", "").split(".").map(Number);
const isNewer = (a, b) => {
  const [left, right] = [version(a), version(b)];
  for (let part = 0; part < 3; part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference) return difference > 0;
  }
  return false;
};
const NEVER = "9999";
// The first version of a browser that has a feature without a flag or a prefix.
const firstVersion = (entry, browser) => {
  const statements = [entry.__compat.support[browser] ?? []].flat();
  const plain = statements.find(({ flags, prefix, alternative_name, version_removed, version_added }) =>
    !flags && !prefix && !alternative_name && !version_removed && typeof version_added === "string" && version_added !== "preview");
  return plain ? plain.version_added : NEVER;
};
const newest = (versions) => versions.reduce((a, b) => (isNewer(b, a) ? b : a));
const oldest = (versions) => versions.reduce((a, b) => (isNewer(a, b) ? b : a));
const support = (entry) =>
  Object.fromEntries(Object.entries(BROWSERS).map(([name, all]) => [name, newest(all.map((browser) => firstVersion(entry, browser)))]));

// Features: each by its identifier, with the first version of each browser.

const at = (path) => path.reduce((node, key) => node?.[key], DATA);
const features = { read: new Map(), search: new Map() };
const add = (level, path) => {
  const entry = at(path);
  if (entry?.__compat) features[level].set(path.join("."), support(entry));
  return Boolean(entry?.__compat);
};
const filesOf = (pattern) => readdirSync(dist).filter((name) => pattern.test(name));
const text = (name) => readFileSync(join(dist, name), "utf8");

const problems = [];

const readCss = (css) => {
  css = css.replace(/\/\*.*?\*\//gs, "").replace(/"[^"]*"|'[^']*'/g, '""');
  for (const [, name] of css.matchAll(/@([a-z-]+)/g)) if (!add("read", ["css", "at-rules", name])) problems.push(`@${name} is not in the data`);
  for (const [, prelude] of css.matchAll(/@media([^{]*)/g)) {
    for (const [, name] of prelude.matchAll(/\(\s*([a-z-]+)/g)) add("read", ["css", "at-rules", "media", name.replace(/^(min|max)-/, "")]);
    if (/\bnot\s*\(/.test(prelude)) problems.push(`@media${prelude}: write <= in place of <, which Lightning CSS lowers to a "not" of newer browsers`);
    if (/[<>]=?/.test(prelude)) add("read", ["css", "at-rules", "media", "range_syntax"]);
  }
  for (const [, prelude, block] of css.matchAll(/([^{};]*)\{([^{}]*)\}/g)) {
    if (prelude.includes("&")) add("read", ["css", "selectors", "nesting"]);
    for (const [, name] of prelude.matchAll(/:{1,2}([a-z][a-z-]*)/g)) add("read", ["css", "selectors", name]);
    for (const declaration of block.split(";")) {
      const [, property, value] = /^\s*([a-z-]+)\s*:(.*)$/s.exec(declaration) ?? [];
      if (!property) continue;
      for (const [, name] of value.matchAll(/([a-z-]+)\(/g)) add("read", ["css", "types", name]) || add("read", ["css", "types", "color", name]);
      for (const [, unit] of value.matchAll(/\d(%|[a-z]+)/g)) add("read", ["css", "types", "length", unit]);
      if (property.startsWith("-")) continue;
      if (property === "content" && value.includes("/")) add("read", ["css", "properties", "content", "alt_text"]);
      if (!add("read", ["css", "properties", property])) problems.push(`the property ${property} is not in the data`);
      for (const [, word] of value.matchAll(/(?<![\w-])([a-z][a-z-]*)/g)) {
        add("read", ["css", "properties", property, word]);
      }
    }
  }
};

const readHtml = (html) => {
  for (const [, tag, attributes] of html.matchAll(/<([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)) {
    add("read", ["html", "elements", tag]);
    for (const [, name, quoted, plain] of attributes.matchAll(/([a-z-]+)(?:=(?:"([^"]*)"|([^\s>]+)))?/g)) {
      const element = ["html", "elements", tag];
      add("read", [...element, name]) || add("read", ["html", "global_attributes", name]);
      const value = quoted ?? plain;
      if (value) add("read", [...element, name, value]) || add("read", [...element, `${name}_${value}`]);
    }
  }
};

// The entries of a method or property, by name.
const members = new Map();
for (const parent of [...Object.values(DATA.api), ...Object.values(DATA.javascript.builtins)]) {
  for (const [name, entry] of Object.entries(parent)) {
    if (!entry.__compat) continue;
    const plain = name.replace(/_static$/, "");
    members.set(plain, [...(members.get(plain) ?? []), entry]);
  }
}
const addMember = (name) => {
  const entries = members.get(name);
  if (!entries) return;
  const all = entries.map(support);
  features.search.set(name, Object.fromEntries(Object.keys(BROWSERS).map((browser) => [browser, oldest(all.map((one) => one[browser]))])));
};
const SYNTAX = {
  AwaitExpression: ["javascript", "operators", "await"],
  ChainExpression: ["javascript", "operators", "optional_chaining"],
  ClassDeclaration: ["javascript", "classes"],
  ImportExpression: ["javascript", "operators", "import"],
  MetaProperty: ["javascript", "operators", "import_meta"],
  PropertyDefinition: ["javascript", "classes", "public_class_fields"],
  StaticBlock: ["javascript", "classes", "static", "initialization_blocks"],
};
const OPERATORS = {
  "??": ["javascript", "operators", "nullish_coalescing"],
  "??=": ["javascript", "operators", "nullish_coalescing_assignment"],
  "||=": ["javascript", "operators", "logical_or_assignment"],
  "&&=": ["javascript", "operators", "logical_and_assignment"],
};
const readJs = (name) => {
  const tree = parse(text(name), { ecmaVersion: "latest", sourceType: "module" });
  full(tree, (node) => {
    if (SYNTAX[node.type]) add("search", SYNTAX[node.type]);
    if (OPERATORS[node.operator]) add("search", OPERATORS[node.operator]);
    if (node.type === "CatchClause" && !node.param) add("search", ["javascript", "statements", "try_catch", "optional_catch_binding"]);
    if (node.type === "ObjectExpression" && node.properties.some(({ type }) => type === "SpreadElement")) {
      add("search", ["javascript", "operators", "spread", "spread_in_object_literals"]);
    }
    if (node.type === "MemberExpression" && !node.computed) addMember(node.property.name);
    if (node.type === "ObjectPattern") node.properties.forEach(({ key }) => addMember(key?.name));
    if ([node.key?.type, node.property?.type].includes("PrivateIdentifier")) add("search", ["javascript", "classes", "private_class_fields"]);
    if (/\(\?<[=!]/.test(node.regex?.pattern)) add("search", ["javascript", "regular_expressions", "lookbehind_assertion"]);
    if (node.type === "Identifier") add("search", ["api", node.name]) || add("search", ["javascript", "builtins", node.name]);
  });
};

// The features of the Wasm without which it is invalid.
const readWasm = (name) => {
  const all = Object.keys(WASM_FEATURES);
  const folder = mkdtempSync(join(tmpdir(), "wasm-"));
  const isValid = (enabled) => {
    const flags = enabled.flatMap((feature) => [`--enable-${feature}`, ...(feature === "bulk-memory" ? ["--enable-bulk-memory-opt"] : [])]);
    flags.unshift("--mvp-features", "--enable-mutable-globals");
    try {
      execFileSync("wasm-opt", [...flags, join(dist, name), "-o", join(folder, "out.wasm")], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  if (!isValid(all)) problems.push(`${name} has a feature of Wasm that this check does not know`);
  for (const feature of all) {
    if (!isValid(all.filter((other) => other !== feature))) add("search", ["webassembly", WASM_FEATURES[feature]]);
  }
  rmSync(folder, { recursive: true });
};

filesOf(/\.css$/).forEach((name) => readCss(text(name)));
PAGES.forEach((name) => readHtml(text(name)));
// Without the worker there is no offline copy, and search works: its script is not read.
filesOf(/^(boot|countersign)-.*\.js$/).forEach(readJs);
filesOf(/\.wasm$/).forEach(readWasm);

for (const name of Object.keys(OPTIONAL)) {
  if (!features.read.has(name) && !features.search.has(name)) problems.push(`optional.mjs lists ${name}, which the site does not use`);
}

// What decides the version of a browser.
const minimum = (level, browser) => {
  const used = level === "read" ? [...features.read] : [...features.read, ...features.search];
  const needed = used.filter(([name]) => !OPTIONAL[name]);
  const first = newest(needed.map(([, versions]) => versions[browser]));
  const reasons = needed.filter(([, versions]) => !isNewer(first, versions[browser])).map(([name]) => name);
  const target = TARGETS[level][browser];
  for (const [name, versions] of needed) {
    if (isNewer(versions[browser], target)) {
      const first = versions[browser] === NEVER ? "no version" : `not before version ${versions[browser]}`;
      problems.push(`${NAMES[browser]} has ${name} in ${first}, and targets.json wants version ${target} to ${level}`);
    }
  }
  return `${first} | ${[...new Set(reasons)].slice(0, 3).map((name) => `\`${name.split(".").slice(-2).join(".")}\``).join(", ")}`;
};
const rows = Object.keys(BROWSERS).map((browser) => `| ${NAMES[browser]} | ${minimum("read", browser)} | ${minimum("search", browser)} |`);
const table = ["| browser | reads from | because of | searches from | because of |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");

const readme = join(root, "README.md");
const [start, end] = ["<!-- minimum versions -->\n", "\n<!-- end -->"];
const document = readFileSync(readme, "utf8");
const current = document.slice(document.indexOf(start) + start.length, document.indexOf(end));
if (process.argv.includes("--write")) {
  writeFileSync(readme, document.replace(start + current + end, start + table + end));
} else if (current !== table) {
  problems.push("README.md has another table: run `tools/setup run node tools/browsers/check.mjs --write`");
}

console.log(table);
problems.forEach((problem) => console.error(`browsers: ${problem}`));
process.exitCode = problems.length ? 1 : 0;
