//! Filters: for every option the number shown, the cards listed and a count over the records agree.

use serde_json::Value;

use crate::facets::{self, Facet, name, names_where};
use crate::facts::{records, vendors, verdicts};
use crate::harness::{Element, Keys, Page, Site};
use crate::results::{announces, cards, has_searched, in_words, search_for, show_all};

/// The options of a facet: each with its label and the number that it shows.
fn options<'a>(page: &'a Page, facet: &Facet) -> Vec<(Element<'a>, String, usize)> {
    let filters = page.part("Filters");
    let group = filters
        .all("group")
        .into_iter()
        .find(|group| group.name == facet.name)
        .expect("a group of that name");
    let read = |option: Element<'a>| {
        let (label, number) = split(&option.name);
        let label = label.to_owned();
        (option, label, number)
    };
    group.all("checkbox").into_iter().map(read).collect()
}

/// The checkbox of an option, with the number that it shows.
fn option<'a>(page: &'a Page, facet: &Facet, label: &str) -> (Element<'a>, usize) {
    let mut options = options(page, facet);
    options.retain(|(_, found, _)| found == label);
    assert_eq!(options.len(), 1, "there is one option “{label}”");
    let (option, _, number) = options.swap_remove(0);
    (option, number)
}

/// The label and the number in the name of an option.
fn split(name: &str) -> (&str, usize) {
    let (label, number) = name.rsplit_once(' ').unwrap_or_else(|| panic!("no number in “{name}”"));
    (label, number.parse().unwrap_or_else(|_| panic!("no number in “{name}”")))
}

fn every_option_agrees_with_the_records(facet: &Facet) {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    let shown: Vec<String> = page
        .find("group", facet.name)
        .all("checkbox")
        .iter()
        .map(|option| split(&option.name).0.to_owned())
        .collect();
    let labels: Vec<&str> = facet.options.iter().map(|(_, label)| *label).collect();
    assert_eq!(shown, labels, "the options of {}", facet.name);
    for (key, label) in facet.options {
        let counted = names_where(|record| facet.of(record) == *key);
        let (checkbox, number) = option(&page, facet, label);
        assert_eq!(number, counted.len(), "the number beside “{label}”");
        checkbox.click();
        page.arrives_at(&format!("/?{}={key}", facet.key));
        announces(&page, counted.len());
        show_all(&page);
        let mut listed = cards(&page);
        listed.sort();
        assert_eq!(listed, counted, "the cards of “{label}”");
        checkbox.click();
        page.arrives_at("/");
    }
}

#[test]
fn every_baa_option_agrees_with_the_records() {
    every_option_agrees_with_the_records(&facets::BAA);
}

#[test]
fn every_phi_option_agrees_with_the_records() {
    every_option_agrees_with_the_records(&facets::PHI);
}

#[test]
fn every_soc_2_option_agrees_with_the_records() {
    every_option_agrees_with_the_records(&facets::SOC2);
}

#[test]
fn every_evidence_option_agrees_with_the_records() {
    every_option_agrees_with_the_records(&facets::EVIDENCE);
}

#[test]
fn every_category_agrees_with_the_records() {
    every_option_agrees_with_the_records(&facets::CATEGORY);
}

/// What is chosen: the keys of each facet.
type Chosen<'a> = [(&'a Facet, &'a [&'a str])];

fn fits(record: &Value, chosen: &Chosen<'_>, but_for: Option<&Facet>) -> bool {
    let others = chosen.iter().filter(|(facet, _)| but_for.is_none_or(|other| other.key != facet.key));
    others.into_iter().all(|(facet, keys)| keys.is_empty() || keys.contains(&facet.of(record)))
}

#[test]
fn filters_work_together_and_each_option_says_what_it_would_give() {
    let site = Site::built();
    let page = site.open("/");
    let steps: [&Chosen<'_>; 4] = [
        &[(&facets::BAA, &["available"])],
        &[(&facets::BAA, &["available", "plan_gated"])],
        &[(&facets::BAA, &["available", "plan_gated"]), (&facets::PHI, &["eligible"])],
        &[
            (&facets::BAA, &["available", "plan_gated"]),
            (&facets::PHI, &["eligible"]),
            (&facets::CATEGORY, &["database"]),
        ],
    ];
    let clicks: [(&Facet, &str); 4] = [
        (&facets::BAA, "Signs a BAA"),
        (&facets::BAA, "BAA on some plans"),
        (&facets::PHI, "PHI allowed"),
        (&facets::CATEGORY, "Databases"),
    ];
    let records = records();
    for (chosen, (facet, label)) in steps.into_iter().zip(clicks) {
        let (checkbox, promised) = option(&page, facet, label);
        checkbox.click();
        let expected = names_where(|record| fits(record, chosen, None));
        announces(&page, expected.len());
        // Where it is the first of its facet, the option has kept its promise.
        if chosen.iter().any(|(other, keys)| other.key == facet.key && keys.len() == 1) {
            assert_eq!(promised, expected.len(), "what “{label}” promised");
        }
        show_all(&page);
        let mut listed = cards(&page);
        listed.sort();
        assert_eq!(listed, expected);
        for facet in facets::ALL {
            for (key, label) in facet.options {
                let would_give = records
                    .iter()
                    .filter(|record| fits(record, chosen, Some(facet)) && facet.of(record) == *key)
                    .count();
                assert_eq!(
                    option(&page, facet, label).1,
                    would_give,
                    "the number beside “{label}” with {}",
                    page.address()
                );
            }
        }
    }
}

