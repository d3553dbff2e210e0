//! Filters: the number beside every option, the cards that it leaves and a count of the records agree.

use std::cmp::Reverse;

use catalog::{BaaFilter, Category, PhiStatus};
use serde_json::{Value, json};

use crate::expected::{texts, verdicts};
use crate::facets::{self, Facet, name, names_where};
use crate::fixtures;
use crate::harness::{Element, Keys, Page, TestSite};
use crate::search_results::{
    card_names, search_for, show_all_cards, wait_for_all_vendors, wait_for_count, wait_for_query_results,
};

/// The options of a facet, each with its label and the number beside it.
fn options<'a>(page: &'a Page, facet: &Facet) -> Vec<(Element<'a>, String, usize)> {
    let filters = page.find_by_label(texts::FILTERS);
    let group = filters
        .find_all("group")
        .into_iter()
        .find(|group| group.name == facet.name)
        .expect("a group of that name");
    let read = |option: Element<'a>| {
        let (label, number) = split(&option.name);
        let label = label.to_owned();
        (option, label, number)
    };
    group.find_all("checkbox").into_iter().map(read).collect()
}

/// The checkbox of an option, with the number beside it.
fn option<'a>(page: &'a Page, facet: &Facet, label: &str) -> (Element<'a>, usize) {
    let mut options = options(page, facet);
    options.retain(|(_, found, _)| found == label);
    assert_eq!(options.len(), 1, "options “{label}”");
    let (option, _, number) = options.swap_remove(0);
    (option, number)
}

/// The label and the number in the accessible name of an option.
fn split(name: &str) -> (&str, usize) {
    let (label, number) = name.rsplit_once(' ').unwrap_or_else(|| panic!("no number in “{name}”"));
    (label, number.parse().unwrap_or_else(|_| panic!("no number in “{name}”")))
}

fn assert_options_agree_with_records(facet: &Facet) {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let found: Vec<String> = page
        .find("group", facet.name)
        .find_all("checkbox")
        .iter()
        .map(|option| split(&option.name).0.to_owned())
        .collect();
    let labels: Vec<&str> = facet.options.iter().map(|(_, label)| *label).collect();
    assert_eq!(found, labels, "the options of {}", facet.name);
    for (key, label) in &facet.options {
        let counted = names_where(|record| facet.option_of(record) == *key);
        let (checkbox, number) = option(&page, facet, label);
        assert_eq!(number, counted.len(), "the number beside “{label}”");
        checkbox.click();
        page.wait_for_location(&format!("/?{}={key}", facet.key));
        wait_for_count(&page, counted.len());
        show_all_cards(&page);
        let mut listed = card_names(&page);
        listed.sort();
        assert_eq!(listed, counted, "the cards of “{label}”");
        checkbox.click();
        page.wait_for_location("/");
    }
}

#[test]
fn every_baa_option_agrees_with_the_records() {
    assert_options_agree_with_records(&facets::baa());
}

#[test]
fn every_phi_option_agrees_with_the_records() {
    assert_options_agree_with_records(&facets::phi());
}

#[test]
fn every_soc_2_option_agrees_with_the_records() {
    assert_options_agree_with_records(&facets::soc2());
}

#[test]
fn every_evidence_option_agrees_with_the_records() {
    assert_options_agree_with_records(&facets::evidence());
}

#[test]
fn every_category_agrees_with_the_records() {
    assert_options_agree_with_records(&facets::category());
}

/// The keys of the options that are selected in each facet.
type Selection<'a> = [(&'a Facet, &'a [&'a str])];

/// Whether a record matches a selection, without the facet `ignored`.
fn matches(record: &Value, selection: &Selection<'_>, ignored: Option<&Facet>) -> bool {
    let facets = selection.iter().filter(|(facet, _)| ignored.is_none_or(|other| other.key != facet.key));
    facets.into_iter().all(|(facet, keys)| keys.is_empty() || keys.contains(&facet.option_of(record)))
}

