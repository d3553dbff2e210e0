// Compares the speed of the site's pages with two peers of the same design and data: a React app with MiniSearch and a
// static Next.js export with uFuzzy (tools/bench/peers). Prints a Markdown table of medians, and writes it to
// docs/benchmarks.md if all is measured in at least five rounds.
//
//   make bench-pages
//   node tools/bench/compare-pages.mjs [--rounds 5] [--only home|vendor|keys|memory] [--fast-only | --slow-only]
//
// Each visit has a browser context of its own, so its caches are empty. The sites take turns in each round, in another
// order every round. "slow" is a processor four times slower and a network like the DevTools preset Fast 3G; "fast" is
// neither. The server slows the network down, since DevTools would give a service worker a second network of its own.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { machine, table, writePagesReport } from "./report.mjs";

const { default: puppeteer } = createRequire(new URL("../audit/package.json", import.meta.url))("puppeteer-core");

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The rounds of a table that is written to docs/benchmarks.md. */
const MIN_ROUNDS = 5;
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: String(MIN_ROUNDS) },
    only: { type: "string" },
    "fast-only": { type: "boolean", default: false },
    "slow-only": { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const SPEEDS = ["fast", "slow"].filter((speed) => !options[speed === "fast" ? "slow-only" : "fast-only"]);

const SLOWDOWN = 4;
/** Fast 3G as in DevTools: nine tenths of 1.6 Mbit/s, in bytes per millisecond, and a latency of 3.75 times 150 ms. */
const FAST_3G = { bytesPerMs: (1.6e6 / 8 / 1000) * 0.9, latency: 150 * 3.75 };
const VIEWPORT = { width: 1350, height: 940 };
/** How many results a page shows at first. */
const PAGE_SIZE = 24;
const TYPED = ["salesforce", "mailchmp", "google cloud", "slate", "e-signature"];
const FILTERS = ["baa=available", "baa=plan_gated", "baa=unknown", "phi=eligible", "phi=conditional"];
const SEARCHES = 50;

// The peers.

const dist = join(root, "target/peers/countersign");
const run = (folder, command, ...args) =>
  execFileSync(command, args, { cwd: folder, stdio: ["ignore", 2, 2], env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", SITE: dist } });

const BUILT = ["node_modules", "generated", "public", ".next", "out", "dist"];
const sourceFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !BUILT.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? sourceFiles(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();

/** Builds a peer, unless there is a build of these sources with this site's style sheet and data. Returns its folder. */
const buildPeer = (name) => {
  const peers = join(root, "tools/bench/peers");
  const folder = join(peers, name);
  const out = join(root, "target/peers", name);
  const stamp = `${out}.stamp`;
  const site = readdirSync(dist).filter((file) => /^(main-\w+\.css|vendors\.json)$/.test(file)).map((file) => join(dist, file));
  const hash = createHash("sha256");
  const sources = [join(peers, "prepare.mjs"), ...sourceFiles(join(peers, "shared")), ...sourceFiles(folder)];
  for (const file of [...sources, ...site]) hash.update(readFileSync(file));
  const inputs = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return out;
  rmSync(stamp, { force: true });
  rmSync(out, { recursive: true, force: true });
  run(folder, "npm", "ci", "--no-audit", "--no-fund", "--silent");
  run(folder, "npm", "run", "build", "--silent");
  renameSync(join(folder, name === "next" ? "out" : "dist"), out);
  writeFileSync(stamp, inputs);
  return out;
};

// The server, the same for all.

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};
/** Files whose names contain a hash of their content. */
const IS_HASHED = /^\/(_next\/static|assets)\/|-[0-9a-f]{16}(_bg)?\.\w+$/;

/** The `link` headers of a `_headers` file, with a pattern for their paths. */
const readLinks = (folder) => {
  const file = join(folder, "_headers");
  let pattern;
  return (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n").flatMap((line) => {
    if (line.startsWith("/")) pattern = new RegExp(`^${line.trim().replace(/[.+?^$()[\]{}|\\]/g, "\\$&").replace(/\*/g, ".*")}$`);
    const link = /^\s+link:\s*(.*)$/i.exec(line)?.[1];
    return link ? [{ pattern, link }] : [];
  });
};

/**
 * Sends bodies at once, or slowed down: each after a latency, in turns with the others. Records what was sent, with the
 * time, and how many responses are not complete.
 */
class Network {
  slow = undefined;
  sent = [];
  open = 0;
  #transfers = [];
  #counted = new WeakMap();
  #timer;

  /** Begins a visit. */
  start(slow) {
    Object.assign(this, { slow, sent: [], open: 0 });
    this.#transfers = [];
    clearInterval(this.#timer);
    if (!slow) return;
    let before = performance.now();
    let budget = 0;
    this.#timer = setInterval(() => {
      const now = performance.now();
      budget = Math.min(budget, 0) + (now - before) * slow.bytesPerMs;
      before = now;
      while (budget > 0 && this.#transfers.length > 0) budget -= this.#sendPacket(this.#transfers.shift());
    }, 4);
  }

  #sendPacket(transfer) {
    const packet = transfer.body.subarray(transfer.offset, transfer.offset + 1448);
    transfer.offset += packet.length;
    transfer.response.write(packet);
    if (transfer.offset < transfer.body.length && !transfer.response.destroyed) this.#transfers.push(transfer);
    else transfer.response.end();
    this.#count(transfer.response.socket);
    return packet.length;
  }

  #count(socket) {
    if (!socket) return;
    this.sent.push({ time: Date.now(), bytes: socket.bytesWritten - (this.#counted.get(socket) ?? 0) });
    this.#counted.set(socket, socket.bytesWritten);
  }

  send(response, body) {
    const { slow, sent } = this;
    this.open += 1;
    // A response may be closed after the next visit has begun.
    response.on("close", () => (this.open -= this.sent === sent ? 1 : 0));
    if (slow) return setTimeout(() => this.sent === sent && this.#transfers.push({ response, body, offset: 0 }), slow.latency);
    response.end(body);
    this.#count(response.socket);
  }

  /** Whether nothing was sent for some milliseconds, and nothing is to be sent. */
  isIdle(ms) {
    return this.open === 0 && Date.now() - (this.sent.at(-1)?.time ?? 0) >= ms;
  }

  /** The kilobytes, with headers, that were sent until a time. */
  kilobytes(until = Infinity) {
    return this.sent.filter(({ time }) => time <= until).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  }
}

/** Serves a folder with brotli, compressed once and kept in memory. Unknown paths get `fallback`, if there is one. */
const serve = async (folder, fallback) => {
  const links = readLinks(folder);
  const network = new Network();
  const responses = new Map();
  const respond = (path) => {
    let file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) file = fallback && !extname(path) ? join(folder, fallback) : undefined;
    if (!file) return { status: 404, headers: { "cache-control": "no-cache" }, body: Buffer.alloc(0) };
    const type = TYPES[extname(file)];
    const caching = IS_HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache";
    const headers = { "content-type": type ?? "application/octet-stream", "cache-control": caching };
    const link = links.filter(({ pattern }) => pattern.test(path)).map(({ link }) => link);
    if (link.length > 0) headers.link = link.join(", ");
    let body = readFileSync(file);
    if (type) {
      headers["content-encoding"] = "br";
      body = existsSync(`${file}.br`) ? readFileSync(`${file}.br`) : brotliCompressSync(body);
    }
    return { status: 200, headers: { ...headers, "content-length": body.length }, body };
  };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (!responses.has(path)) responses.set(path, respond(path));
    const { status, headers, body } = responses.get(path);
    network.send(response.writeHead(status, headers), body);
  });
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, network, origin: `http://127.0.0.1:${server.address().port}` };
};

