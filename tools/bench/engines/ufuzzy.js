// One error of each kind in a word (intraMode 1), up to five words in any order, and accents removed, as in uFuzzy's
// README for typing errors.
import uFuzzy from "@leeoniya/ufuzzy";

const haystack = (vendor) =>
  [vendor.name, ...vendor.aliases, vendor.label, ...vendor.certifications].join(" | ");

export const prepare = async (text, vendors) => ({ vendors });
export const build = ({ vendors }) => {
  const fuzzy = new uFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 });
  const texts = uFuzzy.latinize(vendors.map(haystack));
  return (typed) => {
    const [found, info, order] = fuzzy.search(texts, uFuzzy.latinize(typed), 5, 1000);
    return order ? order.slice(0, 100).map((at) => info.idx[at]) : (found ?? []).slice(0, 100);
  };
};
