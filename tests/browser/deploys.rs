//! A deploy in the middle of a visit: the browser has a page of the old build, and the server only files of the new one.

use catalog::{BaaStatus, PhiStatus, Record, answers};

use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Fault, Page, TestSite};
use crate::search_results::{search_for, wait_for_count, wait_for_first_card};

/// The date of publication of the old build.
pub const OLD_DATE: &str = "2026-11-24";
/// The date of publication of the new build.
pub const NEW_DATE: &str = "2026-11-25";

/// The records of the old build.
pub fn old_records() -> Vec<Record> {
    typed_records_of(&["zoom", "webex"])
}

/// The records of the new build: Zoom no longer signs a BAA.
pub fn new_records() -> Vec<Record> {
    let mut records = old_records();
    for record in records.iter_mut().filter(|record| record.slug.as_str() == "zoom") {
        record.baa.status = BaaStatus::NotAvailable;
        record.baa.plans.clear();
        record.phi.status = PhiStatus::NotEligible;
    }
    records
}

/// The BAA answer on Zoom's page in the old build.
pub fn answer_in_old_build() -> String {
    answers::baa_answer(&old_records()[0]).text()
}

/// The BAA answer on Zoom's page in the new build.
pub fn answer_in_new_build() -> String {
    answers::baa_answer(&new_records()[0]).text()
}

/// A site of the old build.
pub fn old_site() -> TestSite {
    TestSite::publish(OLD_DATE, old_records())
}

/// Waits for Zoom's page in the new build, with the app started.
fn wait_for_new_page(page: &Page) {
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_text(&texts::published_on(NEW_DATE));
    page.wait_for_text(&answer_in_new_build());
    page.wait_for_app();
}

/// As on a first visit: no service worker knows the build of the page.
#[test]
fn a_page_without_an_offline_copy_keeps_its_code_and_gets_the_records_of_the_new_build() {
    let site = old_site();
    let page = site.open("/");
    wait_for_count(&page, 2);
    let code = site.wasm_path();
    site.deploy(NEW_DATE, new_records());
    assert_ne!(code, site.wasm_path(), "the code of the new build has other file names");
    search_for(&page, "zoom");
    wait_for_first_card(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_text(&answer_in_new_build());
    page.wait_for_text(&texts::published_on(OLD_DATE));
    assert_eq!(site.request_count(&site.wasm_path()), 0, "the page requests no code of the new build");
    page.reload();
    wait_for_new_page(&page);
}

#[test]
fn a_page_whose_code_was_removed_keeps_its_content_and_links_to_the_new_build() {
    for file in [TestSite::wasm_path, TestSite::script_path] {
        let site = old_site();
        let file = file(&site);
        site.inject_fault(&file, Fault::Hold);
        let page = site.new_page();
        page.allow_all_console_messages();
        page.navigate("/");
        page.wait_for_heading(texts::HOME_HEADING);
        page.wait_until("the file is requested", || site.request_count(&file) > 0);
        site.deploy(NEW_DATE, new_records());
        site.clear_fault(&file);
        page.wait_for_text(texts::SEARCH_UNAVAILABLE);
        page.find("link", "Zoom").click();
        wait_for_new_page(&page);
        page.wait_for_no_text(texts::SEARCH_UNAVAILABLE);
    }
}
