//! Fuzz target: any query string as a search among the listings of the tests. A limit removes only the last results, the
//! totals and relaxations are correct, and fragments and nearest names come from the listings.
#![no_main]

use std::collections::HashSet;
use std::sync::LazyLock;

use catalog::text_folding::{folded, folded_words};
use catalog::{Query, UrlState};
use libfuzzer_sys::fuzz_target;
use search::{Engine, Results, highlight};

#[path = "../../tests/records/mod.rs"]
mod records;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(records::listings()));

fuzz_target!(|bytes: &[u8]| {
    let query = Query::parse(&String::from_utf8_lossy(bytes));
    let all = ENGINE.search(&query, usize::MAX);
    assert_eq!(all.total, all.hits.len());
    let different: HashSet<usize> = all.hits.iter().map(|hit| hit.index).collect();
    assert_eq!(different.len(), all.hits.len(), "no vendor is found twice");
    let Results { hits, total, counts, .. } = ENGINE.search(&query, 10);
    assert_eq!((total, hits.as_slice()), (all.total, &all.hits[..all.total.min(10)]));
    assert_eq!(counts, all.counts);
    for hit in &hits {
        let name = &ENGINE.listing(hit.index).expect("a hit is a listing").name;
        let fragments: String = highlight(name, &query.text).iter().map(|fragment| fragment.text).collect();
        assert_eq!(fragments, *name);
    }
    let nearest = ENGINE.nearest(&query.text, usize::MAX);
    assert!(nearest.iter().all(|index| ENGINE.listing(*index).is_some()));
    assert_eq!(ENGINE.nearest(&query.text, 5), nearest[..nearest.len().min(5)]);
    for relaxation in ENGINE.relaxations(&query).into_iter().filter(|_| all.total == 0) {
        let relaxed = query.without(relaxation.part);
        assert_eq!(ENGINE.search(&relaxed, 0).total, relaxation.results, "{relaxation:?}");
    }
    let _ = (folded(&query.text), folded_words(&query.text));
});