#[test]
fn filters_combine_and_each_option_shows_its_number_of_results() {
    let site = TestSite::start();
    let page = site.open("/");
    let (baa, phi, category) = (facets::baa(), facets::phi(), facets::category());
    let steps: [&Selection<'_>; 4] = [
        &[(&baa, &["available"])],
        &[(&baa, &["available", "plan_gated"])],
        &[(&baa, &["available", "plan_gated"]), (&phi, &["eligible"])],
        &[(&baa, &["available", "plan_gated"]), (&phi, &["eligible"]), (&category, &["database"])],
    ];
    let clicks: [(&Facet, &str); 4] = [
        (&baa, BaaFilter::Available.label()),
        (&baa, BaaFilter::PlanGated.label()),
        (&phi, PhiStatus::Eligible.filter_label()),
        (&category, Category::Database.label()),
    ];
    let records = fixtures::records();
    for (selection, (facet, label)) in steps.into_iter().zip(clicks) {
        let (checkbox, number) = option(&page, facet, label);
        checkbox.click();
        let expected = names_where(|record| matches(record, selection, None));
        wait_for_count(&page, expected.len());
        // The first option of a facet leaves as many vendors as the number beside it said.
        if selection.iter().any(|(other, keys)| other.key == facet.key && keys.len() == 1) {
            assert_eq!(number, expected.len(), "the number beside “{label}” before the click");
        }
        show_all_cards(&page);
        let mut listed = card_names(&page);
        listed.sort();
        assert_eq!(listed, expected);
        for facet in facets::all() {
            for (key, label) in &facet.options {
                let expected = records
                    .iter()
                    .filter(|record| {
                        matches(record, selection, Some(&facet)) && facet.option_of(record) == *key
                    })
                    .count();
                let number = format!("the number beside “{label}” with {}", page.location());
                page.wait_for_value(&number, &expected, || option(&page, &facet, label).1);
            }
        }
    }
}

#[test]
fn the_first_results_of_a_filter_are_shown_before_the_others() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    let is_busy = page.run_async_script(
        "const done = arguments[0];
        const results = document.querySelector('.results');
        const observer = new MutationObserver(() => done([results.ariaBusy, results.children.length < 24]));
        observer.observe(results, { attributeFilter: ['aria-busy'] });
        const filter = document.querySelector('[name=baa][value=plan_gated]');
        filter.focus();
        filter.click();",
    );
    assert_eq!(is_busy, json!(["true", true]));
    wait_for_count(&page, names_where(|record| facets::baa().option_of(record) == "plan_gated").len());
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
}

#[test]
fn filters_narrow_a_search() {
    let site = TestSite::start();
    let page = site.open("/");
    search_for(&page, "google");
    page.wait_for_location("/?q=google");
    let baa = facets::baa();
    let (checkbox, number) = option(&page, &baa, BaaFilter::Available.label());
    assert!(number > 0, "the test needs results");
    checkbox.click();
    wait_for_count(&page, number);
    let signing = names_where(|record| baa.option_of(record) == "available");
    assert!(card_names(&page).iter().all(|name| signing.contains(name)));
    page.wait_for_location("/?q=google&baa=available");
}

#[test]
fn an_option_without_results_stays_visible_with_0() {
    let site = TestSite::start();
    let page = site.open("/?q=slack");
    wait_for_query_results(&page);
    wait_for_count(&page, card_names(&page).len());
    let esign = || option(&page, &facets::category(), Category::Esign.label());
    page.wait_for_value("the number of the option", &0, || esign().1);
    let (checkbox, _) = esign();
    assert_eq!(checkbox.run_script("return arguments[0].closest('label').checkVisibility()"), true);
    checkbox.click();
    wait_for_count(&page, 0);
    page.wait_for_text(texts::NO_RESULTS);
}

#[test]
fn all_filters_are_cleared_at_once() {
    let site = TestSite::start();
    let page = site.open("/?baa=available,unknown&category=crm&q=a");
    page.find("button", texts::CLEAR_FILTERS).click();
    page.wait_for_location("/?q=a");
    page.wait_until("the button is gone or disabled", || {
        let buttons = page.find_all("button");
        let clear = buttons.iter().find(|button| button.name == texts::CLEAR_FILTERS);
        clear.is_none_or(|clear| clear.state("disabled") == Some(&Value::Bool(true)))
    });
    assert!(page.find_all("checkbox").iter().all(|option| !option.is_checked()));
}

