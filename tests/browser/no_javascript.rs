//! Without JavaScript every page has its whole content, links and forms work, and no control is shown that needs scripts.

use catalog::{BaaClass, Category, answers};

use crate::broken_app::{assert_says_later_that_search_is_unavailable, finish_delays_of_notice};
use crate::expected::{texts, verdicts};
use crate::facets::{self, name, names_where};
use crate::fixtures;
use crate::harness::{Page, TestSite};
use crate::page_kinds::{UNKNOWN_PATH, one_path_per_kind, page_for};

fn open(site: &TestSite, path: &str) -> Page {
    let page = page_for(site, path);
    page.disable_javascript();
    page.navigate(path);
    page
}

#[test]
fn no_control_that_needs_scripts_is_shown() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = open(&site, &path);
        finish_delays_of_notice(&page);
        for role in ["checkbox", "combobox", "status", "alert"] {
            let visible: Vec<String> =
                page.find_all(role).iter().map(|found| found.name.clone() + &found.text()).collect();
            let visible: Vec<&String> =
                visible.iter().filter(|text| !text.is_empty() && !text.ends_with("vendors")).collect();
            assert!(visible.is_empty(), "a {role} on {path}: {visible:?}");
        }
        let buttons: Vec<String> =
            page.names_of("button").into_iter().filter(|name| name != texts::SIGN_UP_BUTTON).collect();
        assert!(buttons.is_empty(), "{path}: {buttons:?}");
        page.wait_for_no_text(texts::LOADING.trim_end_matches('…'));
    }
}

#[test]
fn the_home_page_says_what_needs_scripts_and_links_to_categories() {
    let site = TestSite::start();
    let page = open(&site, "/");
    page.wait_for_heading(texts::HOME_HEADING);
    page.wait_for_text(texts::SEARCH_NEEDS_JAVASCRIPT);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    let mut rows = page.names_of("rowheader");
    rows.sort();
    assert_eq!(rows, names_where(|record| facets::category().option_of(record) == "video"));
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn a_vendor_page_is_complete() {
    let site = TestSite::start();
    for slug in ["zoom", "slack", "mailchimp"] {
        let record = fixtures::record(slug);
        let name = name(&record);
        let page = open(&site, &format!("/vendors/{slug}/"));
        page.wait_for_heading(&texts::vendor_heading(&name));
        for badge in verdicts::badges(&record) {
            page.wait_for_text(badge.label);
        }
        for pointer in ["/baa/summary", "/phi/summary", "/sources/0/supports"] {
            page.wait_for_text(verdicts::text_at(&record, pointer));
        }
        for entry in answers::questions(&fixtures::typed(&record)) {
            page.wait_for_text(&entry.question);
        }
        page.wait_for_text(texts::DISCLAIMER);
    }
}

#[test]
fn every_other_page_has_its_content() {
    let site = TestSite::start();
    for (path, text) in [
        ("/about/", texts::ABOUT_FIRST_SECTION),
        ("/about/", BaaClass::NotStated.meaning()),
        ("/changes/", texts::CHANGES_INTRODUCTION),
        ("/categories/crm/", "Salesforce"),
        (UNKNOWN_PATH, texts::MISSPELLED_URL),
    ] {
        open(&site, path).wait_for_text(text);
    }
}

#[test]
fn links_work() {
    let site = TestSite::start();
    let page = open(&site, "/vendors/zoom/");
    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    for (link, heading) in
        [(texts::CHANGES_LINK, texts::CHANGES_HEADING), (texts::ABOUT_LINK, texts::ABOUT_HEADING)]
    {
        page.find("link", link).click();
        page.wait_for_heading(heading);
    }
    page.back();
    page.wait_for_heading(texts::CHANGES_HEADING);
}

#[test]
fn an_unknown_path_is_reported_and_its_links_work() {
    let site = TestSite::start();
    let page = open(&site, UNKNOWN_PATH);
    page.wait_for_heading(texts::NOT_FOUND_HEADING);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

#[test]
fn a_sign_up_is_stored_and_its_page_links_back() {
    let site = TestSite::start();
    let page = open(&site, "/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example\n");
    page.wait_for_heading(texts::SIGNED_UP_HEADING);
    page.wait_for_text("open the link in it, and press Confirm");
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
    page.find("link", texts::BACK_LINK).click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn an_email_address_that_only_the_server_rejects_stays_in_the_field() {
    let site = TestSite::start();
    let page = open(&site, "/vendors/zoom/");
    page.allow_console("422");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("+someone@clinic.example\n");
    page.wait_for_heading(texts::NOT_SIGNED_UP_HEADING);
    page.wait_for_text(texts::INVALID_ADDRESS);
    assert_eq!(page.find("textbox", texts::EMAIL_FIELD).value(), "+someone@clinic.example");
    assert_eq!(site.sign_ups(), Vec::<String>::new());
}

/// Opens a page in a browser with an extension that removes matching script elements as soon as they are parsed. Scripts
/// are not disabled, so the page has no sign of it.
fn open_with_scripts_removed(site: &TestSite, selector: &str, path: &str) -> Page {
    let page = site.new_page();
    page.allow_all_console_messages();
    page.add_init_script(&format!(
        "new MutationObserver((changes) => changes.forEach(({{ addedNodes }}) => addedNodes.forEach((node) => {{
            if (node.nodeName === 'SCRIPT' && node.matches({selector:?})) node.remove();
        }}))).observe(document, {{ childList: true, subtree: true }});"
    ));
    page.navigate(path);
    page
}

#[test]
fn content_links_and_sign_up_work_if_an_extension_removes_all_scripts() {
    let site = TestSite::start();
    let page = open_with_scripts_removed(&site, "script", "/");
    assert_says_later_that_search_is_unavailable(&page);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example\n");
    page.wait_for_heading(texts::SIGNED_UP_HEADING);
    assert_eq!(page.run_script("return document.scripts.length"), serde_json::json!(0));
}

#[test]
fn search_is_unavailable_if_an_extension_removes_the_data_of_the_page() {
    let site = TestSite::start();
    let page = open_with_scripts_removed(&site, "#page-data", "/");
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
}
