//! The app takes over what was prerendered without changing a word, and without losing what a visitor did before.

use serde_json::json;

use crate::harness::{Fault, Keys, Page, Site};
use crate::kinds::{NOWHERE, one_of_each};
use crate::results::{announces, cards, first_card_is, search_field};

/// The words of a document: all but how many days ago a record was verified, what this browser watches, and what
/// only shows without scripts. The browser alone knows those.
const WORDS: &str = "
    const words = (document) => {
        const body = document.body.cloneNode(true);
        body.querySelectorAll('script, noscript, [aria-labelledby=watched]').forEach((other) => other.remove());
        return body.textContent.replace(/ \\((today|\\d+ days? ago)\\)/, '');
    };";

pub fn words_now(page: &Page) -> String {
    let words = page.run(&format!("{WORDS} return words(document)"));
    words.as_str().expect("words").to_owned()
}

/// The words of the page as the server sends it.
fn words_sent(page: &Page) -> String {
    let script = format!(
        "{WORDS} const html = new XMLHttpRequest();
        html.open('GET', location.href, false);
        html.send();
        return words(new DOMParser().parseFromString(html.responseText, 'text/html'));"
    );
    page.run(&script).as_str().expect("words").to_owned()
}

/// That the console stays quiet meanwhile, each page checks when it goes.
#[test]
fn no_word_of_any_page_changes() {
    let site = Site::built();
    for path in one_of_each() {
        let page = site.tab();
        if path == NOWHERE {
            page.expect_in_console("404");
        }
        page.open(&path);
        page.wait_for_paint();
        let sent = words_sent(&page);
        assert!(sent.len() > 200, "{path} has words: {sent}");
        page.wait_for(&format!("the words of {path}"), &sent, || words_now(&page));
    }
}

#[test]
fn the_list_changes_nothing_of_the_first_results() {
    let site = Site::built();
    site.breaks(&site.list(), Fault::Held);
    let page = site.open("/");
    let (prerendered, words) = (cards(&page), words_now(&page));
    assert_eq!(prerendered.len(), 100);
    site.heals(&site.list());
    page.press("/");
    page.press("x");
    page.wait("the list is there", || cards(&page) != prerendered);
    page.press(Keys::ESCAPE);
    page.wait_for("the first results", &prerendered, || cards(&page));
    assert_eq!(words_now(&page), words);
}

/// Opens a page whose Wasm is still on its way.
fn open_before_the_app(site: &Site, path: &str) -> Page {
    site.breaks(&site.wasm(), Fault::Held);
    let page = site.tab();
    page.go(path);
    page.find("searchbox", "Vendor or category");
    page
}

fn app_arrives(site: &Site, page: &Page) {
    site.heals(&site.wasm());
    page.wait_for_app();
}

#[test]
fn what_is_typed_before_the_app_arrives_is_searched_for() {
    let site = Site::built();
    let page = open_before_the_app(&site, "/");
    search_field(&page).keys("gmai");
    app_arrives(&site, &page);
    page.has_focus_on("searchbox", "Vendor or category");
    assert_eq!(search_field(&page).value(), "gmai");
    first_card_is(&page, "Google Workspace");
    page.arrives_at("/?q=gmai");
    page.press("l");
    page.arrives_at("/?q=gmail");
    page.sees("Also found as Gmail");
}

#[test]
fn what_is_typed_before_the_app_arrives_is_searched_for_on_a_vendor_page() {
    let site = Site::built();
    let page = open_before_the_app(&site, "/vendors/zoom/");
    search_field(&page).keys("slack");
    app_arrives(&site, &page);
    page.has_focus_on("searchbox", "Vendor or category");
    assert_eq!(search_field(&page).value(), "slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack "));
}

#[test]
fn what_is_typed_before_the_app_arrives_is_searched_for_where_nothing_is() {
    let site = Site::built();
    site.breaks(&site.wasm(), Fault::Held);
    let page = site.tab();
    page.expect_in_console("404");
    page.go(NOWHERE);
    search_field(&page).keys("slack");
    app_arrives(&site, &page);
    assert_eq!(search_field(&page).value(), "slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack "));
}

#[test]
fn what_is_typed_before_the_list_arrives_is_searched_for() {
    let site = Site::built();
    site.breaks(&site.list(), Fault::Held);
    let page = site.open("/");
    search_field(&page).keys("gmail");
    page.arrives_at("/?q=gmail");
    site.heals(&site.list());
    first_card_is(&page, "Google Workspace");
    page.has_focus_on("searchbox", "Vendor or category");
    assert_eq!(search_field(&page).value(), "gmail");
}

#[test]
fn an_address_typed_before_the_app_arrives_stays() {
    let site = Site::built();
    let page = open_before_the_app(&site, "/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone@example.com");
    app_arrives(&site, &page);
    assert_eq!(page.find("textbox", "Email address").value(), "someone@example.com");
}

#[test]
fn no_option_can_be_ticked_to_no_effect_before_the_app_arrives() {
    let site = Site::built();
    let page = open_before_the_app(&site, "/");
    let option = || page.find_where("checkbox", "No BAA", |name| name.starts_with("No BAA "));
    let is_ticked = || option().run("return arguments[0].checked") == json!(true);
    option().click();
    let was_taken = is_ticked();
    app_arrives(&site, &page);
    page.wait("the options can be chosen", || {
        option().run("return !arguments[0].matches(':disabled')") == json!(true)
    });
    assert_eq!(is_ticked(), was_taken, "a tick that was shown stays");
    if !was_taken {
        option().click();
    }
    page.arrives_at("/?baa=not_available");
    let number: usize = option().name.rsplit_once(' ').expect("a number").1.parse().expect("a number");
    announces(&page, number);
}
