//! Any text in the place of a query string: it is read without an error, and what was read is written so that it reads
//! back the same.
#![no_main]

use directory::Query;
use directory::query::Part;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let query = Query::parse(&String::from_utf8_lossy(bytes));
    let written = query.to_query_string();
    assert_eq!(Query::parse(&written), query, "{written}");
    assert_eq!(Query::parse(&format!("?{written}")).to_query_string(), written);
    assert!(!query.without(Part::AllFilters).is_filtered());
    assert!(query.without(Part::Text).text.is_empty());
});
