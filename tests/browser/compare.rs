//! Comparing vendors: chosen on cards and pages, named by the URL, and shown side by side.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use catalog::comparison::ComparedFact;
use serde_json::json;

use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::scroll_restoration::page_from_back_forward_cache;
use crate::search_results::{search_for, wait_for_all_vendors, wait_for_first_card};

/// The names in the header row of the comparison, without its first cell.
fn compared(page: &Page) -> Vec<String> {
    let names = page.run_script(
        "return [...document.querySelectorAll('.comparison thead th a')].map(({ textContent }) => textContent);",
    );
    serde_json::from_value(names).expect("names")
}

/// Waits until these vendors are compared, with their records.
fn wait_for_compared(page: &Page, names: &[&str]) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    page.wait_for_value("the compared vendors", &names, || compared(page));
    let is_loading = "return document.querySelector('.comparison .pending') !== null";
    page.wait_until("the records are loaded", || page.run_script(is_loading) == json!(false));
}

/// Waits until the header names the number of chosen vendors.
fn wait_for_number_in_header(page: &Page, number: usize) {
    let name = format!("{} ({number})", texts::COMPARE_LINK);
    page.wait_until("the number of vendors in the header", || {
        let links = page.find("navigation", texts::MAIN_NAVIGATION).find_all("link");
        links.iter().any(|link| link.name == name)
    });
}

#[test]
fn vendors_chosen_on_cards_and_pages_are_compared() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    search_for(&page, "zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("button", &texts::compare_button("Zoom")).click();
    wait_for_number_in_header(&page, 1);
    assert!(page.find("button", &texts::compare_button("Zoom")).is_checked());
    page.open("/vendors/slack/");
    wait_for_number_in_header(&page, 1);
    page.find("button", &texts::compare_button("Slack")).click();
    wait_for_number_in_header(&page, 2);
    page.find_matching("link", texts::COMPARE_LINK, |name| name.starts_with(texts::COMPARE_LINK)).click();
    page.wait_for_heading(texts::COMPARE_HEADING);
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.wait_for_location("/compare/?v=zoom,slack");
    page.wait_until("the title names the vendors", || {
        page.title().starts_with("Zoom, Slack: who signs a HIPAA BAA?")
    });
    page.find("button", "Remove Slack").click();
    page.wait_until("the title follows", || page.title().starts_with("Zoom: who signs a HIPAA BAA?"));
    page.find("button", "Remove Zoom").click();
    page.wait_until("the title is as published", || page.title().starts_with("Compare HIPAA BAAs"));
}

#[test]
fn the_table_states_each_fact_of_each_record_and_names_the_differences() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    let records = typed_records_of(&["zoom", "slack"]);
    let record = |slug: &str| records.iter().find(|record| record.slug.as_str() == slug).expect("a record");
    let (zoom, slack) = (record("zoom"), record("slack"));
    for (index, fact) in ComparedFact::ALL.into_iter().enumerate() {
        let row = page.run_script_with(
            "const row = document.querySelectorAll('.comparison tbody tr')[arguments[0]];
            return [...row.cells].map(({ innerText }) => innerText.replace(/\\s+/g, ' ').trim());",
            &[json!(index)],
        );
        let cells: Vec<String> = serde_json::from_value(row).expect("cells");
        let header = if fact.differs(&[zoom, slack]) {
            format!("{} differs", fact.label())
        } else {
            fact.label().to_owned()
        };
        assert_eq!(cells[0], header);
        for (cell, record) in cells[1..].iter().zip([zoom, slack]) {
            let value = fact.value(record);
            for text in value.qualifier.into_iter().chain(value.texts.iter().map(String::as_str)) {
                assert!(cell.contains(text), "{fact:?} of {}: {cell}", record.name);
            }
        }
    }
}

