//! The index of the stack check: of each vendor, what identifies it and what a result shows. It is published as one
//! file, which the tools load.

use catalog::signals::{AmbiguousSignals, CorporateDomains, SharedSignals};
use catalog::{
    BaaClass, BaaStatus, Confidence, Date, PhiClass, PhiStatus, Record, RequestRoute, Signals, Slug,
};
use serde::Serialize;

use crate::action::Action;
use crate::evidence::EvidenceKind;
use crate::json::Json;

/// Every vendor with its signals, and the signals that several vendors share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackIndex {
    /// Every vendor, ordered by slug.
    pub vendors: Vec<StackVendor>,
    /// The domains and the other signals that several products share.
    pub shared: Vec<SharedSignal>,
}

/// A domain or another signal that several products share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedSignal {
    /// The kind.
    pub kind: EvidenceKind,
    /// The domain, or the token as written in `ambiguous-signals.json`.
    pub token: String,
    /// The products; empty for a domain that indicates no vendor.
    pub slugs: Vec<Slug>,
}

/// A vendor in the index.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StackVendor {
    /// The stable key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The domains that belong to this product alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// What shows that somebody uses the vendor.
    pub signals: Signals,
    /// Whether the vendor signs a BAA; the verdict also depends on `confidence`.
    pub baa: BaaStatus,
    /// The strength of the evidence for the BAA status.
    pub confidence: Confidence,
    /// Whether PHI may be stored in the product; the verdict also depends on the BAA.
    pub phi: PhiStatus,
    /// The plans that include the BAA; empty if the vendor names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
    /// The plans that the vendor names as having no BAA.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_plans: Vec<String>,
    /// The stated price of the BAA, or of the plan that includes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// Products and features that the BAA does not cover.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// How to get the BAA; `None` if it is not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RequestRoute>,
}

impl StackVendor {
    /// The vendor in the published index. A list or text that is missing is empty, and a key that this build does not know
    /// is the weakest one.
    fn from_json(json: Json) -> Option<Self> {
        let members = json.members()?;
        let member = |key: &str| members.iter().find(|(other, _)| other == key).map(|(_, json)| *json);
        let text = |key: &str| member(key)?.text();
        let texts = |key: &str| member(key).map_or(Some(Vec::new()), Json::texts);
        // The path of a kind: `packages.npm`.
        let tokens = |kind: &str| {
            let signals = member("signals");
            kind.split('.').fold(signals, |json, key| json?.member(key)).and_then(Json::texts)
        };
        Some(Self {
            slug: Slug::parse(&text("slug")?).ok()?,
            name: text("name")?,
            aliases: texts("aliases")?,
            domains: texts("domains")?,
            signals: Signals::from_kinds(|kind| tokens(kind).unwrap_or_default()),
            baa: BaaStatus::parse_key(&text("baa")?)?,
            confidence: Confidence::parse_key(&text("confidence")?)?,
            phi: PhiStatus::parse_key(&text("phi")?)?,
            plans: texts("plans")?,
            excluded_plans: texts("excluded_plans")?,
            price: text("price"),
            excluded: texts("excluded")?,
            route: text("route").and_then(|key| RequestRoute::from_key(&key)),
        })
    }

    /// The verdict on the BAA.
    pub fn baa_class(&self) -> BaaClass {
        BaaClass::new(self.baa, self.confidence)
    }

    /// What to do about the vendor.
    pub fn action(&self) -> Action {
        Action::new(self.baa_class(), self.phi_class())
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
        let SharedSignals { corporate_domains, ambiguous_signals } = shared;
        let domains = corporate_domains.iter().map(|(domain, slugs)| (EvidenceKind::Domain, domain, slugs));
        let signals = ambiguous_signals.iter().flat_map(|(kind, tokens)| {
            let kind = EvidenceKind::from_key(kind);
            tokens.iter().filter_map(move |(token, slugs)| Some((kind?, token, slugs)))
        });
        let shared = domains.chain(signals).map(|(kind, token, slugs)| SharedSignal {
            kind,
            token: token.clone(),
            slugs: slugs.clone(),
        });
        Self { vendors, shared: shared.collect() }
    }

