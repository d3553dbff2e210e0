// Puts an element with a shadow tree after every field and at the end of the body, and turns off spell checking.
const attach = () => {
  for (const field of document.querySelectorAll("input:not([data-checked]), textarea:not([data-checked])")) {
    field.setAttribute("data-checked", "");
    field.setAttribute("spellcheck", "false");
    const overlay = document.createElement("grammar-overlay");
    overlay.attachShadow({ mode: "open" }).append("0 errors");
    field.after(overlay);
  }
};
addEventListener("DOMContentLoaded", () => {
  attach();
  document.documentElement.append(document.createElement("grammar-panel"));
  new MutationObserver(attach).observe(document.body, { childList: true, subtree: true });
});