// What runs in the pages. None of it depends on how a page is made: only on the `id` of fields and lists, and on the
// classes and roles of results.

/** Observes long tasks, and what events take until the next paint by the browser's own account (Event Timing). */
const observe = () => {
  globalThis.measured = { tasks: [], timed: {} };
  new PerformanceObserver((list) => measured.tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name } of list.getEntries()) {
      if (interactionId && name.startsWith("key")) measured.timed[interactionId] = Math.max(duration, measured.timed[interactionId] ?? 0);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  // Calls back in the first task after the next frame.
  globalThis.afterPaint = (callback) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => callback(performance.now());
      channel.port2.postMessage(0);
    });
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  globalThis.enter = (field, text) => {
    setValue.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  };
};

/** Types as soon as the field exists, again if the text is lost, and records when its first result is painted. */
const typeEarly = ({ fieldSelector, resultSelector, text, expected, limit }) => {
  const timer = setInterval(() => {
    const field = document.querySelector(fieldSelector);
    if (!field || field.value === text) return;
    measured.typed ??= performance.now();
    field.focus({ preventScroll: true });
    enter(field, text);
  }, 20);
  const observer = new MutationObserver(() => {
    const results = document.querySelectorAll(resultSelector);
    if (results.length === 0 || results.length >= limit || !results[0].textContent.trim().startsWith(expected)) return;
    observer.disconnect();
    clearInterval(timer);
    afterPaint((time) => (measured.reacted = time));
  });
  observer.observe(document, { childList: true, characterData: true, subtree: true });
};