    /// Reads a published file.
    ///
    /// # Errors
    /// If the text is not JSON, or has another form or version.
    pub fn parse(json: &str) -> Result<Self, StackFileError> {
        let file = Json::parse(json).map_err(StackFileError::Json)?.members().unwrap_or_default();
        let member = |key: &'static str| {
            let member = file.iter().find(|(other, _)| other == key);
            member.map(|(_, value)| *value).ok_or(StackFileError::Value(key))
        };
        let version = member("version")?.source().parse().map_err(|_| StackFileError::Value("version"))?;
        if version != StackFile::VERSION {
            // The form of another version is another one.
            return Err(StackFileError::Version(version));
        }
        let mut index = Self::default();
        for vendor in member("vendors")?.items().ok_or(StackFileError::Value("vendors"))? {
            let vendor = StackVendor::from_json(vendor).ok_or(StackFileError::Value("vendors"))?;
            // `vendor` finds vendors by their order.
            if index.vendors.last().is_some_and(|last: &StackVendor| last.slug >= vendor.slug) {
                return Err(StackFileError::Value("vendors"));
            }
            index.vendors.push(vendor);
        }
        index
            .add_shared(EvidenceKind::Domain, member("corporate_domains")?)
            .ok_or(StackFileError::Value("corporate_domains"))?;
        for (kind, tokens) in member("ambiguous_signals")?.members().unwrap_or_default() {
            if let Some(kind) = EvidenceKind::from_key(&kind) {
                index.add_shared(kind, tokens).ok_or(StackFileError::Value("ambiguous_signals"))?;
            }
        }
        Ok(index)
    }

    /// Adds the signals of an object, whose members are a token with the slugs of its products; `None` if it has another
    /// form.
    fn add_shared(&mut self, kind: EvidenceKind, json: Json) -> Option<()> {
        for (token, json) in json.members()? {
            let mut slugs = Vec::new();
            for slug in json.texts()? {
                slugs.push(Slug::parse(&slug).ok()?);
            }
            self.shared.push(SharedSignal { kind, token, slugs });
        }
        Some(())
    }

    /// The vendor with that slug.
    pub fn vendor(&self, slug: &Slug) -> Option<&StackVendor> {
        let position = self.vendors.binary_search_by(|vendor| vendor.slug.cmp(slug)).ok()?;
        self.vendors.get(position)
    }
}

/// The index as a site publishes it: `/stack.json`, which `stack.schema.json` describes.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// The text is not JSON.
    #[error(transparent)]
    Json(serde_json::Error),
    /// A value is missing, or has another form.
    #[error("{0} is missing, or has another form")]
    Value(&'static str),
}

impl StackFile {
    /// The version of the format. It increases when the meaning of a field changes.
    pub const VERSION: u32 = 1;

    /// The name of the file in a published site.
    pub const NAME: &str = "stack.json";

    /// The file of an index that is published on that date.
    pub fn new(date: Date, index: StackIndex) -> Self {
        let (mut corporate_domains, mut ambiguous_signals) =
            (CorporateDomains::new(), AmbiguousSignals::new());
        for SharedSignal { kind, token, slugs } in index.shared {
            let tokens = match kind {
                EvidenceKind::Domain => &mut corporate_domains,
                _ => ambiguous_signals.entry(kind.key().to_owned()).or_default(),
            };
            tokens.insert(token, slugs);
        }
        Self { version: Self::VERSION, date, vendors: index.vendors, corporate_domains, ambiguous_signals }
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
        assert_eq!(StackIndex::parse(&json).expect("an index"), StackIndex::default());
        for json in
            [json.replace("\"version\":1", "\"version\":2"), "{\"version\":2,\"vendors\":{}}".to_owned()]
        {
            assert!(matches!(StackIndex::parse(&json), Err(StackFileError::Version(2))), "{json}");
        }
        for json in ["", "<!doctype html>"] {
            assert!(matches!(StackIndex::parse(json), Err(StackFileError::Json(_))), "{json}");
        }
        for json in ["{}", "[]", "{\"version\":1}", &json.replace("\"vendors\":[", "\"vendors\":[1")] {
            assert!(matches!(StackIndex::parse(json), Err(StackFileError::Value(_))), "{json}");
        }
    }
}
