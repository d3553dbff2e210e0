//! The overview below the results of the home page: what changed, and who signs in each category.

use catalog::Record;
use countersign::NEWEST_CHANGES;
use serde_json::{Value, json};

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::scroll_restoration::scroll_position;
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
fn the_overview_without_the_file_of_changes_has_its_totals() {
    let site = TestSite::publish("2026-11-24", vec![record_with_changes(NEWEST_CHANGES)]);
    let page = site.open("/");
    let prerendered = overview(&page);
    let changes = newest_changes(&page);
    assert_ne!(changes, json!([]));
    page.open("/vendors/zoom/");
    page.wait_for_app();
    site.inject_fault("/changes.json", Fault::Replace("text/html", "<p>No such file.</p>".to_owned()));
    page.find("link", texts::SITE_NAME).click();
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_until("the file is requested", || site.request_count("/changes.json") > 0);
    page.wait_for_value("the overview", &prerendered, || overview(&page));
    assert_eq!(newest_changes(&page), json!([]));
    // The next visit of the home page requests the file again.
    site.clear_fault("/changes.json");
    page.find("link", texts::CHANGES_LINK).click();
    page.wait_for_heading(texts::CHANGES_HEADING);
    page.find("link", texts::SITE_NAME).click();
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_value("the newest changes", &changes, || newest_changes(&page));
}

#[test]
fn back_to_a_recent_change_restores_its_focus_and_the_scroll_position() {
    let site = TestSite::publish("2026-11-24", vec![record_with_changes(NEWEST_CHANGES)]);
    // The first page is the home page, or another one from which the visitor goes there.
    for first_path in ["/", "/vendors/zoom/"] {
        let page = site.open(first_path);
        page.wait_for_app();
        if first_path != "/" {
            page.find("link", texts::SITE_NAME).click();
            page.wait_for_heading(texts::HOME_HEADING);
            page.wait_until("the newest changes are shown", || newest_changes(&page) != json!([]));
        }
        wait_for_count(&page, 1);
        focus_last_recent_change(&page);
        let position = scroll_position(&page);
        assert!(position > 0, "the test needs a long page");
        page.press(Keys::ENTER);
        page.wait_for_heading(&texts::vendor_heading("Zoom"));
        page.back();
        page.wait_for_heading(texts::HOME_HEADING);
        page.wait_until("the change is focused", || is_last_recent_change_focused(&page));
        page.wait_for_value("the scroll position", &position, || scroll_position(&page));
    }
}

/// Focuses the link of the oldest of the recent changes, in the middle of the window.
fn focus_last_recent_change(page: &Page) {
    page.run_script(
        "const link = [...document.querySelectorAll('[aria-labelledby=recent-changes] li > a')].at(-1);
        link.focus();
        link.scrollIntoView({ block: 'center' });",
    );
    page.wait_for_paint();
}

fn is_last_recent_change_focused(page: &Page) -> bool {
    let script = "const links = [...document.querySelectorAll('[aria-labelledby=recent-changes] li > a')];
        return links.length > 0 && document.activeElement === links.at(-1);";
    page.run_script(script) == true
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
