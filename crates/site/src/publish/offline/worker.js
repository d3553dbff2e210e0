// The service worker: stores one complete build of the site and serves it while the site cannot be reached.
// docs/reliability.md lists the rules.
//
// The offline copy is the whole stored build. A cached page is one page that is shown from it.
//
// A page that is known to belong to a stored build gets all files of that build from the cache: a cached page from the
// start, a page from the network after `verifyBuild` has recognized its build. Any other page gets its files from the
// network, so after a deploy its records can be newer than its text. No page gets files of a build that it is not known
// to belong to.
//
// The publisher writes `MANIFEST` before these lines:
// - `base`: the base path of the site.
// - `buildId`: the name of the build and of its cache: the base path and a hash.
// - `shell`: the path of the page that can show any address.
// - `data`: the path of the file that contains all stored JSON files.
// - `files`: the path of each stored file, with its hash.
// - `aliases`: other paths under which a stored file is served, relative to `base`.
// - `fingerprints`: texts that a page contains only if it belongs to this build or to one of the same code and day.

// The cache that maps the client of each page to the build of the page. Cache names start with the base path, because
// one origin can host several sites.
const CLIENT_BUILDS = `${MANIFEST.base} pages`;
// How long a navigation may take, in milliseconds, before the cached page is shown until the page arrives.
const NAVIGATION_TIMEOUT = 4000;
// For the client of each cached page that stands in for a slow page: a promise of whether the slow page has loaded.
const slowPageOutcomes = new Map();
// The slow pages that have loaded, by URL.
const loadedSlowPages = new Map();
// How many of the newest clients are kept even if they are closed: Back can show their pages again.
const KEPT_CLIENTS = 32;

addEventListener("install", (event) => event.waitUntil(precache()));
addEventListener("activate", (event) => event.waitUntil(evictOldBuilds()));
addEventListener("message", (event) => event.waitUntil(reportSlowPage(event.source)));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith(MANIFEST.base)) return;
  if (mode !== "navigate") {
    if (/\.(css|js|json|wasm|webmanifest)$/.test(pathname)) event.respondWith(handleSubresource(event, pathname));
  } else if (!/\.\w+$/.test(pathname)) {
    event.respondWith(handleNavigation(event, pathname));
  }
});

// Stores all files of the build or none: a file that differs from the built one has another hash and is rejected.
const precache = async () => {
  const { base, buildId, data, files, aliases } = MANIFEST;
  const load = async ([path, integrity]) => {
    const request = (cache) => fetch(path, { integrity, cache });
    // The HTTP cache may hold a damaged response: retry without it.
    return [path, await request("default").catch(() => request("reload"))];
  };
  const responses = new Map(await Promise.all(Object.entries(files).map(load)));
  for (const [name, path] of Object.entries(aliases)) responses.set(base + name, responses.get(path).clone());
  const values = await responses.get(data).json();
  responses.delete(data);
  for (const record of values["records.json"]?.records ?? []) values[`vendors/${record.slug}.json`] = record;
  const headers = { "content-type": "application/json" };
  for (const [name, value] of Object.entries(values)) {
    responses.set(base + name, new Response(JSON.stringify(value), { headers }));
  }
  try {
    const cache = await caches.open(buildId);
    await Promise.all([...responses].map(([path, response]) => cache.put(path, response)));
  } catch (error) {
    // Usually the storage is full. Keep all of the build or none.
    await caches.delete(buildId);
    throw error;
  }
  await skipWaiting();
};

// Forgets the builds of closed clients, except for the newest `limit` clients.
const forgetClosedClients = async (limit) => {
  const cache = await caches.open(CLIENT_BUILDS);
  const requests = await cache.keys();
  for (const request of requests.slice(0, Math.max(0, requests.length - limit))) {
    if (!(await clients.get(new URL(request.url).searchParams.get("id")))) await cache.delete(request);
  }
};

// Deletes all other builds, except for those of open pages.
const evictOldBuilds = async () => {
  await forgetClosedClients(0);
  const used = new Set([CLIENT_BUILDS, MANIFEST.buildId]);
  const cache = await caches.open(CLIENT_BUILDS);
  for (const request of await cache.keys()) used.add(await (await cache.match(request))?.text());
  for (const name of await caches.keys()) {
    if (name.startsWith(`${MANIFEST.base} `) && !used.has(name)) await caches.delete(name);
  }
};

