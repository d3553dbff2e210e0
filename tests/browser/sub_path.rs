//! The site under a path of its host, as some hosts give one: every address begins with that path.

use crate::harness::{Page, Site};
use crate::hostile::real_records;
use crate::results::{announces, first_card_is, search_field, search_for};

const BASE: &str = "/countersign/";

fn site() -> Site {
    Site::published_under(BASE, "2026-11-24", real_records(&["zoom", "webex", "slack"]))
}

fn goes_to(page: &Page, path: &str, heading: &str) {
    page.is_page(heading);
    page.arrives_at(&format!("{BASE}{path}"));
}

#[test]
fn every_page_works_under_a_path() {
    let site = site();
    let page = site.open(BASE);
    announces(&page, 3);
    search_for(&page, "zoom");
    page.arrives_at("/countersign/?q=zoom");
    first_card_is(&page, "Zoom");
    page.find("link", "Zoom").click();
    goes_to(&page, "vendors/zoom/", "Is Zoom HIPAA compliant?");
    page.find("link", "All vendors in Video meetings").click();
    goes_to(&page, "categories/video/", "Video meetings: who signs a HIPAA BAA?");
    page.find("link", "Webex").click();
    goes_to(&page, "vendors/webex/", "Is Webex HIPAA compliant?");
    search_field(&page).keys("slack\n");
    page.arrives_at("/countersign/?q=slack");
    page.reload();
    first_card_is(&page, "Slack");
    for (link, path, heading) in
        [("Changes", "changes/", "Changes"), ("About", "about/", "About Countersign")]
    {
        page.find("link", link).click();
        goes_to(&page, path, heading);
        page.reload();
        goes_to(&page, path, heading);
    }
    let astray = site.requests().into_iter().find(|request| !request.starts_with(&format!("GET {BASE}")));
    assert_eq!(astray, None, "every address lies under the path");
}

#[test]
fn an_unknown_address_under_a_path_is_a_404_that_searches() {
    let site = site();
    let page = site.tab();
    page.expect_in_console("404");
    page.open("/countersign/vendors/zom/");
    page.is_page("Nothing is at this address");
    page.sees("Did you mean:");
    page.find("link", "Zoom").click();
    goes_to(&page, "vendors/zoom/", "Is Zoom HIPAA compliant?");
}
