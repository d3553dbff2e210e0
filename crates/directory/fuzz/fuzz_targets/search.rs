//! Any query string searched for among the vendors of the tests: the first results are the first of all, the counts hold, and
//! marks and nearest names are pieces of what is there.
#![no_main]

use std::collections::HashSet;
use std::sync::LazyLock;

use directory::search::{Engine, Results, folded, folded_words, marks};
use directory::Query;
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/records/mod.rs"]
mod records;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(records::listings()));

fuzz_target!(|bytes: &[u8]| {
    let query = Query::parse(&String::from_utf8_lossy(bytes));
    let all = ENGINE.search(&query, usize::MAX);
    assert_eq!(all.total, all.hits.len());
    let different: HashSet<usize> = all.hits.iter().map(|hit| hit.index).collect();
    assert_eq!(different.len(), all.hits.len(), "no vendor twice");
    let Results { hits, total, counts, .. } = ENGINE.search(&query, 10);
    assert_eq!((total, hits.as_slice()), (all.total, &all.hits[..all.total.min(10)]));
    assert_eq!(counts, all.counts);
    for hit in &hits {
        let name = &ENGINE.listing(hit.index).expect("a hit is a vendor").name;
        let pieces: String = marks(name, &query.text).iter().map(|piece| piece.text).collect();
        assert_eq!(pieces, *name);
    }
    assert!(ENGINE.nearest(&query.text, 5).len() <= 5);
    for remedy in ENGINE.remedies(&query).into_iter().filter(|_| all.total == 0) {
        assert_eq!(ENGINE.search(&query.without(remedy.part), 0).total, remedy.results, "{remedy:?}");
    }
    let _ = (folded(&query.text), folded_words(&query.text));
});
