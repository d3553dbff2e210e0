// Loads the app. When it cannot be loaded or stops, the prerendered page stays and says that search is off.
const page = document.documentElement;
const { js, wasm, worker } = document.querySelector("script[data-wasm]").dataset;
// Leptos looks for these three; this site streams nothing into its pages.
Object.assign(globalThis, { __RESOLVED_RESOURCES: [], __SERIALIZED_ERRORS: [], __INCOMPLETE_CHUNKS: [] });

const withoutApp = () => {
  page.classList.remove("loading");
  page.classList.add("without-app");
  document.querySelectorAll(".app-off").forEach((line) => (line.hidden = false));
};
// A trap ends the app for good, whenever it comes: then links must not wait for its router.
addEventListener("error", ({ error }) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  withoutApp();
  addEventListener("click", (event) => event.stopImmediatePropagation(), true);
});

// The field shows at once what the address asks for; the app takes what it finds there.
const field = document.getElementById("q");
if (field && !field.value) field.value = new URLSearchParams(location.search).get("q") ?? "";

// The words come first: nothing of the app is asked for before they are painted.
const painted = new Promise((resolve) => {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) resolve();
  else new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
});

// An import takes no hash, and asks again for what the hash of its preload refused: so it waits for a preload that holds.
const holds = new Promise((resolve, reject) => {
  const preload = document.querySelector("link[rel=modulepreload]").cloneNode();
  if (!preload.relList.supports("modulepreload")) return resolve();
  preload.onload = resolve;
  preload.onerror = () => reject(new Error(`${js} did not come, or is not what was built`));
  document.head.append(preload);
});

// A page that was kept says so by itself.
const asOf = document.querySelector(".as-of[hidden]");
for (const change of ["online", "offline"]) addEventListener(change, () => asOf && (asOf.hidden = navigator.onLine));

// The page itself is slow, and this is its offline copy. Once the worker says that it came it takes the copy's place,
// unless the visitor did something here that would be lost: then the line offers it.
if (page.dataset.copy) {
  const { href } = location;
  let isUsed = false;
  for (const sign of ["click", "input", "keydown"]) addEventListener(sign, () => (isUsed = true));
  navigator.serviceWorker.addEventListener("message", ({ data: hasCome }) => {
    if (hasCome && !isUsed && location.href === href) location.reload();
    else page.dataset.copy = hasCome ? "arrived" : "";
  });
  navigator.serviceWorker.controller?.postMessage("");
}

page.classList.add("loading");
Promise.all([holds, painted])
  .then(() => Promise.all([import(js), fetch(wasm)]))
  .then(([app, answer]) => app.default({ module_or_path: answer }))
  .then(() => page.classList.remove("loading"))
  .catch((reason) => {
    withoutApp();
    console.error(reason);
  })
  // Last, so that what is kept for later does not slow this visit down. A browser that keeps nothing works as well.
  .then(() => worker && navigator.serviceWorker?.register(worker))
  .catch(() => {});
