//! The results as a table.

use std::cmp::Reverse;

use serde_json::json;

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::scroll_restoration::scroll_position;
use crate::search_results::{
    announcement, card_names, search_field, search_for, wait_for_count, wait_for_query_results,
};

/// The names of the vendors in the rows of the table; none if the table is not visible.
pub fn table_names(page: &Page) -> Vec<String> {
    texts_of_rows(page, "th a")
}

/// The text of the first visible element in each row that a selector matches.
fn texts_of_rows(page: &Page, selector: &str) -> Vec<String> {
    let texts = page.find_by_label(texts::RESULTS).run_script(&format!(
        "const found = [...arguments[0].querySelectorAll('tbody tr')].map((row) => row.querySelector('{selector}'));
        return found.filter((element) => element.checkVisibility()).map((element) => element.textContent);"
    ));
    serde_json::from_value(texts).expect("texts")
}

fn wait_for_rows(page: &Page, names: &[String]) {
    page.wait_for_value("the rows", &names.to_vec(), || table_names(page));
}

/// Opens a page whose results are a table, and waits until it is shown.
fn open_table(site: &TestSite, path: &str) -> Page {
    let page = site.open(path);
    page.wait_until("the table is shown", || !table_names(&page).is_empty());
    page
}

/// How the headers state the sort order: that of each sorted column, with its label.
fn sorted_columns(page: &Page) -> Vec<String> {
    let headers = page.find("table", "Vendors").run_script(
        "return [...arguments[0].querySelectorAll('th[aria-sort]')].map((th) => `${th.textContent} ${th.ariaSort}`)",
    );
    serde_json::from_value(headers).expect("texts")
}

#[test]
fn the_results_are_shown_as_a_table_and_as_cards_again() {
    let site = TestSite::start();
    let page = site.open("/?q=mail");
    wait_for_query_results(&page);
    let cards = card_names(&page);
    page.find("button", texts::TABLE_BUTTON).click();
    page.wait_for_location("/?q=mail&view=table");
    wait_for_rows(&page, &cards);
    assert_eq!(card_names(&page), [""; 0]);
    assert!(page.find("button", texts::TABLE_BUTTON).is_checked(), "the button is pressed");
    for row in page.find("table", "Vendors").find_all("row").into_iter().skip(1) {
        let text = row.text();
        assert!(["BAA", "PHI", "SOC 2"].iter().all(|field| text.contains(field)), "{text}");
        assert!(text.contains("confidence: "), "{text}");
    }

    search_for(&page, "zoom");
    page.wait_for_location("/?q=zoom&view=table");
    page.wait_until("the table follows the search", || {
        table_names(&page).first().is_some_and(|name| name.starts_with("Zoom"))
    });
    page.find("button", texts::TABLE_BUTTON).click();
    page.wait_for_location("/?q=zoom&view=cards");
    page.wait_until("the cards are back", || card_names(&page).first().is_some_and(|name| name == "Zoom"));
    assert_eq!(table_names(&page), [""; 0]);
}

#[test]
fn each_header_sorts_by_its_column_and_in_reverse_the_second_time() {
    let site = TestSite::start();
    let page = open_table(&site, "/?category=email,forms&view=table");
    assert_eq!(sorted_columns(&page), [""; 0]);
    for (label, key, first, second) in [
        ("Vendor", "name", "ascending", "descending"),
        ("BAA", "baa", "ascending", "descending"),
        ("PHI", "phi", "ascending", "descending"),
        ("SOC 2", "soc2", "ascending", "descending"),
        ("Category", "category", "ascending", "descending"),
        ("Last verified", "verified", "descending", "ascending"),
    ] {
        page.find("button", label).click();
        page.wait_for_location(&format!("/?category=email,forms&sort={key}&view=table"));
        page.wait_for_value("the order", &vec![format!("{label} {first}")], || sorted_columns(&page));
        page.wait_for_focus("button", label);
        page.press(Keys::ENTER);
        page.wait_for_location(&format!("/?category=email,forms&sort=-{key}&view=table"));
        page.wait_for_value("the order", &vec![format!("{label} {second}")], || sorted_columns(&page));
    }

    page.find("button", "Vendor").click();
    page.wait_for_location("/?category=email,forms&sort=name&view=table");
    let mut names = table_names(&page);
    names.sort_by_key(|name| name.to_lowercase());
    wait_for_rows(&page, &names);
    page.find("button", "Category").click();
    page.wait_for_location("/?category=email,forms&sort=category&view=table");
    let mut categories = texts_of_rows(&page, ".category");
    categories.sort();
    page.wait_for_value("the categories", &categories, || texts_of_rows(&page, ".category"));
    page.find("button", "Category").click();
    page.wait_for_location("/?category=email,forms&sort=-category&view=table");
    categories.sort_by_key(|category| Reverse(category.clone()));
    page.wait_for_value("the categories", &categories, || texts_of_rows(&page, ".category"));
}

