//! Comparison of a few vendors side by side: which vendors, as state of a URL, and which facts of each.

use crate::answers;
use crate::url_state::{QueryStringWriter, first_value};
use crate::{Fact, Field, Publisher, Record, Slug, UrlState};

/// The vendors to compare, in order, as they are named in a URL or in the browser's storage.
///
/// A name is usually a slug. Other names stay in the list, so that a page can say which of them it does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    names: Vec<String>,
}

impl Comparison {
    /// The key in a URL.
    pub const KEY: &'static str = "v";
    /// The maximum number of vendors that are compared at a time. A table with more columns is hard to read.
    pub const MAX: usize = 5;
    /// The maximum number of names that are read from a URL, and of characters of each.
    const MAX_NAMES: usize = 50;
    const MAX_NAME_CHARACTERS: usize = 80;

    /// The names, each once.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the vendor is among those to compare.
    pub fn contains(&self, slug: &Slug) -> bool {
        self.names.iter().any(|name| name == slug.as_str())
    }

    /// Adds a vendor at the end, unless there are already [`Comparison::MAX`]; returns whether it is in the comparison.
    pub fn add(&mut self, slug: &Slug) -> bool {
        if !self.contains(slug) && self.names.len() < Self::MAX {
            self.names.push(slug.to_string());
        }
        self.contains(slug)
    }

    /// Removes a vendor.
    pub fn remove(&mut self, slug: &Slug) {
        self.names.retain(|name| name != slug.as_str());
    }
}

impl FromIterator<Slug> for Comparison {
    fn from_iter<I: IntoIterator<Item = Slug>>(slugs: I) -> Self {
        let mut names: Vec<String> = Vec::new();
        for slug in slugs {
            if !names.iter().any(|name| name == slug.as_str()) {
                names.push(slug.to_string());
            }
        }
        Self { names }
    }
}

impl UrlState for Comparison {
    fn parse(query_string: &str) -> Self {
        let value = first_value(query_string, Self::KEY);
        let mut names: Vec<String> = Vec::new();
        for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()).take(Self::MAX_NAMES) {
            let name: String = name.chars().take(Self::MAX_NAME_CHARACTERS).collect();
            let name = name.to_ascii_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self { names }
    }

    /// Writes the names that are slugs.
    fn to_query_string(&self) -> String {
        let slugs = self.names.iter().map(String::as_str).filter(|name| Slug::parse(name).is_ok());
        let mut writer = QueryStringWriter::default();
        writer.append_list(Self::KEY, &slugs.collect::<Vec<_>>());
        writer.finish()
    }
}

/// A fact in which vendors are compared: a row of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedFact {
    /// The class of one field of the verdict.
    Verdict(Field),
    /// The evidence for the BAA status.
    Evidence,
    /// The plans that include the BAA.
    Plans,
    /// The plans without a BAA.
    ExcludedPlans,
    /// The price of the BAA, or of the plan that includes it.
    Price,
    /// How a customer gets the BAA.
    Request,
    /// What the BAA covers.
    Covered,
    /// What the BAA does not cover.
    Excluded,
    /// The settings that the vendor requires before PHI is stored.
    Settings,
    /// Other attestations.
    Certifications,
    /// The day of the last verification. A page adds the sources.
    Sources,
}

/// What a record states about a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedValue {
    /// How firmly the record states it, if less firmly than the fact's label: "Reported".
    pub qualifier: Option<&'static str>,
    /// One text for each value; empty if the record states nothing.
    pub texts: Vec<String>,
}

