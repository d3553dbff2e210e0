//! If the app cannot start, the prerendered page remains: its content, its links, and one line that says that search is
//! unavailable, without an alert.

use crate::expected::texts;
use catalog::Category;
use serde_json::{Value, json};
use std::fs;

use crate::harness::{Fault, Page, TestSite};
use crate::page_kinds::{one_path_per_kind, page_for};
use crate::search_results::{
    announcement, card_names, search_field, wait_for_all_vendors, wait_for_first_card,
};

/// Asserts that the prerendered home page works without search, and says so once.
fn assert_works_without_search(page: &Page) {
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.wait_for_heading(texts::HOME_HEADING);
    assert_eq!(card_names(page).len(), texts::RESULTS_AT_A_TIME);
    assert!(page.find_all("alert").is_empty(), "the line is not an alert");
    let lines = page.text().matches(texts::SEARCH_UNAVAILABLE).count();
    assert_eq!(lines, 1, "the line is shown once");
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.back();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.back();
    page.wait_for_heading(texts::HOME_HEADING);
}

/// Opens the home page with a fault of one file.
fn open_with_fault(path: &str, fault: Fault) -> (TestSite, Page) {
    let site = TestSite::start();
    site.inject_fault(path, fault);
    let page = site.new_page();
    // The browser logs the failure; what it says is not the site's.
    page.allow_all_console_messages();
    page.navigate("/");
    (site, page)
}

