//! A JSON file that is missing, refused, truncated, of another type or of a newer version: the page reports it with
//! advice, names the file and the reason in the technical details, keeps its content and the typed text, and recovers
//! with Retry.

use std::fs;

use catalog::{BaaClass, BaaFilter, Bundle, Category, Confidence, PhiClass, Soc2Class, answers};
use serde_json::{Value, json};

use crate::expected::texts::{self, LoadError};
use crate::fixtures;
use crate::harness::{Fault, TestSite};
use crate::load_errors::assert_load_error;
use crate::search_results::{
    card_names, search_field, search_for, wait_for_all_vendors, wait_for_first_card, wait_for_query_results,
};

const LIST: &str = "/list.json";

/// The published list with a change, in place of the list.
fn changed_list(change: impl FnOnce(&mut Value)) -> Fault {
    let path = TestSite::start().folder().join("list.json");
    let text = fs::read_to_string(path).expect("the list");
    let mut list = serde_json::from_str(&text).expect("JSON");
    change(&mut list);
    Fault::Replace("application/json", list.to_string())
}

/// The login page of a network, in place of a file.
fn login_page() -> Fault {
    Fault::Replace("text/html; charset=utf-8", "<!doctype html><h1>Sign in to the network</h1>".to_owned())
}

/// A connection can break before the browser has reported the start of a response to the page, or after.
const DISCONNECTED: [LoadError; 2] = [texts::DAMAGED, texts::UNREACHABLE];

/// Asserts that the home page reports a fault of the list of vendors as one of these errors, and recovers.
fn assert_list_fault_is_reported(fault: Fault, errors: &[LoadError]) {
    let site = TestSite::start();
    site.inject_list_fault(fault);
    let page = site.new_page();
    page.allow_console("/list.json");
    page.allow_console("/list-");
    page.open("/");
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, errors);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME, "the prerendered cards remain");
    search_field(&page).send_keys("slack");
    page.find("button", texts::RETRY).click();
    page.wait_until("the file is requested again", || site.request_count(LIST) > 1);
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, errors);
    site.clear_list_fault();
    page.find("button", texts::RETRY).click();
    wait_for_first_card(&page, "Slack");
    page.wait_until_absent("button", texts::RETRY);
    assert_eq!(search_field(&page).value(), "slack", "the typed text");
    page.wait_for_location("/?q=slack");
}

#[test]
fn a_missing_list_is_reported() {
    assert_list_fault_is_reported(Fault::Status(404), &[texts::NOT_FOUND]);
}

#[test]
fn a_server_error_for_the_list_is_reported() {
    assert_list_fault_is_reported(Fault::Status(500), &[texts::STATUS_500]);
}

#[test]
fn a_truncated_list_is_reported() {
    assert_list_fault_is_reported(Fault::Truncate, &[texts::DAMAGED]);
}

#[test]
fn a_broken_connection_during_the_list_is_reported() {
    assert_list_fault_is_reported(Fault::Disconnect, &DISCONNECTED);
}

#[test]
fn html_in_place_of_the_list_is_reported() {
    assert_list_fault_is_reported(login_page(), &[texts::NOT_JSON]);
}

#[test]
fn invalid_json_in_place_of_the_list_is_reported() {
    assert_list_fault_is_reported(
        Fault::Replace("application/json", "<!doctype html>".to_owned()),
        &[texts::DAMAGED],
    );
}

#[test]
fn an_empty_list_is_reported() {
    assert_list_fault_is_reported(Fault::Replace("application/json", String::new()), &[texts::DAMAGED]);
}

#[test]
fn a_list_of_a_newer_version_is_reported() {
    assert_list_fault_is_reported(
        changed_list(|list| {
            list["version"] = json!(Bundle::VERSION + 1);
            list["vendors"] = json!({ "another": "structure" });
        }),
        &[texts::NEWER_VERSION],
    );
}

/// Asserts that a vendor page reports a fault of its record as one of these errors, and recovers.
fn assert_record_fault_is_reported(fault: Fault, errors: &[LoadError]) {
    const RECORD: &str = "/vendors/slack.json";
    let site = TestSite::start();
    site.inject_fault(RECORD, fault);
    let page = site.open("/");
    page.allow_console(RECORD);
    search_for(&page, "slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    page.wait_for_location("/vendors/slack/");
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, errors);
    page.find("button", texts::RETRY).click();
    page.wait_until("the file is requested again", || site.request_count(RECORD) > 1);
    assert_load_error(&page, texts::THIS_VENDOR, RECORD, errors);
    site.clear_fault(RECORD);
    page.find("button", texts::RETRY).click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_until_absent("button", texts::RETRY);
    page.back();
    page.wait_for_location("/?q=slack");
    assert_eq!(search_field(&page).value(), "slack", "the typed text");
    wait_for_first_card(&page, "Slack");
}

#[test]
fn a_missing_record_is_reported() {
    assert_record_fault_is_reported(Fault::Status(404), &[texts::NOT_FOUND]);
}

