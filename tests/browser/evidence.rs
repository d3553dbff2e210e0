//! Every listing that the app renders shows the verdict that the record's evidence allows. These tests run on the real
//! records in `dist/` and assert rules for all of them.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{BaaClass, Category};
use serde_json::{Value, json};

use crate::dist::records;
use crate::expected::texts;
use crate::expected::verdicts::{baa_class, badges, text_at};
use crate::fixtures;
use crate::harness::{Page, TestSite};
use crate::search_results::{search_field, show_all_cards, wait_for_count};

/// The badges below a selector, by the URL that their entry links to: label and tone.
const READ_BADGES: &str = "
    const tones = { 'badge yes': 'green', 'badge depends': 'amber', 'badge no': 'red', 'badge not-stated': 'gray' };
    return [...document.querySelectorAll(arguments[0])].map((entry) => [
        (entry.closest('a') ?? entry.querySelector('a')).getAttribute('href'),
        [...entry.querySelectorAll('.badge')].map((badge) => [badge.textContent, tones[badge.className]]),
    ]);";

fn shown_badges(page: &Page, selector: &str) -> BTreeMap<String, Value> {
    let entries = page.run_script_with(READ_BADGES, &[json!(selector)]);
    serde_json::from_value::<Vec<(String, Value)>>(entries).expect("entries").into_iter().collect()
}

/// The path of a record's page, and its first badges.
fn expected_badges(base_path: &str, record: &Value, count: usize) -> (String, Value) {
    let badges = badges(record);
    let badges: Vec<_> = badges.iter().take(count).map(|badge| (badge.label, badge.tone)).collect();
    (format!("{base_path}/vendors/{}/", text_at(record, "/slug")), json!(badges))
}

#[test]
fn every_card_has_the_badges_of_its_class() {
    let site = TestSite::start_dist();
    let page = site.open("/");
    let records = records();
    wait_for_count(&page, records.len());
    show_all_cards(&page);
    let expected: BTreeMap<String, Value> =
        records.iter().map(|record| expected_badges("", record, 3)).collect();
    assert_eq!(shown_badges(&page, ".results > li"), expected);
}

#[test]
fn every_table_row_that_the_app_renders_has_the_badges_of_its_class() {
    let site = TestSite::start_dist();
    let page = site.open("/changes/");
    let records = records();
    let mut rows = BTreeMap::new();
    for &category in Category::ALL {
        page.find("link", category.label()).click();
        page.wait_for_heading(&texts::category_heading(category));
        rows.extend(shown_badges(&page, "tbody tr"));
    }
    let expected: BTreeMap<String, Value> =
        records.iter().map(|record| expected_badges("", record, 3)).collect();
    assert_eq!(rows, expected);
}

/// On the fixture records, in which every class occurs.
#[test]
fn a_suggestion_of_every_class_has_its_badge() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    let mut by_class: BTreeMap<BaaClass, &Value> = BTreeMap::new();
    for record in fixtures::records() {
        by_class.entry(baa_class(record)).or_insert(record);
    }
    let classes: BTreeSet<BaaClass> = by_class.keys().copied().collect();
    assert_eq!(classes, BaaClass::ALL.iter().copied().collect());
    for record in by_class.values() {
        let name = text_at(record, "/name");
        let field = search_field(&page);
        field.run_script("arguments[0].value = ''");
        field.send_keys(name);
        let (path, badge) = expected_badges(site.base_path(), record, 1);
        page.wait_for_value(&format!("the badge of {name}"), &Some(badge), || {
            shown_badges(&page, ".suggestions > a").remove(&path)
        });
    }
}

/// Puts the header of each vendor page in `window.slugs` in place of the current one, and returns those whose evidence is
/// not visible without scrolling.
const FIND_HIDDEN_EVIDENCE: &str = "
    const done = arguments[0];
    const measure = async () => {
        const hidden = [];
        for (const slug of window.slugs) {
            const html = await (await fetch(`/vendors/${slug}/`)).text();
            const next = new DOMParser().parseFromString(html, 'text/html').querySelector('.vendor-header');
            document.querySelector('.vendor-header').replaceWith(next);
            const { bottom } = next.querySelector('.evidence').getBoundingClientRect();
            if (bottom > innerHeight || scrollY !== 0) hidden.push([slug, bottom]);
        }
        return hidden;
    };
    measure().then(done, (error) => done(String(error)));";

#[test]
fn the_evidence_of_every_vendor_is_visible_on_a_phone_without_scrolling() {
    let site = TestSite::start_dist();
    let page = site.new_page();
    page.resize(360, 740);
    let slugs: Vec<String> = records().iter().map(|record| text_at(record, "/slug").to_owned()).collect();
    page.open(&format!("/vendors/{}/", slugs[0]));
    // In parts, since WebDriver ends a script after 30 seconds.
    for part in slugs.chunks(50) {
        page.run_script_with("window.slugs = arguments[0]", &[json!(part)]);
        assert_eq!(
            page.run_async_script(FIND_HIDDEN_EVIDENCE),
            json!([]),
            "the evidence ends below the window"
        );
    }
}