/** Records for each event how long its first and its last change of the page take to be painted. */
const recordEvents = (type) => {
  let current;
  addEventListener(type, ({ timeStamp }) => (current = { start: timeStamp }), true);
  const results = document.querySelector(".search-results");
  const browse = document.querySelector(".browse");
  new MutationObserver((mutations) => {
    const event = current;
    if (!event) return;
    const isFirst = !event.isSeen && mutations.some(({ target }) => results.contains(target));
    event.isSeen ||= isFirst;
    afterPaint((time) => {
      if (isFirst) event.first = time - event.start;
      event.last = time - event.start;
    });
  }).observe(browse, { childList: true, characterData: true, subtree: true });
  // Waits until the page is quiet, and returns the times of the event; nothing if it changed no results.
  globalThis.settled = async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
    const since = performance.now();
    let last = -1;
    while (!current?.first ? performance.now() - since < 600 : current.last !== last) {
      last = current?.last;
      await pause();
    }
    const event = current;
    current = undefined;
    return event?.first ? [event.first, event.last] : null;
  };
};

// Visits.

const HOME = { path: "/", fieldSelector: "#q", resultSelector: "#results h3", limit: PAGE_SIZE };
const VENDOR = { path: "/vendors/zoom/", fieldSelector: "#search-another", resultSelector: "[role=option]", limit: PAGE_SIZE };
const SLACK = { text: "slack", expected: "Slack" };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];
const median = (numbers) => quantile(numbers, 0.5);

/** Opens a page in a new context, calls `use` with it, and closes the context. */
const visit = async (browser, site, { processor = 1, network }, use) => {
  const context = await browser.createBrowserContext();
  site.network.start(network);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    const client = await page.createCDPSession();
    await client.send("Emulation.setCPUThrottlingRate", { rate: processor });
    await page.evaluateOnNewDocument(observe);
    const result = await use(page, client);
    if (errors.length > 0) throw errors[0];
    return result;
  } finally {
    await context.close();
  }
};

const conditions = (speed) => (speed === "slow" ? { processor: SLOWDOWN, network: FAST_3G } : {});

/** A visit of the home page without input: first paint, longest task, and bytes until the network is idle. */
const firstVisit = (browser, site, speed) =>
  visit(browser, site, conditions(speed), async (page) => {
    await page.goto(site.origin + HOME.path);
    const loaded = Date.now();
    const [minimum, idle] = speed === "slow" ? [8000, 3000] : [4000, 2000];
    const isDone = () => Date.now() - loaded > minimum && site.network.isIdle(idle);
    while (!isDone() && Date.now() - loaded < 60_000) await pause(100);
    const [paint, tasks] = await page.evaluate(() => [performance.getEntriesByName("first-contentful-paint")[0].startTime, measured.tasks]);
    return { paint, task: Math.max(0, ...tasks), bytes: site.network.kilobytes() };
  });

/** A visit in which a search is typed as soon as there is a field: the time and the bytes until its result is painted. */
const earlySearch = (browser, site, speed, { path, ...selectors }) =>
  visit(browser, site, conditions(speed), async (page) => {
    await page.evaluateOnNewDocument(typeEarly, { ...selectors, ...SLACK });
    await page.goto(site.origin + path);
    await page.waitForFunction(() => measured.reacted, { polling: 100 });
    const { reacted, typed, origin } = await page.evaluate(() => ({ ...measured, origin: performance.timeOrigin }));
    return { reacted, typed, bytes: site.network.kilobytes(origin + reacted) };
  });

