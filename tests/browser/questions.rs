//! Questions and addresses in the search field: which words are ignored, what the page offers besides the results, and
//! that only the host of an address is kept.

use serde_json::json;

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Keys, Page, TestSite};
use crate::search_results::{card_names, search_field, search_for, wait_for_first_card};

fn searched(site: &TestSite, text: &str) -> Page {
    let page = site.open("/");
    search_for(&page, text);
    page
}

#[test]
fn a_question_finds_its_vendor_and_the_page_says_which_words_it_ignored() {
    let site = TestSite::start();
    let page = searched(&site, "is zoom hipaa compliant?");
    page.wait_for_text("Ignored: is, hipaa, compliant");
    wait_for_first_card(&page, "Zoom");
    page.press(Keys::ENTER);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.back();
    page.wait_for_location("/?q=is+zoom+hipaa+compliant%3F");
    search_for(&page, "is zoom xqzvw hipaa compliant");
    page.wait_for_text("Nothing found for: xqzvw");
    page.wait_for_text("Ignored: is, hipaa, compliant");
    wait_for_first_card(&page, "Zoom");
    search_for(&page, "zoom");
    page.wait_for_no_text("Ignored:");
}

#[test]
fn two_names_offer_their_comparison() {
    let site = TestSite::start();
    let page = searched(&site, "zoom or Webex hipaa");
    page.find("link", "Compare Zoom, Webex").click();
    page.wait_for_heading(texts::COMPARE_HEADING);
    page.wait_for_location("/compare/?v=zoom,webex");
    page.back();
    page.wait_for_text("Ignored: hipaa");
    let mut names = card_names(&page);
    names.truncate(2);
    names.sort();
    assert_eq!(names, ["Webex", "Zoom"]);
}

#[test]
fn the_alternatives_of_a_vendor_are_offered() {
    let site = TestSite::start();
    let page = searched(&site, "hipaa compliant alternative to mailchimp");
    page.find("link", "Alternatives to Mailchimp").click();
    page.wait_for_heading(&texts::vendor_heading("Mailchimp"));
    page.wait_for_location("/vendors/mailchimp/#alternatives");
}

#[test]
fn a_status_offers_its_filter_and_applies_nothing() {
    let site = TestSite::start();
    let page = searched(&site, "video no baa");
    page.wait_for_location("/?q=video+no+baa");
    assert!(!is_filtered(&page), "nothing is applied");
    let offer = "Show only: No BAA (incl. reported or unlikely)";
    page.find("link", offer).click();
    page.wait_for_location("/?q=video+no+baa&baa=not_available");
    page.wait_until("the filter is selected", || is_filtered(&page));
    page.wait_until_absent("link", offer);
    page.back();
    page.wait_for_location("/?q=video+no+baa");
    page.find("link", offer);
}

/// Whether only vendors without a BAA are shown.
fn is_filtered(page: &Page) -> bool {
    let checked = page.run_script("return document.querySelector('[name=baa][value=not_available]').checked");
    checked == json!(true)
}

#[test]
fn words_without_a_name_show_all_vendors() {
    let site = TestSite::start();
    let page = searched(&site, "hipaa compliant software");
    page.wait_for_text(&texts::vendor_count(fixtures::count()));
    page.wait_for_text("Your words name no vendor or kind of software, so all vendors are shown.");
    search_for(&page, "is xqzvw hipaa compliant");
    page.wait_for_text(texts::NO_RESULTS);
}

#[test]
fn an_address_finds_its_vendor_and_only_its_host_is_kept() {
    let site = TestSite::start();
    let page = searched(&site, "https://us02web.zoom.us/j/812?pwd=secret#room");
    page.wait_for_text("Matched domain: zoom.us");
    page.wait_for_value("the cards", &vec!["Zoom".to_owned()], || card_names(&page));
    page.wait_for_location("/?q=us02web.zoom.us");
    assert_eq!(search_field(&page).value(), "https://us02web.zoom.us/j/812?pwd=secret#room");
    search_for(&page, "ana.lee@zoom.us");
    page.wait_for_location("/?q=zoom.us");
    page.wait_for_value("the cards", &vec!["Zoom".to_owned()], || card_names(&page));
    page.press(Keys::ENTER);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.back();
    page.wait_for_location("/?q=zoom.us");
}

#[test]
fn a_look_alike_of_a_domain_finds_nothing() {
    let site = TestSite::start();
    for text in ["zoom.us.example.com", "https://zoom.us.example.com/login", "ana@evilzoom.us"] {
        let page = searched(&site, text);
        page.wait_for_text(texts::NO_RESULTS);
        assert_eq!(card_names(&page), [""; 0], "{text}");
    }
}

/// A browser writes the text of a form into the URL by itself before the app has started.
#[test]
fn the_private_parts_of_an_address_leave_the_url() {
    let site = TestSite::start();
    let page = site.open("/?q=https%3A%2F%2Fzoom.us%2Fj%2F812%3Fpwd%3Dsecret&baa=plan_gated");
    page.wait_for_location("/?q=zoom.us&baa=plan_gated");
    page.open("/vendors/slack/");
    search_field(&page).send_keys("ana.lee@zoom.us\n");
    page.wait_for_location("/?q=zoom.us");
    page.wait_for_value("the cards", &vec!["Zoom".to_owned()], || card_names(&page));
}
