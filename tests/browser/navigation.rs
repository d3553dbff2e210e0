//! Navigation within the app: history, focus, titles, redirects and unknown paths.

use catalog::Category;
use serde_json::json;

use crate::expected::texts;
use crate::facets::{self, name, names_where};
use crate::fixtures;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::hosts::status;
use crate::load_errors::assert_load_error;
use crate::search_results::{
    announcement, card_names, search_field, search_for, wait_for_all_vendors, wait_for_first_card,
    wait_for_query_results,
};

/// Marks the document, so that a test can detect that another one was loaded.
fn mark_document(page: &Page) {
    page.run_script("window.isTheSameDocument = true");
}

fn is_the_same_document(page: &Page) -> bool {
    page.run_script("return window.isTheSameDocument === true") == json!(true)
}

/// The content of the description, after a check that the head has one title, one description and one canonical URL.
fn description(page: &Page) -> String {
    let head = page.run_script(
        "const all = (selector) => [...document.head.querySelectorAll(selector)];
        const [canonical] = all('link[rel=canonical]');
        return [
            all('title').length, all('meta[name=description]').length, all('link[rel=canonical]').length,
            new URL(canonical.href).pathname === location.pathname,
        ];",
    );
    assert_eq!(head, json!([1, 1, 1, true]), "one of each, and the canonical URL of {}", page.location());
    let content = page.run_script("return document.querySelector('meta[name=description]').content");
    content.as_str().expect("a description").to_owned()
}

/// Regression: after another page the home page without a query had no cards, since it took them for those of its
/// prerendered HTML.
#[test]
fn the_home_page_has_its_cards_after_another_page() {
    let site = TestSite::start();
    let page = site.open("/");
    let cards = card_names(&page);
    wait_for_all_vendors(&page);
    page.find("link", &cards[3]).click();
    page.wait_for_heading(&texts::vendor_heading(&cards[3]));
    page.back();
    page.wait_for_location("/");
    page.wait_for_value("the cards", &cards, || card_names(&page));
    page.find("link", &cards[4]).click();
    page.wait_for_heading(&texts::vendor_heading(&cards[4]));
    page.find("link", texts::SITE_NAME).click();
    page.wait_for_location("/");
    page.wait_for_value("the cards", &cards, || card_names(&page));
}

/// Regression: tasks that rendered the cards of an earlier query continued after the next key press.
#[test]
fn each_card_is_rendered_once_after_fast_typing_and_going_back() {
    let site = TestSite::start();
    for text in ["s", "sa", "cloud", "email", "o"] {
        let page = site.open("/");
        wait_for_all_vendors(&page);
        search_for(&page, text);
        page.wait_until("the location is updated", || page.location().ends_with(&format!("?q={text}")));
        let direct = site.open(&format!("/?q={text}"));
        wait_for_query_results(&direct);
        let expected = card_names(&direct);
        assert!(expected.len() > 12, "the test needs more cards than are rendered first");
        page.wait_for_value("the cards", &expected, || card_names(&page));
        page.press(Keys::DOWN);
        page.press(Keys::ENTER);
        page.wait_for_heading(&texts::vendor_heading(&expected[0]));
        page.back();
        page.wait_for_value("the cards", &expected, || card_names(&page));
    }
}

#[test]
fn the_url_changes_with_a_click_after_back_and_forward() {
    let site = TestSite::start();
    let page = site.open("/vendors/backblaze/");
    page.find("link", "Dropbox").click();
    page.wait_for_location("/vendors/dropbox/");
    page.back();
    page.wait_for_location("/vendors/backblaze/");
    page.wait_for_heading(&texts::vendor_heading("Backblaze"));
    page.forward();
    page.wait_for_location("/vendors/dropbox/");
    page.wait_for_heading(&texts::vendor_heading("Dropbox"));
    page.find("link", "Backblaze").click();
    page.wait_for_heading(&texts::vendor_heading("Backblaze"));
    page.wait_for_location("/vendors/backblaze/");
    page.back();
    page.wait_for_location("/vendors/dropbox/");
}

