//! One page of every kind, for tests of what all pages have in common.

use catalog::Category;

use crate::expected::verdicts::text_at;
use crate::facets;
use crate::fixtures;
use crate::harness::{Page, TestSite};

/// A path without a page, and with no vendor of a similar name.
pub const UNKNOWN_PATH: &str = "/qqqqqqqq";

/// The path of one page of every kind; of vendor pages, one of each BAA status.
pub fn one_path_per_kind() -> Vec<String> {
    let baa = facets::baa();
    let vendors = baa.options.iter().map(|(key, label)| {
        let record = fixtures::records().iter().find(|record| baa.option_of(record) == *key);
        let record = record.unwrap_or_else(|| panic!("no fixture record is “{label}”"));
        format!("/vendors/{}/", text_at(record, "/slug"))
    });
    let category = format!("/categories/{}/", Category::Video.key());
    let others =
        ["/", &category, "/compare/", "/check/", "/register/", "/changes/", "/about/", "/api/", UNKNOWN_PATH]
            .map(ToOwned::to_owned);
    others.into_iter().chain(vendors).collect()
}

/// An empty tab for such a page. The console reports the status of the unknown path.
pub fn page_for(site: &TestSite, path: &str) -> Page {
    let page = site.new_page();
    if path == UNKNOWN_PATH {
        page.allow_console("404");
    }
    page
}
