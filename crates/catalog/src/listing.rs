//! Listings: the fields of each vendor that search, filters and cards need, and the bundle that contains all of them.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::signals::CorporateDomains;
use crate::sort::sort_indexes;
use crate::{
    BaaStatus, Category, Confidence, Date, PhiStatus, Publisher, Record, Slug, Soc2Status, Verdict,
    text_folding,
};

/// The fields of a vendor that a result card shows and that search and filters use. In this order, the published list
/// is 2% smaller with brotli than with the slug first and the statuses before the plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The vendor's name.
    pub name: String,
    /// The stable key.
    pub slug: Slug,
    /// The domains of the vendor, also those that it shares with others. Only the published list of all vendors has
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// The kind of software.
    pub category: Category,
    /// Other names that people search for.
    pub aliases: Vec<String>,
    /// The strength of the evidence for the BAA status.
    pub confidence: Confidence,
    /// Whether PHI may be stored in the product.
    pub phi: PhiStatus,
    /// Whether the vendor signs a BAA; the verdict also depends on `confidence`.
    pub baa: BaaStatus,
    /// The plans that include the BAA; empty if the vendor names none.
    pub plans: Vec<String>,
    /// The day on which the record was last compared with its sources.
    pub last_verified: Date,
    /// Whether the vendor has a SOC 2 report, and of which type.
    pub soc2: Soc2Status,
    /// The publisher of the best source for the SOC 2 status.
    #[serde(default)]
    pub soc2_evidence: Publisher,
    /// Other attestations.
    pub certifications: Vec<String>,
    /// The one-based position among the featured vendors of the home page; 0 for all other vendors.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub featured: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Listing {
    /// The three statuses with the evidence for them.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            baa: self.baa,
            confidence: self.confidence,
            phi: self.phi,
            soc2: self.soc2,
            soc2_evidence: self.soc2_evidence,
        }
    }

    /// The listing with the domains of its record, and with those of `shared` that it is one of the vendors of.
    #[must_use]
    pub fn with_domains(&self, record: &Record, shared: &CorporateDomains) -> Self {
        let shared = shared.iter().filter(|(_, slugs)| slugs.contains(&self.slug)).map(|(domain, _)| domain);
        Self { domains: record.domains.iter().chain(shared).cloned().collect(), ..self.clone() }
    }

    /// Compares by verdict, best first, then by name and slug: the order of every list that is not a search result.
    pub fn cmp_by_verdict(&self, other: &Self) -> Ordering {
        let by_name = || {
            let name = |listing: &Self| text_folding::folded_words(&listing.name);
            name(self).cmp(&name(other)).then_with(|| self.slug.cmp(&other.slug))
        };
        self.verdict().rank().cmp(&other.verdict().rank()).then_with(by_name)
    }
}

impl From<&Record> for Listing {
    fn from(record: &Record) -> Self {
        Self {
            slug: record.slug.clone(),
            name: record.name.clone(),
            aliases: record.aliases.clone(),
            domains: Vec::new(),
            category: record.category,
            baa: record.baa.status,
            phi: record.phi.status,
            soc2: record.soc2.status,
            soc2_evidence: record.verdict().soc2_evidence,
            plans: record.baa.plans.clone(),
            certifications: record.certifications.clone(),
            last_verified: record.last_verified,
            confidence: record.confidence,
            featured: 0,
        }
    }
}

/// The vendors in a category, best verdict first.
pub fn in_category<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
) -> Vec<&'a Listing> {
    let vendors: Vec<&Listing> =
        listings.into_iter().filter(|listing| listing.category == category).collect();
    let vendor = |index: u32| vendors.get(index as usize).copied();
    let mut order: Vec<u32> = (0..).take(vendors.len()).collect();
    sort_indexes(&mut order, &|one, other| match (vendor(one), vendor(other)) {
        (Some(one), Some(other)) => one.cmp_by_verdict(other),
        _ => Ordering::Equal,
    });
    order.into_iter().filter_map(vendor).collect()
}

/// The published list of all vendors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The format version; see [`Bundle::VERSION`].
    pub version: u32,
    /// The day of publication.
    pub date: Date,
    /// Every vendor, ordered by slug.
    pub vendors: Vec<Listing>,
}

impl Bundle {
    /// The format version that this build reads and writes. It increases when the meaning of a field changes or a
    /// category is added, so that a page from an older build asks for a reload instead of guessing.
    pub const VERSION: u32 = 2;
}
