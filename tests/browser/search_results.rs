//! The search results of the home page: what is visible, and what screen readers announce.

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Element, Keys, Page};

/// The search field.
pub fn search_field(page: &Page) -> Element<'_> {
    page.find("searchbox", texts::SEARCH_FIELD)
}

/// Replaces the text of the search field.
pub fn search_for(page: &Page, text: &str) {
    search_field(page).run_script("arguments[0].focus()");
    page.press(Keys::ESCAPE);
    page.press(text);
}

/// The names of the vendors whose cards are visible, once all cards are rendered.
pub fn card_names(page: &Page) -> Vec<String> {
    let is_busy = "return document.querySelector('.results[aria-busy=true]') !== null";
    page.wait_until("all cards are rendered", || page.run_script(is_busy) == false);
    let names = page.find_by_label(texts::RESULTS).run_script(
        "const headings = [...arguments[0].querySelectorAll('li :is(h2, h3)')];
        return headings.filter((heading) => heading.checkVisibility()).map((heading) => heading.textContent);",
    );
    serde_json::from_value(names).expect("names")
}

/// Waits until the first card is that vendor's.
pub fn wait_for_first_card(page: &Page, name: &str) {
    page.wait_for_value("the first card", &Some(name.to_owned()), || card_names(page).into_iter().next());
}

/// What is announced to screen readers about the results.
pub fn announcement(page: &Page) -> String {
    let statuses = page.find_by_label(texts::RESULTS).find_all("status");
    statuses.iter().map(Element::text).collect::<Vec<_>>().join(" ")
}

/// Waits until this number of vendors is announced.
pub fn wait_for_count(page: &Page, vendors: usize) {
    page.wait_for_value("the number announced", &texts::vendor_count(vendors), || announcement(page));
}

/// Waits until the number of all vendors is announced.
pub fn wait_for_all_vendors(page: &Page) {
    wait_for_count(page, fixtures::count());
}

/// Waits until the page shows the results of its query in place of the cards of the prerendered HTML.
pub fn wait_for_query_results(page: &Page) {
    page.wait_until("the results are those of the query", || {
        let announcement = announcement(page);
        !announcement.is_empty() && announcement != texts::vendor_count(fixtures::count())
    });
}

/// Shows more cards until all of them are visible.
pub fn show_all_cards(page: &Page) {
    let has_more = || page.find_all("button").iter().any(|button| texts::is_show_more_button(&button.name));
    while has_more() {
        let shown = card_names(page).len();
        page.find_matching("button", "show more", texts::is_show_more_button).click();
        page.wait_until("more cards are shown", || card_names(page).len() > shown);
    }
}
