//! The URL contains the whole state of the search.

use catalog::{BaaFilter, PhiStatus};

use crate::expected::texts;
use crate::harness::{Element, Keys, Page, TestSite};
use crate::search_results::{
    announcement, card_names, search_field, search_for, wait_for_all_vendors, wait_for_count,
    wait_for_first_card,
};

fn history_length(page: &Page) -> u64 {
    page.run_script("return history.length").as_u64().expect("a number")
}

/// The labels of the selected options.
fn selected_labels(page: &Page) -> Vec<String> {
    let mut options = page.find_all("checkbox");
    options.retain(Element::is_checked);
    options.into_iter().map(|option| option.name.rsplit_once(' ').expect("a number").0.to_owned()).collect()
}

fn click_option(page: &Page, label: &str) {
    page.find_matching("checkbox", label, |name| {
        name.rsplit_once(' ').is_some_and(|(name, _)| name == label)
    })
    .click();
}

#[test]
fn typing_replaces_the_history_entry_and_a_filter_adds_one() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let before = history_length(&page);
    search_for(&page, "mail");
    page.wait_for_location("/?q=mail");
    assert_eq!(history_length(&page), before, "typing adds no history entry");
    click_option(&page, BaaFilter::Available.label());
    page.wait_for_location("/?q=mail&baa=available");
    assert_eq!(history_length(&page), before + 1, "a filter adds one entry");
    click_option(&page, PhiStatus::Eligible.filter_label());
    page.wait_for_location("/?q=mail&baa=available&phi=eligible");
    let narrowed = card_names(&page);

    page.back();
    page.wait_for_location("/?q=mail&baa=available");
    page.wait_for_value("the selected options", &vec![BaaFilter::Available.label().to_owned()], || {
        selected_labels(&page)
    });
    page.back();
    page.wait_for_location("/?q=mail");
    page.wait_for_value("the selected options", &Vec::new(), || selected_labels(&page));
    assert_eq!(search_field(&page).value(), "mail");
    page.forward();
    page.forward();
    page.wait_for_location("/?q=mail&baa=available&phi=eligible");
    page.wait_for_value("the cards", &narrowed, || card_names(&page));
}

/// Regression: the cards of the prerendered HTML stayed below the message.
#[test]
fn a_link_to_a_search_without_results_shows_no_vendor() {
    let site = TestSite::start();
    // The option `unconfirmed` requires low confidence.
    for link in ["/?q=xqzvwk", "/?q=zoom&category=email", "/?baa=unconfirmed&evidence=high"] {
        let page = site.open(link);
        wait_for_count(&page, 0);
        page.find("heading", texts::NO_RESULTS);
        assert_eq!(card_names(&page), [""; 0], "{link}");
    }
}

#[test]
fn a_link_shows_the_same_results() {
    let site = TestSite::start();
    let page = site.open("/?q=mail&baa=available,plan_gated&sort=verified");
    page.wait_for_value(
        "the selected options",
        &vec![BaaFilter::Available.label().to_owned(), BaaFilter::PlanGated.label().to_owned()],
        || selected_labels(&page),
    );
    assert_eq!(search_field(&page).value(), "mail");
    assert_eq!(page.find("combobox", texts::SORT_BY).value(), "verified");
    page.wait_for_location("/?q=mail&baa=available,plan_gated&sort=verified");
    let linked = card_names(&page);
    assert!(!linked.is_empty());

    let other = site.open("/");
    search_for(&other, "mail");
    click_option(&other, BaaFilter::Available.label());
    click_option(&other, BaaFilter::PlanGated.label());
    other.find("combobox", texts::SORT_BY).run_script("arguments[0].focus()");
    other.press([Keys::DOWN, Keys::DOWN].iter().collect::<String>());
    other.wait_for_location("/?q=mail&baa=available,plan_gated&sort=verified");
    other.wait_for_value("the cards of the link", &linked, || card_names(&other));
}

#[test]
fn unknown_keys_and_values_are_ignored() {
    let site = TestSite::start();
    let page =
        site.open("/?utm_source=x&baa=maybe,plan_gated&phi=&sort=price&category=nothing&q=slack&%zz=%zz");
    wait_for_first_card(&page, "Slack");
    page.wait_for_value("the selected options", &vec![BaaFilter::PlanGated.label().to_owned()], || {
        selected_labels(&page)
    });
}

#[test]
fn a_reload_keeps_the_state() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "google");
    click_option(&page, PhiStatus::Conditional.filter_label());
    page.wait_for_location("/?q=google&phi=conditional");
    let (number, cards) = (announcement(&page), card_names(&page));
    page.reload();
    page.wait_for_value("the cards", &cards, || card_names(&page));
    assert_eq!(announcement(&page), number);
    assert_eq!(search_field(&page).value(), "google");
    assert_eq!(selected_labels(&page), [PhiStatus::Conditional.filter_label()]);
}

#[test]
fn a_text_with_special_characters_survives_the_url() {
    let site = TestSite::start();
    let page = site.open("/?q=r%26d+%2B+%22caf%C3%A9%22+100%25");
    page.wait_for_value("the text", &"r&d + \"café\" 100%".to_owned(), || search_field(&page).value());
}
