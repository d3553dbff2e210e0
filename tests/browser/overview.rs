//! The overview below the results of the home page: what changed, and who signs in each category.

use catalog::Record;
use countersign::NEWEST_CHANGES;
use serde_json::{Value, json};

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Page, TestSite};
use crate::search_results::{search_field, search_for, wait_for_all_vendors, wait_for_count};

/// The text and the link of each number.
fn overview(page: &Page) -> Value {
    page.run_script(
        "const overview = document.getElementById('overview');
        return [...overview.querySelectorAll('td, th, .totals title')].map((part) => [
            part.textContent,
            part.closest('a')?.getAttribute('href') ?? part.querySelector('a')?.getAttribute('href') ?? null,
        ]);",
    )
}

/// The text of each change in the section on the newest.
fn newest_changes(page: &Page) -> Value {
    page.run_script(
        "const section = document.querySelector('section[aria-labelledby=recent-changes]');
        return [...(section?.querySelectorAll('.history > li') ?? [])].map((item) => item.textContent);",
    )
}

fn is_shown(page: &Page) -> bool {
    page.run_script("return document.getElementById('overview').checkVisibility()") == true
}

/// A record whose BAA verdict has changed that many times.
fn record_with_changes(number: usize) -> Record {
    let mut record = fixtures::record("zoom");
    let changes = (1..=number).map(|day| {
        let verdicts = ["plan_gated", "available"];
        let [from, to] = [verdicts[(number - day + 1) % 2], verdicts[(number - day) % 2]];
        let date = format!("2026-10-{day:02}");
        json!({ "date": date, "field": "baa", "from": from, "to": to, "note": "Made up for a test." })
    });
    record["changes"] = changes.rev().collect();
    fixtures::typed(&record)
}

#[test]
fn the_overview_has_the_newest_changes_and_the_same_numbers_after_a_navigation() {
    let site = TestSite::publish("2026-11-24", vec![record_with_changes(NEWEST_CHANGES + 1)]);
    let page = site.open("/");
    let prerendered = overview(&page);
    let changes = newest_changes(&page);
    assert_eq!(changes.as_array().map(Vec::len), Some(NEWEST_CHANGES), "{changes}");
    page.open("/vendors/zoom/");
    page.find("link", texts::SITE_NAME).click();
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_value("the overview", &prerendered, || overview(&page));
    page.wait_for_value("the newest changes", &changes, || newest_changes(&page));
    page.find("link", texts::ALL_CHANGES).click();
    page.wait_for_location("/changes/");
}

#[test]
fn the_overview_is_hidden_during_a_search() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    assert!(is_shown(&page));
    search_for(&page, "zoom");
    page.wait_until("the overview is hidden", || !is_shown(&page));
    search_field(&page).run_script("arguments[0].focus()");
    search_for(&page, "");
    page.wait_until("the overview is shown", || is_shown(&page));
}

/// The number and the link of an element of the overview.
fn number_and_url(page: &Page, selector: &str) -> (usize, String) {
    let script = "const link = document.querySelector(arguments[0]);
        return [link.textContent.split(': ').pop(), link.getAttribute('href')];";
    let found = page.run_script_with(script, &[json!(selector)]);
    let (number, url): (String, String) = serde_json::from_value(found).expect("a number and a URL");
    (number.parse().expect("a number"), url)
}

#[test]
fn a_number_of_the_overview_lists_its_vendors() {
    let site = TestSite::start();
    for selector in [".totals-table td a", ".totals svg a"] {
        let page = site.open("/");
        let (number, url) = number_and_url(&page, selector);
        page.open(&url);
        wait_for_count(&page, number);
    }
}
