//! Two tabs of one browser that are open at the same time: the first shows what the second changed, and an action in one
//! undoes none in the other.

use crate::expected::texts;
use crate::harness::{Page, TestSite};
use crate::scroll_restoration::page_from_back_forward_cache;

fn watch(page: &Page) {
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || page.find("button", texts::WATCH_BUTTON).is_checked());
}

#[test]
fn watching_in_one_tab_keeps_the_vendors_watched_in_another() {
    let site = TestSite::start();
    let page = site.open("/vendors/slack/");
    page.in_another_tab(|other| {
        other.open("/vendors/zoom/");
        watch(other);
    });
    // This page was opened before Zoom was watched.
    watch(&page);
    page.open("/changes/");
    let names = || -> Vec<String> {
        let watched = page.find("region", texts::WATCHED_SECTION);
        watched.find_all("link").into_iter().map(|link| link.name).collect()
    };
    page.wait_until("both vendors are watched", || {
        ["Slack", "Zoom"].iter().all(|name| names().iter().any(|watched| watched == name))
    });
    page.open("/vendors/zoom/");
    page.wait_until("the vendor page shows it too", || page.find("button", texts::WATCH_BUTTON).is_checked());
}

/// Regression: the buttons of an open page kept their state when another tab watched the vendor.
#[test]
fn watch_buttons_of_pages_and_cards_follow_another_tab() {
    let site = TestSite::start();
    let on_card = texts::watch_button("Zoom");
    for (path, button) in [("/vendors/zoom/", texts::WATCH_BUTTON), ("/", &on_card)] {
        let page = site.open(path);
        assert!(!page.find("button", button).is_checked());
        page.in_another_tab(|other| {
            other.open("/vendors/zoom/");
            watch(other);
        });
        page.wait_until("the button follows", || page.find("button", button).is_checked());
        page.in_another_tab(|other| {
            other.open("/");
            other.find("button", &on_card).click();
            other.wait_until("the vendor is not watched", || !other.find("button", &on_card).is_checked());
        });
        page.wait_until("the button follows", || !page.find("button", button).is_checked());
    }
}

/// Regression: a page that the browser kept in memory missed what changed meanwhile.
#[test]
fn a_page_from_the_back_forward_cache_has_the_current_state_of_watching() {
    let site = TestSite::start();
    let page = page_from_back_forward_cache(&site, |page| {
        // Firefox does not keep a page after a click of its driver.
        page.find("button", texts::WATCH_BUTTON).run_script("arguments[0].click()");
        page.wait_until("the vendor is watched", || page.find("button", texts::WATCH_BUTTON).is_checked());
    });
    page.wait_until("the vendor is not watched", || !page.find("button", texts::WATCH_BUTTON).is_checked());
}

#[test]
fn the_same_sign_up_in_two_tabs_is_stored_once() {
    let site = TestSite::start();
    let submit = |page: &Page| {
        page.find("button", texts::SIGN_UP_BUTTON).click();
        page.wait_for_text(texts::SIGNED_UP);
    };
    let page = site.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example");
    page.in_another_tab(|other| {
        other.open("/vendors/zoom/");
        other.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example");
        submit(other);
    });
    // The first tab was filled in before the second one signed up.
    submit(&page);
    assert_eq!(site.posts().len(), 2);
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
}
