// The site's own page, with the shipped Wasm: from key press to painted results, and its longest task from the
// first byte on.
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
    // The browser's own measure, in steps of 8 ms; it tells of no event below 16 ms.
    globalThis.timed = [];
    new PerformanceObserver((list) => timed.push(...list.getEntries().filter(({ name }) => name === "input").map((entry) => entry.duration)))
      .observe({ type: "event", durationThreshold: 16, buffered: true });
    globalThis.painted = [];
    // From the key press to the frame after the one that its results are painted in.
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
  // Only what the list gave names how many vendors a text finds.
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

/** Rows of the table: at normal speed with 10,000 vendors, and four times slower with the real ones. */
export const measurePages = async (browser, serve, lists, researched) => {
  const rows = [];
  for (const [list, vendors, slowdown] of [["real", researched, 1], ["real", researched, 4], [10000, 10000, 1], [100000, 100000, 1]]) {
    const replaced = list === "real" ? {} : { "^/vendors[^/]*\\.json$": join(root, lists[list]) };
    const server = await serve(join(root, "dist"), replaced);
    const { painted, tasks, timed } = await measure(browser, `http://127.0.0.1:${server.address().port}/`, slowdown);
    server.close();
    const sorted = [...painted].sort((a, b) => a - b);
    const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(1);
    const untold = Array(Math.max(0, painted.length - timed.length)).fill(0);
    const byEvents = [...untold, ...timed.sort((a, b) => a - b)][Math.floor((painted.length - 1) * 0.95)];
    rows.push(["key press to paint", vendors, slowdown === 1 ? "as it is" : `${slowdown} times slower`, at(0.5), at(0.95), at(1), byEvents || "below 16", Math.max(0, ...tasks).toFixed(0)]);
    console.error(rows.at(-1).join(" "));
  }
  return rows;
};
