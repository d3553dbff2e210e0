// A tolerance of one error, a boost for names, and all words required, as in Orama's documentation.
import { create, insertMultiple, search } from "@orama/orama";

export const prepare = async (text, vendors) => ({
  documents: vendors.map((vendor, id) => ({
    id: String(id),
    name: vendor.name,
    aliases: vendor.aliases,
    category: vendor.label,
    certifications: vendor.certifications,
  })),
});
export const build = async ({ documents }) => {
  const schema = { name: "string", aliases: "string[]", category: "string", certifications: "string[]" };
  const index = create({ schema });
  await insertMultiple(index, documents, 500);
  return (typed) => {
    if (typed.trim() === "") return [];
    const found = search(index, { term: typed, tolerance: 1, threshold: 0, limit: 100, boost: { name: 3, aliases: 2 } });
    return found.hits.map((hit) => Number(hit.id));
  };
};
