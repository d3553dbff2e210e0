//! Pages that something else altered: browser extensions, page translation, optimizers of a network. No verdict, answer
//! or source is lost or changes, and search works or says that it is unavailable. `altered_pages.js` has the alterations
//! and what is checked after each.

use serde_json::Value;

use crate::fixtures::typed_records_of;
use crate::harness::{Page, TestSite};

const SCRIPT: &str = include_str!("altered_pages.js");

/// When a page is altered.
#[derive(Clone, Copy, Debug)]
enum When {
    BeforeStart,
    AfterStart,
}

/// A site with three vendors, whose pages are small: each of their elements is altered in turn.
fn small_site() -> TestSite {
    TestSite::publish("2026-11-28", typed_records_of(&["slack", "webex", "zoom"]))
}

/// Asserts that every alteration at every element of a page leaves the answers and the search.
fn assert_every_alteration_is_harmless(path: &str, when: When) {
    let site = small_site();
    let page = site.new_page();
    page.allow_console("404");
    page.add_init_script(SCRIPT);
    page.navigate(path);
    let alterations = page.run_script("return alterations()");
    let alterations = alterations.as_array().expect("alterations");
    assert!(alterations.len() > 50, "{path} has few elements: {}", alterations.len());
    let faults: Vec<String> =
        alterations.iter().flat_map(|alteration| faults(&page, path, alteration, when).into_iter()).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), alterations.len(), faults.join("\n"));
}

/// What one alteration breaks.
fn faults(page: &Page, path: &str, alteration: &Value, when: When) -> Vec<String> {
    page.navigate(path);
    let is_before_start = matches!(when, When::BeforeStart);
    let faults = page.run_async_script(&format!(
        "const done = arguments[0]; alteredPage({alteration}, {is_before_start}).then(done)"
    ));
    let faults = faults.as_array().expect("faults").clone();
    faults.into_iter().map(|fault| format!("{path} {when:?} {alteration}: {fault}")).collect()
}

#[test]
fn a_vendor_page_altered_before_the_start_keeps_its_answers_and_search() {
    assert_every_alteration_is_harmless("/vendors/webex/", When::BeforeStart);
}

#[test]
#[ignore = "make test-browsers runs it"]
fn a_vendor_page_altered_after_the_start_keeps_its_answers_and_search() {
    assert_every_alteration_is_harmless("/vendors/webex/", When::AfterStart);
}

#[test]
#[ignore = "make test-browsers runs it"]
fn a_home_page_altered_at_any_time_keeps_its_search() {
    for when in [When::BeforeStart, When::AfterStart] {
        assert_every_alteration_is_harmless("/", when);
    }
}

#[test]
#[ignore = "make test-browsers runs it"]
fn every_other_page_altered_at_any_time_keeps_its_text_and_search() {
    for when in [When::BeforeStart, When::AfterStart] {
        for path in ["/categories/video/", "/changes/", "/about/", "/api/", "/qqqqqqqq"] {
            assert_every_alteration_is_harmless(path, when);
        }
    }
}
