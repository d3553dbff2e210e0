//! Which clicks on links the app handles, which it leaves to the browser, and the history entries that they add.

use crate::expected::texts;
use serde_json::json;

use crate::harness::{Page, TestSite};

fn history_length(page: &Page) -> u64 {
    page.run_script("return history.length").as_u64().expect("a number")
}

/// Dispatches a click with a modifier key or another button, prevents the navigation, and returns whether the app handled
/// the click.
fn app_handles(page: &Page, link: &str, event: &str) -> bool {
    let is_handled = page.find("link", link).run_script(&format!(
        "let isHandled = null;
        addEventListener('click', (event) => {{ isHandled = event.defaultPrevented; event.preventDefault(); }}, {{ once: true }});
        arguments[0].dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, {event} }}));
        return isHandled;"
    ));
    is_handled.as_bool().expect("a click event")
}

#[test]
fn the_browser_handles_clicks_for_another_tab_and_to_other_documents() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    for event in ["ctrlKey: true", "metaKey: true", "shiftKey: true", "altKey: true", "button: 1"] {
        assert!(!app_handles(&page, texts::CHANGES_LINK, event), "{event}");
    }
    let feed = texts::feed_link("Zoom");
    for link in [texts::SKIP_LINK, texts::ABOUT_LINK, texts::JSON_LINK, &feed, texts::LICENSE_LINK] {
        assert!(!app_handles(&page, link, "button: 0"), "{link}");
    }
    assert_eq!(page.location(), "/vendors/zoom/");
    assert!(app_handles(&page, texts::CHANGES_LINK, "button: 0"));
    page.wait_for_heading(texts::CHANGES_HEADING);
}

#[test]
fn a_fragment_link_stays_in_the_document() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.run_script("window.isSameDocument = true");
    page.find_matching("link", texts::SOURCES_LINK, |name| name.ends_with(texts::SOURCES_LINK)).click();
    page.wait_for_location("/vendors/zoom/#sources");
    page.wait_until("the sources are in view", || {
        page.run_script("const at = document.getElementById('sources').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight")
            == json!(true)
    });
    page.back();
    page.wait_for_location("/vendors/zoom/");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    assert_eq!(page.run_script("return window.isSameDocument"), json!(true));
}

#[test]
fn a_link_to_the_current_page_adds_no_history_entry_and_scrolls_to_the_top() {
    let site = TestSite::start();
    let page = site.open("/about/");
    let before = history_length(&page);
    page.run_script("scrollTo(0, 400)");
    page.find("link", texts::ABOUT_LINK).run_script("arguments[0].click()");
    page.wait_until("the page is at its top", || page.run_script("return scrollY") == json!(0));
    assert_eq!(history_length(&page), before);
    page.find("link", texts::CHANGES_LINK).click();
    page.wait_for_heading(texts::CHANGES_HEADING);
    assert_eq!(history_length(&page), before + 1);
}
