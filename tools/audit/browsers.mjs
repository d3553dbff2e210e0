// The oldest browsers that can read and search the site, from `tools/browsers/check.mjs`.
import { spawnSync } from "node:child_process";

/** One row. */
export const browserRows = (root) => {
  const { status, stdout, stderr } = spawnSync("tools/setup", ["run", "node", "tools/browsers/check.mjs"], {
    cwd: root,
    encoding: "utf8",
  });
  const versions = [...stdout.matchAll(/^\| (Chrome|Firefox|Safari) \| (\S+) \|.*?\| (\S+) \|/gm)];
  return [
    {
      check: "oldest browsers, to read and to search",
      target: "tools/browsers/targets.json",
      result: versions.map(([, name, read, search]) => `${name} ${read}, ${search}`).join("; "),
      failures: status === 0 ? [] : [stderr.trim() || "the check does not run"],
    },
  ];
};
