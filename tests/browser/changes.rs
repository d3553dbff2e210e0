//! The changes are filtered by vendor, category and field, and the address holds by which.

use serde_json::json;

use crate::facts::records;
use crate::harness::{Element, Fault, Keys, Page, Site};

/// Records with changes of three kinds, which no published record has.
fn changed() -> Site {
    let with = |slug: &str, changes: serde_json::Value| {
        let mut record = records().into_iter().find(|record| record["slug"] == slug).expect("a record");
        record["changes"] = changes;
        serde_json::from_value(record).expect("a record")
    };
    let change = |date: &str, field: &str, from: &str, to: &str| json!({ "date": date, "field": field, "from": from, "to": to, "note": "Made up for a test." });
    Site::published(
        "2026-11-24",
        vec![
            with(
                "slack",
                json!([
                    change("2026-11-03", "baa", "available", "plan_gated"),
                    change("2026-10-01", "phi", "unknown", "conditional")
                ]),
            ),
            with("zoom", json!([change("2026-11-02", "baa", "available", "plan_gated")])),
        ],
    )
}

fn shows(page: &Page, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
    page.wait_for("the changes", &expected, || {
        let names = page.run(
            "return [...document.querySelectorAll('.history > li > a')].map((link) => link.textContent)",
        );
        serde_json::from_value(names).expect("names")
    });
    page.sees(&format!("{} of 3 changes", expected.len()));
}

/// Chooses an option as a visitor does with the arrow keys.
fn choose(page: &Page, name: &str, value: &str) {
    page.find_where("combobox", name, |found| found.starts_with(name)).run(&format!(
        "arguments[0].value = '{value}';
        for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, {{ bubbles: true }}))"
    ));
}

fn vendor(page: &Page) -> Element<'_> {
    page.find_where("searchbox", "Vendor", |name| name.starts_with("Vendor"))
}

fn chosen(page: &Page) -> [String; 3] {
    let of = |name: &str| page.find_where("combobox", name, |found| found.starts_with(name)).value();
    [vendor(page).value(), of("Category"), of("What")]
}

#[test]
fn changes_are_filtered_by_vendor_category_and_field() {
    let site = changed();
    let page = site.open("/changes/");
    shows(&page, &["Slack", "Zoom", "Slack"]);
    page.sees("What it means: The BAA now requires");
    vendor(&page).keys("sla");
    shows(&page, &["Slack", "Slack"]);
    choose(&page, "What", "phi");
    shows(&page, &["Slack"]);
    choose(&page, "Category", "website");
    shows(&page, &[]);
}

#[test]
fn the_address_holds_what_the_changes_are_filtered_by() {
    let site = changed();
    let page = site.open("/changes/");
    shows(&page, &["Slack", "Zoom", "Slack"]);
    let entries = || page.run("return history.length").as_u64().expect("a number");
    let before = entries();
    vendor(&page).keys("sla");
    page.arrives_at("/changes/?vendor=sla");
    assert_eq!(entries(), before, "typing adds no entry");
    choose(&page, "What", "phi");
    page.arrives_at("/changes/?vendor=sla&field=phi");
    assert_eq!(entries(), before + 1, "a choice adds one");
    shows(&page, &["Slack"]);

    page.reload();
    shows(&page, &["Slack"]);
    assert_eq!(chosen(&page), ["sla", "", "phi"]);

    page.back();
    page.arrives_at("/changes/?vendor=sla");
    shows(&page, &["Slack", "Slack"]);
    assert_eq!(chosen(&page), ["sla", "", ""]);
    page.forward();
    shows(&page, &["Slack"]);

    page.find_where("link", "Slack", |name| name == "Slack").click();
    page.is_page("Is Slack HIPAA compliant?");
    page.back();
    shows(&page, &["Slack"]);
    assert_eq!(chosen(&page), ["sla", "", "phi"]);

    choose(&page, "What", "");
    vendor(&page).keys(&Keys::ESCAPE.to_string());
    page.arrives_at("/changes/");
    shows(&page, &["Slack", "Zoom", "Slack"]);
}

#[test]
fn a_link_to_filtered_changes_leads_there_and_what_it_does_not_know_is_ignored() {
    let site = changed();
    let page = site.open("/changes/?category=video&field=price&utm_source=x&%zz=%zz");
    shows(&page, &["Zoom"]);
    assert_eq!(chosen(&page), ["", "video", ""]);
}

#[test]
fn what_is_chosen_before_the_app_arrives_counts() {
    let site = changed();
    site.breaks(&site.wasm(), Fault::Held);
    let page = site.tab();
    page.go("/changes/");
    vendor(&page).keys("zoo");
    site.heals(&site.wasm());
    page.wait_for_app();
    shows(&page, &["Zoom"]);
    assert_eq!(vendor(&page).value(), "zoo");
    page.arrives_at("/changes/?vendor=zoo");
}
