//! A JSON file that is missing, refused, cut short, something else or of a newer version: the page says which file
//! and what is wrong, keeps what was there and what was typed, and works again after Retry.

use std::fs;

use serde_json::{Value, json};

use crate::facts::vendors;
use crate::harness::{Fault, Page, Site};
use crate::results::{announced, announces, cards, first_card_is, search_field, search_for};

const LIST: &str = "/list.json";

/// The bundle as it is published, changed.
fn changed_list(change: impl FnOnce(&mut Value)) -> Fault {
    let text = fs::read_to_string(crate::facts::dist().join("list.json")).expect("the bundle");
    let mut list = serde_json::from_str(&text).expect("JSON");
    change(&mut list);
    Fault::Instead("application/json", list.to_string())
}

fn page_of_html() -> Fault {
    Fault::Instead("text/html; charset=utf-8", "<!doctype html><h1>Sign in to the network</h1>".to_owned())
}

/// The words of the message, once there is one.
fn message(page: &Page) -> String {
    page.wait("there is a message", || page.all("alert").iter().any(|alert| !alert.text().is_empty()));
    page.all("alert").iter().map(crate::harness::Element::text).collect::<Vec<_>>().join("\n")
}

/// A connection can break before the browser has told the page that an answer has begun, or after.
const BROKEN: [&str; 2] = ["cut short", "cannot be reached"];

fn names_one(message: &str, problems: &[&str]) -> bool {
    problems.iter().any(|problem| message.contains(problem))
}

/// The list of vendors is broken while the home page is used.
fn the_home_page_says(fault: Fault, problems: &[&str]) {
    let site = Site::built();
    site.breaks_list(fault);
    let page = site.tab();
    page.expect_in_console("/list.json");
    page.expect_in_console("/list-");
    page.open("/");
    let said = message(&page);
    assert!(said.contains(LIST) && names_one(&said, problems), "{said}");
    assert_eq!(cards(&page).len(), 100, "the page stays");
    search_field(&page).keys("slack");
    page.find("button", "Retry").click();
    page.wait("it is broken still", || site.times_asked(LIST) > 1);
    assert!(names_one(&message(&page), problems));
    site.heals_list();
    page.find("button", "Retry").click();
    first_card_is(&page, "Slack");
    page.lacks("button", "Retry");
    assert_eq!(search_field(&page).value(), "slack", "what was typed stays");
    page.arrives_at("/?q=slack");
}

#[test]
fn a_missing_list_is_named() {
    the_home_page_says(Fault::Status(404), &["is not there (status 404)"]);
}

#[test]
fn a_refused_list_is_named() {
    the_home_page_says(Fault::Status(500), &["status 500"]);
}

#[test]
fn a_list_that_is_cut_short_is_named() {
    the_home_page_says(Fault::CutShort, &["cut short"]);
}

#[test]
fn a_list_whose_connection_breaks_is_named() {
    the_home_page_says(Fault::Broken, &BROKEN);
}

#[test]
fn html_in_place_of_the_list_is_named() {
    the_home_page_says(page_of_html(), &["is not JSON"]);
}

#[test]
fn text_that_is_no_json_in_place_of_the_list_is_named() {
    the_home_page_says(
        Fault::Instead("application/json", "<!doctype html>".to_owned()),
        &["not JSON", "damaged"],
    );
}

#[test]
fn an_empty_list_file_is_named() {
    the_home_page_says(Fault::Instead("application/json", String::new()), &["cut short"]);
}

#[test]
fn a_newer_list_is_named() {
    the_home_page_says(
        changed_list(|list| {
            list["version"] = json!(3);
            list["vendors"] = json!({ "of another": "form" });
        }),
        &["newer version"],
    );
}

