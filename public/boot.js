// Loads the app. If the app cannot be loaded or traps, the prerendered page stays and says that search is unavailable.
const root = document.documentElement;
const { js, wasm, worker } = document.querySelector("script[data-wasm]").dataset;

// How long the start waits for the first paint, which a hidden tab never has, and for the app, in milliseconds.
const PAINT_LIMIT = 3000;
const START_LIMIT = 60000;

let isOff = false;
const turnOff = () => {
  isOff = true;
  // The app stopped in the middle of a search.
  const count = root.classList.contains("loading") ? null : document.getElementById("how-many");
  if (count) count.textContent = "Search has stopped. This list may be incomplete.";
  document.querySelector("input[type=search]")?.setAttribute("aria-describedby", "app-unavailable");
  root.classList.remove("loading");
  root.classList.add("without-app");
  document.querySelectorAll(".app-unavailable").forEach((notice) => (notice.hidden = false));
};
// A trap ends the app for good, at any time. From then on no event reaches it, so that the page does what plain HTML does;
// the app's own timers stop at the class of the root.
const isTrap = (error) => error instanceof WebAssembly.RuntimeError || /wasm-function/.test(error?.stack);
addEventListener("error", ({ error }) => isTrap(error) && turnOff());
addEventListener("unhandledrejection", ({ reason }) => isTrap(reason) && turnOff());
for (const type of ["click", "input", "change", "submit", "keydown", "pointerdown", "focusin", "popstate", "storage", "scroll"]) {
  addEventListener(type, (event) => isOff && event.stopImmediatePropagation(), true);
}

// Shows the text of the URL's query before the app is loaded. The app takes its text from the field.
const field = document.getElementById("q");
if (field && !field.value) field.value = new URLSearchParams(location.search).get("q") ?? "";

// The app is requested only after the first paint, so that it does not delay the page's content.
const painted = new Promise((resolve) => {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) return resolve();
  new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
  setTimeout(resolve, PAINT_LIMIT);
});

// `import()` takes no integrity hash, and requests the file again if the preload's hash did not match. So it waits for a
// preload whose hash matches.
const verified = new Promise((resolve, reject) => {
  const preload = document.querySelector("link[rel=modulepreload]")?.cloneNode();
  if (!preload?.relList?.supports("modulepreload")) return resolve();
  preload.onload = resolve;
  preload.onerror = () => reject(new Error(`${js} could not be loaded, or its hash does not match`));
  document.head.append(preload);
});

// The offline notice of a page that is not an offline copy; an offline copy always shows its notice.
const notice = document.querySelector(".offline-notice[hidden]");
for (const type of ["online", "offline"]) addEventListener(type, () => notice && (notice.hidden = navigator.onLine));

// This page is an offline copy, shown because the page itself is slow. Once the worker reports that the page has loaded,
// a reload shows it. If the visitor has used the copy, whose state a reload would lose, the notice offers the page.
if (root.dataset.copy) {
  const { href } = location;
  let isUsed = false;
  for (const type of ["click", "input", "keydown"]) addEventListener(type, () => (isUsed = true));
  navigator.serviceWorker.addEventListener("message", ({ data: hasLoaded }) => {
    if (hasLoaded && !isUsed && location.href === href) location.reload();
    else root.dataset.copy = hasLoaded ? "loaded" : "";
  });
  navigator.serviceWorker.controller?.postMessage("");
}

// Some in-app browsers refuse to compile a response while it arrives: then the app is compiled once it has arrived.
const start = async () => {
  await Promise.all([verified, painted]);
  const [app, response] = await Promise.all([import(js), fetch(wasm)]);
  if (isOff) return;
  try {
    await app.default({ module_or_path: response });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await app.default({ module_or_path: await (await fetch(wasm)).arrayBuffer() });
  }
};
const limit = new Promise((_, reject) =>
  setTimeout(reject, START_LIMIT, new Error(`the app did not start within ${START_LIMIT / 1000} seconds`)),
);

root.classList.add("loading");
Promise.race([start(), limit])
  .then(() => root.classList.remove("loading"))
  .catch((reason) => {
    turnOff();
    console.error(reason);
  })
  // Last, so that caching for offline use does not slow this visit down. The site works without a worker too.
  .then(() => worker && navigator.serviceWorker?.register(worker))
  .catch(() => {});
