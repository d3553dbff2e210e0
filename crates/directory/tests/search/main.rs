//! Search over the real records: what people type finds what they mean, filters and counts agree with
//! the plainest way to count, and nothing that can be typed stops it.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod any_input;
mod filters;
mod names;
#[path = "../records/mod.rs"]
mod records;
mod words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use directory::query::Part;
use directory::search::{Choice, Chosen, Engine, FacetCounts, Hit, Results, marks};
use directory::{BaaFilter, Category, Confidence, Listing, PhiStatus, Query, Soc2Status, Sort};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

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

/// The slugs of what a text finds, in order.
fn found(query_text: &str) -> Vec<&'static str> {
    ENGINE.search(&text(query_text), usize::MAX).hits.iter().map(|hit| listing(hit).slug.as_str()).collect()
}

fn place_of(slug: &str, found: &[&str]) -> Option<usize> {
    found.iter().position(|other| *other == slug)
}

/// The letters and digits of a name, as a person types them who does not care for the rest.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// How well a name matches one word, by the plainest comparison; `None` where the letters as typed do
/// not stand in it.
fn kind(typed: &str, name: &str) -> Option<u8> {
    let words: Vec<String> = name.split(|c: char| !c.is_ascii_alphanumeric()).map(bare).collect();
    let joined = words.concat();
    let starts = (1..words.len()).map(|word| words.get(word..).unwrap_or_default().concat());
    if joined == typed {
        Some(0)
    } else if joined.starts_with(typed) {
        Some(1)
    } else if starts.into_iter().any(|rest| rest.starts_with(typed)) {
        Some(2)
    } else if words.iter().any(|word| word.contains(typed)) {
        Some(3)
    } else {
        None
    }
}

/// The best of a vendor's matches: the kind, then the place.
fn rank(typed: &str, listing: &Listing) -> Option<(u8, u8)> {
    let name = kind(typed, &listing.name).map(|kind| (kind, 0));
    let aliases = listing.aliases.iter().filter_map(|alias| kind(typed, alias)).map(|kind| (kind, 1));
    let category = [listing.category.label(), listing.category.key()];
    let category = category.iter().filter_map(|text| kind(typed, text)).map(|kind| (kind.max(1), 2));
    let certifications = listing.certifications.iter().filter_map(|text| kind(typed, text));
    let report = match listing.soc2 {
        Soc2Status::Type2 | Soc2Status::Type1 => kind(typed, listing.soc2.label()),
        Soc2Status::Reported => kind(typed, "SOC 2"),
        Soc2Status::None | Soc2Status::Unknown => None,
    };
    let report = report.filter(|kind| *kind < 3).map(|kind| (kind.max(1), 3));
    name.into_iter()
        .chain(report)
        .chain(aliases)
        .chain(category)
        .chain(certifications.map(|kind| (kind.max(1), 3)))
        .min()
}