#[test]
fn a_server_error_for_a_record_is_reported() {
    assert_record_fault_is_reported(Fault::Status(500), &[texts::STATUS_500]);
}

#[test]
fn a_truncated_record_is_reported() {
    assert_record_fault_is_reported(Fault::Truncate, &[texts::DAMAGED]);
}

#[test]
fn a_broken_connection_during_a_record_is_reported() {
    assert_record_fault_is_reported(Fault::Disconnect, &DISCONNECTED);
}

#[test]
fn html_in_place_of_a_record_is_reported() {
    assert_record_fault_is_reported(login_page(), &[texts::NOT_JSON]);
}

#[test]
fn a_record_of_another_structure_is_reported() {
    assert_record_fault_is_reported(
        Fault::Replace("application/json", r#"{"slug":"slack"}"#.to_owned()),
        &[texts::DAMAGED],
    );
}

#[test]
fn html_in_place_of_the_changes_is_reported() {
    const CHANGES: &str = "/changes.json";
    let site = TestSite::start();
    site.inject_fault(CHANGES, login_page());
    let page = site.open("/about/");
    page.find("navigation", texts::MAIN_NAVIGATION)
        .find_all("link")
        .into_iter()
        .find(|link| link.name == texts::CHANGES_LINK)
        .expect("a link")
        .click();
    page.wait_for_heading(texts::CHANGES_HEADING);
    assert_load_error(&page, texts::THE_CHANGES, CHANGES, &[texts::NOT_JSON]);
    site.clear_fault(CHANGES);
    page.find("button", texts::RETRY).click();
    page.wait_until_absent("button", texts::RETRY);
    page.wait_for_text(texts::WATCHED_SECTION);
}

#[test]
fn a_faulty_list_is_reported_by_the_search_of_a_vendor_page_and_by_a_category() {
    let site = TestSite::start();
    site.inject_fault(LIST, Fault::Status(500));
    let page = site.open("/vendors/zoom/");
    page.allow_console(LIST);
    search_field(&page).send_keys("slack");
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, &[texts::STATUS_500]);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    site.clear_fault(LIST);
    page.find("button", texts::RETRY).click();
    page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
    assert_eq!(search_field(&page).value(), "slack");

    let site = TestSite::start();
    site.inject_fault(LIST, Fault::Truncate);
    let page = site.open("/about/");
    page.find("link", Category::Video.label()).click();
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, &[texts::DAMAGED]);
    site.clear_fault(LIST);
    page.find("button", texts::RETRY).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

/// The labels of a record with statuses that this build does not know.
fn not_stated_labels() -> [&'static str; 3] {
    [BaaClass::NotStated.label(), PhiClass::NotStated.label(), Soc2Class::NotStated.label()]
}

#[test]
fn unknown_statuses_in_the_list_are_shown_as_not_stated() {
    let site = TestSite::start();
    site.inject_list_fault(changed_list(|list| {
        for vendor in list["vendors"].as_array_mut().expect("the vendors") {
            vendor["baa"] = json!("maybe");
            vendor["phi"] = json!("surely");
            vendor["soc2"] = json!("type_9");
        }
    }));
    let page = site.open("/?q=zoom");
    wait_for_first_card(&page, "Zoom");
    wait_for_query_results(&page);
    let card = page.find_by_label(texts::RESULTS).text();
    for label in not_stated_labels() {
        assert!(card.contains(label), "{card}");
    }
    let (yes, some_plans) = (BaaClass::Yes.label(), BaaClass::SomePlans.label());
    for label in [yes, some_plans, PhiClass::Allowed.label(), Soc2Class::Type2.label()] {
        assert!(!card.contains(label), "{card}");
    }
    search_for(&page, "zo");
    let option = format!("{} 0", BaaFilter::Available.label());
    page.find("checkbox", &option);
}

