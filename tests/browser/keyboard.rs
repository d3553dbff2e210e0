//! Every function works with the keyboard alone, and the focus is always visible.

use crate::expected::texts;
use crate::fixtures;
use catalog::Category;
use serde_json::json;

use crate::facets;
use crate::harness::{Keys, Page, TestSite};
use crate::page_kinds::{one_path_per_kind, page_for};
use crate::search_results::{
    card_names, search_field, search_for, wait_for_all_vendors, wait_for_first_card,
};

/// The role and the accessible name of the focused element.
fn focus_description(page: &Page) -> String {
    let focused = page.focused();
    format!("{} {}", focused.role(), focused.name)
}

/// Presses Tab until the focus is on an element whose role and name begin like this, at most `limit` times; returns the
/// elements before it.
fn tab_to(page: &Page, target: &str, limit: usize) -> Vec<String> {
    let mut passed = Vec::new();
    for _ in 0..limit {
        page.press(Keys::TAB);
        let focus = focus_description(page);
        if focus.starts_with(target) {
            return passed;
        }
        passed.push(focus);
    }
    page.fail(format!("Tab does not reach {target}: {passed:?}"));
}

#[test]
fn search_works_with_the_keyboard() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.press("/");
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
    assert_eq!(search_field(&page).value(), "", "the shortcut is not typed");
    page.press("google");
    page.wait_for_location("/?q=google");
    let cards = card_names(&page);
    page.press(Keys::DOWN);
    page.wait_for_focus("link", &cards[0]);
    page.press(Keys::DOWN);
    page.wait_for_focus("link", &cards[1]);
    page.press(Keys::UP);
    page.wait_for_focus("link", &cards[0]);
    page.press(Keys::UP);
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
    page.press([Keys::DOWN, Keys::DOWN, Keys::ENTER].iter().collect::<String>());
    page.wait_for_focus("heading", &texts::vendor_heading(&cards[1]));
}

#[test]
fn enter_in_the_search_opens_the_first_result() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.press("/slack");
    wait_for_first_card(&page, "Slack");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", &texts::vendor_heading("Slack"));
}

#[test]
fn escape_clears_the_search() {
    let site = TestSite::start();
    let page = site.open("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.press("/");
    page.press(Keys::ESCAPE);
    page.wait_for_location("/");
    wait_for_all_vendors(&page);
    assert_eq!(search_field(&page).value(), "");
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
}

#[test]
fn a_slash_in_the_search_field_is_text() {
    let site = TestSite::start();
    let page = site.open("/");
    page.press("/a/b");
    page.wait_for_location("/?q=a%2Fb");
    assert_eq!(search_field(&page).value(), "a/b");
}

#[test]
fn tab_order_is_header_search_filters_results() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let to_search = tab_to(&page, &format!("searchbox {}", texts::SEARCH_FIELD), 10);
    let links = [
        texts::SKIP_LINK,
        texts::SITE_NAME,
        texts::SEARCH_LINK,
        texts::CHECK_LINK,
        texts::REGISTER_LINK,
        texts::COMPARE_LINK,
        texts::CHANGES_LINK,
        texts::ABOUT_LINK,
    ];
    assert_eq!(to_search, links.map(|link| format!("link {link}")));
    let options: usize = facets::all().iter().map(|facet| facet.options.len()).sum();
    let to_sort = tab_to(&page, &format!("combobox {}", texts::SORT_BY), options + 10);
    assert_eq!(to_sort.len(), options, "every option is a tab stop: {to_sort:?}");
    assert!(to_sort.iter().all(|stop| stop.starts_with("checkbox ")), "{to_sort:?}");
    let to_card = tab_to(&page, &format!("link {}", card_names(&page)[0]), 3);
    assert_eq!(to_card, [format!("button {}", texts::TABLE_BUTTON)]);
}

/// What is wrong with the focus indicator of the focused element: `null` if nothing is, `"end"` past the last tab stop.
/// The element, its `::after` box or the card that it opens must have an outline of 2 pixels or more, with a contrast of
/// at least 3 to the background (WCAG 2.4.13).
const FOCUS_DEFECT: &str = "
    const element = document.activeElement;
    if (element === document.body) return 'end';
    (window.stops ??= new Set()).add(element);
    const parts = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => {
        const [red, green, blue] = parts(color).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    };
    let ground = element.parentElement;
    const isClear = (color) => parts(color)[3] === 0;
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

