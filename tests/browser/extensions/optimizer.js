// Removes comments, and white space between elements, as optimizers of a network do.
addEventListener("DOMContentLoaded", () => {
  const nodes = [];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE || !node.data.trim()) nodes.push(node);
  }
  nodes.forEach((node) => node.remove());
});
