// Lighthouse with its mobile preset on one page of each kind, and the time of the first paint with a late Wasm.
import { Launcher, launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { startDelayingProxy } from "./server.mjs";

const PAGES = ["/", "/vendors/zoom/", "/categories/video/", "/compare/?v=zoom,slack", "/check/", "/register/", "/about/"];
/** The minimum score of each category. */
const MINIMUM_SCORES = { accessibility: 100, "best-practices": 100, seo: 100, performance: 99 };
/** The delay of the Wasm in milliseconds. */
const WASM_DELAY = 10_000;
/** How often each page is examined. Scores vary with the load of the machine, so the median run counts. */
const RUNS = 3;

const chromeFlags = [
  // If a flag is repeated, the browser uses the last one, so this extends the launcher's list of disabled features: the
  // pop-ups of the address bar are pages of the browser itself, which use a second of processor time.
  ...Launcher.defaultFlags().map((flag) =>
    flag.startsWith("--disable-features=") ? `${flag},WebUIOmniboxPopup,WebUIOmniboxAimPopup` : flag,
  ),
  // With its opener policy, a page moves to a second process, whose trace can start too late (NO_NAVSTART).
  "--renderer-process-limit=1",
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
  // No host but this machine resolves, so that no score depends on one.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Runs Lighthouse on a URL in a browser of its own. */
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

/** The audits of a category without full score, each with the elements that fail it. */
const failedAudits = (lhr, category) =>
  lhr.categories[category].auditRefs
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => lhr.audits[id])
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title, displayValue, details }) => {
      const elements = (details?.items ?? []).map(({ node, url, description }) => node?.snippet ?? url ?? description);
      return [`${id}: ${title}`, displayValue, ...elements].filter(Boolean).join("\n      ");
    });

/** A row for each category with the score of every page. */
const scoreRows = async (origin) => {
  const reports = [];
  for (const path of PAGES) {
    const runs = [];
    while (runs.length < RUNS) runs.push(await examine(origin + path));
    reports.push([path, computeMedianRun(runs)]);
  }
  return Object.entries(MINIMUM_SCORES).map(([category, minimum]) => {
    const score = (lhr) => Math.round(lhr.categories[category].score * 100);
    const below = reports.filter(([, lhr]) => score(lhr) < minimum);
    return {
      check: `Lighthouse ${reports[0][1].lighthouseVersion}, ${category}: ${PAGES.join(" ")}`,
      target: minimum === 100 ? "100" : `at least ${minimum}`,
      result: reports.map(([, lhr]) => score(lhr)).join(" "),
      failures: below.flatMap(([path, lhr]) => failedAudits(lhr, category).map((audit) => `${path} ${audit}`)),
    };
  });
};

/** The times of a page's first contentful paint and of the end of its Wasm request, in milliseconds. */
const measurePaint = async (url) => {
  const onlyAudits = ["first-contentful-paint", "network-requests"];
  const { audits } = await examine(url, { onlyAudits, throttlingMethod: "devtools" });
  const wasm = audits["network-requests"].details.items.find((item) => item.url.endsWith(".wasm"));
  return {
    paint: Math.round(audits["first-contentful-paint"].numericValue),
    wasm: Math.round(wasm.networkEndTime),
  };
};

/** A row for each page: its first paint does not wait for a late Wasm. */
const paintRows = async (origin) => {
  const proxy = await startDelayingProxy(origin, WASM_DELAY);
  const rows = [];
  for (const path of PAGES) {
    const [normal, delayed] = [await measurePaint(origin + path), await measurePaint(proxy.origin + path)];
    const failures = [];
    if (delayed.wasm < WASM_DELAY) {
      failures.push(`the Wasm of ${path} arrived after ${delayed.wasm} ms instead of ${WASM_DELAY} ms or more`);
    }
    if (delayed.paint >= delayed.wasm) failures.push(`${path} waits for its Wasm`);
    rows.push({
      check: `first paint of ${path}, Wasm ${WASM_DELAY / 1000} s late`,
      target: `before the Wasm, ${delayed.wasm} ms`,
      result: `${delayed.paint} ms; ${normal.paint} ms without the delay`,
      failures,
    });
  }
  proxy.stop();
  return rows;
};

/** Every row that Lighthouse fills. */
export const lighthouseRows = async (origin) => [...(await scoreRows(origin)), ...(await paintRows(origin))];
