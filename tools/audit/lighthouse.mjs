// Lighthouse's mobile preset on one page of each kind, and when words are painted while the Wasm is late.
import { Launcher, launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { late } from "./served.mjs";

const PAGES = ["/", "/vendors/zoom/", "/categories/video/", "/about/"];
/** The least that each category may score. */
const BARS = { accessibility: 100, "best-practices": 100, seo: 100, performance: 99 };
const LATE = 10_000;
/** How often a page is examined: one score says little of a machine that does other things too. The middle one counts. */
const RUNS = 3;

const chromeFlags = [
  // Of a flag that is given twice the browser takes the last: what the launcher switches off, and the pop-ups of the
  // address bar, which are pages of the browser's own and take a second of the processor.
  ...Launcher.defaultFlags().map((flag) =>
    flag.startsWith("--disable-features=") ? `${flag},WebUIOmniboxPopup,WebUIOmniboxAimPopup` : flag,
  ),
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
  // Nothing past this machine has an address, so that no score depends on it.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** What Lighthouse says of an address, in a browser of its own. */
const examine = async (url, flags) => {
  const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags, ignoreDefaultFlags: true });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", ...flags });
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    return lhr;
  } finally {
    chrome.kill();
  }
};

/** The audits that keep a category from its full score, each with where it failed. */
const faults = (lhr, category) =>
  lhr.categories[category].auditRefs
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => lhr.audits[id])
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title, displayValue, details }) => {
      const places = (details?.items ?? []).map(({ node, url, description }) => node?.snippet ?? url ?? description);
      return [`${id}: ${title}`, displayValue, ...places].filter(Boolean).join("\n      ");
    });

/** A row for each category, with the score of each page. */
const scores = async (origin) => {
  const reports = [];
  for (const path of PAGES) {
    const runs = [];
    while (runs.length < RUNS) runs.push(await examine(origin + path));
    reports.push([path, computeMedianRun(runs)]);
  }
  return Object.entries(BARS).map(([category, bar]) => {
    const of = (lhr) => Math.round(lhr.categories[category].score * 100);
    const below = reports.filter(([, lhr]) => of(lhr) < bar);
    return {
      what: `Lighthouse ${reports[0][1].lighthouseVersion}, ${category}: ${PAGES.join(" ")}`,
      bar: bar === 100 ? "100" : `at least ${bar}`,
      found: reports.map(([, lhr]) => of(lhr)).join(" "),
      why: below.flatMap(([path, lhr]) => faults(lhr, category).map((fault) => `${path} ${fault}`)),
    };
  });
};

/** When a page's first words are painted, and when its Wasm has come, in milliseconds. */
const paint = async (url) => {
  const onlyAudits = ["first-contentful-paint", "network-requests"];
  const { audits } = await examine(url, { onlyAudits, throttlingMethod: "devtools" });
  const wasm = audits["network-requests"].details.items.find((item) => item.url.endsWith(".wasm"));
  return { painted: Math.round(audits["first-contentful-paint"].numericValue), came: Math.round(wasm.networkEndTime) };
};

/** A row for each page: its words are painted before a Wasm that is late. */
const paints = async (origin) => {
  const proxy = await late(origin, LATE);
  const rows = [];
  for (const path of PAGES) {
    const [soon, held] = [await paint(origin + path), await paint(proxy.origin + path)];
    const isLate = held.came >= LATE;
    const why = [];
    if (!isLate) why.push(`the Wasm of ${path} came after ${held.came} ms, and should have been ${LATE} ms late`);
    if (held.painted >= held.came) why.push(`${path} waits for its Wasm`);
    rows.push({
      what: `first words of ${path}, Wasm ${LATE / 1000} s late`,
      bar: `before the Wasm, ${held.came} ms`,
      found: `${held.painted} ms; with the Wasm in time ${soon.painted} ms`,
      why,
    });
  }
  proxy.stop();
  return rows;
};

/** Every row that Lighthouse fills. */
export const examinePages = async (origin) => [...(await scores(origin)), ...(await paints(origin))];
