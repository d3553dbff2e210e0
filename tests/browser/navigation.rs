//! From page to page and back: what was seen stays where it was, and each page has its own title.

use serde_json::json;

use crate::facets::{CATEGORY, name, record};
use crate::facts::vendors;
use crate::harness::{Fault, Keys, Page, Site};
use crate::results::{announces, cards, first_card_is, has_searched, search_field, search_for, show_all};

fn scrolled(page: &Page) -> i64 {
    page.run("return Math.round(scrollY)").as_i64().expect("a number of pixels")
}

/// Marks this document, so that a test can tell whether another one was loaded.
fn mark_document(page: &Page) {
    page.run("window.isTheSameDocument = true");
}

fn is_the_same_document(page: &Page) -> bool {
    page.run("return window.isTheSameDocument === true") == json!(true)
}

fn description(page: &Page) -> String {
    let head = page.run(
        "const all = (selector) => [...document.head.querySelectorAll(selector)];
        const [canonical] = all('link[rel=canonical]');
        return [
            all('title').length, all('meta[name=description]').length, all('link[rel=canonical]').length,
            new URL(canonical.href).pathname === location.pathname,
        ];",
    );
    assert_eq!(head, json!([1, 1, 1, true]), "one of each, and the address of this page: {}", page.address());
    let content = page.run("return document.querySelector('meta[name=description]').content");
    content.as_str().expect("a description").to_owned()
}

#[test]
fn back_leads_to_the_same_results_at_the_same_place() {
    let site = Site::built();
    let page = site.open("/?baa=available,plan_gated");
    page.wait("the results are filtered", || cards(&page).len() == 100);
    show_all(&page);
    let shown = cards(&page);
    assert!(shown.len() > 100, "the test needs more than a hundred");
    let far = shown[104].clone();
    let link = page.find("link", &far);
    link.run("arguments[0].scrollIntoView({ block: 'center' })");
    let place = scrolled(&page);
    assert!(place > 3000, "the test needs a long way");
    link.click();
    page.is_page(&format!("Is {far} HIPAA compliant?"));
    assert_eq!(scrolled(&page), 0, "a page starts at its top");
    let vendor = page.address();

    page.back();
    page.arrives_at("/?baa=available,plan_gated");
    page.wait_for("the cards", &shown, || cards(&page));
    page.wait_for("the place", &place, || scrolled(&page));
    page.forward();
    page.arrives_at(&vendor);
    page.is_page(&format!("Is {far} HIPAA compliant?"));
}

#[test]
fn the_start_has_its_cards_again_after_another_page() {
    let site = Site::built();
    let page = site.open("/");
    let shown = cards(&page);
    announces(&page, vendors());
    page.find("link", &shown[3]).click();
    page.is_page(&format!("Is {} HIPAA compliant?", shown[3]));
    page.back();
    page.arrives_at("/");
    page.wait_for("the cards", &shown, || cards(&page));
    page.find("link", &shown[4]).click();
    page.is_page(&format!("Is {} HIPAA compliant?", shown[4]));
    page.find("link", "Countersign").click();
    page.arrives_at("/");
    page.wait_for("the cards", &shown, || cards(&page));
}

#[test]
fn a_filter_chosen_far_down_leaves_the_visitor_where_they_are() {
    let site = Site::built();
    let page = site.open("/?sort=name");
    announces(&page, vendors());
    page.find_where("checkbox", "Website", |name| name.starts_with("BAA not stated"))
        .run("arguments[0].focus({ preventScroll: true }); scrollTo(0, 1500)");
    page.wait_for("the place", &1500, || scrolled(&page));
    page.press(Keys::SPACE);
    page.wait("the results are filtered", || cards(&page).len() < 100);
    assert_eq!(scrolled(&page), 1500);
}

#[test]
fn escape_far_down_leaves_the_visitor_where_they_are() {
    let site = Site::built();
    let page = site.open("/?q=cloud");
    has_searched(&page);
    announces(&page, cards(&page).len());
    search_field(&page).run("arguments[0].focus({ preventScroll: true }); scrollTo(0, 1000)");
    page.wait_for("the place", &1000, || scrolled(&page));
    page.press(Keys::ESCAPE);
    announces(&page, vendors());
    assert_eq!((cards(&page).len(), scrolled(&page)), (100, 1000));
}

