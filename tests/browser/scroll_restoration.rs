//! Scroll restoration: back and forward restore the scroll position of each history entry, new pages start at the top, and
//! a change of the results keeps the position.

use catalog::{BaaFilter, Category};
use serde_json::json;

use crate::expected::texts;
use crate::fixtures;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::search_results::{
    announcement, card_names, search_field, search_for, show_all_cards, wait_for_all_vendors,
    wait_for_query_results,
};

/// The vertical scroll position in pixels.
pub fn scroll_position(page: &Page) -> i64 {
    page.run_script("return Math.round(scrollY)").as_i64().expect("a number of pixels")
}

#[test]
fn back_restores_results_and_scroll_position() {
    let site = TestSite::start();
    let page = site.open("/?baa=available,plan_gated");
    wait_for_query_results(&page);
    show_all_cards(&page);
    let cards = card_names(&page);
    assert!(cards.len() > 2 * texts::RESULTS_AT_A_TIME, "the test needs several pages of cards");
    let distant = cards[2 * texts::RESULTS_AT_A_TIME].clone();
    let link = page.find("link", &distant);
    link.run_script("arguments[0].scrollIntoView({ block: 'center' })");
    let position = scroll_position(&page);
    assert!(position > 3000, "the test needs a long page");
    link.click();
    page.wait_for_heading(&texts::vendor_heading(&distant));
    assert_eq!(scroll_position(&page), 0, "a new page starts at the top");
    let vendor = page.location();

    page.back();
    page.wait_for_location("/?baa=available,plan_gated");
    page.wait_for_value("the cards", &cards, || card_names(&page));
    page.wait_for_value("the scroll position", &position, || scroll_position(&page));
    page.forward();
    page.wait_for_location(&vendor);
    page.wait_for_heading(&texts::vendor_heading(&distant));
}

/// Regression: rendering only the first cards after a change of the filters shortened the page and moved the visitor.
#[test]
fn a_filter_keeps_the_scroll_position() {
    let site = TestSite::start();
    let page = site.open("/?sort=name");
    wait_for_all_vendors(&page);
    let label = BaaFilter::Available.label();
    page.find_matching("checkbox", label, |name| name.starts_with(label))
        .run_script("arguments[0].focus({ preventScroll: true }); scrollTo(0, 1500)");
    page.wait_for_value("the scroll position", &1500, || scroll_position(&page));
    page.press(Keys::SPACE);
    page.wait_until("the results are filtered", || {
        announcement(&page) != texts::vendor_count(fixtures::count())
    });
    assert_eq!(scroll_position(&page), 1500);
}

/// Regression: rendering only the first cards after a cleared search shortened the page and moved the visitor.
#[test]
fn escape_keeps_the_scroll_position() {
    let site = TestSite::start();
    let page = site.open("/?q=cloud");
    wait_for_query_results(&page);
    assert_eq!(card_names(&page).len(), texts::RESULTS_AT_A_TIME);
    search_field(&page).run_script("arguments[0].focus({ preventScroll: true }); scrollTo(0, 1000)");
    page.wait_for_value("the scroll position", &1000, || scroll_position(&page));
    page.press(Keys::ESCAPE);
    wait_for_all_vendors(&page);
    assert_eq!((card_names(&page).len(), scroll_position(&page)), (texts::RESULTS_AT_A_TIME, 1000));
}

#[test]
fn back_restores_the_scroll_position_of_a_vendor_page() {
    let site = TestSite::start();
    let page = site.open("/vendors/slack/");
    page.find("link", &texts::category_link(Category::Collaboration))
        .run_script("arguments[0].scrollIntoView({ block: 'center' })");
    let position = scroll_position(&page);
    assert!(position > 500, "the test needs a long page");
    page.find("link", &texts::category_link(Category::Collaboration)).click();
    page.wait_for_heading(&texts::category_heading(Category::Collaboration));
    page.wait_for_value("the top", &0, || scroll_position(&page));
    page.back();
    page.wait_for_heading(&texts::vendor_heading("Slack"));
    page.wait_for_value("the scroll position", &position, || scroll_position(&page));
}

fn scroll_to(page: &Page, position: i64) {
    page.run_script(&format!("scrollTo(0, {position})"));
    page.wait_for_value("the scroll position", &position, || scroll_position(page));
    // The scroll event fires with the next frame.
    page.wait_for_paint();
}

/// Clicks on a link without scrolling to it.
fn click_without_scrolling(page: &Page, link: &str) {
    page.find("link", link).run_script("arguments[0].click()");
}

