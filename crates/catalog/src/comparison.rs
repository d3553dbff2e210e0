//! Comparison of a few vendors side by side: which vendors, as state of a URL, and which facts of each.

use crate::answers;
use crate::url_state::{QueryStringWriter, listed_names};
use crate::{BaaClass, Confidence, Fact, Field, PhiStatus, Publisher, Record, Slug, UrlState};

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
    /// The maximum number of names that are read from a URL.
    const MAX_NAMES: usize = 50;

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

impl UrlState for Comparison {
    fn parse(query_string: &str) -> Self {
        Self { names: listed_names(query_string, Self::KEY, Self::MAX_NAMES) }
    }

    /// Writes the names that are slugs: no other name is a vendor's.
    fn to_query_string(&self) -> String {
        let slugs = self.names.iter().map(String::as_str).filter(|name| Slug::parse(name).is_ok());
        let mut writer = QueryStringWriter::default();
        writer.append_list(Self::KEY, &slugs.collect::<Vec<_>>());
        writer.finish()
    }
}

/// The vendors that a visitor has chosen to compare, and where a URL may name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparisonState {
    /// The vendors.
    pub comparison: Comparison,
    /// Whether they come from the visitor's own files. The URL then names them in its fragment, which no request contains.
    pub is_private: bool,
}

impl ComparisonState {
    /// The vendors that a URL names in its query or, if that names none, in its fragment; `None` if it names none.
    pub fn from_url(query: &str, fragment: &str) -> Option<Self> {
        let parse = |text: &str, is_private| Self { comparison: Comparison::parse(text), is_private };
        let named = [parse(query, false), parse(fragment.trim_start_matches('#'), true)];
        named.into_iter().find(|selection| !selection.comparison.names().is_empty())
    }

    /// The end of a URL that names the vendors, with its `?` or `#`; empty if there are none.
    pub fn to_url_suffix(&self) -> String {
        let vendors = self.comparison.to_query_string();
        let separator = match (vendors.is_empty(), self.is_private) {
            (true, _) => "",
            (false, true) => "#",
            (false, false) => "?",
        };
        [separator, &vendors].concat()
    }

    /// Reads what [`ComparisonState::to_url_suffix`] has written.
    pub fn from_url_suffix(suffix: &str) -> Self {
        let (query, fragment) = if suffix.starts_with('#') { ("", suffix) } else { (suffix, "") };
        Self::from_url(query, fragment).unwrap_or_default()
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
    /// How firmly the record states it, if less firmly than as the vendor's own statement: "Reported". The first text of
    /// [`ComparedFact::Verdict`] contains its evidence, so that this is about the others.
    pub qualifier: Option<&'static str>,
    /// Whether the record states nothing about the fact.
    pub is_empty: bool,
    /// One text for each value, or the text that the record states nothing.
    pub texts: Vec<String>,
}

impl ComparedValue {
    /// Whether the values are equal, in any order of their texts. No record lists a text twice.
    fn states_the_same(&self, other: &Self) -> bool {
        (self.qualifier, self.is_empty, self.texts.len())
            == (other.qualifier, other.is_empty, other.texts.len())
            && self.texts.iter().all(|text| other.texts.contains(text))
    }
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
            Self::Evidence => "Evidence for the BAA answer",
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
        let (texts, qualifier) = match self {
            Self::Verdict(field) => {
                let conditions = (field == Field::Phi && record.phi.status == PhiStatus::Conditional)
                    .then(|| record.phi.summary.clone());
                let qualifier = conditions.as_ref().and_then(|_| qualifier(record, Fact::Phi));
                let label = record.verdict().class_label(field).to_owned();
                ([label].into_iter().chain(conditions).collect(), qualifier)
            }
            Self::Evidence => {
                let mut evidence = answers::evidence_by(record, "the vendor");
                // It is ASCII: the phrases contain no name.
                if let Some(first) = evidence.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                (vec![[&evidence, " (confidence: ", record.confidence.label(), ")"].concat()], None)
            }
            Self::Plans => (record.baa.plans.clone(), qualifier(record, Fact::Plans)),
            Self::ExcludedPlans => (record.baa.excluded_plans.clone(), qualifier(record, Fact::Plans)),
            Self::Price => (record.baa.price.iter().cloned().collect(), qualifier(record, Fact::Price)),
            Self::Request => (answers::request_section(record).how_to_request.into_iter().collect(), None),
            Self::Covered => (record.phi.covered.clone(), qualifier(record, Fact::Scope)),
            Self::Excluded => (record.phi.excluded.clone(), qualifier(record, Fact::Scope)),
            Self::Settings => (record.phi.settings.clone(), qualifier(record, Fact::Scope)),
            Self::Certifications => {
                let is_reported = record.publishers(Fact::Certifications).best() == Publisher::ThirdParty;
                (record.certifications.clone(), is_reported.then_some("Reported"))
            }
            Self::Sources => (vec![["Last verified ", &record.last_verified.describe()].concat()], None),
        };
        let is_empty = texts.is_empty();
        let texts = if is_empty { vec![self.nothing_recorded(record).to_owned()] } else { texts };
        ComparedValue { qualifier: qualifier.filter(|_| !is_empty), is_empty, texts }
    }