#[test]
fn unknown_statuses_in_a_record_are_shown_as_not_stated() {
    let site = TestSite::start();
    let mut record = fixtures::record("slack");
    record["baa"]["status"] = json!("maybe");
    record["phi"]["status"] = json!("surely");
    record["soc2"]["status"] = json!("type_9");
    site.inject_fault("/vendors/slack.json", Fault::Replace("application/json", record.to_string()));
    let page = site.open("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    let text = page.main_text();
    for label in not_stated_labels() {
        assert!(text.contains(label), "“{label}” in {text}");
    }
    // The app reads the unknown statuses as `unknown`.
    let answer = answers::baa_answer(&fixtures::typed(&record)).text();
    assert!(text.contains(&answer), "“{answer}” in {text}");
    let verdict = page.find("region", &texts::baa_section("Slack")).text();
    for class in BaaClass::ALL.iter().filter(|class| class.counts_as_signing()) {
        assert!(!verdict.contains(class.first_words()), "{verdict}");
    }
    for step in answers::request_section(&fixtures::typed(&fixtures::record("slack"))).steps {
        assert!(!text.contains(&step.text), "“{}” in {text}", step.text);
    }
    page.wait_for_text(texts::NEWER_RECORD);
}

#[test]
fn other_unknown_keys_in_a_record_are_shown_as_not_stated_and_offer_a_reload() {
    let site = TestSite::start();
    let record = fixtures::record("slack");
    let low_confidence = texts::confidence(Confidence::Low.label());
    let no_route = {
        let mut record = fixtures::typed(&record);
        record.baa.route = None;
        answers::request_section(&record).how_to_request.expect("a vendor that signs has a route")
    };
    for (pointer, key, text) in [
        ("/category", "robotics", Category::Unknown.label()),
        ("/baa/route", "by_carrier_pigeon", &no_route),
        ("/confidence", "certain", &low_confidence),
    ] {
        let mut newer = record.clone();
        *newer.pointer_mut(pointer).expect("a field") = json!(key);
        if pointer == "/confidence" {
            newer["baa"]["status"] = json!("available");
        }
        site.inject_fault("/vendors/slack.json", Fault::Replace("application/json", newer.to_string()));
        let page = site.open("/?q=slack");
        wait_for_first_card(&page, "Slack");
        page.find("link", "Slack").click();
        page.wait_for_heading(&texts::vendor_heading("Slack"));
        page.wait_for_text(texts::NEWER_RECORD);
        page.find("link", texts::RELOAD_LINK);
        assert!(page.main_text().contains(text), "“{text}” in {}", page.main_text());
        page.wait_until_absent("button", texts::RETRY);
    }
}

#[test]
fn a_record_of_a_newer_schema_is_shown_if_it_can_be_parsed() {
    let site = TestSite::start();
    let mut record = fixtures::record("slack");
    record["schema"] = json!(3);
    record["residency"] = json!(["US"]);
    site.inject_fault("/vendors/slack.json", Fault::Replace("application/json", record.to_string()));
    let page = site.open("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_text(texts::NEWER_RECORD);

    record["baa"] = json!(["another structure"]);
    site.inject_fault("/vendors/slack.json", Fault::Replace("application/json", record.to_string()));
    page.open("/?q=slack");
    wait_for_first_card(&page, "Slack");
    page.find("link", "Slack").click();
    assert_load_error(&page, texts::THIS_VENDOR, "/vendors/slack.json", &[texts::NEWER_VERSION]);
}

#[test]
fn a_list_that_failed_once_is_requested_again() {
    let site = TestSite::start();
    site.inject_list_fault(Fault::Status(500));
    let page = site.new_page();
    page.allow_console("/list.json");
    page.allow_console("/list-");
    page.open("/");
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, &[texts::STATUS_500]);
    page.find("link", texts::CHANGES_LINK).click();
    page.wait_for_heading(texts::CHANGES_HEADING);
    site.clear_list_fault();
    page.find("navigation", texts::MAIN_NAVIGATION).find_all("link").swap_remove(0).click();
    wait_for_all_vendors(&page);
}

#[test]
fn a_list_that_failed_before_the_app_started_is_requested_again() {
    let site = TestSite::start();
    site.inject_fault(LIST, Fault::Status(500));
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    let page = site.new_page();
    page.allow_console(LIST);
    page.navigate("/vendors/zoom/");
    search_field(&page).send_keys("slack");
    page.wait_until("the list of vendors is requested", || site.request_count(LIST) == 1);
    site.clear_fault(&site.wasm_path());
    page.wait_for_app();
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, &[texts::STATUS_500]);
    site.clear_fault(LIST);
    page.find("button", texts::RETRY).click();
    page.find_matching("option", "Slack", |name| name.starts_with("Slack "));
}

#[test]
fn without_the_list_no_button_offers_more_cards() {
    let site = TestSite::start();
    site.inject_list_fault(Fault::Status(500));
    let page = site.new_page();
    page.allow_console("/list.json");
    page.allow_console("/list-");
    page.open("/?q=slack");
    assert_load_error(&page, texts::THE_VENDOR_LIST, LIST, &[texts::STATUS_500]);
    page.wait_for_text(texts::SHOWING_FIRST_VENDORS);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME, "the prerendered cards remain");
    let show_more = texts::show_more_button(fixtures::count() - texts::RESULTS_AT_A_TIME);
    page.wait_until_absent("button", &show_more);
    site.clear_list_fault();
    page.find("button", texts::RETRY).click();
    wait_for_first_card(&page, "Slack");
    search_for(&page, "");
    wait_for_all_vendors(&page);
    page.find("button", &show_more);
}

#[test]
fn a_page_of_an_older_publication_falls_back_to_the_current_list() {
    let faults = [Fault::Status(404), login_page(), Fault::Truncate];
    for fault in faults {
        let site = TestSite::start();
        let list = site.list_path();
        site.inject_fault(&list, fault);
        let page = site.new_page();
        page.allow_console("/list-");
        page.open("/?q=slack");
        wait_for_first_card(&page, "Slack");
        page.wait_until("the current list is requested", || site.request_count(LIST) == 1);
        page.find_matching("checkbox", BaaFilter::Available.label(), |name| {
            name.starts_with(BaaFilter::Available.label())
        });
        page.wait_until_absent("button", texts::RETRY);
    }
}
