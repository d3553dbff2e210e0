//! Fuzz target: any text as a query string. It is parsed without an error, and the parsed query reads back from the
//! query string that is written for it.
#![no_main]

use catalog::query::QueryPart;
use catalog::{Query, UrlState};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let query = Query::parse(&String::from_utf8_lossy(bytes));
    let written = query.to_query_string();
    assert!(!written.starts_with('?'), "{written}");
    assert_eq!(Query::parse(&written), query, "{written}");
    assert_eq!(Query::parse(&format!("?{written}")).to_query_string(), written);
    assert!(!query.without(QueryPart::AllFilters).is_filtered());
    assert!(query.without(QueryPart::Text).text.is_empty());
});
