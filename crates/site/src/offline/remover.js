// In the place of the worker that kept the site: goes, with all that was kept.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(remove()));

const remove = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(`${BUILD.base} `)) await caches.delete(name);
  }
  await registration.unregister();
};
