//! Faults outside of the site: a slow or missing network, blocked or full storage, a wrong clock.

use crate::expected::texts::{self, LoadError};
use crate::fixtures::{self, typed_records_of};
use catalog::Category;
use serde_json::json;

use crate::harness::{Fault, Page, TestSite};
use crate::load_errors::assert_load_error;
use crate::search_results::{search_field, search_for, wait_for_all_vendors, wait_for_first_card};

const RECORD: &str = "/vendors/slack.json";
const CHECKS: &str = "/verification.json";

/// An init script that captures timers of 15 seconds, the limit of a request, instead of starting them.
pub const CAPTURE_LONG_TIMERS: &str = "
    const { setTimeout, clearTimeout } = window;
    window.longTimers = new Map();
    let last = 0;
    window.setTimeout = (action, delay, ...more) => {
        if (delay !== 15000) return setTimeout(action, delay, ...more);
        window.longTimers.set(--last, action);
        return last;
    };
    window.clearTimeout = (timer) => window.longTimers.delete(timer) || clearTimeout(timer);";

/// Waits until one captured timer is left, because the other requests have ended, and runs it.
pub fn fire_long_timers(page: &Page) {
    page.wait_for_value("the captured timers", &json!(1), || {
        page.run_script("return window.longTimers.size")
    });
    page.run_script("const [action] = window.longTimers.values(); window.longTimers.clear(); action();");
}

/// Whether the loading message is visible that many milliseconds after it was rendered.
fn is_progress_visible_after(page: &Page, milliseconds: u32) -> bool {
    let visible = page.run_script(&format!(
        "const lines = [...document.querySelectorAll('main *')].filter((line) => line.children.length === 0 && line.textContent.startsWith('{loading}'));
        const animations = lines.flatMap((line) => line.closest('.pending').getAnimations());
        animations.forEach((animation) => {{ animation.pause(); animation.currentTime = {milliseconds}; }});
        return lines.map((line) => line.checkVisibility({{ visibilityProperty: true }}));",
        loading = texts::LOADING
    ));
    assert_eq!(visible.as_array().map(Vec::len), Some(1), "not one loading message: {visible}");
    visible == json!([true])
}

/// Searches for Slack and follows the link to its page.
fn go_to_slack(page: &Page) {
    search_for(page, "slack");
    wait_for_first_card(page, "Slack");
    page.find("link", "Slack").click();
    page.wait_for_location("/vendors/slack/");
}

/// Waits until the loading message is rendered, visible or not.
fn wait_for_progress(page: &Page) {
    page.wait_until("the loading message is rendered", || {
        page.run_script("return document.querySelector('main').textContent")
            .as_str()
            .is_some_and(|text| text.contains(texts::LOADING))
    });
}

#[test]
fn a_slow_answer_shows_progress_after_300_ms_and_not_before() {
    let site = TestSite::start();
    site.inject_fault(RECORD, Fault::Hold);
    let page = site.open("/");
    go_to_slack(&page);
    wait_for_progress(&page);
    assert!(!is_progress_visible_after(&page, 0), "the message flickers");
    assert!(!is_progress_visible_after(&page, 299), "the message flickers");
    assert!(is_progress_visible_after(&page, 300), "the message is hidden");
    site.clear_fault(RECORD);
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_no_text(texts::LOADING);
}

#[test]
fn a_slow_list_shows_progress_during_a_search() {
    let site = TestSite::start();
    site.inject_fault(&site.list_path(), Fault::Hold);
    let page = site.open("/");
    page.wait_for_text(&texts::vendor_count(fixtures::count()));
    search_field(&page).send_keys("slack");
    wait_for_progress(&page);
    assert!(!is_progress_visible_after(&page, 299), "the message flickers");
    assert!(is_progress_visible_after(&page, 300), "the message is hidden");
    site.clear_fault(&site.list_path());
    wait_for_first_card(&page, "Slack");
    page.wait_for_no_text(texts::LOADING);
}

