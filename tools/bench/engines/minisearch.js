// Prefix search, an edit distance of a fifth of the word's length, and a boost for names, as in MiniSearch's
// documentation.
import MiniSearch from "minisearch";

export const prepare = async (text, vendors) => ({
  documents: vendors.map((vendor, id) => ({
    id,
    name: vendor.name,
    aliases: vendor.aliases.join(" | "),
    category: vendor.label,
    certifications: vendor.certifications.join(" | "),
  })),
});
export const build = ({ documents }) => {
  const index = new MiniSearch({
    fields: ["name", "aliases", "category", "certifications"],
    searchOptions: { boost: { name: 3, aliases: 2 }, prefix: true, fuzzy: 0.2, combineWith: "AND" },
  });
  index.addAll(documents);
  return (typed) => index.search(typed).slice(0, 100).map((result) => result.id);
};
