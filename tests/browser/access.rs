//! axe-core finds nothing on any kind of page, in either theme, before and after the app has started, and in the states
//! that a visit comes to: a menu open, an error shown, no result.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::facts::workspace;
use crate::harness::{Fault, Page, Site};
use crate::kinds::{one_of_each, tab_for};
use crate::results::{announces, first_card_is, search_field};

/// Runs every rule that is no experiment, and tells of each element that breaks one: the rule, the element's selector,
/// its words and what is wrong.
const RUN: &str = "
    const done = arguments[0];
    const told = ({ id, help, nodes }) => nodes.map(({ target, html, failureSummary }) => {
        const element = document.querySelector(target[0]);
        const words = (element?.innerText || html).replace(/\\s+/g, ' ').slice(0, 100);
        return `${id} (${help}): ${target.join(' ')} “${words}”: ${failureSummary}`;
    });
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.flatMap(told)));";

/// axe-core, as npm brings it.
fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let path = workspace().join("tools/audit/node_modules/axe-core/axe.min.js");
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}: run `tools/setup test` first", path.display()))
    })
}

/// Lets the page believe that the visitor's system asks for that.
pub fn prefer(page: &Page, feature: &str, value: &str) {
    let features = json!({ "features": [{ "name": feature, "value": value }] });
    page.devtools("Emulation.setEmulatedMedia", &features);
}

/// Lays out what is out of sight as if it were seen, so that it can be looked at.
pub fn lay_all_out(page: &Page) {
    page.run(
        "const all = new CSSStyleSheet();
        all.replaceSync('* { content-visibility: visible }');
        document.adoptedStyleSheets = [all];",
    );
    page.wait_for_paint();
}

/// Fails if axe finds anything on the page as it is now, in either theme.
fn is_accessible(page: &Page, what: &str) {
    lay_all_out(page);
    if page.run("return typeof axe") == json!("undefined") {
        page.run(axe());
    }
    for theme in ["light", "dark"] {
        prefer(page, "prefers-color-scheme", theme);
        page.wait_for_paint();
        let found = page.run_to_its_end(RUN);
        let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert!(found.is_empty(), "{what}, {theme}:\n{}", found.join("\n"));
    }
}

#[test]
fn nothing_is_found_on_any_page_before_the_app_starts() {
    let site = Site::built();
    site.breaks(&site.wasm(), Fault::Held);
    for path in one_of_each() {
        let page = tab_for(&site, &path);
        page.go(&path);
        is_accessible(&page, &path);
    }
}

#[test]
fn nothing_is_found_on_any_page_with_the_app() {
    let site = Site::built();
    for path in one_of_each() {
        let page = tab_for(&site, &path);
        page.open(&path);
        is_accessible(&page, &path);
    }
}

#[test]
fn nothing_is_found_without_the_app() {
    let site = Site::built();
    site.breaks(&site.wasm(), Fault::Status(403));
    for path in ["/", "/vendors/zoom/"] {
        let page = site.tab();
        page.expect_in_console("");
        page.go(path);
        page.sees("Search is off");
        is_accessible(&page, path);
    }
}

#[test]
fn nothing_is_found_with_the_filters_open_on_a_phone() {
    let site = Site::built();
    let page = site.tab();
    page.resize(360, 740);
    page.open("/?baa=available&category=email");
    page.find("button", "Filters (2 chosen)").click();
    page.find("button", "Clear all filters");
    is_accessible(&page, "the open filters");
}

#[test]
fn nothing_is_found_among_results_and_suggestions() {
    let site = Site::built();
    let page = site.open("/?q=google");
    page.sees("Google Workspace");
    is_accessible(&page, "results with their letters marked");
    page.open("/vendors/zoom/");
    search_field(&page).keys("slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack "));
    is_accessible(&page, "suggestions");
}

#[test]
fn nothing_is_found_without_a_result() {
    let site = Site::built();
    let page = site.open("/?q=qqqqqqqq&baa=available");
    announces(&page, 0);
    page.sees("Nothing matches all of this");
    is_accessible(&page, "no result");
}

#[test]
fn nothing_is_found_with_an_error_shown() {
    let site = Site::built();
    site.breaks_list(Fault::Status(503));
    let page = site.tab();
    page.expect_in_console("503");
    page.open("/");
    page.sees("was refused by the server");
    is_accessible(&page, "the list of vendors refused");
    site.breaks("/vendors/zoom.json", Fault::Status(503));
    page.find("link", "Zoom").click();
    page.is_page("This vendor's page did not arrive");
    is_accessible(&page, "a vendor's page refused");
}

#[test]
fn nothing_is_found_while_a_page_is_on_its_way() {
    let site = Site::built();
    let page = site.open("/?q=zoom");
    first_card_is(&page, "Zoom");
    site.breaks("/vendors/zoom.json", Fault::Held);
    page.find("link", "Zoom").click();
    page.sees("Loading");
    is_accessible(&page, "a vendor's page on its way");
}

#[test]
fn nothing_is_found_with_a_sign_up_refused_or_taken() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.expect_in_console("422");
    page.find("textbox", "Email address").keys("+someone@clinic.example\n");
    page.sees("That is not an email address");
    is_accessible(&page, "a sign-up refused");
    page.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone\n");
    page.sees("'@'");
    is_accessible(&page, "an address that is none");
    page.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone@clinic.example\n");
    page.sees("You are signed up");
    is_accessible(&page, "a sign-up taken");
}

#[test]
fn nothing_is_found_with_a_vendor_watched() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", "Watch in this browser").click();
    page.sees("Watching.");
    is_accessible(&page, "a vendor watched");
    page.find("link", "Changes").click();
    page.is_page("Changes");
    page.find("link", "Save this list as a file");
    is_accessible(&page, "the list of what is watched");
}
