//! What the checks of the sources showed: when each source was last seen, and which sources are gone.

use serde_json::Value;

use crate::expected::texts;
use crate::harness::{Fault, Page, TestSite};
use crate::search_results::{search_for, wait_for_first_card};

const FILE: &str = "/verification.json";

const CHECKED: &str = "Sources checked on Nov 26, 2026 by a program";

/// The text of each source of the vendor page, without line breaks.
fn sources(page: &Page) -> Value {
    page.run_script(
        "return [...document.querySelectorAll('.sources li')].map((source) => source.innerText.replace(/\\s+/g, ' '))",
    )
}

#[test]
fn each_source_shows_when_it_was_last_seen_and_a_source_that_is_gone_says_so() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.wait_for_text(CHECKED);
    let shown = sources(&page);
    for (position, expected) in [
        (0, "page last reached Nov 27, 2026"),
        (1, "page last reached Nov 13, 2026"),
        (1, "This page is gone."),
        (2, "page not reached yet"),
        (3, "page last reached Nov 20, 2026"),
    ] {
        let text = shown[position].as_str().expect("a source");
        assert!(text.contains(expected), "{expected}: {text}");
        assert_eq!(text.contains("gone"), position == 1, "{text}");
    }
    page.find("link", "what this means").click();
    page.wait_for_heading(texts::ABOUT_HEADING);
    page.wait_for_location("/about/#checks");

    let page = site.open("/vendors/slack/");
    page.wait_for_app();
    page.wait_for_no_text("Sources checked");
    page.wait_for_no_text("last reached");
}

/// Opens Zoom's page from the home page, without a new document.
fn open_zoom_from_home(page: &Page) {
    page.open("/");
    search_for(page, "zoom");
    wait_for_first_card(page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn a_vendor_page_that_the_app_renders_shows_the_same_checks() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.wait_for_text(CHECKED);
    let published = sources(&page);
    open_zoom_from_home(&page);
    page.wait_for_text(CHECKED);
    assert_eq!(site.request_count(FILE), 1, "the page is rendered by the app");
    assert_eq!(sources(&page), published);
}

#[test]
fn if_the_checks_cannot_be_loaded_the_page_says_so_and_shows_its_sources() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_console(FILE);
    for fault in [Fault::Status(404), Fault::Replace("application/json", "{\"version\":99}".to_owned())] {
        site.inject_fault(FILE, fault);
        open_zoom_from_home(&page);
        page.wait_for_text(texts::NO_CHECKS);
        page.wait_for_text("Zoom enters into BAAs on Zoom for Healthcare plans");
        page.wait_for_no_text("last reached");
    }
    site.inject_fault(FILE, Fault::Hold);
    open_zoom_from_home(&page);
    page.wait_for_text("Zoom enters into BAAs on Zoom for Healthcare plans");
}
