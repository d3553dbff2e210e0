// `make bench`: compares this site's search engine with others in headless Chromium, and writes docs/benchmarks.md.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { measure, readJudged } from "./judged.mjs";
import { measurePages } from "./pages.mjs";
import { presses } from "./presses.mjs";
import { machine, table, writeSearchReport } from "./report.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "target/bench");
const read = (path) => readFileSync(join(root, path), "utf8");
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });

const ENGINES = ["countersign", "ufuzzy", "minisearch", "flexsearch", "fuse", "orama"];
const PACKAGES = { ufuzzy: "@leeoniya/ufuzzy", minisearch: "minisearch", flexsearch: "flexsearch", fuse: "fuse.js", orama: "@orama/orama" };
/** The number of vendors, and the number of texts to type: fewer for more vendors, since slow engines take seconds for a key press. */
const SIZES = [["real", 60], [10000, 24], [100000, 8]];
/** The folders of judged queries, each with the vendors that it was judged for. */
const JUDGED = [["relevance", "listings.json"], ["questions", "listings-411.json"]];

/** Compiles the engine to Wasm with the steps that Trunk applies to the site. Returns its size with brotli in bytes. */
const compile = (name, ...features) => {
  const out = join(target, name);
  mkdirSync(out, { recursive: true });
  const tools = (...command) => run("tools/setup", "run", ...command);
  tools("cargo", "build", "--locked", "--quiet", "--profile", "wasm", "--target", "wasm32-unknown-unknown", "--package", "bench-engine", ...features);
  tools("wasm-bindgen", "--target", "web", "--no-typescript", "--out-dir", out, "target/wasm32-unknown-unknown/wasm/bench_engine.wasm");
  const wasm = join(out, "bench_engine_bg.wasm");
  const options = /data-wasm-opt-params="([^"]*)"/.exec(read("index.html"))[1].split(" ");
  tools("wasm-opt", "-Oz", ...options, wasm, "-o", wasm);
  return brotliCompressSync(readFileSync(wasm)).length;
};

const bundle = async (engine) => {
  const outfile = join(target, `${engine}.js`);
  const entryPoints = [join(root, "tools/bench/engines", `${engine}.js`)];
  await build({ entryPoints, outfile, bundle: true, minify: true, format: "esm", logLevel: "error" });
  return brotliCompressSync(readFileSync(outfile)).length;
};

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm", ".css": "text/css" };
const serve = (folder, replaced = {}) => {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    let file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const other = Object.keys(replaced).find((pattern) => new RegExp(pattern).test(path));
    if (other) file = replaced[other];
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
};

const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

mkdirSync(target, { recursive: true });
const without = compile("without-search", "--features", "without-search");
const engineBytes = compile("countersign") - without;
const bytes = { countersign: engineBytes };
for (const engine of ENGINES) {
  const size = await bundle(engine);
  bytes[engine] ??= size;
}
const lists = { real: "dist/list.json" };
for (const [size] of SIZES.slice(1)) {
  lists[size] = `target/bench/${size}.json`;
  run("target/release/site", "sample", "--vendors", String(size), "--bundle", lists[size]);
}
const labels = Object.fromEntries(
  [...read("crates/catalog/src/category.rs").matchAll(/= "([a-z]+)", "([^"]+)"/g)].map(([, key, label]) => [key, label]),
);
const real = JSON.parse(read(lists.real));
const tests = join(root, "crates/search/tests");
const judged = JUDGED.map(([folder, snapshot]) => {
  const vendors = JSON.parse(readFileSync(join(tests, "records", snapshot), "utf8"));
  lists[folder] = `target/bench/${folder}.json`;
  writeFileSync(join(root, lists[folder]), JSON.stringify({ ...real, vendors }));
  return { list: lists[folder], vendors, queries: readJudged(join(tests, folder)) };
});