#[test]
fn facts_in_which_all_vendors_agree_can_be_hidden() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    let visible = || page.find_by_label(texts::COMPARISON).find_all("rowheader").len();
    assert_eq!(visible(), ComparedFact::ALL.len());
    let records = typed_records_of(&["zoom", "slack"]);
    let records: Vec<_> = records.iter().collect();
    let different = ComparedFact::ALL.iter().filter(|fact| fact.differs(&records)).count();
    assert!(different < ComparedFact::ALL.len(), "the fixture records agree in some fact");
    page.find("checkbox", texts::ONLY_DIFFERENCES).click();
    page.wait_for_value("the number of facts", &different, visible);
    page.find("checkbox", texts::ONLY_DIFFERENCES).click();
    page.wait_for_value("the number of facts", &ComparedFact::ALL.len(), visible);
}

/// Regression: with one vendor left, every fact was hidden, and so was the checkbox.
#[test]
fn a_single_vendor_is_shown_with_all_facts() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.find("checkbox", texts::ONLY_DIFFERENCES).click();
    page.find("button", "Remove Slack").click();
    wait_for_compared(&page, &["Zoom"]);
    let facts = page.find_by_label(texts::COMPARISON).find_all("rowheader").len();
    assert_eq!(facts, ComparedFact::ALL.len());
}

#[test]
fn vendors_are_added_and_removed_with_the_keyboard_and_back_undoes_it() {
    let site = TestSite::start();
    let page = site.open("/compare/");
    page.wait_for_text(texts::COMPARE_EMPTY);
    page.find("searchbox", texts::ADD_VENDOR).send_keys("zoom");
    page.find("button", "Add Zoom");
    page.press(Keys::ENTER);
    wait_for_compared(&page, &["Zoom"]);
    page.wait_for_focus("searchbox", texts::ADD_VENDOR);
    assert_eq!(page.find("searchbox", texts::ADD_VENDOR).value(), "");
    page.press("slack");
    page.find("button", "Add Slack");
    page.press(Keys::ENTER);
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.wait_for_location("/compare/?v=zoom,slack");
    page.find("button", "Remove Zoom").run_script("arguments[0].focus()");
    page.press(Keys::ENTER);
    wait_for_compared(&page, &["Slack"]);
    page.wait_for_focus("button", "Remove Slack");
    page.wait_for_location("/compare/?v=slack");
    page.back();
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.reload();
    wait_for_compared(&page, &["Zoom", "Slack"]);
    wait_for_number_in_header(&page, 2);
}

#[test]
fn unknown_names_are_named_and_skipped_and_cannot_run_code() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,nobody,%3Cimg%20src=x%20onerror=alert(1)%3E,google-workspace");
    wait_for_compared(&page, &["Zoom", "Google Workspace"]);
    page.wait_for_text("Not in the directory: nobody, <img src=x onerror=alert(1)>.");
}

#[test]
fn another_name_of_a_vendor_is_compared_as_the_vendor() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=gmail,google-workspace,zoom");
    wait_for_compared(&page, &["Google Workspace", "Zoom"]);
}

#[test]
fn a_sixth_vendor_is_refused_with_a_sentence() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack,google-workspace,dropbox,box,notion");
    page.wait_until("five vendors are compared", || compared(&page).len() == 5);
    page.wait_for_text("Up to 5 vendors can be compared at a time. Not shown: ");
    for vendor in [("/vendors/webex/", "Webex"), ("/vendors/notion/", "Notion")] {
        let (path, name) = vendor;
        page.open(path);
        page.find("button", &texts::compare_button(name)).click();
        page.wait_for_text(texts::TOO_MANY_TO_COMPARE);
        assert!(!page.find("button", &texts::compare_button(name)).is_checked(), "{name}");
    }
    wait_for_number_in_header(&page, 5);
}

