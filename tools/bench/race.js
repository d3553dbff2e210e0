// Measures one search engine on one list of vendors: the build, a search for every key press, and the judged queries.
const collectGarbage = async () => {
  globalThis.gc?.();
  await new Promise((resume) => setTimeout(resume, 50));
  globalThis.gc?.();
};

globalThis.race = async ({ engine, list, labels, presses, judged }) => {
  const { prepare, build } = await import(`/target/bench/${engine}.js`);
  const text = await (await fetch(list)).text();
  const vendors = JSON.parse(text).vendors.map((vendor) => ({ ...vendor, label: labels[vendor.category] }));
  const prepared = await prepare(text, vendors);
  const memory = prepared.memory ?? (() => performance.memory.usedJSHeapSize);
  await collectGarbage();
  const before = memory();
  const start = performance.now();
  const find = await build(prepared);
  const built = performance.now() - start;
  await collectGarbage();
  const times = presses.map((typed) => {
    const start = performance.now();
    find(typed);
    return performance.now() - start;
  });
  const answers = judged.map((typed) => [...find(typed)]);
  await collectGarbage();
  return { built, memory: memory() - before, times, answers };
};
