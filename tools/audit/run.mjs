// `make audit`: holds the built site against what it must reach, and fails where it falls short.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { examinePages } from "./lighthouse.mjs";
import { serve } from "./served.mjs";
import { weigh } from "./sizes.mjs";
import { judgeTests, runTests } from "./tests.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
mkdirSync(join(root, "target/audit"), { recursive: true });

// One after the other: a score says little of a machine that is busy.
const judged = judgeTests(root, await runTests(root));
const site = await serve(root);
const rows = [...(await examinePages(site.origin)), ...weigh(root), ...judged];
site.stop();

const head = { what: "what", bar: "must be", found: "is" };
const columns = ["what", "bar", "found"];
const widths = columns.map((column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
for (const row of [head, ...rows]) {
  const cells = columns.map((column, at) => row[column].padEnd(widths[at]));
  console.log([...cells, row.why?.length ? "falls short" : ""].join("  ").trimEnd());
}
const short = rows.filter(({ why }) => why.length > 0);
for (const { what, why } of short) console.log(`\n${what}\n    ${why.join("\n    ")}`);
process.exitCode = short.length > 0 ? 1 : 0;
