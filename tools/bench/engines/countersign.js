// This site's engine: its crates, compiled as the site's Wasm is.
import init, { Search } from "../../../target/bench/countersign/bench_engine.js";

export const prepare = async (text) => {
  const wasm = await init({ module_or_path: "/target/bench/countersign/bench_engine_bg.wasm" });
  const search = new Search(text);
  return { search, memory: () => wasm.memory.buffer.byteLength };
};
export const build = ({ search }) => {
  search.build();
  return (typed) => search.find(typed);
};
