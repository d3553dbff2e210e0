// Weighted fields and a threshold of 0.3, at any location in the text, as in Fuse's documentation of weights and options.
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
