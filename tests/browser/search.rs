//! Typing finds the vendor, however its name is written, and the page says how many there are.

use crate::facets::{self, names_where};
use crate::facts::{vendors, verdicts};
use crate::harness::{Element, Keys, Site};
use crate::results::{
    announced, announces, cards, first_card_is, in_words, search_field, search_for, show_all, show_more,
};

#[test]
fn an_exact_name_comes_first() {
    let site = Site::built();
    let page = site.open("/");
    for name in ["Box", "Slack", "Zoom", "Google Cloud", "Customer.io"] {
        search_for(&page, name);
        first_card_is(&page, name);
    }
}

#[test]
fn an_alias_finds_its_vendor_and_the_card_says_why() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "gmail");
    first_card_is(&page, "Google Workspace");
    page.sees("Also found as Gmail");
}

#[test]
fn a_typing_error_finds_the_vendor() {
    let site = Site::built();
    let page = site.open("/");
    for (typed, name) in [("mailchmp", "Mailchimp"), ("salck", "Slack"), ("dropbx", "Dropbox")] {
        search_for(&page, typed);
        first_card_is(&page, name);
    }
}

#[test]
fn case_spaces_dots_and_hyphens_make_no_difference() {
    let site = Site::built();
    let page = site.open("/");
    for (typed, name) in [
        ("customerio", "Customer.io"),
        ("customer io", "Customer.io"),
        ("CUSTOMER-IO", "Customer.io"),
        ("drop box", "Dropbox"),
    ] {
        search_for(&page, typed);
        first_card_is(&page, name);
    }
}

#[test]
fn a_category_is_found_by_its_name() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "payroll");
    let of_category = names_where(|record| facets::CATEGORY.of(record) == "hr");
    page.wait("all vendors of the category are there", || {
        let cards = cards(&page);
        of_category.iter().all(|name| cards.contains(name))
    });
}

#[test]
fn the_letters_that_match_are_marked() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "slac");
    first_card_is(&page, "Slack");
    let heading = page.find("heading", "Slack");
    assert_eq!(heading.all("mark").iter().map(Element::text).collect::<Vec<_>>(), ["Slac"]);
    search_for(&page, "gmail");
    page.sees("Also found as Gmail");
    let marks: Vec<String> = page.part("Results").all("mark").iter().map(Element::text).collect();
    assert!(marks.contains(&"Gmail".to_owned()), "{marks:?}");
}

#[test]
fn results_follow_each_key() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    page.press("/");
    for (key, text) in [("s", "s"), ("l", "sl"), ("a", "sla"), ("c", "slac"), ("k", "slack")] {
        page.press(key);
        page.arrives_at(&format!("/?q={text}"));
    }
    first_card_is(&page, "Slack");
    page.press(Keys::ESCAPE);
    announces(&page, vendors());
    page.arrives_at("/");
}

#[test]
fn the_number_announced_is_the_number_of_cards() {
    let site = Site::built();
    let page = site.open("/");
    for text in ["", "a", "mail", "google", "slack", "iso 27001", "qqqqqq"] {
        search_for(&page, text);
        page.wait("the results have followed", || {
            let address = page.address();
            address == format!("/?q={}", text.replace(' ', "+")) || (text.is_empty() && address == "/")
        });
        show_all(&page);
        assert_eq!(announced(&page), in_words(cards(&page).len()), "for “{text}”");
    }
}

#[test]
fn the_first_hundred_are_shown_and_the_rest_on_demand() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    assert_eq!(cards(&page).len(), 100);
    page.find("button", &show_more()).click();
    page.wait_for("the cards", &vendors().min(200), || cards(&page).len());
    show_all(&page);
    let mut shown = cards(&page);
    shown.sort();
    assert_eq!(shown, names_where(|_| true));
}

#[test]
fn a_card_answers_the_question_without_a_click() {
    let site = Site::built();
    let page = site.open("/?q=zoom");
    first_card_is(&page, "Zoom");
    let card = page.part("Results").all("listitem").swap_remove(0).text();
    let record = facets::record("zoom");
    let category = facets::CATEGORY.options.iter().find(|(key, _)| *key == facets::CATEGORY.of(&record));
    let labels = verdicts::badges(&record).map(|badge| badge.label);
    for label in labels.into_iter().chain(category.map(|(_, label)| *label)) {
        assert!(card.contains(label), "{label}: {card}");
    }
    assert!(
        card.contains("Zoom for Healthcare") && card.contains("Last verified 23 November 2026"),
        "{card}"
    );
}

#[test]
fn without_a_result_the_page_says_which_filter_to_drop_and_keeps_its_promise() {
    let site = Site::built();
    let page = site.open("/?q=slack&baa=not_available");
    page.sees("Nothing matches all of this");
    announces(&page, 0);
    let offers = page.all("button").into_iter().map(|button| button.name).filter(|name| name.contains(": "));
    let offers: Vec<String> = offers.collect();
    let refusing = names_where(|record| facets::BAA.of(record) == "not_available").len();
    let text = format!("Search without the text: {}", in_words(refusing));
    assert!(offers.contains(&text), "{offers:?}");
    let filter = offers.iter().find(|name| name.starts_with("Drop the BAA filter: ")).expect("an offer");
    let (_, promised) = filter.split_once(": ").expect("a number");
    page.find("button", filter).click();
    page.wait_for("what was promised", &promised.to_owned(), || announced(&page));
    page.arrives_at("/?q=slack");
    first_card_is(&page, "Slack");
    page.back();
    page.find("button", &text).click();
    announces(&page, refusing);
    assert_eq!(search_field(&page).value(), "");
}

#[test]
fn without_a_result_the_nearest_names_are_offered() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "mailqxxxp");
    page.sees("The nearest names:");
    page.find("link", "Mailchimp").click();
    page.is_page("Is Mailchimp HIPAA compliant?");
}

#[test]
fn what_nobody_can_match_is_no_error() {
    let site = Site::built();
    let page = site.open("/");
    for text in ["🙂🙂🙂🙂", "%&=?#+", "<script>alert(1)</script>", "مرحبا بالعالم"] {
        let before = page.address();
        search_field(&page).run(&format!(
            "arguments[0].value = {}; arguments[0].dispatchEvent(new Event('input', {{ bubbles: true }}))",
            serde_json::json!(text)
        ));
        page.wait("the address has followed", || page.address() != before);
        assert_eq!(search_field(&page).value(), text);
        page.reload();
        page.wait_for("the text after a reload", &text.to_owned(), || search_field(&page).value());
    }
}
