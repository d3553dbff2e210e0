// Reads the judged queries and measures the results of each, as crates/search/tests/relevance.rs does.
import { readdirSync, readFileSync } from "node:fs";

export const readJudged = (folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((file) =>
      readFileSync(`${folder}/${file}`, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
          const [typed, judgment] = line.split("\t");
          return { intent: file.replace(".tsv", "").replaceAll("-", " "), typed, judgment };
        })
        // Judgments about what a page offers, or about all vendors, say nothing about other search engines.
        .filter(({ judgment }) => judgment !== "all" && !judgment.startsWith("filter:")),
    );

const relevanceOf = (judgment) => {
  const at = judgment.indexOf(":");
  const [kind, value] = at < 0 ? ["first", judgment] : [judgment.slice(0, at), judgment.slice(at + 1)];
  switch (kind) {
    case "first":
    case "alternatives":
    case "all":
      return (vendor) => vendor.slug === value;
    case "top3":
    case "compare":
      return (vendor) => value.split(",").includes(vendor.slug);
    case "category":
      return (vendor) => vendor.category === value;
    case "certified":
      return (vendor) => vendor.certifications.some((text) => text.includes(value));
    default:
      throw new Error(`unknown judgment ${judgment}`);
  }
};

/** The reciprocal rank and the recall at 3 of a query's results, which are indexes of vendors. */
export const measure = ({ judgment }, results, vendors) => {
  if (judgment === "none") {
    const value = results.length === 0 ? 1 : 0;
    return { rank: value, recall: value };
  }
  const isRelevant = relevanceOf(judgment);
  const relevant = Math.min(vendors.filter(isRelevant).length, /^(top3|compare):/.test(judgment) ? Infinity : 3);
  const position = results.findIndex((index) => isRelevant(vendors[index]));
  const amongThree = results.slice(0, 3).filter((index) => isRelevant(vendors[index])).length;
  return { rank: position < 0 ? 0 : 1 / (position + 1), recall: amongThree / relevant };
};
