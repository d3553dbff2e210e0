// Writes docs/benchmarks.md, which has two parts: the search, by `make bench`, and from its last heading on the pages, by
// `make bench-pages`. Each command keeps the other's part.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

const FILE = new URL("../../docs/benchmarks.md", import.meta.url);
const PAGES_HEADING = "\n## Pages beside their peers\n";

/** The processors of this machine. */
export const machine = `${cpus().length} processors (${cpus()[0].model.trim()})`;

/** A Markdown table. */
export const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const parts = () => (existsSync(FILE) ? readFileSync(FILE, "utf8") : "").split(PAGES_HEADING);

/** Replaces the part about the search. */
export const writeSearchReport = (text) => writeFileSync(FILE, [text, ...parts().slice(1)].join(PAGES_HEADING));

/** Replaces the part about the pages. */
export const writePagesReport = (text) => writeFileSync(FILE, [parts()[0], text].join(PAGES_HEADING));