/** Opens the home page, and waits until it searches. */
const openHome = async (page, site) => {
  await page.evaluateOnNewDocument(typeEarly, { ...HOME, ...SLACK });
  await page.goto(site.origin + HOME.path);
  await page.waitForFunction(() => measured.reacted, { polling: 100 });
  await clear(page);
  await pause(2000);
};
const clear = async (page) => {
  await page.evaluate((selector) => enter(document.querySelector(selector), ""), HOME.fieldSelector);
  const hasAll = ({ resultSelector, limit }) => document.querySelectorAll(resultSelector).length === limit;
  await page.waitForFunction(hasAll, { polling: 50 }, HOME);
  await pause(200);
};

/** Real key presses and clicks on the loaded home page: the time from each until its results are painted. */
const interact = (browser, site, processor) =>
  visit(browser, site, { processor }, async (page) => {
    await openHome(page, site);
    await page.evaluate(recordEvents, "keydown");
    await page.evaluate(() => (measured.timed = {}));
    const presses = [];
    for (const text of TYPED) {
      await page.focus(HOME.fieldSelector);
      for (const letter of text) {
        await page.keyboard.press(letter === " " ? "Space" : letter);
        const times = await page.evaluate(() => settled());
        if (times) presses.push(times);
      }
      await clear(page);
    }
    const timed = await page.evaluate(() => Object.values(measured.timed));
    const unreported = Array(Math.max(0, presses.length - timed.length)).fill(0);
    await page.evaluate(recordEvents, "click");
    const clicks = [];
    for (const filter of FILTERS) {
      const [name, value] = filter.split("=");
      for (const _ of ["on", "off"]) {
        await page.click(`input[name="${name}"][value="${value}"]`);
        const times = await page.evaluate(() => settled());
        if (times) clicks.push(times);
      }
    }
    const [first, last] = [0, 1].map((index) => presses.map((times) => times[index]));
    return {
      count: presses.length,
      press: median(first),
      press95: quantile(first, 0.95),
      last95: quantile(last, 0.95),
      timed95: quantile([...unreported, ...timed], 0.95),
      click: median(clicks.map(([first]) => first)),
      lastClick: median(clicks.map(([, last]) => last)),
    };
  });

/** The memory of the page in MB after searches for names, once garbage is collected. */
const memory = (browser, site) =>
  visit(browser, site, {}, async (page, client) => {
    // The figures of the JavaScript heap do not contain Wasm memory.
    await page.evaluateOnNewDocument(() => {
      globalThis.wasmMemories = [];
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const instantiate = WebAssembly[name];
        WebAssembly[name] = async (...args) => {
          const result = await instantiate.apply(WebAssembly, args);
          wasmMemories.push(...Object.values((result.instance ?? result).exports).filter((value) => value instanceof WebAssembly.Memory));
          return result;
        };
      }
    });
    await openHome(page, site);
    const names = JSON.parse(readFileSync(join(dist, "vendors.json"), "utf8")).vendors.map(({ name }) => name);
    for (const name of names.slice(0, SEARCHES)) {
      await page.evaluate((selector, name) => enter(document.querySelector(selector), name), HOME.fieldSelector, name);
      await page.evaluate(() => new Promise((resolve) => afterPaint(() => setTimeout(resolve, 60))));
    }
    await clear(page);
    await client.send("HeapProfiler.enable");
    for (let times = 0; times < 3; times++) await client.send("HeapProfiler.collectGarbage");
    const heap = await client.send("Runtime.getHeapUsage");
    const wasm = await page.evaluate(() => wasmMemories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    return { heap: heap.usedSize / 1e6, wasm: wasm / 1e6, total: (heap.usedSize + wasm) / 1e6, dom: heap.embedderHeapUsedSize / 1e6 };
  });

// The table.

