//! Watching in this browser: it stores the verdict of each watched vendor, and reports changes on the next visit.

use catalog::BaaStatus;
use serde_json::json;

use crate::broken_browser::FILL_STORAGE;
use crate::expected::texts;
use crate::harness::{Keys, Page, TestSite};

fn is_watched(page: &Page) -> bool {
    page.find("button", texts::WATCH_BUTTON).is_checked()
}

/// Replaces a status in the browser's storage, as if it had been the one at the last visit.
fn replace_stored_status(page: &Page, from: &str, to: &str) {
    let replaced = page.run_script(&format!(
        "let replaced = 0;
        for (const key of Object.keys(localStorage)) {{
            const stored = localStorage.getItem(key);
            const changed = stored.replaceAll('\"{from}\"', '\"{to}\"');
            if (changed !== stored) {{ localStorage.setItem(key, changed); replaced += 1; }}
        }}
        return replaced;"
    ));
    assert_eq!(replaced, 1, "the status is stored under one key");
}

/// The text of a data URL, which is percent-encoded.
fn data_url_text(page: &Page, url: &str) -> String {
    let (_, data) = url.split_once(',').expect("a data URL");
    let text = page.run_script_with("return decodeURIComponent(arguments[0])", &[json!(data)]);
    text.as_str().expect("a text").to_owned()
}

#[test]
fn a_vendor_is_watched_until_the_button_is_clicked_again() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    assert!(!is_watched(&page));
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || is_watched(&page));
    page.reload();
    page.wait_until("the vendor is still watched", || is_watched(&page));
    page.wait_for_no_text(texts::SINCE_LAST_VISIT);
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is not watched", || !is_watched(&page));
    page.reload();
    assert!(!is_watched(&page));
}

#[test]
fn a_change_since_the_last_visit_is_reported_once() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || is_watched(&page));
    replace_stored_status(&page, "plan_gated", "not_available");
    page.reload();
    page.wait_for_text(texts::SINCE_LAST_VISIT);
    page.wait_for_text(&texts::change(BaaStatus::NotAvailable.label(), BaaStatus::PlanGated.label()));
    assert!(is_watched(&page));
    page.reload();
    page.wait_until("the vendor is still watched", || is_watched(&page));
    page.wait_for_no_text(texts::SINCE_LAST_VISIT);
}

#[test]
fn the_changes_page_lists_the_watched_vendors() {
    let site = TestSite::start();
    let page = site.open("/changes/");
    page.wait_for_text(texts::NOTHING_WATCHED);
    for slug in ["zoom", "slack"] {
        page.open(&format!("/vendors/{slug}/"));
        page.find("button", texts::WATCH_BUTTON).click();
        page.wait_until("the vendor is watched", || is_watched(&page));
    }
    page.open("/changes/");
    page.wait_for_no_text(texts::NOTHING_WATCHED);
    for name in ["Slack", "Zoom"] {
        page.find("link", name);
    }
    replace_stored_status(&page, "plan_gated", "not_available");
    page.reload();
    page.wait_for_text(&texts::change(BaaStatus::NotAvailable.label(), BaaStatus::PlanGated.label()));
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_until("the vendor is watched", || is_watched(&page));
}

#[test]
fn a_vendor_is_removed_from_the_list_and_watched_again() {
    let site = TestSite::start();
    let page = site.open("/");
    let buttons = [texts::watch_button("Zoom"), texts::watch_button("Slack")];
    for name in &buttons {
        page.find("button", name).click();
        page.wait_until("the vendor is watched", || page.find("button", name).is_checked());
    }
    page.open("/changes/");
    page.wait_for_text(texts::LIST_CAN_BE_DELETED);
    page.find("link", texts::DOWNLOAD_LIST_LINK);
    let watched = page.find("region", texts::WATCHED_SECTION);
    let listed = watched.find_all("button").into_iter().filter(|button| buttons.contains(&button.name));
    assert_eq!(listed.count(), 2);
    for name in &buttons {
        page.find("button", name).run_script("arguments[0].focus()");
        page.press(Keys::SPACE);
        page.wait_until("the vendor is not watched", || !page.find("button", name).is_checked());
        page.wait_for_focus("button", name);
    }
    page.wait_for_text(texts::NOTHING_WATCHED);
    page.wait_until_absent("link", texts::DOWNLOAD_LIST_LINK);
    page.press(Keys::SPACE);
    page.wait_until("Slack is watched again", || {
        page.find("button", &texts::watch_button("Slack")).is_checked()
    });
    page.reload();
    page.find("button", &texts::watch_button("Slack"));
    page.wait_until_absent("button", &texts::watch_button("Zoom"));
}

