// Prepares the folder of a peer for its build: the style sheet and the data of the built site, and the components that
// both peers share. It runs in the folder of the peer. The built site is `dist`, or the folder that SITE names.
//
//   generated/   the shared components, main.css, and site.json
//   public/      list.json, vendors/<slug>.json, and the icon
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { badges } from "./shared/verdict.js";

const dist = process.env.SITE ?? fileURLToPath(new URL("../../../dist", import.meta.url));
const read = (path) => readFileSync(join(dist, path), "utf8");
const write = (path, value) => writeFileSync(path, JSON.stringify(value));

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
const text = (html) =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name])
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code))
    .trim();
const all = (html, pattern) => [...html.matchAll(pattern)].map(([, ...groups]) => groups);
const found = (items, what) => {
  if (items.length === 0) throw new Error(`the built site has no ${what}: has its HTML changed?`);
  return items;
};

/** The facets with their options, from the filters of the home page. */
const readFacets = (home) => {
  const facets = {};
  const option = /<input type="checkbox" name="(\w+)" value="(\w+)"[^>]*>\s*<span[^>]*>([^<]+)<\/span>/g;
  for (const [name, value, label] of all(home, option)) {
    (facets[name] ??= []).push({ key: value, label: text(label) });
  }
  const labels = { baa: "BAA", phi: "PHI", soc2: "SOC 2", evidence: "Evidence", category: "Category" };
  return Object.entries(labels).map(([key, label]) => ({ key, label, options: found(facets[key] ?? [], `filters by ${key}`) }));
};

/** The vendors in their default order: those on the home page first, then by verdict and name. */
const readVendors = (home) => {
  const vendors = JSON.parse(read("vendors.json")).vendors.map((vendor) => {
    const { domains } = JSON.parse(read(`vendors/${vendor.slug}.json`));
    const { slug, name, aliases, category, baa, phi, soc2, ...rest } = vendor;
    const statuses = { baa: baa.status, phi: phi.status, soc2: soc2.status };
    const soc2_evidence = soc2.class.startsWith("reported") ? "third_party" : "vendor";
    const listing = { slug, name, aliases, domains, category, ...statuses, soc2_evidence, ...rest };
    const labels = badges(listing).map(({ label }) => label).join(", ");
    const expected = [baa, phi, soc2].map(({ label }) => label).join(", ");
    if (labels !== expected) throw new Error(`${slug}: the badges are "${labels}" instead of "${expected}"`);
    return listing;
  });
  const results = home.slice(home.indexOf('id="results"'), home.indexOf('id="more"'));
  const featured = found(all(results, /<h3><a href="\/vendors\/([^/"]+)\/"/g).flat(), "results");
  const TONES = ["yes", "depends", "not-stated", "no"];
  const rank = ({ slug }) => (featured.includes(slug) ? featured.indexOf(slug) : featured.length);
  const verdict = (vendor) => badges(vendor).map(({ tone }) => TONES.indexOf(tone)).join("");
  return vendors.sort((a, b) => rank(a) - rank(b) || verdict(a).localeCompare(verdict(b)) || a.name.localeCompare(b.name));
};

/** The terms of a section with their values. */
const readFacts = (section) =>
  all(section, /<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs).map(([term, value]) => {
    const items = all(value, /<li>(.*?)<\/li>/gs).flat();
    return { term: text(term), values: (items.length > 0 ? items : [value]).map(text) };
  });

const withoutSearchTerms = ({ aliases, domains, ...listing }) => listing;

/** A vendor's page as data. */
const readRecord = (vendor, vendors) => {
  const { slug } = vendor;
  const html = read(`vendors/${slug}/index.html`);
  const { website, sources } = JSON.parse(read(`vendors/${slug}.json`));
  const part = (start) => {
    const from = html.indexOf(start);
    return from < 0 ? "" : html.slice(from, html.indexOf("</section>", from));
  };
  const sections = ["baa", "phi", "soc2", "notes"].flatMap((id) => {
    const section = part(`aria-labelledby="${id}"`);
    if (!section) return [];
    const [heading] = all(section, /<h2[^>]*>(.*?)<\/h2>/gs)[0];
    const [verdict, explanation] = all(section, /<p class="answer"><strong>(.*?)<\/strong>(.*?)<\/p>/gs)[0] ?? [];
    const paragraphs = all(section, /<p>(.*?)<\/p>/gs).flat().map(text);
    return [{ id, heading: text(heading), answer: verdict && [text(verdict), text(explanation)], paragraphs, facts: readFacts(section) }];
  });
  const sourceLines = all(part('aria-labelledby="sources"'), /<span class="source-facts">(.*?)<\/span>/gs).flat().map(text);
  const alternatives = all(part('aria-labelledby="alternatives"'), /<li><a href="\/vendors\/([^/"]+)\/"/g).flat();
  return {
    ...withoutSearchTerms(vendor),
    website,
    evidence: text(found(all(html, /BAA answer: <strong>(.*?)<\/strong>/g).flat(), "evidence")[0]),
    sections: found(sections, "answers"),
    confidence_text: text(all(html, /<p class="confidence">(.*?)<\/p>/gs)[0]?.[0] ?? ""),
    steps: all(part('aria-labelledby="request"'), /<li>(.*?)<\/li>/gs).flat().map(text),
    questions: all(part('aria-labelledby="questions"'), /<h3>(.*?)<\/h3><p>(.*?)<\/p>/gs).map(([question, answer]) => ({
      question: text(question),
      answer: text(answer),
    })),
    alternatives: alternatives.map((other) => withoutSearchTerms(vendors.find(({ slug }) => slug === other))),
    sources: sources.map(({ url, supports }, index) => ({ url, supports, line: sourceLines[index] ?? "" })),
  };
};

for (const folder of ["generated", "public"]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}
cpSync(fileURLToPath(new URL("shared", import.meta.url)), "generated", { recursive: true });
cpSync(join(dist, readdirSync(dist).find((name) => /^main-\w+\.css$/.test(name))), "generated/main.css");
cpSync(join(dist, "icon.svg"), "public/icon.svg");

const home = read("index.html");
const vendors = readVendors(home);
const [published] = found(all(home, /Published ([^.]+)\. Records/g).flat(), "date");
write("generated/site.json", { total: vendors.length, published, facets: readFacets(home) });
write("public/list.json", vendors);
mkdirSync("public/vendors");
for (const vendor of vendors) write(`public/vendors/${vendor.slug}.json`, readRecord(vendor, vendors));
