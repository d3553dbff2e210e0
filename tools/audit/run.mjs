// `make audit`: checks the built site against its targets, prints one table, and fails if a target is missed.
//
// Each row of the table has the name of the check, its target, its result, and the failures if the target is missed.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { browserRows } from "./browsers.mjs";
import { lighthouseRows } from "./lighthouse.mjs";
import { startServer } from "./server.mjs";
import { sizeRows } from "./sizes.mjs";
import { runTests, testRows } from "./tests.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
mkdirSync(join(root, "target/audit"), { recursive: true });

// One step after the other, since scores of a busy machine are too low.
const tests = testRows(root, await runTests(root));
const site = await startServer(root);
const rows = [...(await lighthouseRows(site.origin)), ...sizeRows(root), ...browserRows(root), ...tests];
site.stop();

const header = { check: "check", target: "target", result: "result" };
const columns = ["check", "target", "result"];
const widths = columns.map((column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
for (const row of [header, ...rows]) {
  const cells = columns.map((column, index) => row[column].padEnd(widths[index]));
  console.log([...cells, row.failures?.length ? "missed" : ""].join("  ").trimEnd());
}
const missed = rows.filter(({ failures }) => failures.length > 0);
for (const { check, failures } of missed) console.log(`\n${check}\n    ${failures.join("\n    ")}`);
process.exitCode = missed.length > 0 ? 1 : 0;