#[test]
fn a_record_request_times_out_after_15_seconds() {
    let site = TestSite::start();
    site.inject_fault(RECORD, Fault::Hold);
    let page = site.new_page();
    page.add_init_script(CAPTURE_LONG_TIMERS);
    page.open("/");
    wait_for_all_vendors(&page);
    page.run_script("window.longTimers.clear()");
    go_to_slack(&page);
    wait_for_progress(&page);
    fire_long_timers(&page);
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, &[texts::TIMED_OUT]);
    site.clear_fault(RECORD);
    page.find("button", texts::RETRY).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_no_text(texts::NO_CHECKS);
}

#[test]
fn a_list_request_times_out_after_15_seconds() {
    let site = TestSite::start();
    site.inject_fault(&site.list_path(), Fault::Hold);
    let page = site.new_page();
    page.add_init_script(CAPTURE_LONG_TIMERS);
    page.open("/");
    search_field(&page).send_keys("slack");
    fire_long_timers(&page);
    assert_load_error(&page, texts::THE_VENDOR_LIST, &site.list_path(), &[texts::TIMED_OUT]);
    assert_eq!(search_field(&page).value(), "slack");
    site.clear_fault(&site.list_path());
    page.find("button", texts::RETRY).click();
    wait_for_first_card(&page, "Slack");
}

#[test]
fn a_late_response_does_not_replace_the_next_page() {
    let site = TestSite::start();
    site.inject_fault(RECORD, Fault::Hold);
    let page = site.open("/");
    go_to_slack(&page);
    wait_for_progress(&page);
    page.back();
    page.wait_for_heading(texts::HOME_HEADING);
    site.clear_fault(RECORD);
    search_for(&page, "zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_no_text(&texts::vendor_heading("Slack"));
}

#[test]
fn a_visit_loses_nothing_while_the_network_is_down() {
    let site = TestSite::start();
    let page = site.open("/");
    page.allow_console("ERR_INTERNET_DISCONNECTED");
    wait_for_all_vendors(&page);
    page.set_offline(true);
    search_for(&page, "slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, &[texts::UNREACHABLE]);
    page.back();
    page.wait_for_location("/?q=slack");
    wait_for_first_card(&page, "Slack");
    assert_eq!(search_field(&page).value(), "slack");
    page.forward();
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, &[texts::UNREACHABLE]);
    page.set_offline(false);
    page.find("button", texts::RETRY).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_no_text(texts::NO_CHECKS);
}

/// Asserts that a visit loses nothing to an outage of the server, which the page reports as this error.
fn assert_outage_loses_nothing(start: fn(&TestSite), end: fn(&TestSite), error: LoadError) {
    let site = TestSite::start();
    let page = site.open("/");
    page.allow_console(RECORD);
    page.allow_console(CHECKS);
    // The home page requests its newest changes after Back.
    page.allow_console("changes.json");
    wait_for_all_vendors(&page);
    start(&site);
    search_for(&page, "slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, &[error]);
    page.back();
    page.wait_for_location("/?q=slack");
    wait_for_first_card(&page, "Slack");
    assert_eq!(search_field(&page).value(), "slack");
    page.forward();
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, &[error]);
    end(&site);
    page.find("button", texts::RETRY).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_no_text(texts::NO_CHECKS);
}

#[test]
fn a_visit_loses_nothing_while_the_server_is_stopped() {
    assert_outage_loses_nothing(TestSite::stop, TestSite::restart, texts::UNREACHABLE);
}

#[test]
fn a_visit_loses_nothing_while_the_server_returns_503() {
    let start = |site: &TestSite| site.inject_fault_everywhere(Fault::Status(503));
    assert_outage_loses_nothing(start, TestSite::clear_all_faults, texts::STATUS_503);
}

/// An init script that blocks local storage, as a browser setting does.
const BLOCK_STORAGE: &str = "
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });";

/// An init script that makes every write to local storage fail.
pub const FILL_STORAGE: &str = "
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";

