//! The page of changes: its filters by vendor, category and field, and their state in the URL.

use crate::expected::texts;
use catalog::Record;
use serde_json::json;

use crate::fixtures;
use crate::harness::{Element, Fault, Keys, Page, TestSite};

/// Two records with three changes.
fn records_with_changes() -> Vec<Record> {
    let with = |slug: &str, changes: serde_json::Value| {
        let mut record = fixtures::record(slug);
        record["changes"] = changes;
        fixtures::typed(&record)
    };
    let change = |date: &str, field: &str, from: &str, to: &str| json!({ "date": date, "field": field, "from": from, "to": to, "note": "Made up for a test." });
    let slack = json!([
        change("2026-11-03", "baa", "available", "plan_gated"),
        change("2026-10-01", "phi", "unknown", "conditional"),
    ]);
    let zoom = json!([change("2026-11-02", "baa", "available", "plan_gated")]);
    vec![with("slack", slack), with("zoom", zoom)]
}

/// A site of two vendors with three changes.
pub fn site_with_changes() -> TestSite {
    TestSite::publish("2026-11-24", records_with_changes())
}

/// Waits until the changes of these vendors are listed.
fn wait_for_changes(page: &Page, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
    page.wait_for_value("the changes", &expected, || {
        let names = page.run_script(
            "return [...document.querySelectorAll('.history > li > a')].map((link) => link.textContent)",
        );
        serde_json::from_value(names).expect("names")
    });
    page.wait_for_text(&texts::change_count(expected.len(), 3));
}

/// Selects an option of a menu, with the events that a selection with the keyboard causes.
fn select(page: &Page, name: &str, value: &str) {
    filter(page, "combobox", name).run_script(&format!(
        "arguments[0].value = '{value}';
        for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, {{ bubbles: true }}))"
    ));
}

fn filter<'a>(page: &'a Page, role: &str, name: &str) -> Element<'a> {
    page.find_matching(role, name, |found| found.starts_with(name))
}

fn vendor_filter(page: &Page) -> Element<'_> {
    filter(page, "searchbox", texts::VENDOR_FILTER)
}

/// The values of the three filters.
fn filter_values(page: &Page) -> [String; 3] {
    let selected = |name: &str| filter(page, "combobox", name).value();
    [vendor_filter(page).value(), selected(texts::CATEGORY_FILTER), selected(texts::FIELD_FILTER)]
}

#[test]
fn changes_are_filtered_by_vendor_category_and_field() {
    let site = site_with_changes();
    let page = site.open("/changes/");
    wait_for_changes(&page, &["Slack", "Zoom", "Slack"]);
    let slack = &records_with_changes()[0];
    page.wait_for_text(&[texts::MEANING, &slack.meaning(&slack.changes[0])].concat());
    vendor_filter(&page).send_keys("sla");
    wait_for_changes(&page, &["Slack", "Slack"]);
    select(&page, texts::FIELD_FILTER, "phi");
    wait_for_changes(&page, &["Slack"]);
    select(&page, texts::CATEGORY_FILTER, "website");
    wait_for_changes(&page, &[]);
}

#[test]
fn the_url_contains_the_filters() {
    let site = site_with_changes();
    let page = site.open("/changes/");
    wait_for_changes(&page, &["Slack", "Zoom", "Slack"]);
    let entries = || page.run_script("return history.length").as_u64().expect("a number");
    let before = entries();
    vendor_filter(&page).send_keys("sla");
    page.wait_for_location("/changes/?vendor=sla");
    assert_eq!(entries(), before, "typing adds no history entry");
    select(&page, texts::FIELD_FILTER, "phi");
    page.wait_for_location("/changes/?vendor=sla&field=phi");
    assert_eq!(entries(), before + 1, "a selection adds one");
    wait_for_changes(&page, &["Slack"]);

    page.reload();
    wait_for_changes(&page, &["Slack"]);
    assert_eq!(filter_values(&page), ["sla", "", "phi"]);

    page.back();
    page.wait_for_location("/changes/?vendor=sla");
    wait_for_changes(&page, &["Slack", "Slack"]);
    assert_eq!(filter_values(&page), ["sla", "", ""]);
    page.forward();
    wait_for_changes(&page, &["Slack"]);

    page.find("link", "Slack").click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.back();
    wait_for_changes(&page, &["Slack"]);
    assert_eq!(filter_values(&page), ["sla", "", "phi"]);

    select(&page, texts::FIELD_FILTER, "");
    vendor_filter(&page).send_keys(&Keys::ESCAPE.to_string());
    page.wait_for_location("/changes/");
    wait_for_changes(&page, &["Slack", "Zoom", "Slack"]);
}

#[test]
fn a_link_to_filtered_changes_works_and_unknown_keys_are_ignored() {
    let site = site_with_changes();
    let page = site.open("/changes/?category=video&field=price&utm_source=x&%zz=%zz");
    wait_for_changes(&page, &["Zoom"]);
    assert_eq!(filter_values(&page), ["", "video", ""]);
}

#[test]
fn filters_set_before_the_app_starts_are_applied() {
    let site = site_with_changes();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.navigate("/changes/");
    vendor_filter(&page).send_keys("zoo");
    site.clear_fault(&site.wasm_path());
    page.wait_for_app();
    wait_for_changes(&page, &["Zoom"]);
    assert_eq!(vendor_filter(&page).value(), "zoo");
    page.wait_for_location("/changes/?vendor=zoo");
}