#[test]
fn the_watch_button_is_that_of_the_current_vendor_after_a_page_change() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("Zoom is watched", || is_watched(&page));
    let first = page.find("region", &texts::alternatives_section("Zoom")).find_all("link").swap_remove(0);
    let name = first.name.clone();
    first.click();
    page.wait_for_heading(&texts::vendor_heading(&name));
    assert!(!is_watched(&page), "another vendor is not watched");
    page.back();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_until("Zoom is still watched", || is_watched(&page));
}

#[test]
fn unknown_data_in_storage_breaks_nothing() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || is_watched(&page));
    let key = page.run_script("return Object.keys(localStorage)[0]");
    for stored in ["", "null", "[]", "{\"zoom\":1}", "not JSON", "[{\"slug\":\"zoom\"}]"] {
        page.run_script_with(
            "localStorage.setItem(arguments[0], arguments[1])",
            &[key.clone(), json!(stored)],
        );
        page.reload();
        assert!(!is_watched(&page), "with {stored} in storage");
        page.find("button", texts::WATCH_BUTTON).click();
        page.wait_until("the vendor is watched, or the page says why it is not", || {
            is_watched(&page) || page.text().contains(texts::STORAGE_BLOCKED)
        });
        page.open("/changes/");
        page.wait_for_heading(texts::CHANGES_HEADING);
        page.open("/vendors/zoom/");
        page.wait_for_heading(&texts::vendor_heading("Zoom"));
    }
}

#[test]
fn the_watch_button_of_a_card_and_of_the_vendor_page_agree() {
    let site = TestSite::start();
    let page = site.open("/");
    page.find("button", &texts::watch_button("Zoom")).click();
    page.wait_until("Zoom is watched", || page.find("button", &texts::watch_button("Zoom")).is_checked());
    page.wait_for_focus("button", &texts::watch_button("Zoom"));
    assert_eq!(page.location(), "/", "the button must not follow the card's link");
    page.open("/vendors/zoom/");
    page.wait_until("the vendor page shows it too", || is_watched(&page));
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is not watched", || !is_watched(&page));
    page.open("/");
    page.wait_until("the card shows it too", || {
        !page.find("button", &texts::watch_button("Zoom")).is_checked()
    });
}

#[test]
fn full_storage_is_reported_beside_the_card() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(FILL_STORAGE);
    page.open("/");
    page.find("button", &texts::watch_button("Zoom")).click();
    page.wait_for_text(texts::STORAGE_BLOCKED);
    assert!(!page.find("button", &texts::watch_button("Zoom")).is_checked());
}

#[test]
fn a_saved_list_is_imported_in_another_browser() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || is_watched(&page));
    page.open("/changes/");
    let saved = page.find("link", texts::DOWNLOAD_LIST_LINK).attribute("href").expect("a file");
    assert!(saved.starts_with("data:application/json,"), "{saved}");
    let other_site = TestSite::start();
    let other = other_site.open("/changes/");
    other.wait_for_text(texts::NOTHING_WATCHED);
    let add = |text: &str| {
        other.run_script_with(
            "const files = new DataTransfer();
            files.items.add(new File([arguments[0]], 'watched.json'));
            const field = document.querySelector('input[type=file]');
            field.files = files.files;
            field.dispatchEvent(new Event('change', { bubbles: true }));",
            &[json!(text)],
        )
    };
    add("<html>");
    other.wait_for_text(texts::NOT_A_WATCH_LIST);
    add(&data_url_text(&page, &saved));
    other.find("link", "Zoom");
    other.wait_for_no_text(texts::NOT_A_WATCH_LIST);
    other.reload();
    other.find("link", "Zoom");
}
