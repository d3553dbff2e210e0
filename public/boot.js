// Loads the app. If the app cannot be loaded or traps, the prerendered page stays and says that search is unavailable.
const root = document.documentElement;
const { js, wasm, worker } = document.querySelector("script[data-wasm]").dataset;
// Leptos's hydration reads these three globals. This site streams nothing into its pages, so they are empty.
Object.assign(globalThis, { __RESOLVED_RESOURCES: [], __SERIALIZED_ERRORS: [], __INCOMPLETE_CHUNKS: [] });

const showAppUnavailable = () => {
  root.classList.remove("loading");
  root.classList.add("without-app");
  document.querySelectorAll(".app-unavailable").forEach((notice) => (notice.hidden = false));
};
// A trap ends the app for good, at any time. From then on clicks must not reach its router, so that links still work.
addEventListener("error", ({ error }) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  showAppUnavailable();
  addEventListener("click", (event) => event.stopImmediatePropagation(), true);
});

// Shows the text of the URL's query before the app is loaded. The app takes its text from the field.
const field = document.getElementById("q");
if (field && !field.value) field.value = new URLSearchParams(location.search).get("q") ?? "";

// The app is requested only after the first paint, so that it does not delay the page's content.
const painted = new Promise((resolve) => {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) resolve();
  else new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
});

// `import()` takes no integrity hash, and requests the file again if the preload's hash did not match. So it waits for a
// preload whose hash matches.
const verified = new Promise((resolve, reject) => {
  const preload = document.querySelector("link[rel=modulepreload]").cloneNode();
  if (!preload.relList.supports("modulepreload")) return resolve();
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

root.classList.add("loading");
Promise.all([verified, painted])
  .then(() => Promise.all([import(js), fetch(wasm)]))
  .then(([app, response]) => app.default({ module_or_path: response }))
  .then(() => root.classList.remove("loading"))
  .catch((reason) => {
    showAppUnavailable();
    console.error(reason);
  })
  // Last, so that caching for offline use does not slow this visit down. The site works without a worker too.
  .then(() => worker && navigator.serviceWorker?.register(worker))
  .catch(() => {});
