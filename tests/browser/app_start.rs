//! The start of the app: it changes no text of the prerendered page, and keeps the input that a visitor made before it
//! started.

use crate::expected::texts;
use crate::fixtures;
use catalog::BaaFilter;
use serde_json::json;

use crate::harness::{Fault, Keys, Page, TestSite};
use crate::page_kinds::{UNKNOWN_PATH, one_path_per_kind, page_for};
use crate::search_results::{card_names, search_field, wait_for_count, wait_for_first_card};

/// A function for the text of a document, without what only the browser knows: the age of a record in days, the watched
/// vendors, and content for browsers without scripts.
const TEXT_OF: &str = "
    const textOf = (document) => {
        const body = document.body.cloneNode(true);
        body.querySelectorAll('script, noscript, [aria-labelledby=watched]').forEach((other) => other.remove());
        return body.textContent.replace(/ \\((today|\\d+ days? ago)\\)/, '');
    };";

/// The text of the page at this moment.
fn current_text(page: &Page) -> String {
    let text = page.run_script(&format!("{TEXT_OF} return textOf(document)"));
    text.as_str().expect("text").to_owned()
}

/// The text of the page in the server's HTML.
fn prerendered_text(page: &Page) -> String {
    let script = format!(
        "{TEXT_OF} const html = new XMLHttpRequest();
        html.open('GET', location.href, false);
        html.send();
        return textOf(new DOMParser().parseFromString(html.responseText, 'text/html'));"
    );
    page.run_script(&script).as_str().expect("text").to_owned()
}

/// Each tab checks in addition that the app logs nothing.
#[test]
fn the_start_changes_no_text_of_any_page() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = page_for(&site, &path);
        page.open(&path);
        page.wait_for_paint();
        let prerendered = prerendered_text(&page);
        assert!(prerendered.len() > 200, "{path} has little text: {prerendered}");
        page.wait_for_value(&format!("the text of {path}"), &prerendered, || current_text(&page));
    }
}

#[test]
fn the_list_of_vendors_does_not_change_the_first_results() {
    let site = TestSite::start();
    site.inject_fault(&site.list_path(), Fault::Hold);
    let page = site.open("/");
    let (prerendered, text) = (card_names(&page), current_text(&page));
    assert_eq!(prerendered.len(), texts::RESULTS_AT_A_TIME);
    site.clear_fault(&site.list_path());
    page.press("/");
    page.press("x");
    page.wait_until("the results of the search", || card_names(&page) != prerendered);
    page.press(Keys::ESCAPE);
    page.wait_for_value("the first results", &prerendered, || card_names(&page));
    assert_eq!(current_text(&page), text);
}

/// Opens a page whose Wasm is still loading.
fn open_without_app(site: &TestSite, path: &str) -> Page {
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.navigate(path);
    page.find("searchbox", texts::SEARCH_FIELD);
    page
}

/// Lets the Wasm load, and waits until the app has started.
fn start_app(site: &TestSite, page: &Page) {
    site.clear_fault(&site.wasm_path());
    page.wait_for_app();
}

#[test]
fn text_typed_before_the_app_starts_is_searched_for() {
    let site = TestSite::start();
    let page = open_without_app(&site, "/");
    search_field(&page).send_keys("gmai");
    start_app(&site, &page);
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
    assert_eq!(search_field(&page).value(), "gmai");
    wait_for_first_card(&page, "Google Workspace");
    page.wait_for_location("/?q=gmai");
    page.press("l");
    page.wait_for_location("/?q=gmail");
    page.wait_for_text(&texts::related_name("Gmail"));
}

#[test]
fn text_removed_before_the_app_starts_is_not_searched_for() {
    let site = TestSite::start();
    let page = open_without_app(&site, "/?q=zoom");
    page.wait_until("the field has the text of the URL", || search_field(&page).value() == "zoom");
    search_field(&page).run_script("arguments[0].select()");
    page.press(Keys::BACKSPACE);
    start_app(&site, &page);
    page.wait_for_location("/");
    wait_for_count(&page, fixtures::count());
    assert_eq!(search_field(&page).value(), "");
}

/// Regression: Back changes the URL alone between two entries of the app, and the page stayed.
#[test]
fn back_before_the_app_starts_shows_the_page_of_the_url() {
    let site = TestSite::start();
    let page = site.new_page();
    // The browser has cached the Wasm by then, so that the site cannot hold it back.
    page.add_init_script("if (location.search) WebAssembly.compileStreaming = () => new Promise(() => {});");
    page.open("/vendors/google-workspace/");
    page.wait_for_app();
    search_field(&page).send_keys("zoom\n");
    page.wait_for_location("/?q=zoom");
    page.reload_without_app();
    page.wait_for_heading(texts::HOME_HEADING);
    page.back();
    page.wait_for_location("/vendors/google-workspace/");
    page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
}

#[test]
fn text_typed_before_the_app_starts_is_searched_for_on_a_vendor_page() {
    let site = TestSite::start();
    let page = open_without_app(&site, "/vendors/zoom/");
    assert_eq!(site.request_count("/list.json"), 0, "nobody searches yet");
    search_field(&page).send_keys("slack");
    page.wait_until("the list of vendors is requested", || site.request_count("/list.json") == 1);
    start_app(&site, &page);
    page.wait_for_focus("combobox", texts::SEARCH_FIELD);
    assert_eq!(search_field(&page).value(), "slack");
    page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
    assert_eq!(site.request_count("/list.json"), 1);
}

#[test]
fn text_typed_before_the_app_starts_is_searched_for_on_an_unknown_path() {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.allow_console("404");
    page.navigate(UNKNOWN_PATH);
    search_field(&page).send_keys("slack");
    start_app(&site, &page);
    assert_eq!(search_field(&page).value(), "slack");
    page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
}

#[test]
fn text_typed_before_the_list_loads_is_searched_for() {
    let site = TestSite::start();
    site.inject_fault(&site.list_path(), Fault::Hold);
    let page = site.open("/");
    search_field(&page).send_keys("gmail");
    page.wait_for_location("/?q=gmail");
    site.clear_fault(&site.list_path());
    wait_for_first_card(&page, "Google Workspace");
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
    assert_eq!(search_field(&page).value(), "gmail");
}

#[test]
fn an_email_address_typed_before_the_app_starts_is_kept() {
    let site = TestSite::start();
    let page = open_without_app(&site, "/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@example.com");
    start_app(&site, &page);
    assert_eq!(page.find("textbox", texts::EMAIL_FIELD).value(), "someone@example.com");
}

#[test]
fn an_option_clicked_before_the_app_starts_is_applied_or_disabled() {
    let site = TestSite::start();
    let page = open_without_app(&site, "/");
    let label = BaaFilter::NotAvailable.label();
    let option = || page.find_matching("checkbox", label, |name| name.starts_with(&format!("{label} ")));
    let is_checked = || option().run_script("return arguments[0].checked") == json!(true);
    option().click();
    let was_checked = is_checked();
    start_app(&site, &page);
    page.wait_until("the options are enabled", || {
        option().run_script("return !arguments[0].matches(':disabled')") == json!(true)
    });
    assert_eq!(is_checked(), was_checked, "the visible state of the option");
    if !was_checked {
        option().click();
    }
    page.wait_for_location("/?baa=not_available");
    let number: usize = option().name.rsplit_once(' ').expect("a number").1.parse().expect("a number");
    wait_for_count(&page, number);
}