// The build of each client is stored in a cache because browsers end a worker that is idle.
const clientKey = (id) => `${MANIFEST.base}?id=${id}`;
const recordClientBuild = async (event) => {
  const cache = await caches.open(CLIENT_BUILDS);
  await cache.put(clientKey(event.resultingClientId), new Response(MANIFEST.buildId));
  event.waitUntil(forgetClosedClients(KEPT_CLIENTS).catch(() => undefined));
};
const clientBuild = async (id) => (await caches.match(clientKey(id), { cacheName: CLIENT_BUILDS }))?.text();
const matchInBuild = (path, build) => caches.match(path, { cacheName: build, ignoreVary: true });

const handleNavigation = async (event, path) => {
  const { url } = event.request;
  // Revalidate with the server: some hosts let the HTTP cache keep pages for minutes.
  const network = loadedSlowPages.has(url)
    ? Promise.resolve(loadedSlowPages.get(url))
    : fetch(event.request, { cache: "no-cache" });
  loadedSlowPages.delete(url);
  const timeout = new Promise((resolve) => setTimeout(resolve, NAVIGATION_TIMEOUT, "timeout"));
  const response = await Promise.race([network, timeout]).catch(() => undefined);
  if (response?.status < 500) {
    event.waitUntil(verifyBuild(event, response.clone()).catch(() => undefined));
    return response;
  }
  try {
    const { buildId, shell } = MANIFEST;
    const stored = (await matchInBuild(path, buildId)) ?? (await matchInBuild(shell, buildId));
    await recordClientBuild(event);
    if (response !== "timeout") return cachedPage(stored, stored.body);
    const slow = (await stored.text()).replace("<html", '<html data-copy="slow"');
    slowPageOutcomes.set(event.resultingClientId, awaitSlowPage(url, network));
    event.waitUntil(slowPageOutcomes.get(event.resultingClientId));
    return cachedPage(stored, slow);
  } catch {
    // Nothing is stored: the same result as without this worker.
    return network;
  }
};

// The response for a navigation that is served from the cache. It is a new response, because browsers reject a
// redirected response for a navigation, and some hosts redirected this file when it was stored. WebKit would show a page
// again from memory, without a navigation that this worker could record, if the page could be stored.
const cachedPage = (stored, body) => {
  const headers = new Headers(stored.headers);
  headers.set("cache-control", "no-store");
  return new Response(body, { status: stored.status, headers });
};

// Whether a slow page loads. A loaded page is stored here until it replaces the cached page.
const awaitSlowPage = async (url, network) => {
  try {
    const response = await network;
    if (response.status >= 500) return false;
    await response.clone().blob();
    loadedSlowPages.set(url, response);
    return true;
  } catch {
    return false;
  }
};

// Answers a cached page that stands in for a slow page and asks whether the slow page has loaded.
const reportSlowPage = async (client) => {
  const outcome = await slowPageOutcomes.get(client.id);
  slowPageOutcomes.delete(client.id);
  if (outcome !== undefined) client.postMessage(outcome);
};

// Records that a page from the network belongs to this build if it contains the build's fingerprints and the site still
// has this worker.
const verifyBuild = async (event, response) => {
  const html = await response.text();
  const hasFingerprints = MANIFEST.fingerprints.every((fingerprint) => html.includes(fingerprint));
  if (response.type !== "basic" || !hasFingerprints) return;
  const worker = await fetch(location, { cache: "no-cache" });
  if ((await worker.text()).includes(MANIFEST.buildId)) await recordClientBuild(event);
};

const handleSubresource = async (event, path) => {
  const fromBuild = async () => {
    const build = await clientBuild(event.clientId);
    return build && matchInBuild(path, build);
  };
  const stored = await fromBuild().catch(() => undefined);
  if (stored) return stored;
  const response = await fetch(event.request);
  // Keeps this worker until the response is complete: WebKit breaks it off when the worker of a new build takes over.
  event.waitUntil(response.clone().blob().catch(() => undefined));
  return response;
};
