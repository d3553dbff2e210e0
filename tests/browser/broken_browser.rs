//! A network that is slow or gone, a storage that is forbidden or full, a clock that is wrong.

use serde_json::json;

use crate::facts::vendors;
use crate::harness::{Fault, Page, Site};
use crate::results::{announces, cards, first_card_is, search_field, search_for};

const RECORD: &str = "/vendors/slack.json";

/// Keeps timers of 15 seconds and more, so that a test can let them run out.
pub const KEEP_LONG_TIMERS: &str = "
    const plain = window.setTimeout;
    window.longTimers = [];
    window.setTimeout = (action, delay, ...more) =>
        delay >= 15000 ? -window.longTimers.push({ action, delay }) : plain(action, delay, ...more);";

pub fn long_timers_run_out(page: &Page) {
    let delays = page.run(
        "const timers = window.longTimers.splice(0);
        timers.forEach(({ action }) => action());
        return timers.map(({ delay }) => delay);",
    );
    assert_eq!(delays, json!([15000]), "one timer of 15 seconds runs");
}

/// Whether the line that something is on its way can be seen that many milliseconds after it came.
fn progress_is_visible_after(page: &Page, milliseconds: u32) -> bool {
    let seen = page.run(&format!(
        "const lines = [...document.querySelectorAll('main *')].filter((line) => line.children.length === 0 && line.textContent.startsWith('Loading…'));
        const animations = lines.flatMap((line) => line.closest('.pending').getAnimations());
        animations.forEach((animation) => {{ animation.pause(); animation.currentTime = {milliseconds}; }});
        return lines.map((line) => line.checkVisibility({{ visibilityProperty: true }}));"
    ));
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "there is one such line: {seen}");
    seen == json!([true])
}

fn go_to_slack(page: &Page) {
    search_for(page, "slack");
    first_card_is(page, "Slack");
    page.find("link", "Slack").click();
    page.arrives_at("/vendors/slack/");
}

fn wait_for_progress(page: &Page) {
    page.wait("something says that it is on its way", || {
        page.run("return document.querySelector('main').textContent.includes('Loading…')") == json!(true)
    });
}

#[test]
fn a_slow_answer_shows_progress_after_300_ms_and_not_before() {
    let site = Site::built();
    site.breaks(RECORD, Fault::Held);
    let page = site.open("/");
    go_to_slack(&page);
    wait_for_progress(&page);
    assert!(!progress_is_visible_after(&page, 0), "nothing flickers");
    assert!(!progress_is_visible_after(&page, 299), "nothing flickers");
    assert!(progress_is_visible_after(&page, 300), "progress is visible");
    site.heals(RECORD);
    page.is_page("Is Slack HIPAA compliant?");
    page.sees_no("Loading…");
}

#[test]
fn a_slow_list_shows_progress_to_who_searches() {
    let site = Site::built();
    site.breaks(&site.list(), Fault::Held);
    let page = site.open("/");
    page.sees(&format!("{} vendors", vendors()));
    search_field(&page).keys("slack");
    wait_for_progress(&page);
    assert!(!progress_is_visible_after(&page, 299), "nothing flickers");
    assert!(progress_is_visible_after(&page, 300), "progress is visible");
    site.heals(&site.list());
    first_card_is(&page, "Slack");
    page.sees_no("Loading…");
}

#[test]
fn a_record_that_never_comes_is_given_up_after_15_seconds() {
    let site = Site::built();
    site.breaks(RECORD, Fault::Held);
    let page = site.tab();
    page.before_scripts(KEEP_LONG_TIMERS);
    page.open("/");
    announces(&page, vendors());
    page.run("window.longTimers.length = 0");
    go_to_slack(&page);
    wait_for_progress(&page);
    long_timers_run_out(&page);
    page.sees("/vendors/slack.json did not arrive within 15 seconds");
    site.heals(RECORD);
    page.find("button", "Retry").click();
    page.is_page("Is Slack HIPAA compliant?");
}

#[test]
fn a_list_that_never_comes_is_given_up_after_15_seconds() {
    let site = Site::built();
    site.breaks(&site.list(), Fault::Held);
    let page = site.tab();
    page.before_scripts(KEEP_LONG_TIMERS);
    page.open("/");
    search_field(&page).keys("slack");
    long_timers_run_out(&page);
    page.sees(&format!("{} did not arrive within 15 seconds", site.list()));
    assert_eq!(search_field(&page).value(), "slack");
    site.heals(&site.list());
    page.find("button", "Retry").click();
    first_card_is(&page, "Slack");
}

