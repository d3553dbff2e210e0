//! The address holds the whole state of the search.

use crate::facts::vendors;
use crate::harness::{Keys, Page, Site};
use crate::results::{announced, announces, cards, first_card_is, search_field, search_for};

fn history_length(page: &Page) -> u64 {
    page.run("return history.length").as_u64().expect("a number")
}

/// The labels of the options that are chosen.
fn chosen(page: &Page) -> Vec<String> {
    let mut options = page.all("checkbox");
    options.retain(crate::harness::Element::is_on);
    options.into_iter().map(|option| option.name.rsplit_once(' ').expect("a number").0.to_owned()).collect()
}

fn choose(page: &Page, label: &str) {
    page.find_where("checkbox", label, |name| name.rsplit_once(' ').is_some_and(|(name, _)| name == label))
        .click();
}

#[test]
fn typing_replaces_the_history_entry_and_a_filter_adds_one() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    let before = history_length(&page);
    search_for(&page, "mail");
    page.arrives_at("/?q=mail");
    assert_eq!(history_length(&page), before, "typing adds no entry");
    choose(&page, "Signs a BAA");
    page.arrives_at("/?q=mail&baa=available");
    assert_eq!(history_length(&page), before + 1, "a filter adds one entry");
    choose(&page, "PHI allowed");
    page.arrives_at("/?q=mail&baa=available&phi=eligible");
    let narrowed = cards(&page);

    page.back();
    page.arrives_at("/?q=mail&baa=available");
    page.wait_for("what is chosen", &vec!["Signs a BAA".to_owned()], || chosen(&page));
    page.back();
    page.arrives_at("/?q=mail");
    page.wait_for("what is chosen", &Vec::new(), || chosen(&page));
    assert_eq!(search_field(&page).value(), "mail");
    page.forward();
    page.forward();
    page.arrives_at("/?q=mail&baa=available&phi=eligible");
    page.wait_for("the cards", &narrowed, || cards(&page));
}

#[test]
fn a_link_to_a_search_without_a_result_shows_no_vendor() {
    let site = Site::built();
    for link in ["/?q=xqzvwk", "/?q=zoom&category=email", "/?baa=available&soc2=type_1"] {
        let page = site.open(link);
        announces(&page, 0);
        page.find("heading", "Nothing matches all of this");
        assert_eq!(cards(&page), [""; 0], "{link}");
    }
}

#[test]
fn a_link_leads_to_the_same_results() {
    let site = Site::built();
    let page = site.open("/?q=mail&baa=available,plan_gated&sort=verified");
    page.wait_for("what is chosen", &vec!["Signs a BAA".to_owned(), "BAA on some plans".to_owned()], || {
        chosen(&page)
    });
    assert_eq!(search_field(&page).value(), "mail");
    assert_eq!(page.find("combobox", "Sort by").value(), "verified");
    page.arrives_at("/?q=mail&baa=available,plan_gated&sort=verified");
    let linked = cards(&page);
    assert!(!linked.is_empty());

    let other = site.open("/");
    search_for(&other, "mail");
    choose(&other, "Signs a BAA");
    choose(&other, "BAA on some plans");
    other.find("combobox", "Sort by").run("arguments[0].focus()");
    other.press([Keys::DOWN, Keys::DOWN].iter().collect::<String>());
    other.arrives_at("/?q=mail&baa=available,plan_gated&sort=verified");
    other.wait_for("the same cards", &linked, || cards(&other));
}

#[test]
fn unknown_keys_and_values_are_ignored() {
    let site = Site::built();
    let page =
        site.open("/?utm_source=x&baa=maybe,plan_gated&phi=&sort=price&category=nothing&q=slack&%zz=%zz");
    first_card_is(&page, "Slack");
    page.wait_for("what is chosen", &vec!["BAA on some plans".to_owned()], || chosen(&page));
}

#[test]
fn a_reload_keeps_the_state() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "google");
    choose(&page, "PHI with conditions");
    page.arrives_at("/?q=google&phi=conditional");
    let (number, shown) = (announced(&page), cards(&page));
    page.reload();
    page.wait_for("the cards", &shown, || cards(&page));
    assert_eq!(announced(&page), number);
    assert_eq!(search_field(&page).value(), "google");
    assert_eq!(chosen(&page), ["PHI with conditions"]);
}

#[test]
fn a_text_of_any_kind_survives_the_address() {
    let site = Site::built();
    let page = site.open("/?q=r%26d+%2B+%22caf%C3%A9%22+100%25");
    page.wait_for("the text", &"r&d + \"café\" 100%".to_owned(), || search_field(&page).value());
}
