//! Printed pages: a vendor's answer with its date and the URLs of its sources, the search and the filters of a list, and
//! no interactive element.

use catalog::{BaaFilter, BaaStatus, Category, Field};
use serde_json::{Value, json};

use crate::changes::site_with_changes;
use crate::expected::texts;
use crate::expected::verdicts::text_at;
use crate::facets;
use crate::fixtures;
use crate::harness::{Page, TestSite};
use crate::search_results::{wait_for_all_vendors, wait_for_query_results};
use crate::table_view::table_names;

/// Parts of the page on a screen that paper does not need.
const NOT_PRINTED: [&str; 7] = [
    texts::AGO,
    texts::TODAY,
    texts::NOTIFICATIONS_HEADING,
    texts::QUESTIONS_HEADING,
    texts::BROWSE_BY_CATEGORY,
    texts::CHECK_ANOTHER_VENDOR,
    texts::MARKDOWN_LINK,
];

/// The record with the most sources, and one record of each BAA status.
fn printed_records() -> Vec<&'static Value> {
    let sources = |record: &&Value| record["sources"].as_array().map_or(0, Vec::len);
    let mut found: Vec<&Value> = fixtures::records().iter().max_by_key(sources).into_iter().collect();
    for record in fixtures::records() {
        if found.iter().skip(1).all(|other| other["baa"]["status"] != record["baa"]["status"]) {
            found.push(record);
        }
    }
    assert_eq!(found.len(), 1 + BaaStatus::ALL.len());
    found
}

/// The visible text with single spaces in place of line breaks.
fn printed_text(page: &Page) -> String {
    page.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_vendor_page_prints_its_answer_and_the_url_of_each_source() {
    let site = TestSite::start();
    for record in printed_records() {
        let text = |pointer: &str| text_at(record, pointer).to_owned();
        let (name, slug) = (text("/name"), text("/slug"));
        let page = site.open(&format!("/vendors/{slug}/"));
        page.wait_for_heading(&texts::vendor_heading(&name));
        page.wait_until("the age is shown", || {
            let text = page.main_text();
            [texts::AGO, texts::TODAY].iter().any(|age| text.contains(age))
        });
        page.emulate_media("print", &[]);
        let printed = printed_text(&page);
        let mut expected = vec![
            texts::baa_section(&name),
            text("/baa/summary"),
            text("/phi/summary"),
            texts::LAST_VERIFIED.to_owned(),
            texts::CONFIDENCE.to_owned(),
            texts::DISCLAIMER.to_owned(),
            texts::printed_address(&format!(
                "https://countersign.example{}/vendors/{slug}/",
                site.base_path()
            )),
        ];
        for source in record["sources"].as_array().expect("sources") {
            for key in ["url", "supports"] {
                let text = source[key].as_str().expect("a text");
                expected.push(text.trim_start_matches("https://").to_owned());
            }
            expected.extend(source["dated"].is_null().then(|| texts::UNDATED.to_owned()));
        }
        for part in expected {
            assert!(printed.contains(&part), "{slug}: “{part}” in {printed}");
        }
        for part in NOT_PRINTED {
            assert!(!printed.contains(part), "{slug}: “{part}” in {printed}");
        }
        let interactive = page.run_script(
            "const parts = document.querySelectorAll('form, nav, input, select, button, noscript');
            return [...parts].filter((part) => part.checkVisibility()).map((part) => part.outerHTML)",
        );
        assert_eq!(interactive, json!([]), "{slug}");
    }
}

/// Asserts that the page shows these lines in print, and not on a screen.
fn assert_only_printed(page: &Page, lines: &[String]) {
    for line in lines {
        page.wait_for_no_text(line);
    }
    page.emulate_media("print", &[]);
    for line in lines {
        page.wait_for_text(line);
    }
}

#[test]
fn printed_results_name_the_search_and_the_filters() {
    let site = TestSite::start();
    let page = site.open("/?q=google&baa=available,plan_gated&category=office");
    wait_for_query_results(&page);
    let baa = [BaaFilter::Available.label(), BaaFilter::PlanGated.label()].join(", ");
    let filters = [(facets::baa().name, baa.as_str()), (facets::category().name, Category::Office.label())];
    assert_only_printed(&page, &[texts::printed_search("google"), texts::printed_filters(&filters)]);
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.emulate_media("print", &[]);
    for line in [texts::printed_search(""), texts::printed_filters(&[])] {
        page.wait_for_no_text(line.trim_end());
    }
}

/// Regression: the headers are buttons, and buttons are not printed.
#[test]
fn a_printed_table_of_results_has_its_headers() {
    let site = TestSite::start();
    let page = site.open("/?q=google&view=table");
    page.wait_until("the table is shown", || !table_names(&page).is_empty());
    page.emulate_media("print", &[]);
    for header in ["Vendor", "BAA", "PHI", "SOC 2", "Category", "Last verified"] {
        page.find("columnheader", header);
        page.wait_for_text(header);
    }
}

#[test]
fn printed_changes_name_the_filters() {
    let site = site_with_changes();
    let page = site.open("/changes/?vendor=zoom&category=video&field=baa");
    page.wait_for_text(&texts::change_count(1, 3));
    let filters = [
        (texts::VENDOR_FILTER, "zoom"),
        (texts::CATEGORY_FILTER, Category::Video.label()),
        (texts::FIELD_FILTER, Field::Baa.label()),
    ];
    assert_only_printed(&page, &[texts::printed_filters(&filters)]);
}

#[test]
fn a_link_prints_its_url() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.emulate_media("print", &[]);
    let without_url = page.run_script(
        "return [...document.querySelectorAll('.steps .out')]
            .filter((link) => !getComputedStyle(link, '::after').content.includes(link.getAttribute('href')))
            .map((link) => link.href)",
    );
    assert_eq!(without_url, json!([]));
    assert_ne!(page.run_script("return document.querySelectorAll('.steps .out').length"), json!(0));
}

#[test]
fn printed_pages_are_light_in_a_dark_browser() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    let colors = |media: &str| {
        page.emulate_media(media, &[("prefers-color-scheme", "dark")]);
        page.run_script(
            "const style = (selector) => getComputedStyle(document.querySelector(selector));
            return [style('html').backgroundColor, style('html').color, style('.badge').backgroundColor]",
        )
    };
    let screen = colors("screen");
    let paper = colors("print");
    assert_eq!(paper[0], "rgb(255, 255, 255)");
    assert_eq!(paper[1], "rgb(0, 0, 0)");
    assert_ne!(paper[2], screen[2], "badges have the colors of the light theme");
}