    /// The text for a record that states nothing about the fact. A vendor without a BAA has no plans with one.
    fn nothing_recorded(self, record: &Record) -> &'static str {
        let class = record.verdict().baa_class();
        match self {
            Self::Plans | Self::Covered | Self::Request => match class {
                BaaClass::No | BaaClass::ReportedNo | BaaClass::Unlikely => class.label(),
                BaaClass::Unconfirmed | BaaClass::NotStated => "Ask whether it offers a BAA",
                BaaClass::Yes
                | BaaClass::SomePlans
                | BaaClass::OnRequest
                | BaaClass::ReportedYes
                | BaaClass::ReportedSomePlans
                | BaaClass::ReportedOnRequest => NONE_RECORDED,
            },
            Self::Verdict(_)
            | Self::Evidence
            | Self::ExcludedPlans
            | Self::Price
            | Self::Excluded
            | Self::Settings
            | Self::Certifications
            | Self::Sources => NONE_RECORDED,
        }
    }

    /// Whether the records state different things about the fact. The sources of two vendors always differ.
    pub fn differs(self, records: &[&Record]) -> bool {
        if self == Self::Sources {
            return records.len() > 1;
        }
        let mut values = records.iter().map(|record| self.value(record));
        let first = values.next();
        first.is_some_and(|first| values.any(|value| !value.states_the_same(&first)))
    }
}

/// The text for a list that is empty in the record. It claims nothing about the vendor.
const NONE_RECORDED: &str = "None recorded";

/// How firmly the record states a fact that depends on the BAA or its scope, if less firmly than as the vendor's own
/// statement.
fn qualifier(record: &Record, fact: Fact) -> Option<&'static str> {
    fact_qualifier(record.verdict().baa_class(), record.confidence, record.is_reported(fact))
}

/// How firmly a fact that depends on the BAA is stated, if less firmly than as the vendor's own statement. `is_reported`
/// says whether only third parties state it.
pub fn fact_qualifier(class: BaaClass, confidence: Confidence, is_reported: bool) -> Option<&'static str> {
    verdict_qualifier(class, confidence).or_else(|| is_reported.then_some("Reported"))
}

