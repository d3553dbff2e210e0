// Splits texts at a word and marks it, as research tools and users' scripts do.
const mark = () => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (text.data.includes("BAA") && !text.parentElement.closest("mark, script, style, option")) texts.push(text);
  }
  for (const text of texts) {
    const parts = text.data.split(/(BAA)/).map((part) => {
      if (part !== "BAA") return part;
      const marked = document.createElement("mark");
      marked.textContent = part;
      return marked;
    });
    text.replaceWith(...parts);
  }
};
addEventListener("DOMContentLoaded", () => {
  mark();
  new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
});