#[test]
fn who_leaves_before_the_answer_comes_is_not_followed_by_it() {
    let site = Site::built();
    site.breaks(RECORD, Fault::Held);
    let page = site.open("/");
    go_to_slack(&page);
    wait_for_progress(&page);
    page.back();
    page.is_page("Which software vendors sign a HIPAA BAA?");
    site.heals(RECORD);
    search_for(&page, "zoom");
    first_card_is(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.sees_no("Slack HIPAA");
}

#[test]
fn a_network_that_goes_and_comes_back_loses_nothing() {
    let site = Site::built();
    let page = site.open("/");
    page.expect_in_console("ERR_INTERNET_DISCONNECTED");
    announces(&page, vendors());
    page.go_offline(true);
    search_for(&page, "slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    page.sees("/vendors/slack.json cannot be reached. Check your connection.");
    page.back();
    page.arrives_at("/?q=slack");
    first_card_is(&page, "Slack");
    assert_eq!(search_field(&page).value(), "slack");
    page.forward();
    page.sees("cannot be reached");
    page.go_offline(false);
    page.find("button", "Retry").click();
    page.is_page("Is Slack HIPAA compliant?");
}

/// The server is out while the visitor goes on, says so in those words, and comes back.
fn an_outage_loses_nothing(goes: fn(&Site), comes: fn(&Site), words: &str) {
    let site = Site::built();
    let page = site.open("/");
    page.expect_in_console(RECORD);
    announces(&page, vendors());
    goes(&site);
    search_for(&page, "slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    page.sees(&format!("{RECORD} {words}"));
    page.back();
    page.arrives_at("/?q=slack");
    first_card_is(&page, "Slack");
    assert_eq!(search_field(&page).value(), "slack");
    page.forward();
    page.sees(words);
    comes(&site);
    page.find("button", "Retry").click();
    page.is_page("Is Slack HIPAA compliant?");
}

#[test]
fn a_server_that_stops_in_the_middle_of_a_visit_and_comes_back_loses_nothing() {
    an_outage_loses_nothing(Site::stops, Site::starts, "cannot be reached. Check your connection.");
}

#[test]
fn a_service_that_is_out_in_the_middle_of_a_visit_and_comes_back_loses_nothing() {
    let goes = |site: &Site| site.breaks_all(Fault::Status(503));
    an_outage_loses_nothing(goes, Site::heals_all, "was refused by the server (status 503).");
}

const FORBID_STORAGE: &str = "
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });";

const FILL_STORAGE: &str = "
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";

fn everything_works_but_the_watch(page: &Page) {
    page.open("/");
    search_for(page, "zoom");
    first_card_is(page, "Zoom");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.find("button", "Watch in this browser").click();
    page.sees("does not let the site keep anything");
    assert!(!page.find("button", "Watch in this browser").is_on());
    page.find("navigation", "Main")
        .all("link")
        .into_iter()
        .find(|link| link.name == "Changes")
        .expect("a link")
        .click();
    page.is_page("Changes");
}

#[test]
fn a_forbidden_storage_stops_the_watch_only_and_the_watch_says_so() {
    let site = Site::built();
    let page = site.tab();
    page.before_scripts(FORBID_STORAGE);
    everything_works_but_the_watch(&page);
    page.sees("does not let the site keep anything");
    page.open("/vendors/zoom/");
    page.sees("does not let the site keep anything");
}

#[test]
fn a_full_storage_stops_the_watch_only_and_the_watch_says_so() {
    let site = Site::built();
    let page = site.tab();
    page.before_scripts(FILL_STORAGE);
    everything_works_but_the_watch(&page);
}

/// Puts the clock ahead by that many days, or back.
fn shift_clock(page: &Page, days: i32) {
    page.before_scripts(&format!(
        "const Real = Date;
        const shift = {days} * 86400000;
        window.Date = class extends Real {{
            constructor(...given) {{ if (given.length) super(...given); else super(Real.now() + shift); }}
            static now() {{ return Real.now() + shift; }}
        }};"
    ));
}

#[test]
fn a_record_of_ten_years_ago_says_that_it_may_be_out_of_date() {
    let site = Site::built();
    let page = site.tab();
    shift_clock(&page, 3652);
    page.open("/vendors/zoom/");
    page.sees("may be out of date");
    page.sees("days ago)");
}

#[test]
fn a_clock_that_is_ten_years_back_shows_no_negative_age() {
    let site = Site::built();
    let page = site.tab();
    shift_clock(&page, -3652);
    page.open("/vendors/zoom/");
    page.wait_for_paint();
    let text = page.main_text();
    assert!(text.contains("Last verified 23 November 2026"), "{text}");
    assert!(!text.contains(" ago") && !text.contains("-3") && !text.contains("may be out of date"), "{text}");
    page.find("link", "All vendors in Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}

#[test]
fn a_record_says_that_it_may_be_out_of_date_from_the_181st_day_on() {
    let site = Site::built();
    // Days between the record's day and today, by the browser's own clock.
    let page = site.tab();
    page.go("/about/");
    let age = page.run("const now = new Date(); return Math.round((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.UTC(2026, 10, 23)) / 86400000)");
    let age = i32::try_from(age.as_i64().expect("days")).expect("days");
    for (days, is_outdated) in [(180, false), (181, true)] {
        let page = site.tab();
        shift_clock(&page, days - age);
        page.open("/vendors/zoom/");
        page.sees(&format!("({days} days ago)"));
        assert_eq!(page.text().contains("may be out of date"), is_outdated, "after {days} days");
    }
}

#[test]
fn a_site_published_long_after_a_check_says_so_without_scripts() {
    let site = Site::published("2027-08-01", crate::hostile::real_records(&["zoom", "webex"]));
    let page = site.tab();
    page.without_scripts();
    page.go("/vendors/zoom/");
    page.sees("may be out of date");
    assert_eq!(cards_on_home(&site), 2);
}

fn cards_on_home(site: &Site) -> usize {
    let page = site.open("/");
    announces(&page, 2);
    cards(&page).len()
}
