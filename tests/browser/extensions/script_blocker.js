// Removes every script before it runs.
new MutationObserver(() => document.querySelectorAll("script").forEach((script) => script.remove())).observe(document, {
  childList: true,
  subtree: true,
});
