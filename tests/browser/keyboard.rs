//! Everything works with the keyboard alone, and one can see where it is.

use serde_json::json;

use crate::access::prefer;
use crate::facets;
use crate::facts::vendors;
use crate::harness::{Keys, Page, Site};
use crate::kinds::{one_of_each, tab_for};
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
    let to_sort = tab_to(&page, "combobox Sort by", 60);
    let options: usize = facets::ALL.iter().map(|facet| facet.options.len()).sum();
    assert_eq!(to_sort.len(), options, "every option is on the way: {to_sort:?}");
    assert!(to_sort.iter().all(|stop| stop.starts_with("checkbox ")), "{to_sort:?}");
    let to_card = tab_to(&page, &format!("link {}", cards(&page)[0]), 3);
    assert!(to_card.is_empty(), "{to_card:?}");
}

/// What is wrong with how the focus is shown where it is; `null` where nothing is, and `"end"` past the last stop. What
/// has the focus is outlined, or what lies over it, or the card that it opens, in a colour that stands out from what is
/// around.
const SHOWN: &str = "
    const element = document.activeElement;
    if (element === document.body) return 'end';
    (window.stops ??= new Set()).add(element);
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => {
        const [red, green, blue] = parts(colour).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    };
    let ground = element.parentElement;
    const isClear = (colour) => parts(colour)[3] === 0;
    while (ground.parentElement && isClear(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
    const around = light(getComputedStyle(ground).backgroundColor);
    const isDrawn = ({ outlineStyle, outlineWidth, outlineColor }) => outlineStyle !== 'none'
        && parseFloat(outlineWidth) >= 2
        && Math.max(light(outlineColor), around) / Math.min(light(outlineColor), around) >= 3;
    const box = element.getBoundingClientRect();
    const isInView = box.bottom > 0 && box.top < innerHeight && box.height > 0;
    const card = element.closest('h3 a') && element.closest('.card');
    const isOutlined = [element, card].some((one) => one && isDrawn(getComputedStyle(one)))
        || isDrawn(getComputedStyle(element, '::after'));
    return isInView && isOutlined ? null : `${isInView ? 'no outline' : 'out of sight'}: ${element.outerHTML.slice(0, 150)}`;";

/// What can be used and was no stop on the way.
const PASSED_OVER: &str = "
    const used = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    return [...used].filter((element) => element.checkVisibility({ visibilityProperty: true })
        && !element.matches(':disabled, [tabindex=\"-1\"]') && !window.stops.has(element))
        .map((element) => element.outerHTML.slice(0, 150));";

#[test]
fn the_focus_can_be_seen_at_every_stop_of_every_page() {
    let site = Site::built();
    for path in one_of_each() {
        for theme in ["light", "dark"] {
            let page = tab_for(&site, &path);
            prefer(&page, "prefers-color-scheme", theme);
            page.open(&path);
            let mut faults = Vec::new();
            loop {
                page.press(Keys::TAB);
                let shown = page.run(SHOWN);
                match shown.as_str() {
                    Some("end") => break,
                    Some(fault) => faults.push(fault.to_owned()),
                    None => {}
                }
            }
            assert!(faults.is_empty(), "{path}, {theme}:\n{}", faults.join("\n"));
            assert_eq!(page.run(PASSED_OVER), json!([]), "{path}: no way leads there");
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

#[test]
fn back_leads_to_the_link_that_was_followed() {
    let site = Site::built();
    let page = site.open("/?q=slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").run("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.has_focus_on("heading", "Is Slack HIPAA compliant?");
    page.find("link", "All vendors in Team collaboration").run("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.has_focus_on("heading", "Team collaboration: who signs a HIPAA BAA?");
    page.find("link", "Notion").click();
    page.has_focus_on("heading", "Is Notion HIPAA compliant?");
    page.back();
    page.has_focus_on("link", "Notion");
    page.back();
    page.has_focus_on("link", "All vendors in Team collaboration");
    page.back();
    page.has_focus_on("link", "Slack");
    page.forward();
    page.is_page("Is Slack HIPAA compliant?");
    page.has_focus_on("link", "All vendors in Team collaboration");
}

#[test]
fn back_leads_to_the_search_that_was_sent() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    page.press("/slack");
    page.arrives_at("/?q=slack");
    first_card_is(&page, "Slack");
    page.press(Keys::ENTER);
    page.has_focus_on("heading", "Is Slack HIPAA compliant?");
    search_field(&page).keys("mail\n");
    page.arrives_at("/?q=mail");
    page.back();
    page.has_focus_on("searchbox", "Vendor or category");
    page.is_page("Is Slack HIPAA compliant?");
    page.back();
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.has_focus_on("searchbox", "Vendor or category");
}
