// Runs one engine on one list: builds it, types every key press, and answers the judged queries.
const settled = async () => {
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
  await settled();
  const before = memory();
  const start = performance.now();
  const find = await build(prepared);
  const built = performance.now() - start;
  await settled();
  const times = presses.map((typed) => {
    const start = performance.now();
    find(typed);
    return performance.now() - start;
  });
  const answers = judged.map((typed) => [...find(typed)]);
  await settled();
  return { built, memory: memory() - before, times, answers };
};