const server = await serve(root);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
});
/** Measures an engine in a page of its own, as race.js describes. */
const race = async (engine, list, presses, judged) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`http://127.0.0.1:${server.address().port}/tools/bench/race.html`);
  await page.waitForFunction(() => globalThis.race);
  const result = await page.evaluate((race) => globalThis.race(race), { engine, list: `/${list}`, labels, presses, judged });
  await page.close();
  return result;
};
const speed = [];
for (const [size, texts] of SIZES) {
  const vendors = JSON.parse(read(lists[size])).vendors;
  const typed = presses(vendors, texts);
  for (const engine of ENGINES) {
    const { built, memory, times } = await race(engine, lists[size], typed, []);
    const ms = [built, quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)].map((time) => time.toFixed(2));
    speed.push([vendors.length, engine, ...ms, (memory / 1e6).toFixed(1), times.length]);
    console.error(speed.at(-1).join(" "));
  }
}
const relevance = {};
for (const engine of ENGINES) {
  relevance[engine] = [];
  for (const { list, vendors, queries } of judged) {
    const { answers } = await race(engine, list, [], queries.map((query) => query.typed));
    relevance[engine].push(...queries.map((query, at) => ({ intent: query.intent, ...measure(query, answers[at], vendors) })));
  }
}
server.close();
const pages = await measurePages(browser, serve, lists, real.vendors.length);
const version = browser.version();
await browser.close();

const intents = [...new Set(relevance.countersign.map((query) => query.intent))];
const of = (intent, engine) => {
  const all = relevance[engine].filter((query) => query.intent === intent || intent === "all");
  return `${mean(all.map((query) => query.rank)).toFixed(3)} ${mean(all.map((query) => query.recall)).toFixed(3)}`;
};
/** A figure of the speed table. */
const speedOf = (vendors, engine, column) => Number(speed.find(([size, name]) => size === vendors && name === engine)[column]);
const [BUILD, P95, MEMORY] = [2, 4, 6];
const pageOf = (vendors, processor, column) => Number(pages.find(([, size, speed]) => size === vendors && speed === processor)[column]);
const [PAINT_P95, LONGEST_TASK] = [4, 7];
/** The intents for which another engine has a higher reciprocal rank or recall. */
const worse = intents.filter((intent) => {
  const [own, ...others] = ENGINES.map((engine) => of(intent, engine).split(" ").map(Number));
  return others.some(([rank, recall]) => rank > own[0] || recall > own[1]);
});
const atMost = (measure, limit, unit, value) => [measure, `at most ${limit} ${unit}`, `${value} ${unit}`, value <= limit ? "yes" : "no"];
const targets = [
  atMost("p95 of a key press, 10,000 vendors", 1, "ms", speedOf(10000, "countersign", P95)),
  atMost("p95 of a key press, 100,000 vendors, against uFuzzy's", speedOf(100000, "ufuzzy", P95), "ms", speedOf(100000, "countersign", P95)),
  atMost("build, 10,000 vendors", 50, "ms", speedOf(10000, "countersign", BUILD)),
  atMost("build, 100,000 vendors", 400, "ms", speedOf(100000, "countersign", BUILD)),
  ["relevance, intents for which a library is better", "none", worse.join(", ") || "none", worse.length ? "no" : "yes"],
  atMost("bytes of search with brotli", 15, "kB", engineBytes / 1000),
  atMost("memory at 100,000 vendors, in addition to the records", 40, "MB", speedOf(100000, "countersign", MEMORY)),
  atMost("p95 from key press to paint, 10,000 vendors", 16, "ms", pageOf(10000, "full speed", PAINT_P95)),
  atMost("longest task, processor four times slower", 50, "ms", pageOf(real.vendors.length, "4 times slower", LONGEST_TASK)),
];
const versions = JSON.parse(read("tools/bench/package.json")).dependencies;
const titles = ENGINES.map((engine) => (PACKAGES[engine] ? `${engine} ${versions[PACKAGES[engine]]}` : engine));
const written = `${read("tools/bench/benchmarks.md")}
Measured on ${new Date().toISOString().slice(0, 10)} in headless Chromium ${version} on ${machine}.

## Targets

${table(["measure", "target", "measured", "met"], targets)}

## Speed

Times in milliseconds; memory in MB in addition to the records.

${table(["vendors", "engine", "build", "p50", "p95", "maximum", "memory", "key presses"], speed)}

## Relevance

Mean reciprocal rank, then recall at 3, of ${relevance.countersign.length} judged queries. Each is answered from the vendors that it was judged for: ${judged.map(({ queries, vendors }) => `${queries.length} queries from ${vendors.length} vendors`).join(", ")}.

${table(["intent", ...titles], [...intents, "all"].map((intent) => [intent, ...ENGINES.map((engine) => of(intent, engine))]))}

## Size

In bytes, with brotli at quality 11.

${table(titles, [ENGINES.map((engine) => bytes[engine])])}

## Home page

${table(["measure", "vendors", "processor", "p50, ms", "p95, ms", "maximum, ms", "p95 by Event Timing, ms", "longest task, ms"], pages)}
`;
writeSearchReport(written);
console.log(written);
