// uFuzzy: one error of each kind in a word, up to five words in any order, and without accents.
import uFuzzy from "@leeoniya/ufuzzy";
import { categoryLabel } from "./generated/filters.js";

const MAX_WORDS = 5;
const RANKED = 1000;

/** Returns a function that finds the vendors of a text, the best match first. */
export const createSearch = (vendors) => {
  const fuzzy = new uFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 });
  const texts = vendors.map(({ name, aliases, category, certifications, domains }) =>
    [name, ...aliases, categoryLabel(category), ...certifications, ...domains].join(" | "),
  );
  const haystack = uFuzzy.latinize(texts);
  return (text) => {
    const [found, info, order] = fuzzy.search(haystack, uFuzzy.latinize(text), MAX_WORDS, RANKED);
    const indexes = order ? order.map((position) => info.idx[position]) : (found ?? []);
    return indexes.map((index) => vendors[index]);
  };
};
