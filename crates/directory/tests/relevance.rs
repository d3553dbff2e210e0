//! Judged queries: what people type, and what they mean by it. One file an intent in `relevance/`; each line is
//! what is typed, and what must be found:
//!
//! - a vendor's key: it comes first;
//! - `top3:` and keys: all of them are among the first three;
//! - `category:` or `certified:` and a word: the first three are all of that category, or all have a certification
//!   with that word;
//! - `none`: nothing is found.
//!
//! `tools/bench` reads the same files, and gives other search engines the same marks.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod records;

use std::path::Path;

use directory::search::Engine;
use directory::{Listing, Query};

/// How well a query was answered, from 0 to 1.
struct Marks {
    /// One over the place of the first result that is meant.
    reciprocal_rank: f64,
    /// Which part of what is meant stands among the first three.
    recall: f64,
    /// Whether all that must hold holds.
    holds: bool,
}

/// What must be found.
enum Meant<'a> {
    First(&'a str),
    AmongThree(Vec<&'a str>),
    Each(Box<dyn Fn(&Listing) -> bool + 'a>),
    Nothing,
}

impl<'a> Meant<'a> {
    fn parse(text: &'a str) -> Self {
        match text.split_once(':') {
            Some(("top3", keys)) => Self::AmongThree(keys.split(',').collect()),
            Some(("category", key)) => Self::Each(Box::new(move |listing| listing.category.key() == key)),
            Some(("certified", word)) => Self::Each(Box::new(move |listing| {
                listing.certifications.iter().any(|text| text.contains(word))
            })),
            Some((other, _)) => panic!("{other}: is not known"),
            None if text == "none" => Self::Nothing,
            None => Self::First(text),
        }
    }

    fn marks(&self, all: &[Listing], found: &[&Listing]) -> Marks {
        let is_meant = |listing: &&&Listing| match self {
            Self::First(key) => listing.slug.as_str() == *key,
            Self::AmongThree(keys) => keys.contains(&listing.slug.as_str()),
            Self::Each(is_one) => is_one(listing),
            Self::Nothing => false,
        };
        let meant = match self {
            Self::First(_) => 1,
            Self::AmongThree(keys) => keys.len(),
            Self::Each(is_one) => all.iter().filter(|listing| is_one(listing)).count().min(3),
            Self::Nothing => {
                let mark = if found.is_empty() { 1.0 } else { 0.0 };
                return Marks { reciprocal_rank: mark, recall: mark, holds: found.is_empty() };
            }
        };
        assert!(meant > 0, "no record is meant");
        let place = found.iter().position(|listing| is_meant(&listing));
        let among_three = found.iter().take(3).filter(is_meant).count();
        Marks {
            reciprocal_rank: place.map_or(0.0, |place| 1.0 / (place + 1) as f64),
            recall: among_three as f64 / meant as f64,
            holds: among_three == meant && (place == Some(0) || matches!(self, Self::AmongThree(_))),
        }
    }
}

#[test]
fn what_people_type_finds_what_they_mean() {
    let engine = Engine::new(records::listings());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance");
    let files = std::fs::read_dir(folder).expect("the folder of judged queries");
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let (mut judged, mut misses) = (0, Vec::new());
    println!("| intent | queries | mean reciprocal rank | recall at 3 |\n| --- | --- | --- | --- |");
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("judged queries");
        let (mut queries, mut ranks, mut recalls) = (0, 0.0, 0.0);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (typed, meant) = line.split_once('\t').expect("a query and what is meant");
            let query = Query { text: typed.to_owned(), ..Query::default() };
            let hits = engine.search(&query, usize::MAX).hits;
            let found: Vec<&Listing> = hits.iter().filter_map(|hit| engine.listing(hit.index)).collect();
            let marks = Meant::parse(meant).marks(engine.listings(), &found);
            if !marks.holds {
                let first: Vec<&str> = found.iter().take(5).map(|listing| listing.slug.as_str()).collect();
                misses.push(format!("{}: {line}: {first:?}", path.display()));
            }
            queries += 1;
            ranks += marks.reciprocal_rank;
            recalls += marks.recall;
        }
        let intent = path.file_stem().expect("a name").to_string_lossy().replace('-', " ");
        let count = f64::from(queries);
        println!("| {intent} | {queries} | {:.3} | {:.3} |", ranks / count, recalls / count);
        judged += queries;
    }
    assert!(misses.is_empty(), "{} of {judged} are missed:\n{}", misses.len(), misses.join("\n"));
    assert!(judged >= 200, "{judged} judged queries");
}
