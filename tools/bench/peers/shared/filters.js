// The filters, the number of results of each option, and the sort orders.
import site from "./site.json";

export const PAGE_SIZE = 24;

/** The option of each facet that a vendor has. */
const OPTIONS = {
  baa: ({ baa, confidence }) => (confidence === "low" && ["available", "plan_gated", "on_request"].includes(baa) ? "unconfirmed" : baa),
  phi: ({ phi }) => phi,
  soc2: ({ soc2 }) => soc2,
  evidence: ({ confidence }) => confidence,
  category: ({ category }) => category,
};
const FACETS = Object.entries(OPTIONS);

/** The vendors that match every facet, and for each option the number of vendors that match all other facets. */
export const filterVendors = (vendors, selected) => {
  const counts = Object.fromEntries(FACETS.map(([facet]) => [facet, {}]));
  const matching = vendors.filter((vendor) => {
    const options = FACETS.map(([facet, optionOf]) => [facet, optionOf(vendor)]);
    const missed = options.filter(([facet, option]) => selected[facet]?.length > 0 && !selected[facet].includes(option));
    for (const [facet, option] of missed.length === 0 ? options : missed.length === 1 ? missed : []) {
      counts[facet][option] = (counts[facet][option] ?? 0) + 1;
    }
    return missed.length === 0;
  });
  return { vendors: matching, total: matching.length, counts };
};

const byName = (a, b) => a.name.localeCompare(b.name);
const SORTS = {
  best: undefined,
  name: byName,
  verified: (a, b) => b.last_verified.localeCompare(a.last_verified) || byName(a, b),
};
export const sortVendors = (vendors, sort) => (SORTS[sort] ? vendors.toSorted(SORTS[sort]) : vendors);

const CATEGORIES = site.facets.find(({ key }) => key === "category").options;
const LABELS = Object.fromEntries(CATEGORIES.map(({ key, label }) => [key, label]));
export const categoryLabel = (category) => LABELS[category] ?? "Category not stated";