#[test]
fn the_page_works_when_the_wasm_is_blocked() {
    let wasm = TestSite::start().wasm_path();
    let (_site, page) = open_with_fault(&wasm, Fault::Status(403));
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_when_the_wasm_is_truncated() {
    let wasm = TestSite::start().wasm_path();
    let (_site, page) = open_with_fault(&wasm, Fault::Disconnect);
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_when_the_wasm_does_not_compile() {
    let wasm = TestSite::start().wasm_path();
    let (_site, page) =
        open_with_fault(&wasm, Fault::Replace("application/wasm", "\0asm garbage".to_owned()));
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_when_the_wasm_traps_at_its_start() {
    // A module with one function, which is its start function and consists of the instruction `unreachable`.
    let module = "\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x08\x01\0\x0a\x05\x01\x03\0\0\x0b";
    let wasm = TestSite::start().wasm_path();
    let (_site, page) = open_with_fault(&wasm, Fault::Replace("application/wasm", module.to_owned()));
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_when_its_data_is_truncated() {
    let html = fs::read_to_string(TestSite::start().folder().join("index.html")).expect("the home page");
    let (before, data) = html.split_once("{\"site\":").expect("the page's data");
    let (_, after) = data.split_once("</script>").expect("the end of the page's data");
    let broken = format!("{before}{{\"site\":</script>{after}");
    let (_site, page) = open_with_fault("/", Fault::Replace("text/html; charset=utf-8", broken));
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.wait_for_heading(texts::HOME_HEADING);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

#[test]
fn the_page_works_when_a_login_page_replaces_the_wasm() {
    let wasm = TestSite::start().wasm_path();
    let (_site, page) =
        open_with_fault(&wasm, Fault::Replace("text/html", "<h1>Sign in to the network</h1>".to_owned()));
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_in_a_browser_without_wasm() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_all_console_messages();
    page.add_init_script("delete window.WebAssembly;");
    page.navigate("/");
    assert_works_without_search(&page);
}

#[test]
fn the_page_works_when_the_script_is_blocked() {
    let script = TestSite::start().script_path();
    let (_site, page) = open_with_fault(&script, Fault::Status(403));
    assert_works_without_search(&page);
}

#[test]
fn content_and_links_work_when_the_boot_script_is_missing() {
    let boot = TestSite::start().boot_script_path();
    let (_site, page) = open_with_fault(&boot, Fault::Status(404));
    assert_says_later_that_search_is_unavailable(&page);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

/// Asserts that a page without its boot script says so, and not while the script may still arrive.
pub fn assert_says_later_that_search_is_unavailable(page: &Page) {
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_no_text(texts::SEARCH_NEEDS_SCRIPTS);
    assert_eq!(finish_delays_of_notice(page), json!([15_000]), "when the notice appears");
    page.wait_for_text(texts::SEARCH_NEEDS_SCRIPTS);
}

/// Lets the time pass after which the notice about search appears, if it does, and returns that time in milliseconds.
pub fn finish_delays_of_notice(page: &Page) -> Value {
    page.run_script(
        "const animations = document.querySelector('.app-unavailable').getAnimations();
        const delays = animations.map((animation) => animation.effect.getTiming().delay);
        animations.forEach((animation) => animation.finish());
        return delays;",
    )
}

#[test]
fn no_page_with_the_app_says_later_that_search_is_unavailable() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = page_for(&site, &path);
        page.open(&path);
        finish_delays_of_notice(&page);
        let notice =
            "return document.querySelector('.app-unavailable').checkVisibility({ visibilityProperty: true })";
        assert_eq!(page.run_script(notice), json!(false), "{path}");
    }
}

#[test]
fn content_and_links_work_while_the_app_is_loading() {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.navigate("/");
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_no_text(texts::SEARCH_UNAVAILABLE);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

/// An init script that captures timers of this delay in milliseconds instead of starting them. `fireTimers` runs them, and
/// returns how many there were.
fn capture_timers(delay: u32) -> String {
    format!(
        "const plain = window.setTimeout;
        const timers = [];
        window.fireTimers = () => timers.splice(0).map((run) => run()).length;
        window.setTimeout = (action, delay, ...given) =>
            delay === {delay} ? -timers.push(() => action(...given)) : plain(action, delay, ...given);"
    )
}

/// Runs the captured timers.
fn fire_timers(page: &Page) {
    page.wait_until("a timer is captured", || page.run_script("return fireTimers()") != 0);
}

#[test]
fn the_page_gives_up_an_app_that_does_not_arrive_within_a_minute() {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.allow_console("the app did not start within 60 seconds");
    page.add_init_script(&capture_timers(60_000));
    page.navigate("/");
    fire_timers(&page);
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
    // What arrives later does not start on a page that says that it is off.
    site.clear_fault(&site.wasm_path());
    page.wait_until("the Wasm has arrived", || {
        page.run_script(
            "return performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0)",
        ) == true
    });
    search_field(&page).send_keys("zoom");
    page.wait_for_paint();
    assert_eq!(page.location(), "/");
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
}

#[test]
fn the_app_starts_on_a_page_that_never_reports_a_paint() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(&capture_timers(3_000));
    page.add_init_script("PerformanceObserver.prototype.observe = () => {};");
    page.navigate("/");
    fire_timers(&page);
    page.wait_for_app();
    search_field(&page).send_keys("zoom");
    wait_for_first_card(&page, "Zoom");
}

#[test]
fn the_app_starts_in_a_browser_that_does_not_compile_while_it_downloads() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_all_console_messages();
    page.add_init_script("WebAssembly.compileStreaming = async () => { throw new TypeError('refused'); };");
    page.open("/");
    search_field(&page).send_keys("zoom");
    wait_for_first_card(&page, "Zoom");
}

#[test]
fn the_search_works_if_the_browser_refuses_to_change_the_url() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_all_console_messages();
    page.add_init_script("history.pushState = history.replaceState = () => { throw new DOMException('too many', 'SecurityError'); }");
    page.open("/");
    wait_for_all_vendors(&page);
    search_field(&page).send_keys("zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_location("/vendors/zoom/");
}

/// Makes the app trap at the next change of the page: a call of the browser fails that never fails.
fn trap(page: &Page) {
    page.run_script("Object.defineProperty(Element.prototype, 'innerHTML', { value: '', writable: false })");
}

#[test]
fn after_a_trap_the_page_says_so_and_nothing_of_the_app_runs() {
    let site = TestSite::start();
    let page = site.open("/");
    page.allow_all_console_messages();
    wait_for_all_vendors(&page);
    trap(&page);
    search_field(&page).send_keys("zoom");
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.wait_for_value("the number of results", &texts::SEARCH_STOPPED.to_owned(), || announcement(&page));
    assert!(
        search_field(&page).run_script("return arguments[0].ariaDescribedByElements[0].checkVisibility()")
            == true
    );
    // What is typed is kept, and goes nowhere.
    search_field(&page).send_keys(" slack");
    page.wait_for_paint();
    assert_eq!(search_field(&page).value(), "zoom slack");
    assert_eq!(page.location(), "/");
    assert_eq!(announcement(&page), texts::SEARCH_STOPPED);
    // Links and forms do what plain HTML does, and a new document has a search again.
    page.find("link", Category::Video.label()).click();
    page.wait_for_location(&format!("/categories/{}/", Category::Video.key()));
    page.wait_for_no_text(texts::SEARCH_UNAVAILABLE);
}

/// The app changed the URL without loading a document, so only a reload shows the page of the entry before.
#[test]
fn after_a_trap_back_shows_the_page_of_its_url() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.allow_all_console_messages();
    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.find("link", "Webex").click();
    page.wait_for_heading(&texts::vendor_heading("Webex"));
    trap(&page);
    search_field(&page).send_keys("zoom");
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.back();
    page.wait_for_location(&format!("/categories/{}/", Category::Video.key()));
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

/// An extension can remove any element. If it removes the list, the page still shows the results.
#[test]
fn a_removed_list_of_results_is_rendered_again_in_full() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let names = card_names(&page);
    page.run_script("document.querySelector('.results').remove()");
    page.find_matching("button", "Show more", |name| name.starts_with("Show ") && name.ends_with(" more"))
        .click();
    page.wait_until("all cards are there", || card_names(&page).starts_with(&names));
    assert!(card_names(&page).len() > names.len());
}