impl ComparedFact {
    /// All facts, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Verdict(Field::Baa),
        Self::Evidence,
        Self::Plans,
        Self::ExcludedPlans,
        Self::Price,
        Self::Request,
        Self::Verdict(Field::Phi),
        Self::Covered,
        Self::Excluded,
        Self::Settings,
        Self::Verdict(Field::Soc2),
        Self::Certifications,
        Self::Sources,
    ];

    /// The fact's name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Verdict(field) => field.label(),
            Self::Evidence => "Evidence for the BAA",
            Self::Plans => "Plans with a BAA",
            Self::ExcludedPlans => "Plans without a BAA",
            Self::Price => "Price",
            Self::Request => "How to get the BAA",
            Self::Covered => "Covered by the BAA",
            Self::Excluded => "Not covered",
            Self::Settings => "Required settings",
            Self::Certifications => "Certifications",
            Self::Sources => "Sources",
        }
    }

    /// What the record states about the fact, no firmer than its evidence.
    pub fn value(self, record: &Record) -> ComparedValue {
        let class = record.verdict().baa_class();
        let of_baa = if class.is_reported_signing() {
            Some("Reported")
        } else {
            (!class.counts_as_signing()).then_some("Unconfirmed")
        };
        let (qualifier, texts) = match self {
            Self::Verdict(field) => (None, vec![record.verdict().class_label(field).to_owned()]),
            Self::Evidence => {
                let mut evidence = answers::evidence_by(record, "the vendor");
                // It is ASCII: the phrases contain no name.
                if let Some(first) = evidence.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                (None, vec![[&evidence, " (confidence: ", record.confidence.label(), ")"].concat()])
            }
            Self::Plans => (of_baa, record.baa.plans.clone()),
            Self::ExcludedPlans => (None, record.baa.excluded_plans.clone()),
            Self::Price => (None, record.baa.price.iter().cloned().collect()),
            Self::Request => (None, answers::request_section(record).how_to_request.into_iter().collect()),
            Self::Covered => (of_baa, record.phi.covered.clone()),
            Self::Excluded => (None, record.phi.excluded.clone()),
            Self::Settings => (None, record.phi.settings.clone()),
            Self::Certifications => {
                let is_reported = record.publishers(Fact::Certifications).best() == Publisher::ThirdParty;
                (is_reported.then_some("Reported"), record.certifications.clone())
            }
            Self::Sources => (None, vec![["Last verified ", &record.last_verified.describe()].concat()]),
        };
        ComparedValue { qualifier: qualifier.filter(|_| !texts.is_empty()), texts }
    }

    /// Whether the records state different things about the fact.
    pub fn differs(self, records: &[&Record]) -> bool {
        let mut values = records.iter().map(|record| self.value(record));
        let first = values.next();
        values.any(|value| Some(&value) != first.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ComparedFact, Comparison};
    use crate::{Record, Slug, UrlState};

    fn slug(text: &str) -> Slug {
        Slug::parse(text).expect("a slug")
    }

    #[test]
    fn names_are_read_once_each_in_lower_case_and_only_slugs_are_written() {
        let comparison = Comparison::parse("?v=zoom,%20Doxy-Me,zoom,,%3Cb%3E");
        assert_eq!(comparison.names(), ["zoom", "doxy-me", "<b>"]);
        assert_eq!(comparison.to_query_string(), "v=zoom,doxy-me");
        assert_eq!(Comparison::parse("").to_query_string(), "");
    }

    #[test]
    fn a_sixth_vendor_is_not_added() {
        let mut comparison = Comparison::default();
        for name in ["a", "b", "c", "d", "e"] {
            assert!(comparison.add(&slug(name)));
        }
        assert!(!comparison.add(&slug("f")));
        assert!(comparison.add(&slug("a")), "it is there already");
        comparison.remove(&slug("b"));
        assert!(comparison.add(&slug("f")));
        assert_eq!(comparison.names(), ["a", "c", "d", "e", "f"]);
    }

    proptest! {
        #[test]
        fn any_query_string_is_read_and_what_is_written_reads_as_equal(text in "\\PC{0,300}") {
            let slugs = Comparison::parse(&["v=", &text].concat()).to_query_string();
            prop_assert_eq!(Comparison::parse(&slugs).to_query_string(), slugs);
        }
    }

    fn record(text: &str) -> Record {
        serde_json::from_str(text).expect("a record")
    }

    /// A record whose verdict depends on the confidence.
    fn with_confidence(confidence: &str) -> Record {
        record(&format!(
            r#"{{ "schema": 2, "slug": "acme", "name": "Acme", "category": "email", "website": "https://acme.example",
            "baa": {{ "status": "plan_gated", "summary": "", "plans": ["Business"], "route": "sales", "url": null }},
            "phi": {{ "status": "conditional", "summary": "", "covered": ["Mail"] }},
            "soc2": {{ "status": "unknown" }}, "certifications": ["ISO 27001"],
            "links": {{ "trust_center": null, "subprocessors": null }}, "last_verified": "2026-11-24",
            "confidence": "{confidence}", "sources": [] }}"#
        ))
    }

    #[test]
    fn no_value_is_firmer_than_its_evidence() {
        for (confidence, expected, route) in [
            ("high", None, Some("Through a sales representative, with a contract")),
            (
                "medium",
                Some("Reported"),
                Some("Through a sales representative, with a contract (reported, not confirmed)"),
            ),
            ("low", Some("Unconfirmed"), None),
        ] {
            let record = with_confidence(confidence);
            for fact in [ComparedFact::Plans, ComparedFact::Covered] {
                assert_eq!(fact.value(&record).qualifier, expected, "{fact:?} with confidence {confidence}");
            }
            assert_eq!(ComparedFact::Request.value(&record).texts.first().map(String::as_str), route);
            // No source of the vendor's states the certification.
            assert_eq!(ComparedFact::Certifications.value(&record).qualifier, Some("Reported"));
        }
    }

    #[test]
    fn records_differ_only_in_what_they_state_differently() {
        let (high, medium) = (with_confidence("high"), with_confidence("medium"));
        let differs = |fact: ComparedFact| fact.differs(&[&high, &medium]);
        assert!(differs(ComparedFact::Verdict(crate::Field::Baa)));
        assert!(differs(ComparedFact::Plans), "the same plans, of different firmness");
        assert!(!differs(ComparedFact::Certifications));
        assert!(!differs(ComparedFact::Sources));
        assert!(!ComparedFact::Plans.differs(&[&high]));
    }
}
