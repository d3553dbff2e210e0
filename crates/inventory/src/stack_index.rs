//! The index of the stack check: of each vendor, what identifies it and what a result shows. It is published as one
//! file, which the tools load.

use catalog::signals::{AmbiguousSignals, CorporateDomains, SharedSignals};
use catalog::{
    BaaClass, BaaStatus, Confidence, Date, PhiClass, PhiStatus, Record, RequestRoute, Signals, Slug,
};
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

/// The index as a site publishes it: `/stack.json`, which `stack.schema.json` describes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StackFile {
    /// The version of the format.
    pub version: u32,
    /// The date of publication.
    pub date: Date,
    /// Every vendor, ordered by slug.
    pub vendors: Vec<StackVendor>,
    /// The domains that several products share.
    pub corporate_domains: CorporateDomains,
    /// The other signals that several products share.
    pub ambiguous_signals: AmbiguousSignals,
}

/// Why a text is not a published index.
#[derive(Debug, thiserror::Error)]
pub enum StackFileError {
    /// The version of the format is another one.
    #[error("it has version {0} of the format, and this program reads version {expected}", expected = StackFile::VERSION)]
    Version(u32),
    /// The text is not JSON, or has another form.
    #[error(transparent)]
    Json(serde_json::Error),
}

impl StackFile {
    /// The version of the format. It increases when the meaning of a field changes.
    pub const VERSION: u32 = 1;

    /// The name of the file in a published site.
    pub const NAME: &str = "stack.json";

    /// The file of an index that is published on that date.
    pub fn new(date: Date, index: StackIndex) -> Self {
        let StackIndex { vendors, corporate_domains, ambiguous_signals } = index;
        Self { version: Self::VERSION, date, vendors, corporate_domains, ambiguous_signals }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// If the text is not JSON, or has another form or version.
    pub fn parse(json: &str) -> Result<Self, StackFileError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let parsed = serde_json::from_str::<Self>(json);
        // The version of a file in another form explains why it cannot be read.
        let version = match &parsed {
            Ok(file) => file.version,
            Err(_) => serde_json::from_str(json).map_or(Self::VERSION, |Version { version }| version),
        };
        if version == Self::VERSION {
            parsed.map_err(StackFileError::Json)
        } else {
            Err(StackFileError::Version(version))
        }
    }

    /// The index.
    pub fn into_index(self) -> StackIndex {
        let Self { version: _, date: _, vendors, corporate_domains, ambiguous_signals } = self;
        StackIndex { vendors, corporate_domains, ambiguous_signals }
    }
}

#[cfg(test)]
mod tests {
    use catalog::Date;

    use super::{StackFile, StackFileError, StackIndex};

    #[test]
    fn a_file_of_another_version_is_rejected_by_its_version() {
        let file = StackFile::new(Date::parse("2026-11-28").expect("a date"), StackIndex::default());
        let json = serde_json::to_string(&file).expect("JSON");
        assert_eq!(StackFile::parse(&json).expect("a file").into_index(), StackIndex::default());
        for json in
            [json.replace("\"version\":1", "\"version\":2"), "{\"version\":2,\"vendors\":{}}".to_owned()]
        {
            assert!(matches!(StackFile::parse(&json), Err(StackFileError::Version(2))), "{json}");
        }
        for json in ["", "{}", "<!doctype html>", "{\"version\":1}"] {
            assert!(matches!(StackFile::parse(json), Err(StackFileError::Json(_))), "{json}");
        }
    }
}
