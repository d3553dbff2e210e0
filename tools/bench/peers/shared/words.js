// The words of a search, for highlighting.

export const toWords = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const includesWord = (text, words) => words.some((word) => text.toLowerCase().includes(word));

/** The alias or certification that matched, if the name and category did not. */
export const matchReason = (vendor, category, words) => {
  if (words.length === 0 || includesWord(vendor.name, words) || includesWord(category, words)) return null;
  const alias = vendor.aliases.find((alias) => includesWord(alias, words));
  if (alias) return { term: "Related name: ", text: alias };
  const certification = vendor.certifications.find((certification) => includesWord(certification, words));
  return certification ? { term: "Certifications: ", text: certification } : null;
};

/** The parts of a text, of which every second one matches a word. */
export const splitByWords = (text, words) => {
  if (words.length === 0) return [text];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "iu"));
};
