//! Watching in this browser: what it was when last seen is kept, and what changed since is said.

use serde_json::json;

use crate::harness::{Page, Site};

const BUTTON: &str = "Watch in this browser";

fn is_watched(page: &Page) -> bool {
    page.find("button", BUTTON).is_on()
}

/// Lets this browser remember another BAA status than it saw.
fn remember(page: &Page, seen: &str, instead: &str) {
    let replaced = page.run(&format!(
        "let replaced = 0;
        for (const key of Object.keys(localStorage)) {{
            const kept = localStorage.getItem(key);
            const changed = kept.replaceAll('\"{seen}\"', '\"{instead}\"');
            if (changed !== kept) {{ localStorage.setItem(key, changed); replaced += 1; }}
        }}
        return replaced;"
    ));
    assert_eq!(replaced, 1, "the status is kept once");
}

#[test]
fn a_watched_vendor_stays_watched_until_it_is_not() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    assert!(!is_watched(&page));
    page.find("button", BUTTON).click();
    page.wait("it is watched", || is_watched(&page));
    page.reload();
    page.wait("it is still watched", || is_watched(&page));
    page.sees_no("Since your last visit:");
    page.find("button", BUTTON).click();
    page.wait("it is watched no more", || !is_watched(&page));
    page.reload();
    assert!(!is_watched(&page));
}

#[test]
fn what_changed_since_the_last_visit_is_said_once() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", BUTTON).click();
    page.wait("it is watched", || is_watched(&page));
    remember(&page, "plan_gated", "not_available");
    page.reload();
    page.sees("Since your last visit:");
    page.sees("from “No BAA” to “BAA on some plans”");
    assert!(is_watched(&page));
    page.reload();
    page.wait("it is still watched", || is_watched(&page));
    page.sees_no("Since your last visit:");
}

#[test]
fn the_changes_page_lists_what_is_watched() {
    let site = Site::built();
    let page = site.open("/changes/");
    page.sees("This browser watches no vendor yet");
    for slug in ["zoom", "slack"] {
        page.open(&format!("/vendors/{slug}/"));
        page.find("button", BUTTON).click();
        page.wait("it is watched", || is_watched(&page));
    }
    page.open("/changes/");
    page.sees_no("This browser watches no vendor yet");
    for name in ["Slack", "Zoom"] {
        page.find("link", name);
    }
    remember(&page, "plan_gated", "not_available");
    page.reload();
    page.sees("from “No BAA” to “BAA on some plans”");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.wait("it is watched", || is_watched(&page));
}

#[test]
fn a_vendor_watched_after_a_page_change_is_the_one_that_is_shown() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", BUTTON).click();
    page.wait("Zoom is watched", || is_watched(&page));
    page.find("region", "Alternatives to Zoom").all("link").swap_remove(0).click();
    page.is_page("Is GoTo Meeting HIPAA compliant?");
    assert!(!is_watched(&page), "another vendor is not watched");
    page.back();
    page.is_page("Is Zoom HIPAA compliant?");
    page.wait("Zoom is still watched", || is_watched(&page));
}

#[test]
fn what_the_storage_holds_of_another_kind_breaks_nothing() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", BUTTON).click();
    page.wait("it is watched", || is_watched(&page));
    let key = page.run("return Object.keys(localStorage)[0]");
    for kept in ["", "null", "[]", "{\"zoom\":1}", "not JSON", "[{\"slug\":\"zoom\"}]"] {
        page.run_with("localStorage.setItem(arguments[0], arguments[1])", &[key.clone(), json!(kept)]);
        page.reload();
        assert!(!is_watched(&page), "with {kept} kept");
        page.find("button", BUTTON).click();
        page.wait("it is watched, or the page says why it is not", || {
            is_watched(&page) || page.text().contains("does not let the site keep anything")
        });
        page.open("/changes/");
        page.is_page("Changes");
        page.open("/vendors/zoom/");
        page.is_page("Is Zoom HIPAA compliant?");
    }
}
