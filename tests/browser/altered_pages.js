// Alters a page as extensions, translators and optimizers do, and checks what the visitor still has. The test
// `altered_pages` runs `alteredPage(alteration, isBeforeStart)` in the page and gets a list of faults.
(() => {
  const main = () => document.getElementById("main") ?? document.querySelector("main");
  const stranger = (tag) => {
    const element = document.createElement(tag);
    element.className = "stranger";
    element.textContent = "stranger";
    return element;
  };
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style")) nodes.push(walker.currentNode);
    return nodes;
  };
  const wrap = (node, wrapper) => {
    node.replaceWith(wrapper);
    wrapper.replaceChildren(node);
  };

  /** What is done at one element of `main`. */
  const AT = {
    insert: (element) => element.before(stranger("div")),
    append: (element) => element.append(stranger("span")),
    remove: (element) => element.remove(),
    wrap: (element) => wrap(element, document.createElement("div")),
    replace: (element) => element.replaceWith(stranger("div")),
  };
  /** What is done to the whole page. */
  const EVERYWHERE = {
    "comments removed": () => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
      const comments = [];
      while (walker.nextNode()) comments.push(walker.currentNode);
      comments.forEach((comment) => comment.remove());
    },
    "white space removed": () => texts(document.body).forEach((text) => text.data.trim() || text.remove()),
    "texts wrapped": () => texts(document.body).forEach((text) => text.data.trim() && wrap(text, document.createElement("font"))),
    "texts wrapped twice": () =>
      texts(document.body).forEach((text) => {
        if (!text.data.trim()) return;
        const outer = document.createElement("font");
        wrap(text, document.createElement("font"));
        wrap(text.parentElement, outer);
      }),
    "attributes added": () => document.querySelectorAll("*").forEach((element) => element.setAttribute("data-stranger", "1")),
    "inputs wrapped": () => document.querySelectorAll("input, select, button").forEach((input) => wrap(input, document.createElement("span"))),
    "forms removed": () => document.querySelectorAll("form").forEach((form) => form.remove()),
    "a first child of body": () => document.body.prepend(stranger("div")),
    "a first child of main": () => main().prepend(stranger("div")),
  };
  const elements = () => [...main().querySelectorAll("*")];
  const apply = ({ name, index }) => {
    if (index === undefined) EVERYWHERE[name]();
    else AT[name](elements()[index]);
  };

  /** What must stay: headings, badges, answers, evidence, sources. */
  const answers = () =>
    [...main().querySelectorAll("h1, .vendor .badges, .vendor .answer, .vendor .evidence, .vendor .facts, .vendor .sources li, .vendors td, .text-page p, .text-page dd")]
      .map((element) => element.textContent.replaceAll("stranger", ""));

  const until = async (what, condition) => {
    const end = performance.now() + 10000;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`timeout: ${what}`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  };
  const saysOff = () => document.querySelector(".without-app .app-unavailable:not([hidden])");
  const linksTo = (slug) => [...main().querySelectorAll(`a[href$="/vendors/${slug}/"]`)].some((link) => link.checkVisibility());

  /** Types a name into the search, which then finds the vendor or says that it is unavailable. */
  const search = async (slug) => {
    const field = main().querySelector("input[type=search][name=q]");
    if (!field || saysOff()) return;
    field.focus();
    field.value = slug;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const hasSuggestions = document.getElementById("suggestions-frame") || document.getElementById("results") || field.id === "q";
    if (!hasSuggestions) {
      if (!field.form) return;
      field.form.requestSubmit();
    }
    // The home page lists every vendor until it has searched.
    const isFiltered = () => field.id !== "q" || !linksTo("zoom");
    await until(`${slug} is found`, () => saysOff() || (linksTo(slug) && isFiltered()));
  };

  const started = () => until("the app has started", () => hasStarted);
  window.alterations = async () => {
    const all = [
      ...elements().flatMap((_, index) => Object.keys(AT).map((name) => ({ name, index }))),
      ...Object.keys(EVERYWHERE).map((name) => ({ name })),
    ];
    // Firefox reports the script of a page that is left while it loads.
    window.startApp();
    await started();
    return all;
  };
  window.alteredPage = async (alteration, isBeforeStart) => {
    const faults = [];
    try {
      if (!isBeforeStart) {
        window.startApp();
        await started();
      }
      apply(alteration);
      const expected = answers();
      window.startApp();
      await started();
      const compare = (when) => {
        const found = answers();
        if (JSON.stringify(found) !== JSON.stringify(expected)) {
          faults.push(`${when}: ${JSON.stringify(expected.filter((text, index) => text !== found[index]))} became ${JSON.stringify(found)}`);
        }
      };
      compare("after the start");
      await search("slack");
      if (location.pathname.startsWith("/vendors/")) compare("after a search");
    } catch (error) {
      faults.push(String(error));
    }
    return faults;
  };

  // The app starts when the test says so.
  const gate = new Promise((resolve) => (window.startApp = resolve));
  const { compileStreaming, instantiate } = WebAssembly;
  WebAssembly.compileStreaming = async (...given) => (await gate, compileStreaming.apply(WebAssembly, given));
  // The first task of its start follows the instantiation, and each of the next two (`runtime::mount`) is scheduled by the
  // one before it. Each timer here is scheduled after the app's own timer, and so runs after it.
  let hasStarted = false;
  const nextTask = () => new Promise((resolve) => setTimeout(resolve));
  WebAssembly.instantiate = async (...given) => {
    const instance = await instantiate.apply(WebAssembly, given);
    nextTask().then(nextTask).then(nextTask).then(() => (hasStarted = true));
    return instance;
  };
})();
