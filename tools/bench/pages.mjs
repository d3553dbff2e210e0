// Measures the site's home page with the shipped Wasm: the time from a key press to the painted results, and the longest
// task since navigation.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TYPED = ["salesforce", "mailchmp", "google cloud", "slate", "e-signature"];

const measure = async (browser, origin, slowdown) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: "longtask", buffered: true });
    // The browser's Event Timing API, in steps of 8 ms; it reports no event below 16 ms.
    globalThis.timed = [];
    new PerformanceObserver((list) => timed.push(...list.getEntries().filter(({ name }) => name === "input").map((entry) => entry.duration)))
      .observe({ type: "event", durationThreshold: 16, buffered: true });
    globalThis.painted = [];
    // From the key press to the first task after the frame that paints its results.
    addEventListener("input", (event) => {
      const start = event.timeStamp;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => painted.push(performance.now() - start);
        channel.port2.postMessage(0);
      });
    }, true);
  });
  await page.goto(origin);
  // The number of results of a text is known only once the list of vendors is loaded.
  await page.waitForFunction(() => document.querySelector("fieldset:not([disabled])"));
  await page.fill("#q", "zz");
  await page.waitForFunction(() => document.querySelector(".how-many")?.textContent.match(/^No vendor|^\d+ vendor/));
  await page.fill("#q", "");
  await page.evaluate(() => (painted.length = timed.length = 0));
  for (const text of TYPED) {
    await page.focus("#q");
    for (const letter of text) {
      const before = await page.evaluate(() => painted.length);
      await page.keyboard.press(letter === " " ? "Space" : letter);
      await page.waitForFunction((before) => painted.length > before, before);
    }
    await page.keyboard.press("Escape");
  }
  const measured = await page.evaluate(() => ({ painted, tasks, timed }));
  await page.close();
  return measured;
};

/** The rows of the table: the real vendors at full speed and four times slower, then 10,000 and 100,000 vendors at full speed. */
export const measurePages = async (browser, serve, lists, researched) => {
  const rows = [];
  for (const [list, vendors, slowdown] of [["real", researched, 1], ["real", researched, 4], [10000, 10000, 1], [100000, 100000, 1]]) {
    const replaced = list === "real" ? {} : { "^/list[^/]*\\.json$": join(root, lists[list]) };
    const server = await serve(join(root, "dist"), replaced);
    const { painted, tasks, timed } = await measure(browser, `http://127.0.0.1:${server.address().port}/`, slowdown);
    server.close();
    const sorted = [...painted].sort((a, b) => a - b);
    const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(1);
    const unreported = Array(Math.max(0, painted.length - timed.length)).fill(0);
    const byEvents = [...unreported, ...timed.sort((a, b) => a - b)][Math.floor((painted.length - 1) * 0.95)];
    rows.push(["key press to paint", vendors, slowdown === 1 ? "full speed" : `${slowdown} times slower`, at(0.5), at(0.95), at(1), byEvents || "below 16", Math.max(0, ...tasks).toFixed(0)]);
    console.error(rows.at(-1).join(" "));
  }
  return rows;
};