#[test]
fn who_types_fast_and_goes_and_comes_back_has_each_card_once() {
    let site = Site::built();
    for text in ["s", "sa", "cloud", "email", "e"] {
        let page = site.open("/");
        announces(&page, vendors());
        search_for(&page, text);
        page.wait("the address is written", || page.address().ends_with(&format!("?q={text}")));
        let direct = site.open(&format!("/?q={text}"));
        has_searched(&direct);
        let expected = cards(&direct);
        assert!(expected.len() > 12, "the test needs more than the first cards");
        page.wait_for("the cards", &expected, || cards(&page));
        page.press(Keys::DOWN);
        page.press(Keys::ENTER);
        page.is_page(&format!("Is {} HIPAA compliant?", expected[0]));
        page.back();
        page.wait_for("the cards", &expected, || cards(&page));
    }
}

#[test]
fn back_leads_to_the_same_place_of_a_vendor_page() {
    let site = Site::built();
    let page = site.open("/vendors/slack/");
    page.find("link", "All vendors in Team collaboration")
        .run("arguments[0].scrollIntoView({ block: 'center' })");
    let place = scrolled(&page);
    assert!(place > 500, "the test needs a long way");
    page.find("link", "All vendors in Team collaboration").click();
    page.is_page("Team collaboration: who signs a HIPAA BAA?");
    page.wait_for("the top", &0, || scrolled(&page));
    page.back();
    page.is_page("Is Slack HIPAA compliant?");
    page.wait_for("the place", &place, || scrolled(&page));
}

fn scroll_to(page: &Page, place: i64) {
    page.run(&format!("scrollTo(0, {place})"));
    page.wait_for("the place", &place, || scrolled(page));
    // A browser tells of a scroll with the next frame.
    page.wait_for_paint();
}

/// Clicks on a link without scrolling to it.
fn follow(page: &Page, link: &str) {
    page.find("link", link).run("arguments[0].click()");
}

#[test]
fn each_visit_of_a_page_has_its_own_place() {
    let site = Site::built();
    let page = site.open("/vendors/backblaze/");
    scroll_to(&page, 900);
    follow(&page, "Dropbox");
    page.is_page("Is Dropbox HIPAA compliant?");
    follow(&page, "Backblaze");
    page.is_page("Is Backblaze HIPAA compliant?");
    scroll_to(&page, 300);
    follow(&page, "Changes");
    page.is_page("Changes");
    for (heading, place) in [
        ("Is Backblaze HIPAA compliant?", 300),
        ("Is Dropbox HIPAA compliant?", 0),
        ("Is Backblaze HIPAA compliant?", 900),
    ] {
        page.back();
        page.is_page(heading);
        page.wait_for("the place", &place, || scrolled(&page));
    }
    for (heading, place) in [("Is Dropbox HIPAA compliant?", 0), ("Is Backblaze HIPAA compliant?", 300)] {
        page.forward();
        page.is_page(heading);
        page.wait_for("the place", &place, || scrolled(&page));
    }
}

#[test]
fn the_place_stays_with_its_entry_when_the_address_of_the_entry_changes() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    search_for(&page, "e");
    page.arrives_at("/?q=e");
    scroll_to(&page, 400);
    let entry = page.run("return history.state");
    search_field(&page).run(
        "arguments[0].value = 'em'; arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true }))",
    );
    page.arrives_at("/?q=em");
    assert_eq!(page.run("return history.state"), entry);
    assert_eq!(scrolled(&page), 400);
    let first = cards(&page)[0].clone();
    follow(&page, &first);
    page.is_page(&format!("Is {first} HIPAA compliant?"));
    page.back();
    page.arrives_at("/?q=em");
    page.wait_for("the place", &400, || scrolled(&page));
}

#[test]
fn the_place_is_known_after_the_page_comes_out_of_the_back_forward_cache() {
    let site = Site::built();
    let page = site.open("/vendors/backblaze/");
    page.run("addEventListener('pageshow', (event) => (window.cameBack = event.persisted))");
    page.find("link", "Download the data").click();
    page.is_page("API: the records as files");
    page.back();
    page.is_page("Is Backblaze HIPAA compliant?");
    page.wait("it comes out of the cache", || page.run("return window.cameBack === true") == json!(true));
    assert_eq!(page.run("return history.scrollRestoration"), json!("manual"));
    scroll_to(&page, 900);
    follow(&page, "Dropbox");
    page.is_page("Is Dropbox HIPAA compliant?");
    page.wait_for("the top", &0, || scrolled(&page));
    page.back();
    page.is_page("Is Backblaze HIPAA compliant?");
    page.wait_for("the place", &900, || scrolled(&page));
}

