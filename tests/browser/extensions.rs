//! Real unpacked browser extensions, each of a common kind. With every one of them a vendor page keeps its answers, and
//! with all but a script blocker search works. `extensions/` contains what each does to a page.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Page, TestSite};

/// The texts of a vendor page that must stay: heading, badges, answers, evidence, facts and sources, without white space.
const ANSWERS: &str = "
    const selector = 'h1, .vendor .badges, .vendor .answer, .vendor .evidence, .vendor .facts, .vendor .sources li';
    return [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.replace(/stranger|\\s/g, ''));";

/// An extension with one content script that runs before the page's scripts.
fn extension(name: &str) -> TempDir {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/extensions").join(name);
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = json!({
        "manifest_version": 3, "name": name, "version": "1",
        "content_scripts": [{ "matches": ["http://127.0.0.1/*"], "js": [name], "run_at": "document_start" }],
    });
    fs::write(folder.path().join("manifest.json"), manifest.to_string()).expect("the manifest");
    fs::copy(script, folder.path().join(name)).expect("the script");
    folder
}

fn answers(page: &Page) -> Value {
    page.run_script(ANSWERS)
}

fn small_site() -> TestSite {
    TestSite::publish("2026-11-28", typed_records_of(&["slack", "webex", "zoom"]))
}

/// The answers of the vendor page that each extension alters.
fn expected_answers(site: &TestSite) -> Value {
    let expected = answers(&site.open("/vendors/webex/"));
    assert!(expected.as_array().is_some_and(|texts| texts.len() > 10), "{expected}");
    expected
}

/// Opens a vendor page and the home page in a browser with the extension, and searches on each.
fn assert_harmless(name: &str) {
    let site = small_site();
    let expected = expected_answers(&site);
    let folder = extension(name);
    let page = site.new_page_with_extension(folder.path());
    page.open("/vendors/webex/");
    assert_eq!(answers(&page), expected, "{name}: after the start");
    page.find("searchbox", texts::SEARCH_FIELD).send_keys("slack");
    page.find_matching("option", "Slack", |name| name.starts_with("Slack")).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.open("/");
    page.find("searchbox", texts::SEARCH_FIELD).send_keys("webex");
    page.wait_until("the search has one result", || {
        page.run_script("return document.querySelectorAll('#results h3').length") == json!(1)
    });
    page.find("link", "Webex").click();
    page.wait_for_heading(&texts::vendor_heading("Webex"));
    assert_eq!(answers(&page), expected, "{name}: after a navigation");
}

#[test]
fn an_ad_blocker_changes_no_answer_and_search_works() {
    assert_harmless("ad_blocker.js");
}

#[test]
fn a_banner_changes_no_answer_and_search_works() {
    assert_harmless("banner.js");
}

#[test]
fn a_dark_mode_changes_no_answer_and_search_works() {
    assert_harmless("dark_mode.js");
}

#[test]
fn a_grammar_checker_changes_no_answer_and_search_works() {
    assert_harmless("grammar_checker.js");
}

#[test]
fn a_highlighter_changes_no_answer_and_search_works() {
    assert_harmless("highlighter.js");
}

#[test]
fn a_link_rater_changes_no_answer_and_search_works() {
    assert_harmless("link_rater.js");
}

#[test]
fn an_optimizer_changes_no_answer_and_search_works() {
    assert_harmless("optimizer.js");
}

#[test]
fn a_password_manager_changes_no_answer_and_search_works() {
    assert_harmless("password_manager.js");
}

#[test]
fn a_reader_changes_no_answer_and_search_works() {
    assert_harmless("reader.js");
}

#[test]
fn a_translator_changes_no_answer_and_search_works() {
    assert_harmless("translator.js");
}

#[test]
fn a_script_blocker_changes_no_answer_and_links_work() {
    let site = small_site();
    let expected = expected_answers(&site);
    let folder = extension("script_blocker.js");
    let page = site.new_page_with_extension(folder.path());
    page.navigate("/vendors/zoom/");
    page.find_matching("link", "the category", |name| name.starts_with("All vendors in")).click();
    page.find("link", "Webex").click();
    page.wait_for_heading(&texts::vendor_heading("Webex"));
    assert_eq!(answers(&page), expected);
    assert_eq!(page.run_script("return document.scripts.length"), json!(0));
}
