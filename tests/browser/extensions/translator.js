// Wraps every text in two `font` elements, as the translation of a browser does, and every text that arrives later.
const wrap = (root) => {
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (text.data.trim() && !text.parentElement.closest("font, script, style, textarea, option")) texts.push(text);
  }
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.replaceWith(outer);
    outer.append(inner);
    inner.append(text);
  }
};
addEventListener("DOMContentLoaded", () => {
  document.documentElement.lang = "de";
  document.documentElement.classList.add("translated-ltr");
  wrap(document.body);
  new MutationObserver(() => wrap(document.body)).observe(document.body, { childList: true, characterData: true, subtree: true });
});