/// Regression: names that no vendor has counted as chosen vendors.
#[test]
fn names_without_a_vendor_are_not_chosen() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=gmail,nobody,noone,nil,nix");
    wait_for_compared(&page, &["Google Workspace"]);
    page.wait_for_location("/compare/?v=google-workspace");
    page.wait_for_text("Not in the directory: nobody, noone, nil, nix.");
    wait_for_number_in_header(&page, 1);
    page.open("/vendors/slack/");
    page.find("button", &texts::compare_button("Slack")).click();
    wait_for_number_in_header(&page, 2);
}

/// Regression: Enter added the next best match in place of the vendor that was already there.
#[test]
fn a_vendor_that_is_there_already_is_not_replaced_by_the_next_match() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=slack");
    wait_for_compared(&page, &["Slack"]);
    page.find("searchbox", texts::ADD_VENDOR).send_keys("slack");
    page.wait_for_text("Slack is already in the comparison.");
    page.press(Keys::ENTER);
    page.wait_for_focus("searchbox", texts::ADD_VENDOR);
    assert_eq!(compared(&page), ["Slack"]);
}

#[test]
fn a_record_that_is_newer_than_the_page_says_so() {
    let site = TestSite::start();
    let zoom = typed_records_of(&["zoom"]).remove(0);
    let mut zoom = serde_json::to_value(&zoom).expect("JSON");
    zoom["schema"] = json!(99);
    site.inject_fault("/vendors/zoom.json", Fault::Replace("application/json", zoom.to_string()));
    let page = site.open("/compare/?v=zoom");
    page.wait_for_text("This record is newer than this page.");
}

/// Waits for the query and the fragment of the URL.
fn wait_for_url_suffix(page: &Page, suffix: &str) {
    page.wait_for_value("the query and the fragment", &json!(suffix), || {
        page.run_script("return location.search + location.hash")
    });
}