#[test]
fn the_address_follows_a_click_after_back_and_forward() {
    let site = Site::built();
    let page = site.open("/vendors/backblaze/");
    page.find("link", "Dropbox").click();
    page.arrives_at("/vendors/dropbox/");
    page.back();
    page.arrives_at("/vendors/backblaze/");
    page.is_page("Is Backblaze HIPAA compliant?");
    page.forward();
    page.arrives_at("/vendors/dropbox/");
    page.is_page("Is Dropbox HIPAA compliant?");
    page.find("link", "Backblaze").click();
    page.is_page("Is Backblaze HIPAA compliant?");
    page.arrives_at("/vendors/backblaze/");
    page.back();
    page.arrives_at("/vendors/dropbox/");
}

#[test]
fn a_page_opened_after_back_between_two_filters_starts_at_its_top() {
    let site = Site::built();
    let page = site.open("/vendors/backblaze/");
    page.run("scrollTo(0, 900)");
    page.wait("the page is scrolled", || scrolled(&page) == 900);
    page.find("link", "Search").click();
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.find_where("checkbox", "the filter", |name| name.starts_with("Signs a BAA")).click();
    page.arrives_at("/?baa=available");
    page.back();
    page.arrives_at("/");
    page.find("link", "Backblaze").click();
    page.is_page("Is Backblaze HIPAA compliant?");
    page.wait_for_paint();
    page.wait_for_paint();
    assert_eq!(scrolled(&page), 0, "a page that is opened starts at its top");
}

#[test]
fn enter_before_the_list_is_here_opens_nothing() {
    let site = Site::built();
    site.breaks_list(Fault::Status(503));
    let page = site.tab();
    page.expect_in_console("503");
    page.go("/");
    page.sees("was refused by the server");
    search_for(&page, "zoom");
    page.press(Keys::ENTER);
    page.arrives_at("/?q=zoom");
    page.is_page("Which software vendors sign a HIPAA BAA?");
}

#[test]
fn pages_follow_each_other_without_a_reload_and_each_has_its_title() {
    let site = Site::built();
    let page = site.open("/");
    let home = (page.title(), description(&page));
    assert_eq!(home.0, "Who signs a HIPAA BAA? | Countersign");
    mark_document(&page);
    search_for(&page, "zoom");
    first_card_is(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    let zoom = (page.title(), description(&page));
    assert!(zoom.0.contains("Is Zoom HIPAA compliant?") && zoom.1.contains("Zoom"), "{zoom:?}");

    let first = page.find("region", "Alternatives to Zoom").all("link").swap_remove(0);
    let name = first.name.clone();
    first.click();
    page.is_page(&format!("Is {name} HIPAA compliant?"));
    let alternative = (page.title(), description(&page));
    assert!(alternative.0.contains(&name) && alternative.1.contains(&name), "{alternative:?}");

    page.find("link", "All vendors in Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    let category = (page.title(), description(&page));
    assert!(category.0.contains("Video meetings") && category.1.contains("Video meetings"), "{category:?}");
    let vendors = crate::facets::names_where(|record| CATEGORY.of(record) == "video");
    let mut rows = page.names("rowheader");
    rows.sort();
    assert_eq!(rows, vendors);

    page.find("link", "Webex").click();
    page.is_page("Is Webex HIPAA compliant?");
    for (link, title) in [("Changes", "Changes | Countersign"), ("Search", "Who signs")] {
        page.find("navigation", "Main")
            .all("link")
            .into_iter()
            .find(|each| each.name == link)
            .expect("a link")
            .click();
        page.wait(&format!("the title is that of {link}"), || page.title().starts_with(title));
    }
    page.is_page("Which software vendors sign a HIPAA BAA?");
    assert_eq!((page.title(), description(&page)), home);
    assert!(is_the_same_document(&page), "a page was loaded anew");

    for title in ["Changes", "Is Webex", &category.0, &alternative.0, &zoom.0] {
        page.back();
        page.wait(&format!("back leads to {title}"), || page.title().starts_with(title));
    }
}

#[test]
fn a_page_reached_by_a_click_says_what_it_says_when_opened() {
    let site = Site::built();
    let page = site.open("/");
    for slug in ["zoom", "notion", "mailchimp"] {
        let name = name(&record(slug));
        search_for(&page, &name);
        first_card_is(&page, &name);
        page.find("link", &name).click();
        page.is_page(&format!("Is {name} HIPAA compliant?"));
        let direct = site.open(&format!("/vendors/{slug}/"));
        page.wait_for("the words", &direct.main_text(), || page.main_text());
        page.back();
        page.is_page("Which software vendors sign a HIPAA BAA?");
    }
}

#[test]
fn after_a_page_change_the_focus_is_on_the_heading() {
    let site = Site::built();
    let page = site.open("/?q=zoom");
    first_card_is(&page, "Zoom");
    page.find("link", "Zoom").click();
    page.has_focus_on("heading", "Is Zoom HIPAA compliant?");
    page.find("navigation", "Main").all("link").swap_remove(1).click();
    page.has_focus_on("heading", "Changes");
}

#[test]
fn a_vendor_page_opened_directly_asks_for_the_list_only_when_its_search_is_used() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.sees("day");
    assert_eq!(site.times_asked("/list.json"), 0);
    assert_eq!(site.times_asked("/vendors/zoom.json"), 0);
    search_field(&page).keys("slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack ")).click();
    page.is_page("Is Slack HIPAA compliant?");
    assert_eq!(site.times_asked("/list.json"), 1);
    assert_eq!(site.times_asked("/vendors/slack.json"), 1);
}

