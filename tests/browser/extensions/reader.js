// Replaces the content of the main element by a copy inside an article, as readers do. No element stays the same.
addEventListener("DOMContentLoaded", () => {
  const main = document.querySelector("main");
  const article = document.createElement("article");
  article.append(...[...main.childNodes].map((node) => node.cloneNode(true)));
  main.replaceChildren(article);
});
