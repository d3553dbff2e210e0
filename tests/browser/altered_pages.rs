//! Pages that something else altered: browser extensions, page translation, optimizers of a network. No verdict, answer
//! or source is lost or changes, and search works or says that it is unavailable. `altered_pages.js` has the alterations
//! and what is checked after each.

use serde_json::{Value, json};

use crate::fixtures::typed_records_of;
use crate::harness::{Page, TestSite};
use crate::page_kinds::UNKNOWN_PATH;

const VENDOR: &str = "/vendors/webex/";
const CATEGORY: &str = "/categories/video/";
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
    let page = page_with_script();
    page.navigate(path);
    let alterations = page.run_async_script("alterations().then(arguments[0])");
    let alterations = alterations.as_array().expect("alterations");
    assert!(alterations.len() > 50, "{path} has few elements: {}", alterations.len());
    assert_harmless(&page, path, alterations, when);
}

/// A page of the small site, whose app starts when the script says so.
fn page_with_script() -> Page {
    let page = small_site().new_page();
    page.allow_console("404");
    page.add_init_script(SCRIPT);
    page
}

fn assert_harmless(page: &Page, path: &str, alterations: &[Value], when: When) {
    let faults: Vec<String> =
        alterations.iter().flat_map(|alteration| faults(page, path, alteration, when).into_iter()).collect();
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
    assert_every_alteration_is_harmless(VENDOR, When::BeforeStart);
}

#[test]
fn a_translated_page_of_every_kind_keeps_its_answers_and_search() {
    let alterations = ["texts wrapped", "texts wrapped twice"].map(|name| json!({ "name": name }));
    for path in [VENDOR, "/", CATEGORY, "/changes/", "/about/", "/api/", UNKNOWN_PATH] {
        let page = page_with_script();
        for when in [When::BeforeStart, When::AfterStart] {
            assert_harmless(&page, path, &alterations, when);
        }
    }
}

/// The other kinds of page, each in a test of its own so that they run at the same time.
macro_rules! long_tests {
    ($($name:ident: $path:expr, $when:expr;)*) => {$(
        #[test]
        #[ignore = "make test-browsers runs it"]
        fn $name() {
            assert_every_alteration_is_harmless($path, $when);
        }
    )*};
}

long_tests! {
    a_vendor_page_altered_after_the_start_keeps_its_answers_and_search: VENDOR, When::AfterStart;
    a_home_page_altered_before_the_start_keeps_its_search: "/", When::BeforeStart;
    a_home_page_altered_after_the_start_keeps_its_search: "/", When::AfterStart;
    a_category_altered_before_the_start_keeps_its_answers: CATEGORY, When::BeforeStart;
    a_category_altered_after_the_start_keeps_its_answers: CATEGORY, When::AfterStart;
    changes_altered_before_the_start_keep_their_search: "/changes/", When::BeforeStart;
    changes_altered_after_the_start_keep_their_search: "/changes/", When::AfterStart;
    an_about_page_altered_before_the_start_keeps_its_text: "/about/", When::BeforeStart;
    an_about_page_altered_after_the_start_keeps_its_text: "/about/", When::AfterStart;
    an_api_page_altered_before_the_start_keeps_its_text: "/api/", When::BeforeStart;
    an_api_page_altered_after_the_start_keeps_its_text: "/api/", When::AfterStart;
    a_missing_page_altered_before_the_start_keeps_its_search: UNKNOWN_PATH, When::BeforeStart;
    a_missing_page_altered_after_the_start_keeps_its_search: UNKNOWN_PATH, When::AfterStart;
}
