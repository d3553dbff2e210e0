// Reads style sheets, and prints one for the oldest browsers in which pages are meant to be read: without nesting, and with
// media queries and shorthands that these browsers know. LIGHTNINGCSS is the folder of the npm package.
//
//   node tools/lower-css.cjs FILE…
const { readFileSync } = require("node:fs");
const { transform } = require(process.env.LIGHTNINGCSS || "lightningcss");
const { read } = require("./browsers/targets.json");

// A version in the encoding of Lightning CSS: one byte each for major, minor and patch.
const encode = (version) => {
  const [major, minor = 0] = version.split(".").map(Number);
  return (major << 16) | (minor << 8);
};
const [chrome, firefox, safari] = [read.chrome, read.firefox, read.safari].map(encode);
const targets = { chrome, android: chrome, firefox, safari, ios_saf: safari };
const code = Buffer.concat(process.argv.slice(2).map((file) => readFileSync(file)));
process.stdout.write(transform({ filename: "main.css", code, targets, minify: process.env.TRUNK_PROFILE === "release" }).code);
