// Weighted fields, a threshold of 0.3, anywhere in the text: Fuse's documentation on weights and on its options.
import Fuse from "fuse.js";

export const prepare = async (text, vendors) => ({ vendors });
export const build = ({ vendors }) => {
  const index = new Fuse(vendors, {
    threshold: 0.3,
    ignoreLocation: true,
    keys: [
      { name: "name", weight: 3 },
      { name: "aliases", weight: 2 },
      { name: "label", weight: 1 },
      { name: "certifications", weight: 1 },
    ],
  });
  return (typed) => index.search(typed, { limit: 100 }).map((result) => result.refIndex);
};
