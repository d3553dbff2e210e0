//! The index of the stack check: of each vendor, what identifies it and what a result shows. It is published as one
//! file, which the tools load.

use std::collections::BTreeMap;

use catalog::comparison::fact_qualifier;
use catalog::signals::{AmbiguousSignals, CorporateDomains, SharedSignals};
use catalog::text_folding::folded;
use catalog::{
    BaaClass, BaaStatus, Confidence, Date, Fact, Field, PhiClass, PhiStatus, Record, Renamed, RequestRoute,
    Signals, Slug,
};
use serde::Serialize;

use crate::action::Action;
use crate::evidence::EvidenceKind;

/// The facts that a result states with how firmly they are stated.
const QUALIFIED_FACTS: [Fact; 3] = [Fact::Plans, Fact::Price, Fact::Scope];

/// Every vendor with its signals, the signals that several vendors share, and the vendors that were renamed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackIndex {
    /// Every vendor, ordered by slug.
    pub vendors: Vec<StackVendor>,
    /// The domains and the other signals that several products share.
    pub shared: Vec<SharedSignal>,
    /// The vendors that were renamed: the old slug and the new one.
    pub renamed: Vec<(Slug, Slug)>,
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
    /// The facts of the index that only third parties state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reported: Vec<Fact>,
    /// The day of the last change of the verdict on the BAA or PHI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Date>,
}

impl StackVendor {
    /// The verdict on the BAA.
    pub fn baa_class(&self) -> BaaClass {
        BaaClass::new(self.baa, self.confidence)
    }

    /// How firmly a fact is stated, if less firmly than as the vendor's own statement: "Reported".
    pub fn qualifier(&self, fact: Fact) -> Option<&'static str> {
        fact_qualifier(self.baa_class(), self.confidence, self.reported.contains(&fact))
    }

    /// The values of a fact in one text, with how firmly they are stated: "Reported: Business; Enterprise". Empty without
    /// values.
    pub fn qualified(&self, fact: Fact, values: &[String]) -> String {
        let values = values.join("; ");
        match self.qualifier(fact) {
            Some(qualifier) if !values.is_empty() => [qualifier, ": ", &values].concat(),
            _ => values,
        }
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
            reported: QUALIFIED_FACTS.into_iter().filter(|fact| record.is_reported(*fact)).collect(),
            changed: record
                .changes
                .iter()
                .filter(|change| matches!(change.field, Field::Baa | Field::Phi))
                .map(|change| change.date)
                .max(),
        }
    }
}

impl StackIndex {
    /// The index of these records.
    pub fn new<'a>(
        records: impl IntoIterator<Item = &'a Record>,
        shared: &SharedSignals,
        renamed: &Renamed,
    ) -> Self {
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
        let renamed = renamed.renames().map(|(old, new)| (old.clone(), new.clone()));
        Self { vendors, shared: shared.collect(), renamed: renamed.collect() }
    }

    /// The vendor with that slug, or that had it before it was renamed.
    pub fn vendor_or_renamed(&self, slug: &Slug) -> Option<&StackVendor> {
        let (_, new) = match self.vendor(slug) {
            Some(vendor) => return Some(vendor),
            None => self.renamed.iter().find(|(old, _)| old == slug)?,
        };
        self.vendor(new)
    }

    /// The vendor with that slug.
    pub fn vendor(&self, slug: &Slug) -> Option<&StackVendor> {
        let position = self.vendors.binary_search_by(|vendor| vendor.slug.cmp(slug)).ok()?;
        self.vendors.get(position)
    }
}

/// The vendors by name.
pub struct VendorNames<'i>(BTreeMap<String, &'i Slug>);

impl<'i> VendorNames<'i> {
    /// The names and aliases of the vendors of an index.
    pub fn new(index: &'i StackIndex) -> Self {
        let mut names = BTreeMap::new();
        for vendor in &index.vendors {
            for name in std::iter::once(&vendor.name).chain(&vendor.aliases) {
                names.insert(folded(name), &vendor.slug);
            }
        }
        Self(names)
    }

    /// The vendor with that name or alias; upper and lower case, accents and punctuation make no difference.
    pub fn slug(&self, name: &str) -> Option<&'i Slug> {
        self.0.get(&folded(name)).copied()
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
    /// The new slug of each renamed vendor, by its old slug.
    pub renamed: BTreeMap<Slug, Slug>,
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
        Self {
            version: Self::VERSION,
            date,
            vendors: index.vendors,
            corporate_domains,
            ambiguous_signals,
            renamed: index.renamed.into_iter().collect(),
        }
    }
}
