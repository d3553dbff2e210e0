//! The site under a base path, as on a host that serves several sites: every URL begins with that path.

use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Page, TestSite};
use crate::search_results::{search_field, search_for, wait_for_count, wait_for_first_card};
use catalog::Category;

const BASE: &str = "/countersign/";

fn site() -> TestSite {
    TestSite::publish_under(BASE, "2026-11-24", typed_records_of(&["zoom", "webex", "slack"]))
}

/// Waits for the page at a path below the base path.
fn wait_for_page(page: &Page, path: &str, heading: &str) {
    page.wait_for_heading(heading);
    page.wait_for_location(&format!("{BASE}{path}"));
}

#[test]
fn every_page_works_under_a_base_path() {
    let site = site();
    let page = site.open(BASE);
    wait_for_count(&page, 3);
    search_for(&page, "zoom");
    page.wait_for_location("/countersign/?q=zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    wait_for_page(&page, "vendors/zoom/", &texts::vendor_heading("Zoom"));
    page.find("link", &texts::category_link(Category::Video)).click();
    wait_for_page(&page, "categories/video/", &texts::category_heading(Category::Video));
    page.find("link", "Webex").click();
    wait_for_page(&page, "vendors/webex/", &texts::vendor_heading("Webex"));
    search_field(&page).send_keys("slack\n");
    page.wait_for_location("/countersign/?q=slack");
    page.reload();
    wait_for_first_card(&page, "Slack");
    for (link, path, heading) in [
        (texts::CHANGES_LINK, "changes/", texts::CHANGES_HEADING),
        (texts::ABOUT_LINK, "about/", texts::ABOUT_HEADING),
    ] {
        page.find("link", link).click();
        wait_for_page(&page, path, heading);
        page.reload();
        wait_for_page(&page, path, heading);
    }
    let outside = site.requests().into_iter().find(|request| !request.starts_with(&format!("GET {BASE}")));
    assert_eq!(outside, None, "a request outside of the base path");
}

#[test]
fn an_unknown_path_under_a_base_path_is_a_404_with_search() {
    let site = site();
    let page = site.new_page();
    page.allow_console("404");
    page.open("/countersign/vendors/zom/");
    page.wait_for_heading(texts::NOT_FOUND_HEADING);
    page.wait_for_text(texts::DID_YOU_MEAN);
    page.find("link", "Zoom").click();
    wait_for_page(&page, "vendors/zoom/", &texts::vendor_heading("Zoom"));
}
