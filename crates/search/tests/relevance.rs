//! Judged queries: queries that users type, with the vendors that they mean. `relevance/` has one file for each intent;
//! each line is a query and its judgment, separated by a tab:
//!
//! - a slug: that vendor is the first result;
//! - `top3:` and slugs: all these vendors are among the first three results;
//! - `category:` and a key: the first three results are in that category;
//! - `certified:` and a text: the first three results have a certification that contains the text;
//! - `none`: there are no results.
//!
//! `tools/bench` reads the same files and measures other search engines in the same way.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod records;

use std::path::Path;

use catalog::{Listing, Query};
use search::Engine;

/// The measures of one query's results.
struct Measures {
    /// The reciprocal of the position of the first relevant result, from 1; 0 without a relevant result.
    reciprocal_rank: f64,
    /// The share of the relevant vendors that are among the first three results.
    recall: f64,
    /// Whether the judgment holds.
    is_satisfied: bool,
}

/// The judgment of a query: what its results must be.
enum Judgment<'a> {
    First(&'a str),
    AmongThree(Vec<&'a str>),
    FirstThree(Box<dyn Fn(&Listing) -> bool + 'a>),
    NoResults,
}

impl<'a> Judgment<'a> {
    fn parse(text: &'a str) -> Self {
        match text.split_once(':') {
            Some(("top3", slugs)) => Self::AmongThree(slugs.split(',').collect()),
            Some(("category", key)) => {
                Self::FirstThree(Box::new(move |listing| listing.category.key() == key))
            }
            Some(("certified", part)) => Self::FirstThree(Box::new(move |listing| {
                listing.certifications.iter().any(|certification| certification.contains(part))
            })),
            Some((other, _)) => panic!("unknown judgment {other}:"),
            None if text == "none" => Self::NoResults,
            None => Self::First(text),
        }
    }

    fn measure(&self, all: &[Listing], results: &[&Listing]) -> Measures {
        let is_relevant = |listing: &&&Listing| match self {
            Self::First(slug) => listing.slug.as_str() == *slug,
            Self::AmongThree(slugs) => slugs.contains(&listing.slug.as_str()),
            Self::FirstThree(is_relevant) => is_relevant(listing),
            Self::NoResults => false,
        };
        let relevant = match self {
            Self::First(_) => 1,
            Self::AmongThree(slugs) => slugs.len(),
            Self::FirstThree(is_relevant) => all.iter().filter(|listing| is_relevant(listing)).count().min(3),
            Self::NoResults => {
                let measure = if results.is_empty() { 1.0 } else { 0.0 };
                return Measures {
                    reciprocal_rank: measure,
                    recall: measure,
                    is_satisfied: results.is_empty(),
                };
            }
        };
        assert!(relevant > 0, "no vendor is relevant");
        let position = results.iter().position(|listing| is_relevant(&listing));
        let among_three = results.iter().take(3).filter(is_relevant).count();
        let is_first = position == Some(0) || matches!(self, Self::AmongThree(_));
        Measures {
            reciprocal_rank: position.map_or(0.0, |position| 1.0 / (position + 1) as f64),
            recall: among_three as f64 / relevant as f64,
            is_satisfied: among_three == relevant && is_first,
        }
    }
}

#[test]
fn every_judged_query_finds_the_vendors_that_users_mean() {
    let engine = Engine::new(records::listings());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance");
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
            let hits = engine.search(&query, usize::MAX).hits;
            let results: Vec<&Listing> = hits.iter().filter_map(|hit| engine.listing(hit.index)).collect();
            let measures = Judgment::parse(judgment).measure(engine.listings(), &results);
            if !measures.is_satisfied {
                let first: Vec<&str> = results.iter().take(5).map(|listing| listing.slug.as_str()).collect();
                misses.push(format!("{}: {line}: {first:?}", path.display()));
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
    assert!(judged >= 200, "{judged} judged queries");
}