#[test]
fn enter_without_the_list_opens_no_vendor() {
    let site = TestSite::start();
    site.inject_list_fault(Fault::Status(503));
    let page = site.new_page();
    page.allow_console("503");
    page.navigate("/");
    assert_load_error(&page, texts::THE_VENDOR_LIST, "/list.json", &[texts::STATUS_503]);
    search_for(&page, "zoom");
    page.press(Keys::ENTER);
    page.wait_for_location("/?q=zoom");
    page.wait_for_heading(texts::HOME_HEADING);
}

#[test]
fn pages_change_without_a_reload_and_each_has_its_title() {
    let site = TestSite::start();
    let page = site.open("/");
    let home = (page.title(), description(&page));
    assert_eq!(home.0, texts::HOME_TITLE);
    mark_document(&page);
    search_for(&page, "zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    let zoom = (page.title(), description(&page));
    assert!(zoom.0.contains(&texts::vendor_heading("Zoom")) && zoom.1.contains("Zoom"), "{zoom:?}");

    let first = page.find("region", &texts::alternatives_section("Zoom")).find_all("link").swap_remove(0);
    let name = first.name.clone();
    first.click();
    page.wait_for_heading(&texts::vendor_heading(&name));
    let alternative = (page.title(), description(&page));
    assert!(alternative.0.contains(&name) && alternative.1.contains(&name), "{alternative:?}");

    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    let category = (page.title(), description(&page));
    let label = Category::Video.label();
    assert!(category.0.contains(label) && category.1.contains(label), "{category:?}");
    let mut rows = page.names_of("rowheader");
    rows.sort();
    assert_eq!(rows, names_where(|record| facets::category().option_of(record) == "video"));

    page.find("link", "Webex").click();
    page.wait_for_heading(&texts::vendor_heading("Webex"));
    for (link, title) in
        [(texts::CHANGES_LINK, texts::CHANGES_TITLE), (texts::SEARCH_LINK, texts::HOME_TITLE)]
    {
        page.find("navigation", texts::MAIN_NAVIGATION)
            .find_all("link")
            .into_iter()
            .find(|each| each.name == link)
            .expect("a link")
            .click();
        page.wait_until(&format!("the title is that of {link}"), || page.title().starts_with(title));
    }
    page.wait_for_heading(texts::HOME_HEADING);
    assert_eq!((page.title(), description(&page)), home);
    assert!(is_the_same_document(&page), "another document was loaded");

    let webex = texts::vendor_heading("Webex");
    for title in [texts::CHANGES_TITLE, &webex, &category.0, &alternative.0, &zoom.0] {
        page.back();
        page.wait_until(&format!("back leads to {title}"), || page.title().starts_with(title));
    }
}

#[test]
fn a_page_reached_by_a_click_has_the_text_of_the_opened_page() {
    let site = TestSite::start();
    let page = site.open("/");
    for slug in ["zoom", "notion", "mailchimp"] {
        let name = name(&fixtures::record(slug));
        search_for(&page, &name);
        wait_for_first_card(&page, &name);
        page.find("link", &name).click();
        page.wait_for_heading(&texts::vendor_heading(&name));
        let direct = site.open(&format!("/vendors/{slug}/"));
        page.wait_for_value("the text", &direct.main_text(), || page.main_text());
        page.back();
        page.wait_for_heading(texts::HOME_HEADING);
    }
}

#[test]
fn the_focus_is_on_the_heading_after_a_page_change() {
    let site = TestSite::start();
    let page = site.open("/?q=zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_focus("heading", &texts::vendor_heading("Zoom"));
    page.find("link", texts::CHANGES_LINK).click();
    page.wait_for_focus("heading", texts::CHANGES_HEADING);
}

#[test]
fn a_vendor_page_requests_the_list_only_for_its_search() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.wait_for_text(texts::AGO);
    assert_eq!(site.request_count("/list.json"), 0);
    assert_eq!(site.request_count("/vendors/zoom.json"), 0);
    search_field(&page).send_keys("slack");
    page.find_matching("option", "Slack", |name| name.starts_with("Slack ")).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    assert_eq!(site.request_count("/list.json"), 1);
    assert_eq!(site.request_count("/vendors/slack.json"), 1);
}

#[test]
fn a_search_on_a_vendor_page_opens_all_results() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    search_field(&page).send_keys("mail\n");
    page.wait_for_location("/?q=mail");
    page.wait_until("the results of the search", || {
        !card_names(&page).is_empty() && announcement(&page) != texts::vendor_count(fixtures::count())
    });
    assert_eq!(search_field(&page).value(), "mail");
}

