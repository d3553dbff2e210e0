//! The facets of the search, and which of the fixture records each option selects. Names, keys and labels come from
//! `catalog`; which option a record has is decided here, by the table of the design.

use catalog::facets::{self, FacetValue};
use catalog::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};
use serde_json::Value;

use crate::expected::verdicts::text_at;
use crate::fixtures;

/// One group of filters.
pub struct Facet {
    /// The accessible name of the group.
    pub name: &'static str,
    /// Its key in the URL.
    pub key: &'static str,
    /// The key of the option that a record has.
    option_of: fn(&Value) -> &str,
    /// The key and the label of each option.
    pub options: Vec<(&'static str, &'static str)>,
}

impl Facet {
    fn new<T: FacetValue>(option_of: fn(&Value) -> &str) -> Self {
        let options = T::OPTIONS.iter().map(|option| (FacetValue::key(*option), FacetValue::label(*option)));
        Self { name: T::FACET.label(), key: T::FACET.key(), option_of, options: options.collect() }
    }

    /// The key of the option that a record has.
    pub fn option_of<'a>(&self, record: &'a Value) -> &'a str {
        (self.option_of)(record)
    }
}

/// What the vendor states of a BAA, without statements that rest on weak evidence.
pub fn baa() -> Facet {
    Facet::new::<BaaFilter>(|record| match (text_at(record, "/baa/status"), text_at(record, "/confidence")) {
        ("available" | "plan_gated" | "on_request", "low") => "unconfirmed",
        (status, _) => status,
    })
}

pub fn phi() -> Facet {
    Facet::new::<PhiStatus>(|record| text_at(record, "/phi/status"))
}

pub fn soc2() -> Facet {
    Facet::new::<Soc2Status>(|record| text_at(record, "/soc2/status"))
}

pub fn evidence() -> Facet {
    Facet::new::<Confidence>(|record| text_at(record, "/confidence"))
}

pub fn category() -> Facet {
    Facet::new::<Category>(|record| text_at(record, "/category"))
}

/// Every facet, in the order of the page.
pub fn all() -> Vec<Facet> {
    let all = vec![baa(), phi(), soc2(), evidence(), category()];
    assert_eq!(all.len(), facets::Facet::ALL.len(), "a facet is missing here");
    all
}

/// The names of the fixture vendors whose records match, sorted.
pub fn names_where(matches: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut names: Vec<String> =
        fixtures::records().iter().filter(|record| matches(record)).map(name).collect();
    names.sort();
    names
}

/// The name in a record.
pub fn name(record: &Value) -> String {
    text_at(record, "/name").to_owned()
}