/// How firmly facts that depend on the BAA are stated at most, if less firmly than as the vendor's own statement.
pub fn verdict_qualifier(class: BaaClass, confidence: Confidence) -> Option<&'static str> {
    match confidence {
        Confidence::Low => Some("Unconfirmed"),
        _ if class == BaaClass::NotStated => Some("Unconfirmed"),
        Confidence::Medium => Some("Reported"),
        Confidence::High => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ComparedFact, Comparison, ComparisonState};
    use crate::{Field, Record, Slug, UrlState};

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
    fn repeated_keys_merge() {
        assert_eq!(Comparison::parse("v=zoom&x=1&v=slack,zoom").names(), ["zoom", "slack"]);
    }

    #[test]
    fn vendors_of_a_fragment_stay_private_and_a_fragment_of_another_kind_names_none() {
        for (query, fragment, suffix) in [
            ("v=zoom", "", "?v=zoom"),
            ("", "#v=zoom", "#v=zoom"),
            ("rev=1", "#v=zoom", "#v=zoom"),
            ("v=zoom", "#v=slack", "?v=zoom"),
            ("", "#main", ""),
            ("", "", ""),
        ] {
            let selection = ComparisonState::from_url(query, fragment).unwrap_or_default();
            assert_eq!(selection.to_url_suffix(), suffix, "?{query}{fragment}");
            assert_eq!(ComparisonState::from_url_suffix(suffix), selection);
        }
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
        let route = "Through a sales representative, with a contract";
        for (confidence, expected, request) in [
            ("high", None, route.to_owned()),
            ("medium", Some("Reported"), format!("{route} (reported, not confirmed)")),
            ("low", Some("Unconfirmed"), "Ask whether it offers a BAA".to_owned()),
        ] {
            let mut record = with_confidence(confidence);
            record.baa.excluded_plans = vec!["Free".to_owned()];
            record.baa.price = Some("$10".to_owned());
            record.phi.excluded = vec!["Chat".to_owned()];
            record.phi.settings = vec!["MFA".to_owned()];
            for fact in ComparedFact::ALL {
                let qualifier = match fact {
                    ComparedFact::Plans
                    | ComparedFact::ExcludedPlans
                    | ComparedFact::Price
                    | ComparedFact::Covered
                    | ComparedFact::Verdict(Field::Phi)
                    | ComparedFact::Excluded
                    | ComparedFact::Settings => expected,
                    // No source of the vendor's states the certification.
                    ComparedFact::Certifications => Some("Reported"),
                    // Their texts contain the evidence.
                    ComparedFact::Verdict(Field::Baa | Field::Soc2)
                    | ComparedFact::Evidence
                    | ComparedFact::Request
                    | ComparedFact::Sources => None,
                };
                assert_eq!(fact.value(&record).qualifier, qualifier, "{fact:?} with confidence {confidence}");
            }
            assert_eq!(ComparedFact::Request.value(&record).texts, [request]);
        }
    }

    #[test]
    fn what_only_third_parties_state_is_reported_whatever_the_confidence() {
        let mut record = with_confidence("high");
        record.sources = serde_json::from_str(
            r#"[{ "url": "https://third.example/", "supports": "", "facts": ["scope"], "publisher": "third_party",
                "dated": null }]"#,
        )
        .expect("a source");
        assert_eq!(ComparedFact::Covered.value(&record).qualifier, Some("Reported"));
        assert_eq!(ComparedFact::Plans.value(&record).qualifier, None);
    }

    #[test]
    fn a_record_that_states_nothing_says_so_and_no_more() {
        let mut record = with_confidence("high");
        record.baa.plans.clear();
        let text = |record: &Record| ComparedFact::Plans.value(record).texts.join("");
        assert_eq!(text(&record), "None recorded");
        record.baa.status = crate::BaaStatus::NotAvailable;
        assert_eq!(text(&record), "No BAA");
        record.baa.status = crate::BaaStatus::Unknown;
        assert_eq!(text(&record), "Ask whether it offers a BAA");
    }

    #[test]
    fn records_differ_only_in_what_they_state_differently() {
        let (high, medium) = (with_confidence("high"), with_confidence("medium"));
        let differs = |fact: ComparedFact| fact.differs(&[&high, &medium]);
        assert!(differs(ComparedFact::Verdict(Field::Baa)));
        assert!(differs(ComparedFact::Plans), "the same plans, of different firmness");
        assert!(!differs(ComparedFact::Certifications));
        assert!(differs(ComparedFact::Sources));
        assert!(!ComparedFact::Sources.differs(&[&high]));
    }

    #[test]
    fn the_order_of_a_list_makes_no_difference() {
        let (mut first, mut second) = (with_confidence("high"), with_confidence("high"));
        first.certifications = vec!["A".to_owned(), "B".to_owned()];
        second.certifications = vec!["B".to_owned(), "A".to_owned()];
        assert!(!ComparedFact::Certifications.differs(&[&first, &second]));
    }
}
