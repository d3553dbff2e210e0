// MiniSearch, with prefixes and an edit distance of a fifth of the word's length.
import MiniSearch from "minisearch";
import { categoryLabel } from "./generated/filters.js";

/** Returns a function that finds the vendors of a text, the best match first. */
export const createSearch = (vendors) => {
  const index = new MiniSearch({
    fields: ["name", "aliases", "category", "certifications", "domains"],
    searchOptions: { boost: { name: 3, aliases: 2 }, prefix: true, fuzzy: 0.2, combineWith: "AND" },
  });
  index.addAll(
    vendors.map((vendor, id) => ({
      id,
      name: vendor.name,
      aliases: vendor.aliases.join(" | "),
      category: categoryLabel(vendor.category),
      certifications: vendor.certifications.join(" | "),
      domains: vendor.domains.join(" "),
    })),
  );
  return (text) => index.search(text).map(({ id }) => vendors[id]);
};