/// Regression: scroll positions were stored by URL, so two visits of one page shared one.
#[test]
fn each_visit_of_a_page_has_its_own_scroll_position() {
    let site = TestSite::start();
    let page = site.open("/vendors/backblaze/");
    scroll_to(&page, 900);
    click_without_scrolling(&page, "Dropbox");
    page.wait_for_heading(&texts::vendor_heading("Dropbox"));
    click_without_scrolling(&page, "Backblaze");
    page.wait_for_heading(&texts::vendor_heading("Backblaze"));
    scroll_to(&page, 300);
    click_without_scrolling(&page, "Changes");
    page.wait_for_heading(texts::CHANGES_HEADING);
    for (name, position) in [("Backblaze", 300), ("Dropbox", 0), ("Backblaze", 900)] {
        page.back();
        page.wait_for_heading(&texts::vendor_heading(name));
        page.wait_for_value("the scroll position", &position, || scroll_position(&page));
    }
    for (name, position) in [("Dropbox", 0), ("Backblaze", 300)] {
        page.forward();
        page.wait_for_heading(&texts::vendor_heading(name));
        page.wait_for_value("the scroll position", &position, || scroll_position(&page));
    }
}

#[test]
fn a_history_entry_keeps_its_scroll_position_when_its_url_changes() {
    let site = TestSite::start();
    let page = site.open("/");
    wait_for_all_vendors(&page);
    search_for(&page, "e");
    page.wait_for_location("/?q=e");
    scroll_to(&page, 200);
    let entry = page.run_script("return history.state");
    search_field(&page).run_script(
        "arguments[0].value = 'em'; arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true }))",
    );
    page.wait_for_location("/?q=em");
    assert_eq!(page.run_script("return history.state"), entry);
    assert_eq!(scroll_position(&page), 200);
    let first = card_names(&page)[0].clone();
    click_without_scrolling(&page, &first);
    page.wait_for_heading(&texts::vendor_heading(&first));
    page.back();
    page.wait_for_location("/?q=em");
    page.wait_for_value("the scroll position", &200, || scroll_position(&page));
}

/// Opens the page of Backblaze, runs an action, and leaves for a page that clears the browser's storage and goes back. The
/// browser then shows the page of Backblaze from its back/forward cache.
pub fn page_from_back_forward_cache(site: &TestSite, action: impl FnOnce(&Page)) -> Page {
    let mut page = site.new_page();
    page.enable_back_forward_cache();
    // The driver runs scripts when a command navigates, and the browser drops a stored page in which a script runs. So
    // the pages navigate by themselves, while no command is pending, and the stored one requests a file once it is shown.
    page.add_init_script(
        "addEventListener('pageshow', ({ persisted }) => {
            if (persisted) fetch('../../vendors.csv');
            else if (location.pathname.endsWith('/api/')) {
                localStorage.clear();
                sessionStorage.clear();
                setTimeout(() => history.back());
            }
        });",
    );
    page.open("/vendors/backblaze/");
    // Browsers do not store a page in the back/forward cache before it has loaded.
    page.wait_until("the page has loaded", || {
        page.run_script("return document.readyState === 'complete'") == json!(true)
    });
    action(&page);
    site.inject_fault("/llms.txt", Fault::Hold);
    page.run_script(
        "fetch('../../llms.txt').then((response) => response.text()).finally(() => location.assign('../../api/'))",
    );
    site.clear_fault("/llms.txt");
    page.wait_until("the page comes from the back/forward cache", || site.request_count("/vendors.csv") == 1);
    page
}

#[test]
fn scroll_positions_are_restored_after_the_back_forward_cache() {
    let site = TestSite::start();
    let page = page_from_back_forward_cache(&site, |_| ());
    assert_eq!(page.run_script("return history.scrollRestoration"), json!("manual"));
    scroll_to(&page, 900);
    click_without_scrolling(&page, "Dropbox");
    page.wait_for_heading(&texts::vendor_heading("Dropbox"));
    page.wait_for_value("the top", &0, || scroll_position(&page));
    page.back();
    page.wait_for_heading(&texts::vendor_heading("Backblaze"));
    page.wait_for_value("the scroll position", &900, || scroll_position(&page));
}

/// Regression: going back to another query of the same page counted as a pending return to a page, and the next page
/// was scrolled to the stored position.
#[test]
fn a_new_page_starts_at_the_top_after_back_between_two_filters() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.run_script("scrollTo(0, 900)");
    page.wait_until("the page is scrolled", || scroll_position(&page) == 900);
    page.find("link", texts::SEARCH_LINK).click();
    page.wait_for_heading(texts::HOME_HEADING);
    let label = BaaFilter::Available.label();
    page.find_matching("checkbox", label, |name| name.starts_with(label)).click();
    page.wait_for_location("/?baa=available");
    page.back();
    page.wait_for_location("/");
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_paint();
    page.wait_for_paint();
    assert_eq!(scroll_position(&page), 0, "a new page starts at the top");
}
