// Hides and removes what looks like an advertisement or a newsletter form.
const selector = "form:not([role=search]), .notify, [class*=sign-up], aside, iframe";
const block = () => document.querySelectorAll(selector).forEach((element) => element.remove());
addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = `${selector} { display: none !important; }`;
  document.head.append(style);
  block();
  new MutationObserver(block).observe(document.body, { childList: true, subtree: true });
});
