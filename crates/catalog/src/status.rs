//! The three statuses of a record: BAA, PHI and SOC 2, as the record states them and regardless of the evidence.
//! [`crate::Verdict`] combines them with the evidence. A status that this build does not know deserializes to
//! `Unknown`.

use crate::string_enum::string_enum;

string_enum! {
    /// Whether a vendor signs a Business Associate Agreement, as its record states it. The verdict on the BAA also
    /// depends on the confidence: see [`crate::BaaClass`].
    pub enum BaaStatus {
        /// The vendor signs on its standard terms, or names no plan limit.
        Available = "available", "Signs a BAA";
        /// The vendor signs only with certain plans, tiers or add-ons.
        PlanGated = "plan_gated", "BAA on some plans";
        /// The vendor decides case by case after a review.
        OnRequest = "on_request", "BAA on request";
        /// The vendor does not sign, or prohibits PHI.
        NotAvailable = "not_available", "No BAA";
        /// No public statement was found.
        Unknown = "unknown", "BAA not stated";
    }
    fallback Unknown
}

string_enum! {
    /// Whether protected health information may be stored in the product, as the record states it. The verdict on PHI
    /// also depends on the BAA: see [`crate::PhiClass`].
    pub enum PhiStatus {
        /// Allowed in the product under a signed BAA.
        Eligible = "eligible", "PHI allowed";
        /// Allowed only in certain products or features, or with certain settings.
        Conditional = "conditional", "PHI with conditions";
        /// Not permitted.
        NotEligible = "not_eligible", "No PHI";
        /// Not stated.
        Unknown = "unknown", "PHI not stated";
    }
    fallback Unknown
}

string_enum! {
    /// Whether a vendor has a SOC 2 report, and of which type, as the record states it. The verdict on SOC 2 also
    /// depends on who publishes the sources: see [`crate::Soc2Class`].
    pub enum Soc2Status {
        /// A Type II report: an auditor tested the controls over a period of time.
        Type2 = "type_2", "SOC 2 Type II";
        /// A Type I report: an auditor examined the design of the controls at a point in time.
        Type1 = "type_1", "SOC 2 Type I";
        /// A report is stated, but not its type.
        Reported = "reported", "SOC 2, type not stated";
        /// The vendor, or a third party, states that the vendor has no report.
        None = "none", "No SOC 2";
        /// No public statement was found.
        Unknown = "unknown", "SOC 2 not stated";
    }
    fallback Unknown
}

impl BaaStatus {
    /// Whether the vendor offers a BAA: on its standard terms, on some plans, or case by case.
    pub fn is_offered(self) -> bool {
        match self {
            Self::Available | Self::PlanGated | Self::OnRequest => true,
            Self::NotAvailable | Self::Unknown => false,
        }
    }
}

impl PhiStatus {
    /// The label of the filter. It matches by status alone, whatever the evidence, so it names the weaker verdicts too.
    pub fn filter_label(self) -> &'static str {
        match self {
            Self::Eligible => "PHI allowed (incl. reported or unconfirmed)",
            Self::Conditional => "PHI with conditions (incl. reported, unconfirmed, or no BAA)",
            Self::NotEligible => "PHI listed as not permitted",
            Self::Unknown => self.label(),
        }
    }
}

impl Soc2Status {
    /// The label of the filter. It matches by status alone, whoever publishes the sources.
    pub fn filter_label(self) -> &'static str {
        match self {
            Self::Type2 => "SOC 2 Type II (incl. reported)",
            Self::Type1 => "SOC 2 Type I (incl. reported)",
            Self::Reported => "SOC 2, type not stated (incl. reported)",
            Self::None | Self::Unknown => self.label(),
        }
    }
}
