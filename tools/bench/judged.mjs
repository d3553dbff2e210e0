// The judged queries, and the marks for an answer; crates/directory/tests/relevance.rs gives the same.
import { readdirSync, readFileSync } from "node:fs";

export const readJudged = (folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((file) =>
      readFileSync(`${folder}/${file}`, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
          const [typed, meant] = line.split("\t");
          return { intent: file.replace(".tsv", "").replaceAll("-", " "), typed, meant };
        }),
    );

const isMeant = (meant) => {
  const at = meant.indexOf(":");
  const [kind, value] = at < 0 ? ["first", meant] : [meant.slice(0, at), meant.slice(at + 1)];
  switch (kind) {
    case "first":
      return (vendor) => vendor.slug === value;
    case "top3":
      return (vendor) => value.split(",").includes(vendor.slug);
    case "category":
      return (vendor) => vendor.category === value;
    case "certified":
      return (vendor) => vendor.certifications.some((text) => text.includes(value));
    default:
      throw new Error(`${meant}: ${kind} is not known`);
  }
};

export const marks = ({ meant }, found, vendors) => {
  if (meant === "none") {
    const mark = found.length === 0 ? 1 : 0;
    return { rank: mark, recall: mark };
  }
  const is = isMeant(meant);
  const all = Math.min(vendors.filter(is).length, meant.startsWith("top3:") ? Infinity : 3);
  const place = found.findIndex((index) => is(vendors[index]));
  const amongThree = found.slice(0, 3).filter((index) => is(vendors[index])).length;
  return { rank: place < 0 ? 0 : 1 / (place + 1), recall: amongThree / all };
};
