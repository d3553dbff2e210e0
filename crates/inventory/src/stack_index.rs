//! The index of the stack check: of each vendor, what identifies it and what a result shows. It is published as one
//! file, which the tools load.

use catalog::signals::{AmbiguousSignals, CorporateDomains, SharedSignals};
use catalog::{BaaClass, BaaStatus, Confidence, PhiClass, PhiStatus, Record, RequestRoute, Signals, Slug};
use serde::{Deserialize, Serialize};

/// Every vendor with its signals, and the signals that several vendors share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StackIndex {
    /// Every vendor, ordered by slug.
    pub vendors: Vec<StackVendor>,
    /// The domains that several products share.
    pub corporate_domains: CorporateDomains,
    /// The other signals that several products share.
    pub ambiguous_signals: AmbiguousSignals,
}

/// A vendor in the index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StackVendor {
    /// The stable key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The domains that belong to this product alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// What shows that somebody uses the vendor.
    #[serde(default)]
    pub signals: Signals,
    /// Whether the vendor signs a BAA; the verdict also depends on `confidence`.
    pub baa: BaaStatus,
    /// The strength of the evidence for the BAA status.
    pub confidence: Confidence,
    /// Whether PHI may be stored in the product; the verdict also depends on the BAA.
    pub phi: PhiStatus,
    /// The plans that include the BAA; empty if the vendor names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
    /// The plans that the vendor names as having no BAA.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_plans: Vec<String>,
    /// The stated price of the BAA, or of the plan that includes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// Products and features that the BAA does not cover.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// How to get the BAA; `None` if it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RequestRoute>,
}

impl StackVendor {
    /// The verdict on the BAA.
    pub fn baa_class(&self) -> BaaClass {
        BaaClass::new(self.baa, self.confidence)
    }

    /// The verdict on PHI.
    pub fn phi_class(&self) -> PhiClass {
        PhiClass::new(self.baa_class(), self.phi)
    }
}

impl From<&Record> for StackVendor {
    fn from(record: &Record) -> Self {
        // In the browser a record has no domains and signals: there, the published index has them.
        Self {
            slug: record.slug.clone(),
            name: record.name.clone(),
            aliases: record.aliases.clone(),
            domains: record.domains.clone(),
            signals: record.signals.clone(),
            baa: record.baa.status,
            confidence: record.confidence,
            phi: record.phi.status,
            plans: record.baa.plans.clone(),
            excluded_plans: record.baa.excluded_plans.clone(),
            price: record.baa.price.clone(),
            excluded: record.phi.excluded.clone(),
            route: record.baa.route,
        }
    }
}

impl StackIndex {
    /// The index of these records.
    pub fn new<'a>(records: impl IntoIterator<Item = &'a Record>, shared: &SharedSignals) -> Self {
        let mut vendors: Vec<StackVendor> = records.into_iter().map(StackVendor::from).collect();
        vendors.sort_unstable_by(|a, b| a.slug.cmp(&b.slug));
        Self {
            vendors,
            corporate_domains: shared.corporate_domains.clone(),
            ambiguous_signals: shared.ambiguous_signals.clone(),
        }
    }

    /// The vendor with that slug.
    pub fn vendor(&self, slug: &Slug) -> Option<&StackVendor> {
        self.vendors.iter().find(|vendor| vendor.slug == *slug)
    }
}