#[test]
fn results_have_the_selected_order() {
    let site = TestSite::start();
    let page = site.open("/?category=video,email,forms");
    let category = facets::category();
    let expected: Vec<&Value> = fixtures::records()
        .iter()
        .filter(|record| ["video", "email", "forms"].contains(&category.option_of(record)))
        .collect();
    wait_for_count(&page, expected.len());

    let sort_by = |key: char| {
        page.find("combobox", texts::SORT_BY).run_script("arguments[0].focus()");
        page.press(key);
    };
    sort_by(Keys::DOWN);
    page.wait_for_location("/?category=email,forms,video&sort=name");
    let mut by_name: Vec<String> = expected.iter().map(|record| name(record)).collect();
    by_name.sort_by_key(|name| name.to_lowercase());
    page.wait_for_value("the cards by name", &by_name, || card_names(&page));

    sort_by(Keys::DOWN);
    page.wait_for_location("/?category=email,forms,video&sort=verified");
    let mut by_date: Vec<(Reverse<&str>, String)> = expected
        .iter()
        .map(|record| (Reverse(verdicts::text_at(record, "/last_verified")), name(record).to_lowercase()))
        .collect();
    by_date.sort();
    let by_date: Vec<String> = by_date.into_iter().map(|(_, name)| name).collect();
    page.wait_for_value("the cards by date", &by_date, || {
        card_names(&page).iter().map(|name| name.to_lowercase()).collect()
    });

    sort_by(Keys::UP);
    sort_by(Keys::UP);
    page.wait_for_location("/?category=email,forms,video");
    // The classes are in the order of their rank.
    let rank = |name: &String| {
        let record = expected.iter().find(|record| record["name"] == **name);
        verdicts::baa_class(record.expect("a vendor of these categories"))
    };
    page.wait_until("the better verdict comes first", || card_names(&page).is_sorted_by_key(rank));
}

/// Whether this is the button that opens the filters; it also shows how many options are selected.
fn is_filters_button(name: &str) -> bool {
    name.starts_with(texts::FILTERS)
}

#[test]
fn on_a_phone_the_filters_open_on_demand() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(360, 740);
    page.open("/");
    assert!(page.find_all("checkbox").is_empty(), "the filters are closed at first");
    let toggle = page.find_matching("button", texts::FILTERS, is_filters_button);
    assert_eq!(toggle.state("expanded"), Some(&Value::Bool(false)));
    toggle.click();
    let options: usize = facets::all().iter().map(|facet| facet.options.len()).sum();
    page.wait_until("the filters are open", || page.find_all("checkbox").len() == options);
    assert_eq!(
        page.find_matching("button", texts::FILTERS, is_filters_button).state("expanded"),
        Some(&Value::Bool(true))
    );
    let (checkbox, number) = option(&page, &facets::baa(), BaaFilter::NotAvailable.label());
    checkbox.click();
    wait_for_count(&page, number);
    page.find_matching("button", texts::FILTERS, is_filters_button).click();
    page.wait_until("the filters are closed", || page.find_all("checkbox").is_empty());
    page.wait_for_text(&texts::vendor_count(number));
}

#[test]
fn on_a_phone_a_button_closes_the_filters_and_moves_the_focus_to_the_results() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(360, 740);
    page.open("/");
    wait_for_all_vendors(&page);
    page.find_matching("button", texts::FILTERS, is_filters_button).click();
    let (checkbox, number) = option(&page, &facets::baa(), BaaFilter::PlanGated.label());
    checkbox.click();
    let show_results = texts::show_results_button(number);
    page.find("button", &show_results);
    let last =
        page.find_by_label(texts::FILTERS).run_script("return arguments[0].lastElementChild.innerText");
    assert_eq!(last, show_results.as_str(), "the end of the filters");
    page.find("button", &show_results).click();
    page.wait_for_focus("heading", texts::RESULTS);
    page.wait_until("the filters are closed", || page.find_all("checkbox").is_empty());
    let toggle = page.find("button", &texts::filters_button(1));
    assert_eq!(toggle.state("expanded"), Some(&Value::Bool(false)));
    wait_for_count(&page, number);
    page.resize(1280, 900);
    page.wait_until("the filters are shown", || !page.find_all("checkbox").is_empty());
    page.wait_until_absent("button", &show_results);
}

#[test]
fn an_option_is_selected_with_the_keyboard() {
    let site = TestSite::start();
    let page = site.open("/");
    let (checkbox, number) = option(&page, &facets::phi(), PhiStatus::NotEligible.filter_label());
    checkbox.run_script("arguments[0].focus()");
    page.press(Keys::SPACE);
    page.wait_for_location("/?phi=not_eligible");
    wait_for_count(&page, number);
    assert!(
        page.focused().name.starts_with(PhiStatus::NotEligible.filter_label()),
        "the focus stays on the option"
    );
}
