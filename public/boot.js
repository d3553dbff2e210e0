// Loads the app. If the app cannot be loaded or traps, the prerendered page stays and says that search is unavailable.
const root = document.documentElement;
const { js, jsIntegrity, wasm, worker, list } = document.querySelector("script[data-wasm]").dataset;

// How long the start waits for the first paint, which a hidden tab never has, and for the app, in milliseconds.
const PAINT_LIMIT = 3000;
const START_LIMIT = 60000;
// How long the offline copy waits after the app has started and the requested list is loaded, in milliseconds, so that it
// does not delay a search.
const OFFLINE_DELAY = 1000;

// The page that the document showed when the app was turned off, as path and query; empty while it is not off.
let pageWhenOff = "";
// Whether the visitor has used the page. Listens before the events are blocked below.
let isUsed = false;
for (const type of ["click", "input", "keydown", "drop"]) addEventListener(type, () => (isUsed = true), true);
const currentPage = () => location.pathname + location.search;
const turnOff = () => {
  if (pageWhenOff) return;
  pageWhenOff = currentPage();
  // If the app had started, the results can be those of an unfinished search.
  const count = root.classList.contains("loading") ? null : document.getElementById("how-many");
  if (count) count.textContent = "Search has stopped. This list may be incomplete.";
  document.querySelector("input[type=search]")?.setAttribute("aria-describedby", "app-unavailable");
  root.classList.remove("loading");
  root.classList.add("without-app");
  onbeforeunload = null;
  document.querySelectorAll(".app-unavailable").forEach((notice) => (notice.hidden = false));
};
// A trap, or an error that crosses the Wasm, ends the app for good, since its state is unknown from then on. No event that
// the app handles reaches it any more (this is the list of them), so the page does what plain HTML does. The exception is
// `pagehide`, which returns scroll restoration to the browser. The app's timers check the class of the root.
const isAppError = (error) => error instanceof WebAssembly.RuntimeError || /wasm-function/.test(error?.stack);
addEventListener("error", ({ error }) => isAppError(error) && turnOff());
addEventListener("unhandledrejection", ({ reason }) => isAppError(reason) && turnOff());
// Back and Forward between entries of the app change the URL alone. While no app runs, load the page that the URL names.
const firstPage = currentPage();
addEventListener(
  "popstate",
  () => {
    const page = pageWhenOff || (root.classList.contains("loading") && firstPage);
    if (page && currentPage() !== page) location.reload();
  },
  true,
);
for (const type of ["click", "input", "change", "submit", "keydown", "pointerdown", "mousedown", "focusin", "focusout", "popstate", "pageshow", "storage", "scroll", "hashchange", "dragover", "dragleave", "drop"]) {
  addEventListener(type, (event) => pageWhenOff && event.stopImmediatePropagation(), true);
}

// Safari refuses to change the URL more than 100 times in 30 seconds, and the app's router would trap. The state of a page
// then stays out of its URL; another page is loaded as a document.
for (const method of ["pushState", "replaceState"]) {
  const change = history[method].bind(history);
  history[method] = (state, title, url = location.href) => {
    try {
      change(state, title, url);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
      const next = new URL(url, location.href);
      if (next.pathname !== location.pathname) location[method === "pushState" ? "assign" : "replace"](next);
    }
  };
}

// Shows the text of the URL's query before the app is loaded. The app takes its text from the field, even an empty one if
// the visitor has emptied it.
const field = document.getElementById("q");
if (field && !field.value) field.value = new URLSearchParams(location.search).get("q") ?? "";
field?.addEventListener("input", () => (field.dataset.edited = ""), { once: true });

// The app is compiled only after the first paint, so that it does not delay the page's content. Its files arrive earlier:
// the page preloads them at low priority.
const painted = new Promise((resolve) => {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) return resolve();
  new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
  setTimeout(resolve, PAINT_LIMIT);
});

