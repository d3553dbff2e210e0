// The sizes of the site and their budgets, from `site sizes`.
import { spawnSync } from "node:child_process";

/** A row for each group of files. */
export const sizeRows = (root) => {
  const { stdout, stderr } = spawnSync("target/release/site", ["sizes", "--dir", "dist"], { cwd: root, encoding: "utf8" });
  const groups = [...stdout.matchAll(/^(.+?) {2,}(\S+ kB) {2,}(\S+ kB)( +over)?$/gm)];
  if (groups.length === 0) {
    return [{ check: "sizes", target: "within the budgets", result: "unknown", failures: [stderr.trim()] }];
  }
  return groups.map(([, group, size, budget, over]) => ({
    check: `${group}, brotli 11`,
    target: `at most ${budget}`,
    result: size,
    failures: over ? [`${size} is over ${budget}`] : [],
  }));
};