/// How [`FOCUS_DEFECT`] starts for an element that is not in view.
const OUT_OF_SIGHT: &str = "out of sight";

/// The interactive elements that were not tab stops.
const SKIPPED: &str = "
    const interactive = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    return [...interactive].filter((element) => element.checkVisibility({ visibilityProperty: true })
        && !element.matches(':disabled, [tabindex=\"-1\"]') && !window.stops.has(element))
        .map((element) => element.outerHTML.slice(0, 150));";

#[test]
fn the_focus_is_visible_at_every_tab_stop_of_every_page() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        for theme in ["light", "dark"] {
            let page = page_for(&site, &path);
            page.emulate_media("screen", &[("prefers-color-scheme", theme)]);
            page.open(&path);
            let mut defects = Vec::new();
            loop {
                page.press(Keys::TAB);
                let mut defect = page.run_script(FOCUS_DEFECT);
                // A browser may scroll to the focused element with the next frame.
                if defect.as_str().is_some_and(|defect| defect.starts_with(OUT_OF_SIGHT)) {
                    page.wait_for_paint();
                    defect = page.run_script(FOCUS_DEFECT);
                }
                match defect.as_str() {
                    Some("end") => break,
                    Some(defect) => defects.push(defect.to_owned()),
                    None => {}
                }
            }
            assert!(defects.is_empty(), "{path}, {theme}:\n{}", defects.join("\n"));
            assert_eq!(page.run_script(SKIPPED), json!([]), "{path}: Tab skips elements");
        }
    }
}

#[test]
fn the_first_tab_stop_skips_to_the_content() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.press(Keys::TAB);
    page.wait_for_focus("link", texts::SKIP_LINK);
    page.press(Keys::ENTER);
    page.wait_until("the focus is in the main part", || page.focused().role() == "main");
    page.press(Keys::TAB);
    page.wait_for_focus("link", Category::Video.label());
}

#[test]
fn shift_tab_moves_the_focus_back() {
    let site = TestSite::start();
    let page = site.open("/");
    page.press("/");
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
    page.press_with_modifier(Keys::SHIFT, Keys::TAB);
    page.wait_for_focus("link", texts::ABOUT_LINK);
}

#[test]
fn more_results_are_shown_with_the_keyboard() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.find("button", &texts::show_more_button(fixtures::count() - texts::RESULTS_AT_A_TIME))
        .run_script("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.wait_for_value("the cards", &fixtures::count().min(2 * texts::RESULTS_AT_A_TIME), || {
        card_names(&page).len()
    });
}

#[test]
fn suggestions_on_a_vendor_page_work_with_the_keyboard() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    search_field(&page).run_script("arguments[0].focus()");
    page.press("google");
    page.wait_until("several suggestions", || options(&page).len() > 1);
    assert_eq!(active_option(&page), None);
    let names = options(&page);
    let (first, last) = (names.first().cloned(), names.last().cloned());
    page.press(Keys::DOWN);
    page.wait_for_value("the active option", &first, || active_option(&page));
    page.press(Keys::UP);
    page.wait_for_value("the active option", &last, || active_option(&page));
    page.press(Keys::DOWN);
    page.wait_for_value("the active option", &first, || active_option(&page));
    page.wait_for_focus("combobox", texts::SEARCH_FIELD);
    page.press(Keys::ESCAPE);
    page.wait_until("no suggestions", || options(&page).is_empty());
    assert_eq!(search_field(&page).value(), "google", "Escape keeps the text");
    page.press(" w");
    page.wait_until("suggestions", || !options(&page).is_empty());
    page.press(Keys::DOWN);
    page.wait_until("an active option", || active_option(&page).is_some());
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", &texts::vendor_heading("Google Workspace"));
}

/// Regression: similar names were also offered for a text without any.
#[test]
fn similar_names_are_offered_on_a_vendor_page_only_if_there_are_some() {
    let site = TestSite::start();
    let page = site.open("/vendors/slack/");
    search_for(&page, "xqzvw");
    page.wait_for_text(texts::NO_RESULTS);
    page.wait_for_no_text(texts::OFFER_OF_SIMILAR_NAMES);

    page.open("/vendors/slack/");
    search_for(&page, "mailqxxxp");
    page.wait_for_text(texts::OFFER_OF_SIMILAR_NAMES);
    page.press(Keys::ENTER);
    page.wait_for_text(texts::SIMILAR_NAMES);
}