// `import()` takes no integrity hash, but a script element does, and `import()` then takes the module that it has loaded:
// crates/site/src/hosts/shell.rs.
const loadVerified = () =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = js;
    script.integrity = jsIntegrity ?? "";
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${js} could not be loaded, or its hash does not match`));
    document.head.append(script);
  });

// Marks the section that the visitor reads in the summary beside a vendor page: the last one whose heading is in the upper
// third of the window or above it. A narrow window does not show the summary.
const markSection = () => {
  const links = [...document.querySelectorAll(".vendor-summary nav a")].reverse();
  if (!links[0]?.offsetParent) return;
  const isAbove = ({ hash }) => document.getElementById(hash.slice(1))?.getBoundingClientRect().top < innerHeight / 3;
  const current = links.find(isAbove);
  for (const link of links) {
    if (link === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};
addEventListener("scroll", markSection, { passive: true });
markSection();

// Copies the text of an element. If the browser refuses, the text is selected, so that the visitor can copy it.
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  const text = button && document.getElementById(button.dataset.copy);
  if (!text) return;
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
  }
});

// The offline notice of a page that is not an offline copy; an offline copy always shows its notice.
const notice = document.querySelector(".offline-notice[hidden]");
for (const type of ["online", "offline"]) addEventListener(type, () => notice && (notice.hidden = navigator.onLine));

// This page is an offline copy, shown because the page itself is slow. Once the worker reports that the page has loaded,
// a reload shows it. If the visitor has used the copy, whose state a reload would lose, the notice offers the page.
if (root.dataset.copy) {
  const { href } = location;
  navigator.serviceWorker.addEventListener("message", ({ data: hasLoaded }) => {
    if (hasLoaded && !isUsed && location.href === href) location.reload();
    else root.dataset.copy = hasLoaded ? "loaded" : "";
  });
  navigator.serviceWorker.controller?.postMessage("");
}

// The request modes of a preload without `crossorigin`. Chromium uses a preloaded file only for a request with the same
// modes, and WebKit only for one without CORS.
const asPreloaded = { mode: "no-cors", credentials: "include" };

// Some in-app browsers refuse to compile a response while it arrives: then the app is compiled once it has arrived.
const compile = async () => {
  try {
    return await WebAssembly.compileStreaming(await fetch(wasm, asPreloaded));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return WebAssembly.compile(await (await fetch(wasm)).arrayBuffer());
  }
};

// Requests the list of all vendors once. The app takes over the request: src/data/fetch.rs.
let listLoaded;
const requestList = (url) => {
  if (listLoaded || !url) return;
  const controller = new AbortController();
  const response = fetch(url, { ...asPreloaded, signal: controller.signal });
  globalThis.listRequest = { url, controller, response };
  listLoaded = response.then((response) => response.clone().text()).catch(() => {});
};
// The home page needs it at once, the others when the visitor begins to search. Once the app runs, it requests the list
// itself.
const searchBox = document.getElementById("search-another");
const onSearchFocus = () => requestList(list);
if (searchBox && document.activeElement === searchBox) onSearchFocus();
searchBox?.addEventListener("focusin", onSearchFocus);

const nextTask = () => new Promise((resolve) => setTimeout(resolve));
const start = async () => {
  await painted;
  requestList(document.getElementById("list-file")?.getAttribute("href"));
  const [app, module] = await Promise.all([loadVerified().then(() => import(js)), compile()]);
  // The end of the compilation is a long task on a slow phone; the app starts in the next one.
  await nextTask();
  // What arrives after the limit does not start on a page that says that it is off.
  if (!pageWhenOff) await app.default({ module_or_path: module });
  // The app takes the page over in two tasks, and the parts of the page in tasks that those schedule: src/runtime/mount.rs.
  await nextTask();
  await nextTask();
  await nextTask();
  searchBox?.removeEventListener("focusin", onSearchFocus);
};
const limit = new Promise((_, reject) =>
  setTimeout(reject, START_LIMIT, new Error(`the app did not start within ${START_LIMIT / 1000} seconds`)),
);

document.querySelectorAll(".app-unavailable").forEach((notice) => (notice.hidden = true));
root.classList.add("loading");
Promise.race([start(), limit])
  .then(() => root.classList.remove("loading"))
  .catch((reason) => {
    turnOff();
    // Firefox aborts the requests of a page that is being left, or whose loading the visitor stops: that is no fault.
    if (reason?.name !== "AbortError") console.error(reason);
  })
  // Last, after a delay and once the browser is idle, so that caching for offline use does not slow this visit down, and
  // not over a connection that is slow or on which the visitor saves data. The site works without a worker too.
  .then(() => listLoaded)
  .then(() => new Promise((resolve) => setTimeout(resolve, OFFLINE_DELAY)))
  .then(() => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve)))
  .then(() => {
    const { saveData, effectiveType } = navigator.connection ?? {};
    const isSlow = saveData || /2g/.test(effectiveType);
    if (worker && !isSlow) return navigator.serviceWorker?.register(worker);
  })
  .catch(() => {});
