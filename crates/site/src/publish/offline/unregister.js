// Replaces the service worker of a site that no longer has an offline copy: deletes all stored builds and unregisters
// itself.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(unregister()));

const unregister = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(`${MANIFEST.base} `)) await caches.delete(name);
  }
  await registration.unregister();
};
