//! The results of the home page, as a visitor reads and hears them.

use crate::facts::vendors;
use crate::harness::{Element, Keys, Page};

/// The field that vendors are searched with.
pub fn search_field(page: &Page) -> Element<'_> {
    page.find("searchbox", "Vendor or category")
}

/// Types that text in place of what is in the field.
pub fn search_for(page: &Page, text: &str) {
    search_field(page).run("arguments[0].focus()");
    page.press(Keys::ESCAPE);
    page.press(text);
}

/// The names of the vendors whose cards are shown, once all are there.
pub fn cards(page: &Page) -> Vec<String> {
    let is_busy = "return document.querySelector('.results[aria-busy=true]') !== null";
    page.wait("all cards are there", || page.run(is_busy) == false);
    let names = page.part("Results").run(
        "const headings = [...arguments[0].querySelectorAll('li :is(h2, h3)')];
        return headings.filter((heading) => heading.checkVisibility()).map((heading) => heading.textContent);",
    );
    serde_json::from_value(names).expect("names")
}

/// Waits until the first card is that vendor's.
pub fn first_card_is(page: &Page, name: &str) {
    page.wait_for("the first card", &Some(name.to_owned()), || cards(page).into_iter().next());
}

/// What is announced to screen readers about the results.
pub fn announced(page: &Page) -> String {
    let statuses = page.part("Results").all("status");
    statuses.iter().map(Element::text).collect::<Vec<_>>().join(" ")
}

/// Waits until that many vendors are announced.
pub fn announces(page: &Page, number: usize) {
    page.wait_for("the number announced", &in_words(number), || announced(page));
}

/// Waits until the page shows what its query finds, and no longer the cards that its HTML begins with.
pub fn has_searched(page: &Page) {
    page.wait("the results are those of the query", || {
        let announced = announced(page);
        !announced.is_empty() && announced != in_words(vendors())
    });
}

/// A number of vendors, as the page says it.
pub fn in_words(number: usize) -> String {
    match number {
        0 => "No vendor".to_owned(),
        1 => "1 vendor".to_owned(),
        number => format!("{number} vendors"),
    }
}

/// The name of the button for more cards than the first 100.
pub fn show_more() -> String {
    format!("Show {} more", (vendors() - 100).min(100))
}

/// Asks for more until all cards are shown.
pub fn show_all(page: &Page) {
    let more = |page: &Page| page.all("button").iter().any(|button| is_more(&button.name));
    while more(page) {
        let shown = cards(page).len();
        page.find_where("button", "Show more", is_more).click();
        page.wait("more cards are shown", || cards(page).len() > shown);
    }
}

fn is_more(name: &str) -> bool {
    name.starts_with("Show ") && name.ends_with(" more")
}
