// What the site weighs, from `site sizes`.
import { spawnSync } from "node:child_process";

/** A row for each part. */
export const weigh = (root) => {
  const { stdout, stderr } = spawnSync("target/release/site", ["sizes", "--dir", "dist"], { cwd: root, encoding: "utf8" });
  const parts = [...stdout.matchAll(/^(.+?) {2,}(\S+ kB) {2,}(\S+ kB)( +over)?$/gm)];
  if (parts.length === 0) return [{ what: "sizes", bar: "within the budgets", found: "unknown", why: [stderr.trim()] }];
  return parts.map(([, part, size, budget, over]) => ({
    what: `${part}, brotli 11`, bar: `at most ${budget}`, found: size, why: over ? [`${size} is over ${budget}`] : [],
  }));
};