#[test]
fn filters_narrow_what_was_typed() {
    let site = Site::built();
    let page = site.open("/");
    search_for(&page, "google");
    page.arrives_at("/?q=google");
    let (_, promised) = option(&page, &facets::BAA, "Signs a BAA");
    option(&page, &facets::BAA, "Signs a BAA").0.click();
    announces(&page, promised);
    let signing = names_where(|record| facets::BAA.of(record) == "available");
    assert!(cards(&page).iter().all(|name| signing.contains(name)));
    page.arrives_at("/?q=google&baa=available");
}

#[test]
fn an_option_that_gives_none_stays_visible_with_0() {
    let site = Site::built();
    let page = site.open("/?q=slack");
    has_searched(&page);
    announces(&page, cards(&page).len());
    let (none, number) = option(&page, &facets::CATEGORY, "E-signature");
    assert_eq!(number, 0);
    assert_eq!(none.run("return arguments[0].closest('label').checkVisibility()"), true);
    none.click();
    announces(&page, 0);
    page.sees("Nothing matches all of this");
}

#[test]
fn all_filters_are_cleared_at_once() {
    let site = Site::built();
    let page = site.open("/?baa=available,unknown&category=crm&q=a");
    page.find("button", "Clear all filters").click();
    page.arrives_at("/?q=a");
    page.wait("there is nothing left to clear", || {
        let buttons = page.all("button");
        let clear = buttons.iter().find(|button| button.name == "Clear all filters");
        clear.is_none_or(|clear| clear.state("disabled") == Some(&Value::Bool(true)))
    });
    assert!(page.all("checkbox").iter().all(|option| !option.is_on()));
}

#[test]
fn results_are_sorted_as_chosen() {
    let site = Site::built();
    let page = site.open("/?category=video,email,forms");
    let chosen: Vec<Value> = records()
        .into_iter()
        .filter(|record| ["video", "email", "forms"].contains(&facets::CATEGORY.of(record)))
        .collect();
    announces(&page, chosen.len());

    let sort_by = |key: char| {
        page.find("combobox", "Sort by").run("arguments[0].focus()");
        page.press(key);
    };
    sort_by(Keys::DOWN);
    page.arrives_at("/?category=email,forms,video&sort=name");
    let mut by_name: Vec<String> = chosen.iter().map(name).collect();
    by_name.sort_by_key(|name| name.to_lowercase());
    page.wait_for("the cards by name", &by_name, || cards(&page));

    sort_by(Keys::DOWN);
    page.arrives_at("/?category=email,forms,video&sort=verified");
    let mut by_day: Vec<(std::cmp::Reverse<&str>, String)> = chosen
        .iter()
        .map(|record| {
            (std::cmp::Reverse(record["last_verified"].as_str().expect("a day")), name(record).to_lowercase())
        })
        .collect();
    by_day.sort();
    let by_day: Vec<String> = by_day.into_iter().map(|(_, name)| name).collect();
    page.wait_for("the cards by day", &by_day, || {
        cards(&page).iter().map(|name| name.to_lowercase()).collect()
    });

    sort_by(Keys::UP);
    sort_by(Keys::UP);
    page.arrives_at("/?category=email,forms,video");
    let ranks = [
        "yes",
        "some_plans",
        "on_request",
        "reported_yes",
        "reported_some_plans",
        "reported_on_request",
        "unconfirmed",
        "not_stated",
        "unlikely",
        "reported_no",
        "no",
    ];
    let rank = |name: &String| {
        let record =
            chosen.iter().find(|record| record["name"] == **name).expect("a vendor of the categories");
        ranks.iter().position(|class| *class == verdicts::baa(record).0)
    };
    page.wait("the better answer comes first", || cards(&page).is_sorted_by_key(rank));
}

/// The button says how many options are chosen, too.
fn is_toggle(name: &str) -> bool {
    name.starts_with("Filters")
}

#[test]
fn on_a_phone_the_filters_open_on_demand() {
    let site = Site::built();
    let page = site.tab();
    page.resize(360, 740);
    page.open("/");
    assert!(page.all("checkbox").is_empty(), "the filters are closed at first");
    let toggle = page.find_where("button", "Filters", is_toggle);
    assert_eq!(toggle.state("expanded"), Some(&Value::Bool(false)));
    toggle.click();
    let options: usize = facets::ALL.iter().map(|facet| facet.options.len()).sum();
    page.wait("the filters are open", || page.all("checkbox").len() == options);
    assert_eq!(page.find_where("button", "Filters", is_toggle).state("expanded"), Some(&Value::Bool(true)));
    let (checkbox, number) = option(&page, &facets::BAA, "No BAA");
    checkbox.click();
    announces(&page, number);
    page.find_where("button", "Filters", is_toggle).click();
    page.wait("the filters are closed", || page.all("checkbox").is_empty());
    page.sees(&in_words(number));
}

#[test]
fn an_option_is_chosen_with_the_keyboard() {
    let site = Site::built();
    let page = site.open("/");
    let (checkbox, number) = option(&page, &facets::PHI, "No PHI");
    checkbox.run("arguments[0].focus()");
    page.press(Keys::SPACE);
    page.arrives_at("/?phi=not_eligible");
    announces(&page, number);
    assert!(page.focused().name.starts_with("No PHI"), "the focus stays on the option");
}
