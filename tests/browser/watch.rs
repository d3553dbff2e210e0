//! Watching in this browser: what it was when last seen is kept, and what changed since is said.

use serde_json::json;

use crate::harness::{Keys, Page, Site};

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
fn a_vendor_is_watched_no_more_from_the_list_and_watched_again() {
    let site = Site::built();
    let page = site.open("/");
    for name in ["Watch Zoom", "Watch Slack"] {
        page.find("button", name).click();
        page.wait("it is watched", || page.find("button", name).is_on());
    }
    page.open("/changes/");
    page.find("link", "Save this list as a file");
    let watched = page.find("region", "Watched in this browser");
    let buttons = watched.all("button").into_iter().filter(|button| button.name.starts_with("Watch "));
    assert_eq!(buttons.count(), 2);
    for name in ["Watch Zoom", "Watch Slack"] {
        page.find("button", name).run("arguments[0].focus()");
        page.press(Keys::SPACE);
        page.wait("it is watched no more", || !page.find("button", name).is_on());
        page.has_focus_on("button", name);
    }
    page.sees("This browser watches no vendor yet");
    page.lacks("link", "Save this list as a file");
    page.press(Keys::SPACE);
    page.wait("Slack is watched again", || page.find("button", "Watch Slack").is_on());
    page.reload();
    page.find("button", "Watch Slack");
    page.lacks("button", "Watch Zoom");
}

#[test]
fn a_vendor_watched_after_a_page_change_is_the_one_that_is_shown() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", BUTTON).click();
    page.wait("Zoom is watched", || is_watched(&page));
    let first = page.find("region", "Alternatives to Zoom").all("link").swap_remove(0);
    let name = first.name.clone();
    first.click();
    page.is_page(&format!("Is {name} HIPAA compliant?"));
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

#[test]
fn a_card_watches_its_vendor_and_says_so_wherever_it_is_shown() {
    let site = Site::built();
    let page = site.open("/");
    page.find("button", "Watch Zoom").click();
    page.wait("Zoom is watched", || page.find("button", "Watch Zoom").is_on());
    page.has_focus_on("button", "Watch Zoom");
    assert_eq!(page.address(), "/", "the card's link is not followed");
    page.open("/vendors/zoom/");
    page.wait("Zoom is watched here too", || is_watched(&page));
    page.find("button", BUTTON).click();
    page.wait("it is watched no more", || !is_watched(&page));
    page.open("/");
    page.wait("the card knows", || !page.find("button", "Watch Zoom").is_on());
}

#[test]
fn a_full_storage_is_said_beside_the_card() {
    let site = Site::built();
    let page = site.tab();
    page.before_scripts(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    );
    page.open("/");
    page.find("button", "Watch Zoom").click();
    page.sees("does not let the site keep anything");
    assert!(!page.find("button", "Watch Zoom").is_on());
}

#[test]
fn a_list_that_was_saved_is_added_in_another_browser() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("button", BUTTON).click();
    page.wait("it is watched", || is_watched(&page));
    page.open("/changes/");
    let saved = page.find("link", "Save this list as a file").attribute("href").expect("a file");
    assert!(saved.starts_with("data:application/json,"), "{saved}");
    let other = Site::built().open("/changes/");
    other.sees("This browser watches no vendor yet");
    let add = |text: &str| {
        other.run_with(
            "const files = new DataTransfer();
            files.items.add(new File([arguments[0]], 'watched.json'));
            const field = document.querySelector('input[type=file]');
            field.files = files.files;
            field.dispatchEvent(new Event('change', { bubbles: true }));",
            &[json!(text)],
        )
    };
    add("<html>");
    other.sees("That file cannot be taken");
    let text = page.run_with("return decodeURIComponent(arguments[0].split(',', 2)[1] ? arguments[0].slice(arguments[0].indexOf(',') + 1) : '')", &[json!(saved)]);
    add(text.as_str().expect("a text"));
    other.find("link", "Zoom");
    other.sees_no("That file cannot be taken");
    other.reload();
    other.find("link", "Zoom");
}
