// Adds attributes and a parameter to every link to another site, and puts a rating after every link.
const rate = () => {
  for (const link of document.querySelectorAll("a[href]:not([data-rated])")) {
    link.setAttribute("data-rated", "");
    if (link.origin !== location.origin) link.rel = "noopener sponsored";
    const rating = document.createElement("i");
    rating.textContent = "stranger";
    link.after(rating);
  }
};
addEventListener("DOMContentLoaded", () => {
  rate();
  new MutationObserver(rate).observe(document.body, { childList: true, subtree: true });
});
