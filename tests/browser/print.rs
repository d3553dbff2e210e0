//! A vendor's page on paper: the answer, its date, and its sources with their addresses; nothing to click.

use serde_json::{Value, json};

use crate::facts::records;
use crate::harness::{Page, Site};

/// One record for each BAA status, and the one with the most sources.
fn printed() -> Vec<Value> {
    let sources = |record: &Value| record["sources"].as_array().map_or(0, Vec::len);
    let mut found: Vec<Value> = records().into_iter().max_by_key(sources).into_iter().collect();
    for record in records() {
        if found.iter().skip(1).all(|other| other["baa"]["status"] != record["baa"]["status"]) {
            found.push(record);
        }
    }
    assert_eq!(found.len(), 1 + 5);
    found
}

fn print(page: &Page) {
    page.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
}

/// The words with single spaces, however they are broken into lines.
fn words(page: &Page) -> String {
    page.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_vendor_page_prints_its_answer_and_where_each_source_is() {
    let site = Site::built();
    for record in printed() {
        let text =
            |pointer: &str| record.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
        let (name, slug) = (text("/name"), text("/slug"));
        let page = site.open(&format!("/vendors/{slug}/"));
        page.is_page(&format!("Is {name} HIPAA compliant?"));
        print(&page);
        let words = words(&page);
        let mut expected = vec![
            format!("Will {name} sign a HIPAA BAA?"),
            text("/baa/summary"),
            text("/phi/summary"),
            "Last verified".to_owned(),
            "confidence:".to_owned(),
            "not legal or compliance advice".to_owned(),
            format!("This page is https://countersign.example{}/vendors/{slug}/, published", site.under()),
        ];
        for source in record["sources"].as_array().expect("sources") {
            for key in ["url", "supports"] {
                let text = source[key].as_str().expect("a text");
                expected.push(text.trim_start_matches("https://").to_owned());
            }
            expected.extend(source["dated"].is_null().then(|| "undated".to_owned()));
        }
        for part in expected {
            assert!(words.contains(&part), "{slug}: “{part}” in {words}");
        }
        for part in
            ["Get notified", "Frequently asked", "Browse by category", "Check another vendor", "Markdown"]
        {
            assert!(!words.contains(part), "{slug}: “{part}” in {words}");
        }
        let shown = page.run(
            "const parts = document.querySelectorAll('form, nav, input, select, button, noscript');
            return [...parts].filter((part) => part.checkVisibility()).map((part) => part.outerHTML)",
        );
        assert_eq!(shown, json!([]), "{slug}");
    }
}

#[test]
fn a_link_with_other_words_prints_its_address() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    print(&page);
    let addresses = page.run(
        "return [...document.querySelectorAll('.steps .out')]
            .filter((link) => !getComputedStyle(link, '::after').content.includes(link.getAttribute('href')))
            .map((link) => link.href)",
    );
    assert_eq!(addresses, json!([]));
    assert_ne!(page.run("return document.querySelectorAll('.steps .out').length"), json!(0));
}

#[test]
fn paper_is_white_in_a_dark_browser_too() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
    let colours = |media: &str| {
        page.devtools("Emulation.setEmulatedMedia", &json!({ "media": media, "features": dark }));
        page.run(
            "const of = (selector) => getComputedStyle(document.querySelector(selector));
            return [of('html').backgroundColor, of('html').color, of('.badge').backgroundColor]",
        )
    };
    let screen = colours("screen");
    let paper = colours("print");
    assert_eq!(paper[0], "rgb(255, 255, 255)");
    assert_eq!(paper[1], "rgb(0, 0, 0)");
    assert_ne!(paper[2], screen[2], "badges are light");
}
