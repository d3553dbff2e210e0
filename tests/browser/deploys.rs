//! A new deploy between two clicks: an old page in the browser, and on the server the files of the next build alone.

use directory::{BaaStatus, PhiStatus, Record};

use crate::harness::{Fault, Page, Site};
use crate::hostile::real_records;
use crate::results::{announces, first_card_is, search_for};

const OLD: &str = "2026-11-24";
const NEW: &str = "2026-11-25";
/// What the new build says of Zoom.
const NO: &str = "No. Zoom does not sign a BAA";
const NEW_IN_WORDS: &str = "Published 25 November 2026";

/// The records as the new build has them: Zoom signs no BAA any more.
pub fn new_records() -> Vec<Record> {
    let mut records = real_records(&["zoom", "webex"]);
    for record in records.iter_mut().filter(|record| record.slug.as_str() == "zoom") {
        record.baa.status = BaaStatus::NotAvailable;
        record.baa.plans.clear();
        record.phi.status = PhiStatus::NotEligible;
    }
    records
}

fn old_site() -> Site {
    Site::published(OLD, real_records(&["zoom", "webex"]))
}

/// The page of Zoom, whole and of the new build.
fn is_new(page: &Page) {
    page.is_page("Is Zoom HIPAA compliant?");
    page.sees(NEW_IN_WORDS);
    page.sees(NO);
    page.wait_for_app();
}

/// No worker knows which build the page is of, as on a first visit.
#[test]
fn a_page_of_no_kept_build_goes_on_with_its_own_code_and_the_records_of_the_new_deploy() {
    let site = old_site();
    let page = site.open("/");
    announces(&page, 2);
    let code = site.wasm();
    site.deploys(NEW, new_records());
    assert_ne!(code, site.wasm(), "the app's code has another name");
    search_for(&page, "zoom");
    first_card_is(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.sees(NO);
    page.sees("Published 24 November 2026");
    assert_eq!(site.times_asked(&site.wasm()), 0, "the app's code stays that of the page");
    page.reload();
    is_new(&page);
}

#[test]
fn a_page_whose_code_is_gone_stays_and_leads_to_the_new_deploy() {
    let script = |site: &Site| site.wasm().replace("_bg.wasm", ".js");
    for file in [Site::wasm, script] {
        let site = old_site();
        let file = file(&site);
        site.breaks(&file, Fault::Held);
        let page = site.tab();
        page.expect_in_console("");
        page.go("/");
        page.is_page("Which software vendors sign a HIPAA BAA?");
        page.wait("the file is asked for", || site.times_asked(&file) > 0);
        site.deploys(NEW, new_records());
        site.heals(&file);
        page.sees("Search is off");
        page.find("link", "Zoom").click();
        is_new(&page);
        page.sees_no("Search is off");
    }
}