const MEASUREMENTS = {
  first: { part: "home", run: firstVisit },
  homeSearch: { part: "home", run: (browser, site, speed) => earlySearch(browser, site, speed, HOME) },
  vendorSearch: { part: "vendor", run: (browser, site, speed) => earlySearch(browser, site, speed, VENDOR) },
  keys: { part: "keys", run: (browser, site, speed) => interact(browser, site, speed === "slow" ? SLOWDOWN : 1) },
  memory: { part: "memory", run: memory, isFastOnly: true },
};
const ROWS = [
  ["first contentful paint, home, ms", "first", "paint", 0],
  ["search reacts, home, ms", "homeSearch", "reacted", 0],
  ["search reacts, vendor page, ms", "vendorSearch", "reacted", 0],
  ["key press to painted results, p50, ms", "keys", "press", 1],
  ["key press to painted results, p95, ms", "keys", "press95", 1],
  ["key press to its last painted change, p95, ms", "keys", "last95", 1],
  ["key press by Event Timing, p95, ms", "keys", "timed95", 0],
  ["filter to painted results, p50, ms", "keys", "click", 1],
  ["filter to its last painted change, p50, ms", "keys", "lastClick", 1],
  ["longest task at load, home, ms", "first", "task", 0],
  ["bytes until search reacts, home, kB", "homeSearch", "bytes", 1],
  ["bytes until search reacts, vendor page, kB", "vendorSearch", "bytes", 1],
  ["bytes of a first visit, home, kB", "first", "bytes", 1],
  [`memory after ${SEARCHES} searches, MB`, "memory", "total", 2],
  ["of it JavaScript heap, MB", "memory", "heap", 2],
  ["of it Wasm memory, MB", "memory", "wasm", 2],
  ["in addition, the heap of the DOM, MB", "memory", "dom", 2],
];

// A copy, since the site may be built again during the visits.
rmSync(dist, { recursive: true, force: true });
cpSync(join(root, "dist"), dist, { recursive: true });

const sites = [];
for (const [name, folder, fallback] of [["countersign", dist], ["next", buildPeer("next")], ["react", buildPeer("react"), "index.html"]]) {
  sites.push({ name, ...(await serve(folder, fallback)) });
}
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  defaultViewport: VIEWPORT,
  protocolTimeout: 300_000,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});

const parts = Object.entries(MEASUREMENTS).filter(([, { part }]) => !options.only || part === options.only);
/** The figures of every visit, by measurement, speed, and site. */
const figures = {};
const measure = async (name, speed, site) => {
  const result = await MEASUREMENTS[name].run(browser, site, speed);
  console.error(new Date().toISOString().slice(11, 19), name, speed, site.name, JSON.stringify(result));
  return result;
};
const load = [loadavg()[0]];
// The first visits fill the memory of the servers, and are not counted.
for (const site of sites) for (const page of [HOME, VENDOR]) await earlySearch(browser, site, "fast", page);
for (let round = 0; round < ROUNDS; round++) {
  const order = sites.map((_, index) => sites[(index + round) % sites.length]);
  for (const [name, { isFastOnly }] of parts) {
    for (const speed of SPEEDS.filter((speed) => speed === "fast" || !isFastOnly)) {
      for (const site of order) ((figures[name + speed] ??= {})[site.name] ??= []).push(await measure(name, speed, site));
    }
  }
}
load.push(loadavg()[0]);
const version = await browser.version();
await browser.close();
for (const { server, network } of sites) {
  network.start();
  server.close();
  server.closeAllConnections();
}

const rows = ROWS.flatMap(([label, name, key, digits]) =>
  SPEEDS.filter((speed) => figures[name + speed]).map((speed) => {
    const [own, next, react] = sites.map((site) => median(figures[name + speed][site.name].map((figures) => figures[key])));
    const ratio = own / Math.min(next, react);
    // The browser reports no tasks below 50 ms.
    const format = (value) => (key === "task" && value === 0 ? "below 50" : value.toFixed(digits));
    return [label, speed, ...[own, next, react].map(format), Number.isFinite(ratio) ? ratio.toFixed(2) : "-"];
  }),
);
const head = ["measure", "speed", "Countersign", "Next.js, uFuzzy", "React, MiniSearch", "ratio to the better peer"];
const report = `
Medians of ${ROUNDS} rounds on ${new Date().toISOString().slice(0, 10)} in ${version} on ${machine}. The load of the machine was ${load.map((value) => value.toFixed(1)).join(" before and ")} after. [page-speed.md](page-speed.md) describes what is measured.

${table(head, rows)}
`;
console.log(report);
if (parts.length === Object.keys(MEASUREMENTS).length && SPEEDS.length === 2 && ROUNDS >= MIN_ROUNDS) writePagesReport(report);
