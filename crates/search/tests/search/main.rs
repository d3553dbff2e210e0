//! Tests of the engine over a snapshot of real vendors: names, aliases, categories and certifications are found, filters
//! and counts agree with a naive implementation, and no input makes the engine panic.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod any_input;
mod categories_and_certifications;
mod filters;
mod names;
#[path = "../records/mod.rs"]
mod records;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use catalog::facets::{Facet, FacetValue, Selection};
use catalog::query::QueryPart;
use catalog::{BaaFilter, Category, Listing, Query, Soc2Status, Sort, UrlState};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use search::{Engine, FacetCounts, Hit, Results, highlight};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(records::listings()));

fn text(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn listing(hit: &Hit) -> &'static Listing {
    ENGINE.listing(hit.index).expect("a hit is a listing")
}

fn by_slug(slug: &str) -> &'static Listing {
    ENGINE.listings().iter().find(|listing| listing.slug.as_str() == slug).expect("a listing")
}

/// The slugs of a text's results, in order.
fn result_slugs(query_text: &str) -> Vec<&'static str> {
    ENGINE.search(&text(query_text), usize::MAX).hits.iter().map(|hit| listing(hit).slug.as_str()).collect()
}

/// The position of a slug among results.
fn position_of(slug: &str, results: &[&str]) -> Option<usize> {
    results.iter().position(|other| *other == slug)
}

/// The ASCII letters and digits of a name in lower case, as an independent folding.
fn alphanumeric(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The class of a literal match between a query of one word and a name, by a naive comparison; lower is better.
fn class(query: &str, name: &str) -> Option<u8> {
    let words: Vec<String> = name.split(|c: char| !c.is_ascii_alphanumeric()).map(alphanumeric).collect();
    let joined = words.concat();
    let suffixes = (1..words.len()).map(|word| words.get(word..).unwrap_or_default().concat());
    if joined == query {
        Some(0)
    } else if joined.starts_with(query) {
        Some(1)
    } else if suffixes.into_iter().any(|suffix| suffix.starts_with(query)) {
        Some(2)
    } else if words.iter().any(|word| word.contains(query)) {
        Some(3)
    } else {
        None
    }
}

/// The best literal match of a vendor: the class, then the field.
fn rank(query: &str, listing: &Listing) -> Option<(u8, u8)> {
    let name = class(query, &listing.name).map(|class| (class, 0));
    let aliases = listing.aliases.iter().filter_map(|alias| class(query, alias)).map(|class| (class, 2));
    let category = [listing.category.label(), listing.category.key()];
    let category = category.into_iter().chain(listing.category.synonyms());
    // An infix does not count, and the whole text is better than an alias that starts with it.
    let category = category.filter_map(|text| class(query, text)).filter(|class| *class < 3);
    let category = category.map(|class| match class {
        0 => (1, 1),
        class => (class, 3),
    });
    let certifications = listing.certifications.iter().filter_map(|text| class(query, text));
    let report = match listing.soc2 {
        Soc2Status::Type2 | Soc2Status::Type1 => class(query, listing.soc2.label()),
        Soc2Status::Reported => class(query, "SOC 2"),
        Soc2Status::None | Soc2Status::Unknown => None,
    };
    let report = report.filter(|class| *class < 3).map(|class| (class.max(1), 4));
    name.into_iter()
        .chain(report)
        .chain(aliases)
        .chain(category)
        .chain(certifications.map(|class| (class.max(1), 4)))
        .min()
}
