//! The static API: the records in formats for programs, spreadsheets and AI assistants. The page `/api/` documents it.

mod bundle;
mod llms_txt;
mod markdown;
mod vendors_csv;

pub use bundle::bundle;
pub use llms_txt::llms_txt;
pub use markdown::vendor_as_markdown;
pub use vendors_csv::vendors_csv;

use std::borrow::Cow;
use std::collections::BTreeMap;

use catalog::signals::{AmbiguousSignals, CorporateDomains};
use catalog::{Bundle, Category, Confidence, Date, Field, Listing, Record, Signals, Slug, SourceCheck};
use inventory::sha256;
use serde::Serialize;

use crate::records::CheckedRecords;

/// A status with the verdict that its evidence supports.
#[derive(Debug, Serialize)]
pub struct PublishedStatus {
    /// The key of the status in the record.
    pub status: &'static str,
    /// The key of its verdict class.
    pub class: &'static str,
    /// The label of the class.
    pub label: &'static str,
    /// The color of the class: green, amber, red or gray.
    pub tone: &'static str,
}

/// A vendor in `/vendors.json` or in a category's file.
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
            let (class, label, tone) = verdict.class(field);
            PublishedStatus { status: verdict.status_key(field), class, label, tone: tone.key() }
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
            domains: _,
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

/// The file of all vendors, `/vendors.json`; `vendors.schema.json` describes it.
#[derive(Debug, Serialize)]
pub struct VendorsFile<'a> {
    version: u32,
    date: Date,
    vendors: Vec<PublishedVendor<'a>>,
}

impl<'a> VendorsFile<'a> {
    /// The file of these vendors, published on that date.
    pub fn new(date: Date, listings: &'a [Listing]) -> Self {
        Self { version: Bundle::VERSION, date, vendors: listings.iter().map(PublishedVendor::from).collect() }
    }
}

/// The complete record of every vendor, `/records.json`; `records.schema.json` describes it. A page that compares vendors
/// of the visitor's own files loads it, because it is the same for every visitor.
#[derive(Serialize)]
pub struct RecordsFile<'a> {
    version: u32,
    date: Date,
    records: &'a [Record],
}

impl<'a> RecordsFile<'a> {
    /// The version of this format.
    const VERSION: u32 = 1;

    /// The name of the file.
    pub const NAME: &'static str = "records.json";

    /// The file of these records, published on that date.
    pub fn new(date: Date, records: &'a [Record]) -> Self {
        Self { version: Self::VERSION, date, records }
    }
}

/// The SHA-256 of the record of every vendor, `/checksums.json`; `checksums.schema.json` describes it. A printed register
/// states them, so that a reader can verify which record it relied on.
#[derive(Serialize)]
pub struct ChecksumsFile<'a> {
    version: u32,
    date: Date,
    sha256: BTreeMap<&'a Slug, String>,
}

impl<'a> ChecksumsFile<'a> {
    /// The version of this format.
    const VERSION: u32 = 1;

    /// The name of the file.
    pub const NAME: &'static str = "checksums.json";

    /// The file of these records with the texts of their files, published on that date.
    pub fn new(date: Date, texts: impl Iterator<Item = (&'a Slug, Cow<'a, str>)>) -> Self {
        let sha256 = texts.map(|(slug, text)| (slug, sha256(text.as_bytes()))).collect();
        Self { version: Self::VERSION, date, sha256 }
    }
}

/// What the checks of the sources of every vendor showed, `/verification.json`; `verification.schema.json` describes it.
#[derive(Serialize)]
pub struct VerificationFile<'a> {
    version: u32,
    date: Date,
    vendors: BTreeMap<&'a Slug, Vec<SourceCheck>>,
}

impl<'a> VerificationFile<'a> {
    /// The version of this format.
    const VERSION: u32 = 1;

    /// The name of the file.
    pub const NAME: &'static str = "verification.json";

    /// The file of these checks, published on that date. Vendors without checks are left out.
    pub fn new(date: Date, checks: impl Iterator<Item = (&'a Slug, Vec<SourceCheck>)>) -> Self {
        let vendors = checks.filter(|(_, checks)| !checks.is_empty()).collect();
        Self { version: Self::VERSION, date, vendors }
    }
}

/// The file of one category, `/categories/<slug>.json`; `category.schema.json` describes it.
#[derive(Serialize)]
pub struct CategoryFile<'a> {
    /// The version of this format, the same as that of `/vendors.json`.
    pub version: u32,
    /// The date of publication.
    pub date: Date,
    /// The category's key.
    pub category: Category,
    /// The category's label.
    pub label: &'static str,
    /// Its vendors, best verdict first.
    pub vendors: Vec<PublishedVendor<'a>>,
}

/// The signals that reveal the use of a vendor, `/signals.json`; `signals.schema.json` describes it.
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
    /// The version of this format.
    pub const VERSION: u32 = 1;

    /// The signals of these records, and the signals that several of them share.
    pub fn new(data: &'a CheckedRecords) -> Self {
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