#[test]
fn a_search_on_a_vendor_page_leads_to_all_results() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    search_field(&page).keys("mail\n");
    page.arrives_at("/?q=mail");
    page.wait("the results are there", || !cards(&page).is_empty() && cards(&page).len() < 100);
    assert_eq!(search_field(&page).value(), "mail");
}

#[test]
fn enter_in_the_empty_search_box_leads_to_the_start() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    search_field(&page).keys("\n");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.arrives_at("/");
    // A question mark without a query is in no part of the address but the whole.
    let address = page.run("return location.href");
    assert_eq!(address, json!(site.url("/")));
}

#[test]
fn an_unknown_address_is_a_real_404_with_a_search_that_works() {
    let site = Site::built();
    let page = site.tab();
    page.expect_in_console("404");
    page.open("/nothing/here");
    let status = page.run("return performance.getEntriesByType('navigation')[0].responseStatus");
    assert_eq!(status, 404);
    page.is_page("Nothing is at this address");
    search_field(&page).keys("slack");
    page.find_where("link", "Slack", |name| name.starts_with("Slack ")).click();
    page.is_page("Is Slack HIPAA compliant?");
    page.back();
    page.is_page("Nothing is at this address");
}

#[test]
fn a_misspelt_vendor_address_offers_the_nearest_names() {
    let site = Site::built();
    let page = site.tab();
    page.expect_in_console("404");
    page.open("/vendors/mailchmp/");
    page.sees("Did you mean:");
    page.find("link", "Mailchimp").click();
    page.is_page("Is Mailchimp HIPAA compliant?");
}

#[test]
fn a_missing_slash_leads_to_the_page() {
    let site = Site::built();
    for (path, heading) in [
        ("/vendors/zoom", "Is Zoom HIPAA compliant?"),
        ("/categories/video", "Video meetings: who signs a HIPAA BAA?"),
        ("/changes", "Changes"),
    ] {
        let page = site.open(path);
        page.is_page(heading);
        page.arrives_at(&format!("{path}/"));
    }
}

#[test]
fn upper_case_leads_to_the_page() {
    let site = Site::built();
    let page = site.tab();
    page.expect_in_console("404");
    page.open("/Vendors/ZOOM/");
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn every_page_is_asked_for_once() {
    let site = Site::built();
    let page = site.open("/");
    announces(&page, vendors());
    let asked = site.requests();
    for path in ["/", &site.list(), &site.boot(), &site.wasm()] {
        assert_eq!(
            asked.iter().filter(|request| **request == format!("GET {path}")).count(),
            1,
            "{path}: {asked:?}"
        );
    }
}
