// Puts a banner first into the page and into its main element, before the app starts and again after a page change.
const addBanners = () => {
  for (const parent of document.querySelectorAll("body, main")) {
    if (parent.firstElementChild?.className === "stranger") continue;
    const banner = document.createElement("div");
    banner.className = "stranger";
    banner.textContent = "stranger";
    parent.prepend(banner);
  }
};
addEventListener("DOMContentLoaded", () => {
  addBanners();
  new MutationObserver(addBanners).observe(document.body, { childList: true, subtree: true });
});
