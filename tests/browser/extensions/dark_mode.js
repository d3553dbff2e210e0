// Sets colors on every element, before the app starts and whenever elements arrive.
const paint = () => {
  for (const element of document.querySelectorAll("body :not([data-dark])")) {
    element.setAttribute("data-dark", "");
    element.style.setProperty("background-color", "rgb(24, 26, 27)", "important");
    element.style.setProperty("color", "rgb(232, 230, 227)", "important");
  }
};
addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("dark-mode-extension");
  paint();
  new MutationObserver(paint).observe(document.body, { childList: true, subtree: true });
});