#[test]
fn the_browser_remembers_the_view_and_the_url_precedes_it() {
    let site = TestSite::start();
    let page = site.open("/?q=mail");
    wait_for_query_results(&page);
    let names = card_names(&page);
    page.find("button", texts::TABLE_BUTTON).click();
    page.wait_for_location("/?q=mail&view=table");
    page.open("/?q=mail");
    wait_for_rows(&page, &names);
    page.open("/?q=mail&view=cards");
    wait_for_query_results(&page);
    page.wait_for_value("the cards", &names, || card_names(&page));
    assert_eq!(table_names(&page), [""; 0]);

    page.find("button", texts::TABLE_BUTTON).click();
    page.wait_for_location("/?q=mail&view=table");
    page.find("link", "Countersign").click();
    page.wait_for_location("/");
    page.wait_until("the table shows all vendors", || table_names(&page).len() == texts::RESULTS_AT_A_TIME);
}

#[test]
fn back_to_the_table_restores_the_focus_and_the_scroll_position() {
    let site = TestSite::start();
    let page = site.open("/?q=mail&view=table");
    wait_for_query_results(&page);
    page.wait_until("the table is shown", || table_names(&page).len() > 5);
    let name = table_names(&page)[5].clone();
    let link = page.find("link", &name);
    link.run_script("arguments[0].scrollIntoView({ block: 'center' }); arguments[0].focus()");
    let position = scroll_position(&page);
    assert!(position > 0, "the test needs a long table");
    page.press(Keys::ENTER);
    page.wait_for_heading(&texts::vendor_heading(&name));
    page.back();
    page.wait_for_location("/?q=mail&view=table");
    page.wait_for_focus("link", &name);
    page.wait_for_value("the scroll position", &position, || scroll_position(&page));
    assert_eq!(card_names(&page), [""; 0]);
}

/// Regression: the link of a row was a flex container on touch screens, in which the space beside a highlighted word was
/// lost.
#[test]
fn a_highlighted_name_keeps_its_spaces_on_a_touch_screen() {
    let site = TestSite::start();
    let page = site.new_page();
    page.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 1 }));
    page.open("/?q=google&view=table");
    page.wait_until("the table is shown", || !table_names(&page).is_empty());
    let texts = page.find_by_label(texts::RESULTS).run_script(
        "return [...arguments[0].querySelectorAll('tbody th a')].map((link) => [link.innerText, link.textContent])",
    );
    let texts: Vec<[String; 2]> = serde_json::from_value(texts).expect("texts");
    assert!(texts.iter().any(|[_, name]| name == "Google Workspace"), "{texts:?}");
    for [visible, name] in texts {
        assert_eq!(visible, name);
    }
}

#[test]
fn if_something_removes_the_table_the_results_are_cards() {
    let site = TestSite::start();
    let page = open_table(&site, "/?q=mail&view=table");
    page.run_script("document.getElementById('results-table').remove()");
    search_for(&page, "zoom");
    page.wait_until("the results are cards", || card_names(&page).first().is_some_and(|name| name == "Zoom"));
    assert!(!page.find("button", texts::TABLE_BUTTON).is_checked(), "the button is not pressed");
}

/// A choice would be silently lost.
#[test]
fn the_table_cannot_be_chosen_before_the_list_is_loaded() {
    let site = TestSite::start();
    site.inject_list_fault(Fault::Hold);
    let page = site.open("/");
    let is_enabled = || page.run_script("return document.getElementById('view').disabled") == json!(false);
    assert!(!is_enabled());
    site.clear_list_fault();
    page.wait_until("the button is enabled", is_enabled);
}

#[test]
fn a_reversed_order_is_stated_with_the_number_of_results() {
    let site = TestSite::start();
    let page = site.open("/?sort=-name");
    page.wait_for_value(
        "the number announced",
        &format!("{}, in reverse order", texts::vendor_count(fixtures::count())),
        || announcement(&page),
    );
    let names = card_names(&page);
    assert!(names.is_sorted_by_key(|name| Reverse(name.to_lowercase())), "{names:?}");
}

#[test]
fn the_keyboard_moves_through_the_rows() {
    let site = TestSite::start();
    let page = open_table(&site, "/?q=mail&view=table");
    let names = table_names(&page);
    search_field(&page).run_script("arguments[0].focus()");
    page.press(Keys::DOWN);
    page.wait_for_focus("link", &names[0]);
    page.press(Keys::DOWN);
    page.wait_for_focus("link", &names[1]);
    page.press(Keys::ENTER);
    page.wait_for_heading(&texts::vendor_heading(&names[1]));
}

#[test]
fn a_search_without_results_shows_no_table() {
    let site = TestSite::start();
    let page = site.open("/?q=xqzvwk&view=table");
    wait_for_count(&page, 0);
    page.find("heading", texts::NO_RESULTS);
    assert!(page.names_of("table").is_empty(), "{:?}", page.names_of("table"));
}

/// In a narrow window each row is a block without headers, and the results are sorted by the sort field.
#[test]
fn a_narrow_window_shows_each_row_as_a_block_without_buttons_to_sort() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(360, 740);
    page.open("/?q=mail&view=table");
    wait_for_query_results(&page);
    page.wait_until("the table is shown", || !table_names(&page).is_empty());
    let buttons = page.names_of("button");
    assert!(!buttons.iter().any(|name| name == "Vendor" || name == "Last verified"), "{buttons:?}");
    let is_wide = page.run_script("return document.documentElement.scrollWidth > innerWidth");
    assert_eq!(is_wide, json!(false), "the page does not scroll horizontally");
}
