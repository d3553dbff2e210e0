// Prefix tokens, a phonetic encoder, and suggestions if not all words match: the options for typing errors in
// FlexSearch's README.
import { Charset, Document } from "flexsearch";

const FIELDS = ["name", "aliases", "category", "certifications"];

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
  const index = new Document({
    tokenize: "forward",
    encoder: Charset.LatinBalance,
    document: { id: "id", index: FIELDS },
  });
  documents.forEach((document) => index.add(document));
  return (typed) => {
    const fields = index.search(typed, { limit: 100, suggest: true });
    return [...new Set(fields.flatMap((field) => field.result))].slice(0, 100);
  };
};
