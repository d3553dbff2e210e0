//! Everything works with the keyboard alone, and one can see where it is.

use serde_json::json;

use crate::facts::vendors;
use crate::harness::{Keys, Page, Site};
use crate::results::{announces, cards, first_card_is, search_field, show_more};

/// The role and the name of what has the focus.
fn at(page: &Page) -> String {
    let focused = page.focused();
    format!("{} {}", focused.role(), focused.name)
}

/// Presses Tab until the focus is on something with that role and name, and says what it passed.
fn tab_to(page: &Page, wanted: &str, most: usize) -> Vec<String> {
    let mut passed = Vec::new();
    for _ in 0..most {
        page.press(Keys::TAB);
        let here = at(page);
        if here.starts_with(wanted) {
            return passed;
        }
        passed.push(here);
    }
    page.fail(format!("Tab never comes to {wanted}: {passed:?}"));
}

#[test]
fn a_search_needs_no_mouse() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    page.press("/");
    page.has_focus_on("searchbox", "Vendor or category");
    assert_eq!(search_field(&page).value(), "", "the key that focuses is not typed");
    page.press("google");
    page.arrives_at("/?q=google");
    let shown = cards(&page);
    page.press(Keys::DOWN);
    page.has_focus_on("link", &shown[0]);
    page.press(Keys::DOWN);
    page.has_focus_on("link", &shown[1]);
    page.press(Keys::UP);
    page.has_focus_on("link", &shown[0]);
    page.press(Keys::UP);
    page.has_focus_on("searchbox", "Vendor or category");
    page.press([Keys::DOWN, Keys::DOWN, Keys::ENTER].iter().collect::<String>());
    page.has_focus_on("heading", &format!("Is {} HIPAA compliant?", shown[1]));
}

#[test]
fn enter_in_the_search_opens_the_first_result() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    page.press("/slack");
    first_card_is(&page, "Slack");
    page.press(Keys::ENTER);
    page.has_focus_on("heading", "Is Slack HIPAA compliant?");
}

#[test]
fn escape_empties_the_search() {
    let site = Site::built();
    let page = site.open("/?q=slack");
    first_card_is(&page, "Slack");
    page.press("/");
    page.press(Keys::ESCAPE);
    page.arrives_at("/");
    announces(&page, vendors());
    assert_eq!(search_field(&page).value(), "");
    page.has_focus_on("searchbox", "Vendor or category");
}

#[test]
fn a_slash_inside_a_text_is_a_slash() {
    let site = Site::built();
    let page = site.open("/");
    page.press("/a/b");
    page.arrives_at("/?q=a%2Fb");
    assert_eq!(search_field(&page).value(), "a/b");
}

#[test]
fn tab_leads_through_header_search_and_filters_to_the_results() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    let mut way = vec![];
    way.extend(tab_to(&page, "searchbox Vendor or category", 10));
    assert_eq!(
        way,
        ["link Skip to content", "link Countersign", "link Search", "link Changes", "link About"],
        "before the search"
    );
    let to_sort = tab_to(&page, "combobox Sort by", 50);
    assert_eq!(to_sort.len(), 40, "every option is on the way: {to_sort:?}");
    assert!(to_sort.iter().all(|stop| stop.starts_with("checkbox ")), "{to_sort:?}");
    let to_card = tab_to(&page, &format!("link {}", cards(&page)[0]), 3);
    assert!(to_card.is_empty(), "{to_card:?}");
}

#[test]
fn the_focus_can_be_seen_at_every_stop() {
    let site = Site::built();
    // What has the focus is outlined, or what lies over it is.
    let is_outlined = "
        const drawn = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const element = arguments[0];
        return drawn(getComputedStyle(element)) || drawn(getComputedStyle(element, '::after'));";
    for path in ["/?q=zoom", "/vendors/zoom/"] {
        let page = site.open(path);
        page.sees("Zoom");
        for _ in 0..60 {
            page.press(Keys::TAB);
            let focused = page.focused();
            if focused.run("return arguments[0] === document.body") == json!(true) {
                break;
            }
            assert_eq!(focused.run(is_outlined), json!(true), "{} on {path}", at(&page));
            let is_in_view = focused.run(
                "const box = arguments[0].getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight && box.height > 0;",
            );
            assert_eq!(is_in_view, json!(true), "{} on {path} is out of sight", at(&page));
        }
    }
}

#[test]
fn the_first_stop_skips_to_the_content() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.press(Keys::TAB);
    page.has_focus_on("link", "Skip to content");
    page.press(Keys::ENTER);
    page.wait("the focus is in the main part", || page.focused().role() == "main");
    page.press(Keys::TAB);
    page.has_focus_on("link", "Video meetings");
}

#[test]
fn shift_and_tab_lead_back() {
    let site = Site::built();
    let page = site.open("/");
    page.press("/");
    page.press_with(Keys::SHIFT, Keys::TAB);
    page.has_focus_on("link", "About");
}

#[test]
fn more_results_are_asked_for_with_the_keyboard() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    page.find("button", &show_more()).run("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.wait_for("the cards", &vendors().min(200), || cards(&page).len());
}

#[test]
fn suggestions_on_a_vendor_page_need_no_mouse() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    search_field(&page).run("arguments[0].focus()");
    page.press("slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack "));
    page.press(Keys::TAB);
    page.wait("the focus is on the suggestion", || page.focused().name.starts_with("Slack "));
    page.press(Keys::ENTER);
    page.has_focus_on("heading", "Is Slack HIPAA compliant?");
}
