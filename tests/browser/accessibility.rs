//! axe-core finds no accessibility violation on any kind of page, in either theme, before and after the app has started,
//! and in the states that a visit can reach: an open menu, a visible error, no results.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::dist::workspace;
use crate::expected::texts;
use crate::harness::{Fault, Page, TestSite};
use crate::load_errors::assert_load_error;
use crate::page_kinds::{one_path_per_kind, page_for};
use crate::search_results::{search_field, wait_for_count, wait_for_first_card};
use crate::sign_up::validation_message;
use crate::table_view::table_names;

/// Runs every rule that axe-core does not mark as experimental, and returns a line for each element that violates one:
/// the rule, the element's selector and text, and the reason.
const RUN_AXE: &str = "
    const done = arguments[0];
    const describe = ({ id, help, nodes }) => nodes.map(({ target, html, failureSummary }) => {
        const element = document.querySelector(target[0]);
        const text = (element?.innerText || html).replace(/\\s+/g, ' ').slice(0, 100);
        return `${id} (${help}): ${target.join(' ')} “${text}”: ${failureSummary}`;
    });
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.flatMap(describe)));";

/// The source of axe-core, from its npm package.
fn axe_source() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let path = workspace().join("tools/audit/node_modules/axe-core/axe.min.js");
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}: run `tools/setup test` first", path.display()))
    })
}

/// Renders content that `content-visibility` skips because it is offscreen, so that tests can measure it.
pub fn render_all_content(page: &Page) {
    page.run_script(
        "const all = new CSSStyleSheet();
        all.replaceSync('* { content-visibility: visible }');
        document.adoptedStyleSheets = [all];",
    );
    page.wait_for_paint();
}

/// Asserts that axe-core finds no violation in the present state of the page, in either theme.
pub fn assert_accessible(page: &Page, what: &str) {
    render_all_content(page);
    if page.run_script("return typeof axe") == json!("undefined") {
        page.run_script(axe_source());
    }
    for theme in ["light", "dark"] {
        page.emulate_media("screen", &[("prefers-color-scheme", theme)]);
        page.wait_for_paint();
        let found = page.run_async_script(RUN_AXE);
        let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert!(found.is_empty(), "{what}, {theme}:\n{}", found.join("\n"));
    }
}

#[test]
fn every_page_is_accessible_before_the_app_starts() {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    for path in one_path_per_kind() {
        let page = page_for(&site, &path);
        page.navigate(&path);
        assert_accessible(&page, &path);
    }
}

#[test]
fn every_page_is_accessible_with_the_app() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = page_for(&site, &path);
        page.open(&path);
        assert_accessible(&page, &path);
    }
}

#[test]
fn pages_are_accessible_when_the_app_cannot_load() {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Status(403));
    for path in ["/", "/vendors/zoom/"] {
        let page = site.new_page();
        page.allow_all_console_messages();
        page.navigate(path);
        page.wait_for_text(texts::SEARCH_UNAVAILABLE);
        assert_accessible(&page, path);
    }
}

#[test]
fn open_filters_on_a_phone_are_accessible() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(360, 740);
    page.open("/?baa=available&category=email");
    page.find("button", &texts::filters_button(2)).click();
    page.find("button", texts::CLEAR_FILTERS);
    assert_accessible(&page, "the open filters");
}

#[test]
fn results_and_suggestions_are_accessible() {
    let site = TestSite::start();
    let page = site.open("/?q=google");
    page.wait_for_text("Google Workspace");
    assert_accessible(&page, "results with highlighted matches");
    page.find("button", texts::TABLE_BUTTON).click();
    page.wait_until("the table is shown", || !table_names(&page).is_empty());
    page.find("button", "Vendor").click();
    page.wait_for_location("/?q=google&sort=name&view=table");
    assert_accessible(&page, "results as a sorted table");
    page.open("/vendors/zoom/");
    search_field(&page).send_keys("slack");
    page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
    assert_accessible(&page, "suggestions");
}

#[test]
fn a_search_without_results_is_accessible() {
    let site = TestSite::start();
    let page = site.open("/?q=qqqqqqqq&baa=available");
    wait_for_count(&page, 0);
    page.wait_for_text(texts::NO_RESULTS);
    assert_accessible(&page, "no results");
}

#[test]
fn error_messages_are_accessible() {
    let site = TestSite::start();
    site.inject_list_fault(Fault::Status(503));
    let page = site.new_page();
    page.allow_console("503");
    page.open("/");
    assert_load_error(&page, texts::THE_VENDOR_LIST, "/list.json", &[texts::STATUS_503]);
    assert_accessible(&page, "an error of the list of vendors with its technical details");
    site.inject_fault("/vendors/zoom.json", Fault::Status(503));
    page.find("link", "Zoom").click();
    page.wait_for_heading(texts::VENDOR_ERROR_HEADING);
    assert_load_error(&page, texts::THIS_VENDOR, "/vendors/zoom.json", &[texts::STATUS_503]);
    assert_accessible(&page, "an error of a vendor page with its technical details");
}

#[test]
fn a_loading_page_is_accessible() {
    let site = TestSite::start();
    let page = site.open("/?q=zoom");
    wait_for_first_card(&page, "Zoom");
    site.inject_fault("/vendors/zoom.json", Fault::Hold);
    page.find("link", "Zoom").click();
    page.wait_for_text(texts::LOADING);
    assert_accessible(&page, "a vendor page that is loading");
}

#[test]
fn rejected_and_successful_sign_ups_are_accessible() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.allow_console("422");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("+someone@clinic.example\n");
    page.wait_for_text(texts::INVALID_ADDRESS);
    assert_accessible(&page, "a rejected sign-up");
    page.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone\n");
    page.wait_for_text(&validation_message(&page));
    assert_accessible(&page, "an invalid address");
    page.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example\n");
    page.wait_for_text(texts::SIGNED_UP);
    assert_accessible(&page, "a successful sign-up");
}

#[test]
fn a_watched_vendor_and_the_watch_list_are_accessible() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_for_text(texts::WATCHING);
    assert_accessible(&page, "a watched vendor");
    page.find("link", texts::CHANGES_LINK).click();
    page.wait_for_heading(texts::CHANGES_HEADING);
    page.find("link", texts::DOWNLOAD_LIST_LINK);
    assert_accessible(&page, "the list of watched vendors");
}
