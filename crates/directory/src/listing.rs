//! The bundle: every vendor with the fields that search, filters and cards need, built from the records.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{
    BaaStatus, Category, Confidence, Date, PhiStatus, Publisher, Record, Slug, Soc2Status, Verdict, search,
};

/// What a results card shows of a vendor, and what search and filters look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The stable key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Other names that people search for.
    pub aliases: Vec<String>,
    /// The kind of software.
    pub category: Category,
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// Whether PHI may be stored.
    pub phi: PhiStatus,
    /// What it says of a SOC 2 report.
    pub soc2: Soc2Status,
    /// Who says that.
    #[serde(default)]
    pub soc2_evidence: Publisher,
    /// The plans that the BAA is offered on; empty where the vendor names none.
    pub plans: Vec<String>,
    /// Other attestations.
    pub certifications: Vec<String>,
    /// When the record was last compared with its sources.
    pub last_verified: Date,
    /// How good the evidence for the BAA answer is.
    pub confidence: Confidence,
    /// The position among the vendors that the home page shows first, from 1; 0 for all others.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub featured: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Listing {
    /// The three statuses and what they rest on.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            baa: self.baa,
            confidence: self.confidence,
            phi: self.phi,
            soc2: self.soc2,
            soc2_evidence: self.soc2_evidence,
        }
    }

    /// The order of every list that is not a search: better verdict, then name.
    pub fn best_first(&self, other: &Self) -> Ordering {
        let by_name = || {
            let name = |listing: &Self| search::folded_words(&listing.name);
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

/// The vendors of a category, best verdict first.
pub fn of_category<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
) -> Vec<&'a Listing> {
    let mut found: Vec<&Listing> =
        listings.into_iter().filter(|listing| listing.category == category).collect();
    found.sort_unstable_by(|a, b| a.best_first(b));
    found
}

/// The list of all vendors, as it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The form of this file; see [`Bundle::VERSION`].
    pub version: u32,
    /// When it was published.
    pub date: Date,
    /// Every vendor, by slug.
    pub vendors: Vec<Listing>,
}

impl Bundle {
    /// The form of the bundle that this build reads and writes. It grows when a field changes its
    /// meaning or a category is added, so that an older page asks for a reload and does not guess.
    pub const VERSION: u32 = 2;
}
