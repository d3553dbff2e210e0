//! Tables can be read as tables: each has a caption, and a heading for each of its rows and columns.

use scraper::ElementRef;

use crate::html::{pages, parsed, text};

fn within<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&parsed(selector)).collect()
}

#[test]
fn every_table_has_a_caption_and_a_heading_for_each_row_and_column() {
    let mut tables = 0;
    for page in pages() {
        for table in page.all("table") {
            tables += 1;
            let file = &page.file;
            let captions: Vec<String> = within(table, "caption").into_iter().map(text).collect();
            assert!(matches!(captions.as_slice(), [caption] if !caption.is_empty()), "{file}: {captions:?}");
            let columns = within(table, "thead th[scope=col]");
            assert!(!columns.is_empty() && columns.iter().all(|column| !text(*column).is_empty()), "{file}");
            assert_eq!(columns.len(), within(table, "thead tr > *").len(), "{file}: headings of columns");
            for row in within(table, "tbody tr") {
                let headings = within(row, "th[scope=row]");
                assert_eq!(headings.len(), 1, "{file}: headings of a row: {}", text(row));
                let cells = within(row, "td").len() + 1;
                assert_eq!(cells, columns.len(), "{file}: a cell under each heading: {}", text(row));
            }
        }
    }
    assert!(tables >= 26, "a table for each category");
}