/// Regression: an empty search led to `/?`.
#[test]
fn enter_in_the_empty_search_field_opens_the_home_page() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    search_field(&page).send_keys("\n");
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_location("/");
    // Only the whole URL shows a question mark without a query.
    let url = page.run_script("return location.href");
    assert_eq!(url, json!(site.url("/")));
}

#[test]
fn an_unknown_path_is_a_404_with_a_working_search() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_console("404");
    page.open("/nothing/here");
    assert_eq!(status(&page), 404);
    page.wait_for_heading(texts::NOT_FOUND_HEADING);
    search_field(&page).send_keys("slack");
    let option = page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
    assert_eq!(site.request_count("/list.json"), 1);
    option.click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.back();
    page.wait_for_heading(texts::NOT_FOUND_HEADING);
}

#[test]
fn a_misspelled_vendor_path_offers_similar_names() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_console("404");
    page.open("/vendors/mailchmp/");
    page.wait_for_text(texts::DID_YOU_MEAN);
    page.find("link", "Mailchimp").click();
    page.wait_for_heading(&texts::vendor_heading("Mailchimp"));
}

#[test]
fn a_missing_trailing_slash_is_redirected() {
    let site = TestSite::start();
    for (path, heading) in [
        ("/vendors/zoom", texts::vendor_heading("Zoom")),
        ("/categories/video", texts::category_heading(Category::Video)),
        ("/changes", texts::CHANGES_HEADING.to_owned()),
    ] {
        let page = site.open(path);
        page.wait_for_heading(&heading);
        page.wait_for_location(&format!("{path}/"));
    }
}

#[test]
fn an_upper_case_path_is_redirected() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_console("404");
    page.open("/Vendors/ZOOM/");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn each_file_of_the_home_page_is_requested_once() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let requests = site.requests();
    for path in ["/", &site.list_path(), &site.boot_script_path(), &site.script_path(), &site.wasm_path()] {
        assert_eq!(
            requests.iter().filter(|request| **request == format!("GET {path}")).count(),
            1,
            "{path}: {requests:?}"
        );
    }
}

/// Goes back as soon as the app has started with a search.
const BACK_AFTER_START: &str = "addEventListener('DOMContentLoaded', () => {
    const root = document.documentElement;
    if (location.search !== '?q=zoom' || !root.classList.contains('loading')) return;
    new MutationObserver((_, observer) => {
        observer.disconnect();
        history.back();
    }).observe(root, { attributeFilter: ['class'] });
});";

/// Regression: WebKit changes the URL a moment before the event that says so. An app that started in between kept the page
/// of the old URL, and wrote that URL over the new one.
#[test]
fn back_as_soon_as_the_app_has_started_is_not_undone() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(BACK_AFTER_START);
    page.open("/vendors/google-workspace/");
    page.wait_for_app();
    search_field(&page).send_keys("zoom\n");
    page.wait_for_location("/?q=zoom");
    page.run_script("location.reload()");
    page.wait_for_location("/vendors/google-workspace/");
    page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
    page.wait_for_paint();
    assert_eq!(page.location(), "/vendors/google-workspace/");
}

/// The cards of a search are rendered in several tasks, which must stop with the page.
#[test]
fn a_page_has_no_list_of_results_after_a_search_that_was_left_early() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    // In one task: the search, whose later cards are rendered in later tasks, and a click on its first result.
    page.run_script(
        "const field = document.getElementById('q');
        field.focus();
        field.value = 'e';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        const open = () => {
            const link = document.querySelector('.results[aria-busy=true] h3 a');
            if (link) link.click(); else requestAnimationFrame(open);
        };
        open();",
    );
    page.wait_until("a vendor's page is shown", || page.location().starts_with("/vendors/"));
    page.find("searchbox", texts::SEARCH_FIELD);
    page.wait_for_paint();
    page.wait_for_paint();
    assert_eq!(page.run_script("return document.querySelectorAll('.results').length"), 0);
}
