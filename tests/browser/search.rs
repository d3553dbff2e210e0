//! Search as a visitor uses it: spellings, aliases, categories, counts, highlights and searches without results.

use catalog::Category;

use crate::expected::{texts, verdicts};
use crate::facets::{self, names_where};
use crate::fixtures;
use crate::harness::{Element, Keys, TestSite};
use crate::search_results::{
    announcement, card_names, search_field, search_for, show_all_cards, wait_for_all_vendors, wait_for_count,
    wait_for_first_card,
};

#[test]
fn an_exact_name_comes_first() {
    let site = TestSite::start();
    let page = site.open("/");
    for name in ["Box", "Slack", "Zoom", "Google Cloud", "Customer.io"] {
        search_for(&page, name);
        wait_for_first_card(&page, name);
    }
}

#[test]
fn an_alias_finds_its_vendor_and_the_card_shows_it() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "gmail");
    wait_for_first_card(&page, "Google Workspace");
    page.wait_for_text(&texts::related_name("Gmail"));
}

#[test]
fn a_typing_error_finds_the_vendor() {
    let site = TestSite::start();
    let page = site.open("/");
    for (typed, name) in [("mailchmp", "Mailchimp"), ("salck", "Slack"), ("dropbx", "Dropbox")] {
        search_for(&page, typed);
        wait_for_first_card(&page, name);
    }
}

#[test]
fn case_spaces_dots_and_hyphens_are_ignored() {
    let site = TestSite::start();
    let page = site.open("/");
    for (typed, name) in [
        ("customerio", "Customer.io"),
        ("customer io", "Customer.io"),
        ("CUSTOMER-IO", "Customer.io"),
        ("drop box", "Dropbox"),
    ] {
        search_for(&page, typed);
        wait_for_first_card(&page, name);
    }
}

#[test]
fn a_category_is_found_by_its_name() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "payroll");
    let in_category = names_where(|record| facets::category().option_of(record) == "hr");
    page.wait_until("all vendors of the category are shown", || {
        let cards = card_names(&page);
        in_category.iter().all(|name| cards.contains(name))
    });
}

#[test]
fn matching_letters_are_highlighted() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "slac");
    wait_for_first_card(&page, "Slack");
    let heading = page.find("heading", "Slack");
    assert_eq!(heading.find_all("mark").iter().map(Element::text).collect::<Vec<_>>(), ["Slac"]);
    search_for(&page, "gmail");
    page.wait_for_text(&texts::related_name("Gmail"));
    let marks: Vec<String> =
        page.find_by_label(texts::RESULTS).find_all("mark").iter().map(Element::text).collect();
    assert!(marks.contains(&"Gmail".to_owned()), "{marks:?}");
}

#[test]
fn results_change_with_each_key() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    page.press("/");
    for (key, text) in [("s", "s"), ("l", "sl"), ("a", "sla"), ("c", "slac"), ("k", "slack")] {
        page.press(key);
        page.wait_for_location(&format!("/?q={text}"));
    }
    wait_for_first_card(&page, "Slack");
    page.press(Keys::ESCAPE);
    wait_for_all_vendors(&page);
    page.wait_for_location("/");
}

#[test]
fn the_number_announced_is_the_number_of_cards() {
    let site = TestSite::start();
    let page = site.open("/");
    for text in ["", "a", "mail", "google", "slack", "iso 27001", "qqqqqq"] {
        search_for(&page, text);
        page.wait_until("the URL has the query", || {
            let location = page.location();
            location == format!("/?q={}", text.replace(' ', "+")) || (text.is_empty() && location == "/")
        });
        show_all_cards(&page);
        assert_eq!(announcement(&page), texts::vendor_count(card_names(&page).len()), "for “{text}”");
    }
}

#[test]
fn the_first_cards_are_shown_and_more_on_demand() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
    page.find("button", &texts::show_more_button(fixtures::count() - texts::RESULTS_AT_A_TIME)).click();
    page.wait_for_value("the cards", &fixtures::count().min(2 * texts::RESULTS_AT_A_TIME), || {
        card_names(&page).len()
    });
    show_all_cards(&page);
    let mut cards = card_names(&page);
    cards.sort();
    assert_eq!(cards, names_where(|_| true));
}

#[test]
fn a_card_answers_the_question_without_a_click() {
    let site = TestSite::start();
    let page = site.open("/?q=zoom");
    wait_for_first_card(&page, "Zoom");
    let card = page.find_by_label(texts::RESULTS).find_all("listitem").swap_remove(0).text();
    let record = fixtures::record("zoom");
    let labels = verdicts::badges(&record).map(|badge| badge.label);
    for label in labels.into_iter().chain([Category::Video.label()]) {
        assert!(card.contains(label), "{label}: {card}");
    }
    let plan = verdicts::text_at(&record, "/baa/plans/0");
    assert!(card.contains(plan) && card.contains(&texts::last_verified("2026-11-23")), "{card}");
}

#[test]
fn a_search_without_results_offers_to_clear_its_text_or_a_filter() {
    let site = TestSite::start();
    let page = site.open("/?q=slack&baa=not_available");
    page.wait_for_text(texts::NO_RESULTS);
    wait_for_count(&page, 0);
    let baa = facets::baa();
    let without_text = names_where(|record| baa.option_of(record) == "not_available").len();
    let clear_text = texts::clear_text_button(without_text);
    page.find("button", &clear_text);
    let clear_facet = texts::clear_facet_button(baa.name);
    let button = page.find_matching("button", &clear_facet, |name| name.starts_with(&clear_facet));
    let count = button.name.trim_start_matches(&clear_facet).trim_end_matches(')').to_owned();
    button.click();
    page.wait_for_value("the count of the button", &count, || announcement(&page));
    page.wait_for_location("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.back();
    page.find("button", &clear_text).click();
    wait_for_count(&page, without_text);
    assert_eq!(search_field(&page).value(), "");
}

#[test]
fn a_search_without_results_offers_similar_names() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "mailqxxxp");
    page.wait_for_text(texts::SIMILAR_NAMES);
    page.find("link", "Mailchimp").click();
    page.wait_for_heading(&texts::vendor_heading("Mailchimp"));
}

#[test]
fn unusual_search_texts_are_kept_in_the_url() {
    let site = TestSite::start();
    let page = site.open("/");
    for text in ["🙂🙂🙂🙂", "%&=?#+", "<script>alert(1)</script>", "مرحبا بالعالم"] {
        let before = page.location();
        search_field(&page).run_script(&format!(
            "arguments[0].value = {}; arguments[0].dispatchEvent(new Event('input', {{ bubbles: true }}))",
            serde_json::json!(text)
        ));
        page.wait_until("the URL has changed", || page.location() != before);
        assert_eq!(search_field(&page).value(), text);
        page.reload();
        page.wait_for_value("the text after a reload", &text.to_owned(), || search_field(&page).value());
    }
}
