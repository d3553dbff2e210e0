//! Judged queries: queries that users type, with the vendors that they mean. `relevance/`, with the names of 199 vendors,
//! and `questions/`, with what people ask about 411, have one file for each intent; each line is a query and its judgment,
//! separated by a tab:
//!
//! - a slug: that vendor is the first result;
//! - `top3:` and slugs: all these vendors are among the first three results;
//! - `category:` and a key: the first three results are in that category;
//! - `certified:` and a text: the first three results have a certification that contains the text;
//! - `compare:` and slugs: these vendors are the first results, and their comparison is offered;
//! - `alternatives:` and a slug: that vendor is the first result, and its alternatives are offered;
//! - `filter:`, a facet, `=`, and keys of its options: that filter is offered;
//! - `all`: all vendors are results; `all:` and a slug: that vendor is the first of them;
//! - `none`: there are no results.
//!
//! No comparison and no alternatives are offered unless a judgment says so.
//!
//! `tools/bench` reads the same files and measures other search engines in the same way.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod records;

use std::path::Path;

use catalog::{Listing, Query};
use search::{Engine, Results};

/// The measures of one query's results.
struct Measures {
    /// The reciprocal of the position of the first relevant result, from 1; 0 without a relevant result.
    reciprocal_rank: f64,
    /// The share of the relevant vendors that are among the first three results.
    recall: f64,
    /// Whether the judgment holds.
    is_satisfied: bool,
}

type Predicate<'a> = Box<dyn Fn(&Listing) -> bool + 'a>;

/// The judgment of a query: what its results must be.
#[derive(Default)]
struct Judgment<'a> {
    /// Whether a vendor is relevant; `None` if no vendor is more relevant than others.
    is_relevant: Option<Predicate<'a>>,
    /// The largest number of relevant vendors that are expected among the first three.
    expected: usize,
    /// Whether the first result is relevant.
    is_first: bool,
    /// The number of results, if it is known.
    total: Option<usize>,
    /// The slugs of the comparison that is offered.
    comparison: Vec<&'a str>,
    /// The slug of the vendor whose alternatives are offered.
    alternatives_to: Option<&'a str>,
    /// The filter that is offered: `baa=available,plan_gated`.
    filter: Option<&'a str>,
}

