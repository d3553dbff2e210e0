// The badges of a vendor: its statuses combined with the evidence for them.

const BAA = {
  available: { high: "Signs a BAA", medium: "Reportedly signs a BAA", low: "BAA unconfirmed" },
  plan_gated: { high: "BAA on some plans", medium: "BAA reported on some plans", low: "BAA unconfirmed" },
  on_request: { high: "BAA on request", medium: "BAA reported on request", low: "BAA unconfirmed" },
  not_available: { high: "No BAA", medium: "Reportedly no BAA", low: "BAA unlikely" },
  unknown: { high: "BAA not stated", medium: "BAA not stated", low: "BAA not stated" },
};
const PHI = {
  eligible: { high: "PHI allowed", medium: "PHI reportedly allowed", low: "PHI unconfirmed" },
  conditional: { high: "PHI with conditions", medium: "PHI reportedly with conditions", low: "PHI unconfirmed" },
  not_eligible: { high: "No PHI", medium: "Reportedly no PHI", low: "PHI probably not permitted" },
  unknown: { high: "PHI not stated", medium: "PHI not stated", low: "PHI not stated" },
};
const SOC2 = {
  type_2: { vendor: "SOC 2 Type II", third_party: "SOC 2 Type II reported" },
  type_1: { vendor: "SOC 2 Type I", third_party: "SOC 2 Type I reported" },
  reported: { vendor: "SOC 2, type not stated", third_party: "SOC 2 reported, type not stated" },
  none: { vendor: "No SOC 2", third_party: "No SOC 2" },
  unknown: { vendor: "SOC 2 not stated", third_party: "SOC 2 not stated" },
};

const baaTone = ({ baa, confidence }) => {
  if (baa === "not_available") return "no";
  if (baa === "unknown" || confidence === "low") return "not-stated";
  return baa === "available" && confidence === "high" ? "yes" : "depends";
};

const phiBadge = ({ baa, phi, confidence }) => {
  if (baa === "not_available") return { label: "No PHI", tone: "no" };
  const certainty = baa === "unknown" ? "low" : confidence;
  const label = PHI[phi][certainty];
  if (phi === "not_eligible") return { label, tone: "no" };
  if (phi === "unknown" || certainty === "low") return { label, tone: "not-stated" };
  return { label, tone: phi === "eligible" && certainty === "high" ? "yes" : "depends" };
};

const soc2Tone = ({ soc2, soc2_evidence }) => {
  if (soc2 === "none") return "no";
  if (soc2 === "unknown") return "not-stated";
  return soc2 === "type_2" && soc2_evidence === "vendor" ? "yes" : "depends";
};

/** The badges on the BAA, PHI, and SOC 2. */
export const badges = (vendor) => [
  { label: BAA[vendor.baa][vendor.confidence], tone: baaTone(vendor) },
  phiBadge(vendor),
  { label: SOC2[vendor.soc2][vendor.soc2_evidence], tone: soc2Tone(vendor) },
];

/** The term for the plans of a vendor. */
export const plansTerm = (vendor) => {
  const tone = baaTone(vendor);
  if (tone === "no" || tone === "not-stated") return "Plans named in unconfirmed evidence";
  return vendor.confidence === "high" ? "Plans with a BAA" : "Plans reported with a BAA";
};

export const joinNames = (names) => names.join(names.some((name) => name.includes(",")) ? "; " : ", ");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date such as "Nov 23, 2026". */
export const describeDate = (date) => {
  const [year, month, day] = date.split("-").map(Number);
  return `${MONTHS[month - 1]} ${day}, ${year}`;
};
