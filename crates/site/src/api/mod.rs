//! The static API: the records in the forms that programs, spreadsheets and assistants read. The page `/api/` says
//! what there is.

mod assistants;
mod bundle;
mod markdown;
mod table;

pub use assistants::guide;
pub use bundle::bundle;
pub use markdown::vendor_as_markdown;
pub use table::table;

use std::collections::BTreeMap;

use directory::signals::{AmbiguousSignals, CorporateDomains};
use directory::{Bundle, Category, Confidence, Date, Field, Listing, Signals, Slug};
use serde::Serialize;

use crate::check::Checked;

/// What a status lets anybody say, as programs read it.
#[derive(Debug, Serialize)]
pub struct PublishedStatus {
    /// The status as the record states it.
    pub status: &'static str,
    /// What may be said of it: the key of its class.
    pub class: &'static str,
    /// The class in words.
    pub label: &'static str,
    /// How the class reads at a glance: green, amber, red or gray.
    pub tone: &'static str,
}

/// One vendor of `/vendors.json` or of a category's file.
#[derive(Debug, Serialize)]
pub struct PublishedVendor<'a> {
    slug: &'a Slug,
    name: &'a str,
    aliases: &'a [String],
    category: Category,
    baa: PublishedStatus,
    phi: PublishedStatus,
    soc2: PublishedStatus,
    plans: &'a [String],
    certifications: &'a [String],
    last_verified: Date,
    confidence: Confidence,
}

impl<'a> From<&'a Listing> for PublishedVendor<'a> {
    fn from(listing: &'a Listing) -> Self {
        let verdict = listing.verdict();
        let published = |field| {
            let (class, label, tone) = verdict.shown(field);
            PublishedStatus { status: verdict.key(field), class, label, tone: tone.key() }
        };
        let Listing {
            slug,
            name,
            aliases,
            category,
            baa: _,
            phi: _,
            soc2: _,
            soc2_evidence: _,
            plans,
            certifications,
            last_verified,
            confidence,
            featured: _,
        } = listing;
        Self {
            slug,
            name,
            aliases,
            category: *category,
            baa: published(Field::Baa),
            phi: published(Field::Phi),
            soc2: published(Field::Soc2),
            plans,
            certifications,
            last_verified: *last_verified,
            confidence: *confidence,
        }
    }
}

/// Every vendor, `/vendors.json`; `vendors.schema.json` describes it.
#[derive(Debug, Serialize)]
pub struct VendorsFile<'a> {
    version: u32,
    date: Date,
    vendors: Vec<PublishedVendor<'a>>,
}

impl<'a> VendorsFile<'a> {
    /// The file of these vendors, published on that day.
    pub fn new(date: Date, listings: &'a [Listing]) -> Self {
        Self { version: Bundle::VERSION, date, vendors: listings.iter().map(PublishedVendor::from).collect() }
    }
}

/// One category's file, `/categories/<slug>.json`; `category.schema.json` describes it.
#[derive(Serialize)]
pub struct CategoryFile<'a> {
    /// The form of this file; the same number as the one of all vendors.
    pub version: u32,
    /// When it was published.
    pub date: Date,
    /// The category's key.
    pub category: Category,
    /// The category in words.
    pub label: &'static str,
    /// Its vendors, best verdict first.
    pub vendors: Vec<PublishedVendor<'a>>,
}

/// What shows that somebody uses a vendor, `/signals.json`; `signals.schema.json` describes it.
#[derive(Serialize)]
pub struct SignalsFile<'a> {
    version: u32,
    vendors: BTreeMap<&'a Slug, VendorSignals<'a>>,
    corporate_domains: &'a CorporateDomains,
    ambiguous_signals: &'a AmbiguousSignals,
}

#[derive(Serialize)]
struct VendorSignals<'a> {
    domains: &'a [String],
    #[serde(flatten)]
    signals: &'a Signals,
}

impl<'a> SignalsFile<'a> {
    /// The form of this file.
    pub const VERSION: u32 = 1;

    /// The signals of these records, and what records share.
    pub fn new(data: &'a Checked) -> Self {
        let signals = data.records.iter().map(|record| {
            (&record.slug, VendorSignals { domains: &record.domains, signals: &record.signals })
        });
        Self {
            version: Self::VERSION,
            vendors: signals.collect(),
            corporate_domains: &data.shared.corporate_domains,
            ambiguous_signals: &data.shared.ambiguous_signals,
        }
    }
}
