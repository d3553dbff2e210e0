// Keeps one whole build of the site, and shows it where the site cannot be reached; docs/reliability.md says how.
//
// A page that is known to be of a kept build gets from that build all files that it contains: an offline copy from its
// start, a page from the network once `prove` has found it to be of the build. Any other page gets its files from the
// network as they are at that moment, and after a deploy its records may be newer than its words. No page gets files
// of a kept build that it is not known to be of. The publisher writes `BUILD` before these lines: the build's name, and
// the hash of each of its files.

// One host may have several sites, each with builds and a list of pages of its own.
const PAGES = `${BUILD.base} pages`;
// How many milliseconds a page may take to come before an offline copy is shown in its place, until it comes.
const PATIENCE = 4000;
// Whether each slow page came, by the client that shows the copy; and the pages that came, by address.
const outcomes = new Map();
const arrived = new Map();
// How many of the newest pages stay on the list, open or not: a browser may show them again, as after Back.
const NEWEST = 32;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("message", (event) => event.waitUntil(report(event.source)));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith(BUILD.base)) return;
  if (mode !== "navigate") {
    if (/\.(css|js|json|wasm|webmanifest)$/.test(pathname)) event.respondWith(part(event, pathname));
  } else if (!/\.\w+$/.test(pathname)) {
    event.respondWith(page(event, pathname));
  }
});

// All of the build or nothing: what is not as it was built has another hash, and is refused.
const keep = async () => {
  const { base, data, files, names } = BUILD;
  const load = async ([path, integrity]) => {
    const from = (cache) => fetch(path, { integrity, cache });
    // A copy that the browser has may be damaged.
    return [path, await from("default").catch(() => from("reload"))];
  };
  const kept = new Map(await Promise.all(Object.entries(files).map(load)));
  for (const [name, path] of Object.entries(names)) kept.set(base + name, kept.get(path).clone());
  const values = await kept.get(data).json();
  kept.delete(data);
  const headers = { "content-type": "application/json" };
  for (const [name, value] of Object.entries(values)) {
    kept.set(base + name, new Response(JSON.stringify(value), { headers }));
  }
  try {
    const cache = await caches.open(BUILD.name);
    await Promise.all([...kept].map(([path, answer]) => cache.put(path, answer)));
  } catch (reason) {
    // There is no room.
    await caches.delete(BUILD.name);
    throw reason;
  }
  await skipWaiting();
};

// Takes all pages off the list that are gone, but for the newest of the list.
const forget = async (newest) => {
  const pages = await caches.open(PAGES);
  const requests = await pages.keys();
  for (const request of requests.slice(0, Math.max(0, requests.length - newest))) {
    if (!(await clients.get(new URL(request.url).searchParams.get("id")))) await pages.delete(request);
  }
};

// Other builds go, but for those that an open page is made of.
const tidy = async () => {
  await forget(0);
  const used = new Set([PAGES, BUILD.name]);
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) used.add(await (await pages.match(request))?.text());
  for (const name of await caches.keys()) {
    if (name.startsWith(`${BUILD.base} `) && !used.has(name)) await caches.delete(name);
  }
};

// Which build a page is made of. It is written down, since browsers end a worker that has nothing to do.
const key = (id) => `${BUILD.base}?id=${id}`;
const remember = async (event) => {
  await (await caches.open(PAGES)).put(key(event.resultingClientId), new Response(BUILD.name));
  event.waitUntil(forget(NEWEST).catch(() => undefined));
};
const buildOf = async (id) => (await caches.match(key(id), { cacheName: PAGES }))?.text();
const find = (path, build) => caches.match(path, { cacheName: build, ignoreVary: true });

const page = async (event, path) => {
  const { url } = event.request;
  // Past the browser's own copy, which some hosts let it keep for minutes.
  const network = arrived.has(url) ? Promise.resolve(arrived.get(url)) : fetch(event.request, { cache: "no-cache" });
  arrived.delete(url);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, "late"));
  const answer = await Promise.race([network, late]).catch(() => undefined);
  if (answer?.status < 500) {
    event.waitUntil(prove(event, answer.clone()).catch(() => undefined));
    return answer;
  }
  try {
    const kept = (await find(path, BUILD.name)) ?? (await find(BUILD.page, BUILD.name));
    await remember(event);
    // A copy, since a page must not be what some hosts redirected to.
    if (answer !== "late") return new Response(kept.body, kept);
    const slow = (await kept.text()).replace("<html", '<html data-copy="slow"');
    outcomes.set(event.resultingClientId, arrival(url, network));
    event.waitUntil(outcomes.get(event.resultingClientId));
    return new Response(slow, kept);
  } catch {
    // Nothing is kept: as without this worker.
    return network;
  }
};

// Whether a slow page comes. Once it is whole it waits here until the copy is exchanged for it.
const arrival = async (url, network) => {
  try {
    const answer = await network;
    if (answer.status >= 500) return false;
    await answer.clone().blob();
    arrived.set(url, answer);
    return true;
  } catch {
    return false;
  }
};

// Tells the copy of a slow page, which asks, whether the page came.
const report = async (client) => {
  const outcome = await outcomes.get(client.id);
  outcomes.delete(client.id);
  if (outcome !== undefined) client.postMessage(outcome);
};

// A page from the network is of this build where it names the build's code and day and the site still has this worker.
const prove = async (event, answer) => {
  const html = await answer.text();
  if (answer.type !== "basic" || !BUILD.marks.every((mark) => html.includes(mark))) return;
  const worker = await fetch(location, { cache: "no-cache" });
  if ((await worker.text()).includes(BUILD.name)) await remember(event);
};

const part = async (event, path) => {
  const kept = async () => {
    const build = await buildOf(event.clientId);
    return build && find(path, build);
  };
  return (await kept().catch(() => undefined)) ?? fetch(event.request);
};