/// What comes from a file of the visitor's stays in the fragment, which is not sent to a server. Regression: the skip link
/// and the header's link moved it into the query.
#[test]
fn vendors_in_the_fragment_stay_in_the_fragment() {
    let site = TestSite::start();
    let page = site.open("/compare/?rev=1#v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.open("/compare/#v=zoom,slack,webex");
    wait_for_compared(&page, &["Zoom", "Slack", "Webex"]);
    page.find("button", "Remove Webex").click();
    wait_for_url_suffix(&page, "#v=zoom,slack");
    page.find("link", texts::SKIP_LINK).run_script("arguments[0].click()");
    wait_for_url_suffix(&page, "#v=zoom,slack");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.find_matching("link", texts::COMPARE_LINK, |name| name.starts_with(texts::COMPARE_LINK)).click();
    wait_for_url_suffix(&page, "#v=zoom,slack");
    page.reload();
    wait_for_compared(&page, &["Zoom", "Slack"]);
    wait_for_url_suffix(&page, "#v=zoom,slack");
    assert!(
        site.requests().iter().all(|request| !request.contains("slack,") && !request.contains(",slack")),
        "{:?}",
        site.requests()
    );
}

#[test]
fn a_record_that_cannot_be_loaded_is_reported_and_loaded_again() {
    let site = TestSite::start();
    site.inject_fault("/vendors/slack.json", Fault::Status(503));
    let page = site.new_page();
    page.allow_console("503");
    page.open("/compare/?v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.wait_for_text("We couldn't load this vendor.");
    site.clear_fault("/vendors/slack.json");
    page.find("button", texts::RETRY).click();
    page.wait_for_text("2 vendors. They differ in ");
    page.wait_for_no_text("We couldn't load this vendor.");
}

#[test]
fn a_comparison_of_five_vendors_is_printed_without_controls() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack,google-workspace,dropbox,box");
    page.wait_until("five vendors are compared", || compared(&page).len() == 5);
    page.emulate_media("print", &[]);
    for control in ["button", ".search-box", ".differences-only-field"] {
        let is_hidden = page.run_script(&format!(
            "return [...document.querySelectorAll('main {control}')].every((control) => !control.checkVisibility());"
        ));
        assert_eq!(is_hidden, json!(true), "{control}");
    }
    // Regression: it was printed although every fact was.
    let note = "return document.querySelector('.differences-only-note').checkVisibility();";
    assert_eq!(page.run_script(note), json!(false));
    page.emulate_media("screen", &[]);
    page.find("checkbox", texts::ONLY_DIFFERENCES).click();
    page.emulate_media("print", &[]);
    assert_eq!(page.run_script(note), json!(true));
}

#[test]
fn a_comparison_of_five_vendors_prints_on_one_page() {
    let site = TestSite::start();
    let page = site.open("/compare/?v=zoom,slack,google-workspace,dropbox,box");
    let names = ["Zoom", "Slack", "Google Workspace", "Dropbox", "Box"];
    wait_for_compared(&page, &names);
    // US Letter and A4, in inches.
    for (width, height) in [(8.5, 11.0), (8.27, 11.69)] {
        let paper = json!({ "preferCSSPageSize": true, "paperWidth": width, "paperHeight": height });
        let printed = page.devtools("Page.printToPDF", &paper);
        let pdf = BASE64_STANDARD.decode(printed["data"].as_str().expect("a PDF")).expect("base64");
        let pdf = String::from_utf8_lossy(&pdf);
        assert_eq!(pdf.matches("/Type /Page\n").count(), 1, "{width} by {height} inches");
    }
}

/// A request for a record would tell the server which vendors the visitor's own files contain.
#[test]
fn vendors_of_the_visitors_own_files_are_never_requested_by_name() {
    let site = TestSite::start();
    let page = site.open("/compare/#v=zoom,slack");
    wait_for_compared(&page, &["Zoom", "Slack"]);
    page.find("searchbox", texts::ADD_VENDOR).send_keys("webex");
    page.find("button", "Add Webex").click();
    wait_for_compared(&page, &["Zoom", "Slack", "Webex"]);
    let requests = site.requests();
    assert!(requests.iter().any(|request| request.contains("/records.json")), "{requests:?}");
    for name in ["zoom", "slack", "webex"] {
        assert!(!requests.iter().any(|request| request.contains(name)), "{name}: {requests:?}");
    }
}

/// Regression: a page that the browser kept in memory showed the choice of back then, and the next choice undid what
/// another page had changed meanwhile.
#[test]
fn a_page_from_the_back_forward_cache_has_the_current_choice() {
    let site = TestSite::start();
    let backblaze = texts::compare_button("Backblaze");
    let page = page_from_back_forward_cache(&site, |page| {
        // Firefox does not keep a page after a click of its driver.
        page.find("button", &backblaze).run_script("arguments[0].click()");
        wait_for_number_in_header(page, 1);
    });
    page.wait_until("the vendor is not chosen", || !page.find("button", &backblaze).is_checked());
    page.find("link", texts::COMPARE_LINK);
}

#[test]
fn all_records_that_cannot_be_loaded_are_requested_again() {
    let site = TestSite::start();
    site.inject_fault("/records.json", Fault::Status(503));
    let page = site.new_page();
    page.allow_console("503");
    page.open("/compare/#v=zoom");
    page.find("button", "Retry");
    site.clear_fault("/records.json");
    page.find("button", "Retry").click();
    page.wait_until_absent("button", "Retry");
    wait_for_compared(&page, &["Zoom"]);
    // The button is gone.
    page.wait_for_focus("searchbox", texts::ADD_VENDOR);
}

#[test]
fn a_file_of_all_records_in_another_form_is_reported() {
    let site = TestSite::start();
    let page = site.new_page();
    for content in ["{}", r#"{"records":1}"#, r#"{"records":[1]}"#, "null"] {
        site.inject_fault("/records.json", Fault::Replace("application/json", content.to_owned()));
        page.open("/compare/#v=zoom");
        page.reload();
        page.find("button", "Retry");
    }
}
