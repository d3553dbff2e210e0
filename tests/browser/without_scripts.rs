//! With JavaScript off every page has all its words, its links lead on, and nothing is shown that would do nothing.

use crate::facets::{CATEGORY, name, names_where, record};
use crate::facts::verdicts;
use crate::harness::{Page, Site};
use crate::kinds::{NOWHERE, one_of_each};

fn open(site: &Site, path: &str) -> Page {
    let page = site.tab();
    page.without_scripts();
    if path == NOWHERE {
        page.expect_in_console("404");
    }
    page.go(path);
    page
}

#[test]
fn nothing_is_shown_that_needs_scripts() {
    let site = Site::built();
    for path in one_of_each() {
        let page = open(&site, &path);
        for role in ["checkbox", "combobox", "status", "alert"] {
            let shown: Vec<String> =
                page.all(role).iter().map(|found| found.name.clone() + &found.text()).collect();
            let shown: Vec<&String> =
                shown.iter().filter(|text| !text.is_empty() && !text.ends_with("vendors")).collect();
            assert!(shown.is_empty(), "a {role} on {path}: {shown:?}");
        }
        let buttons: Vec<String> =
            page.names("button").into_iter().filter(|name| name != "Notify me").collect();
        assert!(buttons.is_empty(), "{path}: {buttons:?}");
        page.sees_no("Loading");
    }
}

#[test]
fn the_home_page_says_what_needs_scripts_and_leads_to_every_category() {
    let site = Site::built();
    let page = open(&site, "/");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.sees("Search and filters need JavaScript");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    let mut rows = page.names("rowheader");
    rows.sort();
    assert_eq!(rows, names_where(|record| CATEGORY.of(record) == "video"));
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn a_vendor_page_is_whole() {
    let site = Site::built();
    for slug in ["zoom", "slack", "mailchimp"] {
        let record = record(slug);
        let name = name(&record);
        let page = open(&site, &format!("/vendors/{slug}/"));
        page.is_page(&format!("Is {name} HIPAA compliant?"));
        for badge in verdicts::badges(&record) {
            page.sees(badge.label);
        }
        for words in ["/baa/summary", "/phi/summary", "/sources/0/supports"] {
            page.sees(record.pointer(words).and_then(|words| words.as_str()).expect("words"));
        }
        page.sees(&format!("What plan do I need to sign a BAA with {name}?"));
        page.sees("not legal or compliance advice");
    }
}

#[test]
fn every_other_page_has_its_words() {
    let site = Site::built();
    for (path, words) in [
        ("/about/", "HIPAA, PHI and BAA in one minute"),
        ("/about/", "No public statement was found."),
        ("/changes/", "Every change of a vendor's BAA, PHI or SOC 2 verdict"),
        ("/categories/crm/", "Salesforce"),
        (NOWHERE, "has a typing error"),
    ] {
        open(&site, path).sees(words);
    }
}

#[test]
fn links_lead_from_page_to_page() {
    let site = Site::built();
    let page = open(&site, "/vendors/zoom/");
    page.find("link", "All vendors in Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    for (link, heading) in [("Changes", "Changes"), ("About", "About Countersign")] {
        page.find("link", link).click();
        page.is_page(heading);
    }
    page.back();
    page.is_page("Changes");
}

#[test]
fn nothing_at_an_address_is_said_without_scripts_too() {
    let site = Site::built();
    let page = open(&site, NOWHERE);
    page.is_page("Nothing is at this address");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}

#[test]
fn a_sign_up_arrives_and_its_page_leads_back() {
    let site = Site::built();
    let page = open(&site, "/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone@clinic.example\n");
    page.is_page("Signed up");
    page.sees("You are signed up");
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
    page.find("link", "Back to the page").click();
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn an_address_that_the_browser_takes_and_the_server_refuses_stays_in_the_field() {
    let site = Site::built();
    let page = open(&site, "/vendors/zoom/");
    page.expect_in_console("422");
    page.find("textbox", "Email address").keys("+someone@clinic.example\n");
    page.is_page("Not signed up");
    page.sees("That is not an email address");
    assert_eq!(page.find("textbox", "Email address").value(), "+someone@clinic.example");
    assert_eq!(site.sign_ups(), Vec::<String>::new());
}

/// What some extensions do: each script element goes as soon as it is there. The page does not know, since scripts as
/// such are on.
fn open_with_scripts_removed(site: &Site, which: &str, path: &str) -> Page {
    let page = site.tab();
    page.expect_in_console("");
    page.before_scripts(&format!(
        "new MutationObserver((changes) => changes.forEach(({{ addedNodes }}) => addedNodes.forEach((node) => {{
            if (node.nodeName === 'SCRIPT' && node.matches({which:?})) node.remove();
        }}))).observe(document, {{ childList: true, subtree: true }});"
    ));
    page.go(path);
    page
}

#[test]
fn every_page_keeps_its_words_and_links_where_an_extension_removes_all_scripts() {
    let site = Site::built();
    let page = open_with_scripts_removed(&site, "script", "/");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.find("textbox", "Email address").keys("someone@clinic.example\n");
    page.is_page("Signed up");
    assert_eq!(page.run("return document.scripts.length"), serde_json::json!(0));
}

#[test]
fn search_is_off_where_an_extension_removes_the_data_of_the_page() {
    let site = Site::built();
    let page = open_with_scripts_removed(&site, "#page-data", "/");
    page.sees("Search is off");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    page.sees("Search is off");
}