impl<'a> Judgment<'a> {
    fn parse(text: &'a str, vendors: usize) -> Self {
        let first = |slug: &'a str| Self {
            is_relevant: Some(Box::new(move |listing| listing.slug.as_str() == slug)),
            expected: 1,
            is_first: true,
            ..Self::default()
        };
        let among_three = |slugs: Vec<&'a str>| Self {
            expected: slugs.len().min(3),
            is_relevant: Some(Box::new(move |listing| slugs.contains(&listing.slug.as_str()))),
            ..Self::default()
        };
        let first_three = |is_relevant: Predicate<'a>| Self {
            is_relevant: Some(is_relevant),
            expected: 3,
            is_first: true,
            ..Self::default()
        };
        match text.split_once(':') {
            Some(("top3", slugs)) => among_three(slugs.split(',').collect()),
            Some(("category", key)) => first_three(Box::new(move |listing| listing.category.key() == key)),
            Some(("certified", part)) => first_three(Box::new(move |listing| {
                listing.certifications.iter().any(|certification| certification.contains(part))
            })),
            Some(("compare", slugs)) => {
                let comparison: Vec<&str> = slugs.split(',').collect();
                Self { comparison: comparison.clone(), is_first: true, ..among_three(comparison) }
            }
            Some(("alternatives", slug)) => Self { alternatives_to: Some(slug), ..first(slug) },
            Some(("filter", filter)) => Self { filter: Some(filter), ..Self::default() },
            Some(("all", slug)) => Self { total: Some(vendors), ..first(slug) },
            Some((other, _)) => panic!("unknown judgment {other}:"),
            None if text == "all" => Self { total: Some(vendors), ..Self::default() },
            None if text == "none" => Self { total: Some(0), ..Self::default() },
            None => first(text),
        }
    }

    fn measure(&self, engine: &Engine, results: &Results) -> Measures {
        let listing = |index: usize| engine.listing(index).expect("a vendor");
        let interpretation = &results.interpretation;
        let slugs = |indexes: &[usize]| -> Vec<String> {
            indexes.iter().map(|index| listing(*index).slug.to_string()).collect()
        };
        let filters: Vec<String> = interpretation
            .filters
            .iter()
            .map(|filter| format!("{}={}", filter.facet.key(), filter.keys))
            .collect();
        let is_offered = slugs(&interpretation.comparison) == self.comparison
            && slugs(interpretation.alternatives_to.as_slice()) == self.alternatives_to.as_slice()
            && self.filter.is_none_or(|filter| filters.iter().map(String::as_str).eq([filter]));
        let is_total = self.total.is_none_or(|total| results.hits.len() == total);
        let Some(is_relevant) = &self.is_relevant else {
            let measure = if is_total { 1.0 } else { 0.0 };
            return Measures {
                reciprocal_rank: measure,
                recall: measure,
                is_satisfied: is_total && is_offered,
            };
        };
        let hits: Vec<&Listing> = results.hits.iter().map(|hit| listing(hit.index)).collect();
        let relevant =
            engine.listings().iter().filter(|listing| is_relevant(listing)).count().min(self.expected);
        assert!(relevant > 0, "no vendor is relevant");
        let position = hits.iter().position(|listing| is_relevant(listing));
        let among_three = hits.iter().take(3).filter(|listing| is_relevant(listing)).count();
        let is_first = position == Some(0) || !self.is_first;
        Measures {
            reciprocal_rank: position.map_or(0.0, |position| 1.0 / (position + 1) as f64),
            recall: among_three as f64 / relevant as f64,
            is_satisfied: among_three == relevant && is_first && is_total && is_offered,
        }
    }
}

#[test]
fn every_judged_query_finds_the_vendors_that_users_mean() {
    assert_judgments_hold("relevance", records::listings(), 200);
}

#[test]
fn every_judged_question_finds_what_users_mean() {
    // The 411 vendors of Nov 29, 2026: a snapshot too.
    let listings = serde_json::from_str(include_str!("records/listings-411.json"));
    assert_judgments_hold("questions", listings.expect("a list of vendors"), 200);
}

/// Asserts that every judgment of a folder holds, and prints the measures of each intent.
fn assert_judgments_hold(folder: &str, listings: Vec<Listing>, at_least: u32) {
    let engine = Engine::new(listings);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let files = std::fs::read_dir(folder).expect("the judged queries");
    let mut paths: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
    paths.sort();
    let (mut judged, mut misses) = (0, Vec::new());
    println!("| intent | queries | mean reciprocal rank | recall at 3 |\n| --- | --- | --- | --- |");
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("judged queries");
        let (mut queries, mut ranks, mut recalls) = (0, 0.0, 0.0);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (query_text, judgment) = line.split_once('\t').expect("a query and its judgment");
            let query = Query { text: query_text.to_owned(), ..Query::default() };
            let results = engine.search(&query, usize::MAX);
            let measures = Judgment::parse(judgment, engine.listings().len()).measure(&engine, &results);
            if !measures.is_satisfied {
                let hits = results.hits.iter().take(5).filter_map(|hit| engine.listing(hit.index));
                let first: Vec<&str> = hits.map(|listing| listing.slug.as_str()).collect();
                misses.push(format!("{}: {line}: {first:?} {:?}", path.display(), results.interpretation));
            }
            queries += 1;
            ranks += measures.reciprocal_rank;
            recalls += measures.recall;
        }
        let intent = path.file_stem().expect("a file name").to_string_lossy().replace('-', " ");
        let count = f64::from(queries);
        println!("| {intent} | {queries} | {:.3} | {:.3} |", ranks / count, recalls / count);
        judged += queries;
    }
    assert!(misses.is_empty(), "{} of {judged} queries fail:\n{}", misses.len(), misses.join("\n"));
    assert!(judged >= at_least, "{judged} judged queries");
}
