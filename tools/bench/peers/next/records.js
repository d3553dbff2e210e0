// The data that pages are prerendered from.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (path) => JSON.parse(readFileSync(join(process.cwd(), "public", path), "utf8"));

export const readList = () => read("list.json");
export const readRecord = (slug) => read(`vendors/${slug}.json`);