/// Asserts that the site works without storage, and that the watch button reports the problem.
fn assert_only_watching_fails(page: &Page) {
    page.open("/");
    search_for(page, "zoom");
    wait_for_first_card(page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_for_text(texts::STORAGE_BLOCKED);
    assert!(!page.find("button", texts::WATCH_BUTTON).is_checked());
    page.find("navigation", texts::MAIN_NAVIGATION)
        .find_all("link")
        .into_iter()
        .find(|link| link.name == texts::CHANGES_LINK)
        .expect("a link")
        .click();
    page.wait_for_heading(texts::CHANGES_HEADING);
}

#[test]
fn blocked_storage_only_affects_watching_which_reports_it() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(BLOCK_STORAGE);
    assert_only_watching_fails(&page);
    page.wait_for_text(texts::STORAGE_BLOCKED);
    page.open("/vendors/zoom/");
    page.wait_for_text(texts::STORAGE_BLOCKED);
}

#[test]
fn full_storage_only_affects_watching_which_reports_it() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(FILL_STORAGE);
    assert_only_watching_fails(&page);
}

/// Interfaces that privacy settings and extensions remove, and without which the search works.
const REMOVE_OPTIONAL_INTERFACES: &str = "
    for (const [owner, name] of [
        [window, 'PerformanceObserver'], [window, 'IntersectionObserver'],
        [window, 'caches'], [window, 'indexedDB'], [navigator, 'serviceWorker'],
    ]) Object.defineProperty(owner, name, { value: undefined });";

#[test]
fn the_search_works_without_observers_storage_and_workers() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(BLOCK_STORAGE);
    page.add_init_script(REMOVE_OPTIONAL_INTERFACES);
    page.open("/");
    search_for(&page, "zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.back();
    wait_for_first_card(&page, "Zoom");
}

/// Shifts the clock of pages by a number of days.
fn shift_clock(page: &Page, days: i32) {
    page.add_init_script(&format!(
        "const Real = Date;
        const shift = {days} * 86400000;
        window.Date = class extends Real {{
            constructor(...given) {{ if (given.length) super(...given); else super(Real.now() + shift); }}
            static now() {{ return Real.now() + shift; }}
        }};"
    ));
}

#[test]
fn a_ten_year_old_record_is_marked_as_outdated() {
    let site = TestSite::start();
    let page = site.new_page();
    shift_clock(&page, 3652);
    page.open("/vendors/zoom/");
    page.wait_for_text(texts::OUTDATED);
    page.wait_for_text(texts::AGO);
}

#[test]
fn a_clock_ten_years_behind_shows_no_negative_age() {
    let site = TestSite::start();
    let page = site.new_page();
    shift_clock(&page, -3652);
    page.open("/vendors/zoom/");
    page.wait_for_paint();
    let text = page.main_text();
    assert!(text.contains(&texts::last_verified("2026-11-23")), "{text}");
    assert!(!text.contains(" ago") && !text.contains("-3") && !text.contains(texts::OUTDATED), "{text}");
    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

#[test]
fn a_record_is_outdated_from_its_181st_day() {
    let site = TestSite::start();
    // The age of the record in days, by the browser's own clock.
    let page = site.new_page();
    page.navigate("/about/");
    let age = page.run_script("const now = new Date(); return Math.round((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.UTC(2026, 10, 23)) / 86400000)");
    let age = i32::try_from(age.as_i64().expect("days")).expect("days");
    for (days, is_outdated) in [(180, false), (181, true)] {
        let page = site.new_page();
        shift_clock(&page, days - age);
        page.open("/vendors/zoom/");
        page.wait_for_text(&texts::age(days));
        assert_eq!(page.text().contains(texts::OUTDATED), is_outdated, "after {days} days");
    }
}

#[test]
fn an_outdated_record_is_marked_without_javascript() {
    let site = TestSite::publish("2027-08-01", typed_records_of(&["zoom", "webex"]));
    let page = site.new_page();
    page.disable_javascript();
    page.navigate("/vendors/zoom/");
    page.wait_for_text(texts::OUTDATED);
}