/// The record of a vendor is broken while the visitor goes to its page.
fn the_way_to_a_vendor_says(fault: Fault, problems: &[&str]) {
    const RECORD: &str = "/vendors/slack.json";
    let site = Site::built();
    site.breaks(RECORD, fault);
    let page = site.open("/");
    page.expect_in_console(RECORD);
    search_for(&page, "slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    page.arrives_at("/vendors/slack/");
    let said = message(&page);
    assert!(said.contains(RECORD) && names_one(&said, problems), "{said}");
    page.find("button", "Retry").click();
    page.wait("it is broken still", || site.times_asked(RECORD) > 1);
    assert!(names_one(&message(&page), problems));
    site.heals(RECORD);
    page.find("button", "Retry").click();
    page.is_page("Is Slack HIPAA compliant?");
    page.lacks("button", "Retry");
    page.back();
    page.arrives_at("/?q=slack");
    assert_eq!(search_field(&page).value(), "slack", "what was typed stays");
    first_card_is(&page, "Slack");
}

#[test]
fn a_missing_record_is_named() {
    the_way_to_a_vendor_says(Fault::Status(404), &["is not there (status 404)"]);
}

#[test]
fn a_refused_record_is_named() {
    the_way_to_a_vendor_says(Fault::Status(500), &["status 500"]);
}

#[test]
fn a_record_that_is_cut_short_is_named() {
    the_way_to_a_vendor_says(Fault::CutShort, &["cut short"]);
}

#[test]
fn a_record_whose_connection_breaks_is_named() {
    the_way_to_a_vendor_says(Fault::Broken, &BROKEN);
}

#[test]
fn html_in_place_of_a_record_is_named() {
    the_way_to_a_vendor_says(page_of_html(), &["is not JSON"]);
}

#[test]
fn another_form_of_a_record_is_named() {
    the_way_to_a_vendor_says(
        Fault::Instead("application/json", r#"{"slug":"slack"}"#.to_owned()),
        &["damaged"],
    );
}

#[test]
fn a_broken_file_of_changes_is_named() {
    const CHANGES: &str = "/changes.json";
    let site = Site::built();
    site.breaks(CHANGES, page_of_html());
    let page = site.open("/about/");
    page.find("navigation", "Main")
        .all("link")
        .into_iter()
        .find(|link| link.name == "Changes")
        .expect("a link")
        .click();
    page.is_page("Changes");
    let said = message(&page);
    assert!(said.contains(CHANGES) && said.contains("is not JSON"), "{said}");
    site.heals(CHANGES);
    page.find("button", "Retry").click();
    page.lacks("button", "Retry");
    page.sees("Watched in this browser");
}

#[test]
fn a_broken_list_is_named_on_the_way_to_a_category_and_in_a_search_box() {
    let site = Site::built();
    site.breaks(LIST, Fault::Status(500));
    let page = site.open("/vendors/zoom/");
    page.expect_in_console(LIST);
    search_field(&page).keys("slack");
    let said = message(&page);
    assert!(said.contains(LIST) && said.contains("status 500"), "{said}");
    page.is_page("Is Zoom HIPAA compliant?");
    site.heals(LIST);
    page.find("button", "Retry").click();
    page.find_where("link", "Slack", |name| name.starts_with("Slack "));
    assert_eq!(search_field(&page).value(), "slack");

    let site = Site::built();
    site.breaks(LIST, Fault::CutShort);
    let page = site.open("/about/");
    page.find("link", "Video meetings").click();
    let said = message(&page);
    assert!(said.contains(LIST) && said.contains("cut short"), "{said}");
    site.heals(LIST);
    page.find("button", "Retry").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}

#[test]
fn unknown_statuses_in_the_list_read_as_not_stated_and_never_as_a_yes() {
    let site = Site::built();
    site.breaks_list(changed_list(|list| {
        for vendor in list["vendors"].as_array_mut().expect("the vendors") {
            vendor["baa"] = json!("maybe");
            vendor["phi"] = json!("surely");
            vendor["soc2"] = json!("type_9");
        }
    }));
    let page = site.open("/?q=zoom");
    first_card_is(&page, "Zoom");
    page.wait("the list is there", || announced(&page) != format!("{} vendors", vendors()));
    let card = page.part("Results").text();
    for label in ["BAA not stated", "PHI not stated", "SOC 2 not stated"] {
        assert!(card.contains(label), "{card}");
    }
    for yes in ["Signs a BAA", "BAA on some plans", "PHI allowed", "Type II"] {
        assert!(!card.contains(yes), "{card}");
    }
    search_for(&page, "zo");
    page.find_where("checkbox", "Signs a BAA", |name| name == "Signs a BAA 0");
}

#[test]
fn unknown_statuses_in_a_record_read_as_not_stated_and_never_as_a_yes() {
    let site = Site::built();
    let mut record = crate::facets::record("slack");
    record["baa"]["status"] = json!("maybe");
    record["phi"]["status"] = json!("surely");
    record["soc2"]["status"] = json!("type_9");
    site.breaks("/vendors/slack.json", Fault::Instead("application/json", record.to_string()));
    let page = site.open("/?q=slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    page.is_page("Is Slack HIPAA compliant?");
    let text = page.main_text();
    for words in
        ["BAA not stated", "PHI not stated", "SOC 2 not stated", "Not stated. What was found does not say"]
    {
        assert!(text.contains(words), "“{words}” in {text}");
    }
    let verdict = page.find("region", "Will Slack sign a HIPAA BAA?").text();
    assert!(!verdict.contains("Yes") && !verdict.contains("On some plans"), "{verdict}");
    assert!(!text.contains("Yes. Slack") && !text.contains("Accept the BAA"), "{text}");
    page.sees(NEWER);
}

const NEWER: &str = "This record is newer than this page";

#[test]
fn other_unknown_keys_in_a_record_read_as_not_stated_and_offer_a_reload() {
    let site = Site::built();
    let record = crate::facets::record("slack");
    for (pointer, key, words) in [
        ("/category", "robotics", "Category not stated"),
        ("/baa/route", "by_carrier_pigeon", "Route: Not stated: ask the vendor"),
        ("/confidence", "certain", "confidence: low"),
    ] {
        let mut newer = record.clone();
        *newer.pointer_mut(pointer).expect("a field") = json!(key);
        if pointer == "/confidence" {
            newer["baa"]["status"] = json!("available");
        }
        site.breaks("/vendors/slack.json", Fault::Instead("application/json", newer.to_string()));
        let page = site.open("/?q=slack");
        first_card_is(&page, "Slack");
        page.find("link", "Slack").click();
        page.is_page("Is Slack HIPAA compliant?");
        page.sees(NEWER);
        page.find("link", "Reload the page");
        assert!(page.main_text().contains(words), "“{words}” in {}", page.main_text());
        page.lacks("button", "Retry");
    }
}

#[test]
fn a_record_of_a_newer_schema_is_shown_as_far_as_it_can_be_read() {
    let site = Site::built();
    let mut record = crate::facets::record("slack");
    record["schema"] = json!(3);
    record["residency"] = json!(["US"]);
    site.breaks("/vendors/slack.json", Fault::Instead("application/json", record.to_string()));
    let page = site.open("/?q=slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    page.is_page("Is Slack HIPAA compliant?");
    page.sees(NEWER);

    record["baa"] = json!(["another form"]);
    site.breaks("/vendors/slack.json", Fault::Instead("application/json", record.to_string()));
    page.open("/?q=slack");
    first_card_is(&page, "Slack");
    page.find("link", "Slack").click();
    let said = message(&page);
    assert!(said.contains("newer version") && said.contains("Reload the page"), "{said}");
}

#[test]
fn a_list_that_is_broken_once_does_not_break_what_follows() {
    let site = Site::built();
    site.breaks_list(Fault::Status(500));
    let page = site.tab();
    page.expect_in_console("/list.json");
    page.expect_in_console("/list-");
    page.open("/");
    message(&page);
    page.find("link", "Changes").click();
    page.is_page("Changes");
    site.heals_list();
    page.find("navigation", "Main").all("link").swap_remove(0).click();
    announces(&page, vendors());
}

#[test]
fn a_page_of_an_older_publication_finds_the_list_of_the_present_one() {
    let gone = [Fault::Status(404), page_of_html(), Fault::CutShort];
    for fault in gone {
        let site = Site::built();
        let list = site.list();
        site.breaks(&list, fault);
        let page = site.tab();
        page.expect_in_console("/list-");
        page.open("/?q=slack");
        first_card_is(&page, "Slack");
        page.wait("the latest list is asked for", || site.times_asked(LIST) == 1);
        page.find_where("checkbox", "Signs a BAA", |name| name.starts_with("Signs a BAA "));
        page.lacks("button", "Retry");
    }
}