/// The suggestions, with their verdicts, if the search field says that they are shown.
fn options(page: &Page) -> Vec<String> {
    let options = "const field = document.querySelector('[role=combobox]');
        const list = document.getElementById(field.getAttribute('aria-controls'));
        const isOpen = field.getAttribute('aria-expanded') === 'true';
        if (isOpen !== Boolean(list)) throw new Error('the state of the search field is wrong');
        return isOpen ? [...list.querySelectorAll('[role=option]')].map((option) => option.textContent) : [];";
    serde_json::from_value(page.run_script(options)).expect("texts")
}

/// The suggestion that the search field names as the active one, if it is the one that is marked.
fn active_option(page: &Page) -> Option<String> {
    let active = "const id = document.querySelector('[role=combobox]').getAttribute('aria-activedescendant');
        const marked = [...document.querySelectorAll('[role=option][aria-selected=true]')].map((option) => option.id);
        return (marked[0] ?? null) === id && id ? document.getElementById(id).textContent : null;";
    serde_json::from_value(page.run_script(active)).expect("a text")
}

#[test]
fn back_restores_the_focus_on_the_link_that_was_followed() {
    let site = TestSite::start();
    let page = site.open("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").run_script("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", &texts::vendor_heading("Slack"));
    page.find("link", &texts::category_link(Category::Collaboration)).run_script("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", &texts::category_heading(Category::Collaboration));
    page.find("link", "Notion").click();
    page.wait_for_focus("heading", &texts::vendor_heading("Notion"));
    page.back();
    page.wait_for_focus("link", "Notion");
    page.back();
    page.wait_for_focus("link", &texts::category_link(Category::Collaboration));
    page.back();
    page.wait_for_focus("link", "Slack");
    page.forward();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_focus("link", &texts::category_link(Category::Collaboration));
}

#[test]
fn back_restores_the_focus_on_the_search_field() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.press("/slack");
    page.wait_for_location("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", &texts::vendor_heading("Slack"));
    search_field(&page).send_keys("mail\n");
    page.wait_for_location("/?q=mail");
    page.back();
    page.wait_for_focus("combobox", texts::SEARCH_FIELD);
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.back();
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
}

/// Each kind of element of an extension or of the page into which a visitor can type.
#[test]
fn a_slash_that_is_typed_elsewhere_is_text() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    for field in [
        "<textarea></textarea>",
        "<input type=text>",
        "<input type=email>",
        "<div contenteditable=true></div>",
        "<button contenteditable=true></button>",
        "<other-field tabindex=0></other-field>",
    ] {
        page.run_script_with(
            "document.body.insertAdjacentHTML('beforeend', arguments[0]);
            const field = document.body.lastElementChild;
            if (field.localName === 'other-field') {
                field.attachShadow({ mode: 'closed' }).innerHTML = '<textarea></textarea>';
            }
            field.focus();",
            &[json!(field)],
        );
        page.press("/");
        let is_focused = page.run_script("return document.activeElement === document.body.lastElementChild");
        assert_eq!(is_focused, json!(true), "{field}");
        page.run_script("document.body.lastElementChild.remove()");
    }
    page.press("/");
    page.wait_for_focus("searchbox", texts::SEARCH_FIELD);
}

#[test]
fn a_key_that_ends_a_composition_is_not_a_shortcut() {
    let site = TestSite::start();
    let page = site.open("/");
    search_field(&page).send_keys("zoom");
    wait_for_first_card(&page, "Zoom");
    // Safari sends this after the end of the composition; other browsers say that the composition goes on.
    for details in ["keyCode: 229", "isComposing: true"] {
        let is_handled = page.run_script(&format!(
            "const event = new KeyboardEvent('keydown', {{ key: 'Escape', bubbles: true, cancelable: true, {details} }});
            document.activeElement.dispatchEvent(event);
            return event.defaultPrevented;"
        ));
        assert_eq!(is_handled, json!(false), "{details}");
        assert_eq!(search_field(&page).value(), "zoom");
    }
}
