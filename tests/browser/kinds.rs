//! One page of every kind.

use crate::facets::BAA;
use crate::facts::records;
use crate::harness::{Page, Site};

/// A path that leads nowhere, and near no name.
pub const NOWHERE: &str = "/qqqqqqqq";

/// The path of one page of every kind: home, a vendor of each BAA status, a category, changes, about, the API, and one
/// that leads nowhere.
pub fn one_of_each() -> Vec<String> {
    let records = records();
    let vendors = BAA.options.iter().map(|(key, label)| {
        let record = records.iter().find(|record| BAA.of(record) == *key);
        let record = record.unwrap_or_else(|| panic!("no vendor is “{label}”"));
        format!("/vendors/{}/", record["slug"].as_str().expect("a slug"))
    });
    let others = ["/", "/categories/video/", "/changes/", "/about/", "/api/", NOWHERE].map(ToOwned::to_owned);
    others.into_iter().chain(vendors).collect()
}

/// An empty tab for that page: the console may say of the one that leads nowhere that it is not there.
pub fn tab_for(site: &Site, path: &str) -> Page {
    let page = site.tab();
    if path == NOWHERE {
        page.expect_in_console("404");
    }
    page
}
