//! Tables are accessible: each has a caption, and a heading for every row and column.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::dist::records;
use crate::expected::verdicts::text_at;
use crate::html::{pages, selector_of, text};

/// Every element below another that matches a CSS selector.
fn select<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&selector_of(selector)).collect()
}

#[test]
fn every_table_has_a_caption_and_a_heading_for_each_row_and_column() {
    let mut tables = 0;
    for page in pages() {
        for table in page.all("table") {
            tables += 1;
            let file = &page.file;
            let captions: Vec<String> = select(table, "caption").into_iter().map(text).collect();
            assert!(matches!(captions.as_slice(), [caption] if !caption.is_empty()), "{file}: {captions:?}");
            let columns = select(table, "thead th[scope=col]");
            assert!(!columns.is_empty() && columns.iter().all(|column| !text(*column).is_empty()), "{file}");
            assert_eq!(columns.len(), select(table, "thead tr > *").len(), "{file}: headings of columns");
            for row in select(table, "tbody tr") {
                let headings = select(row, "th[scope=row]");
                assert_eq!(headings.len(), 1, "{file}: headings of a row: {}", text(row));
                let cells = select(row, "td").len() + 1;
                assert_eq!(cells, columns.len(), "{file}: a cell under each heading: {}", text(row));
            }
        }
    }
    let categories: BTreeSet<String> =
        records().iter().map(|record| text_at(record, "/category").to_owned()).collect();
    assert!(tables >= categories.len(), "a table for each category");
}
