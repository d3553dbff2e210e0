//! The evidence is part of every answer that the app writes, and visible at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::facts::{records, verdicts};
use crate::harness::{Page, Site};
use crate::results::{announces, search_field, show_all};

/// The badges below a selector, for each entry by the address that it links to: words and tone.
const BADGES: &str = "
    const tones = { 'badge yes': 'green', 'badge depends': 'amber', 'badge no': 'red', 'badge not-stated': 'gray' };
    return [...document.querySelectorAll(arguments[0])].map((entry) => [
        entry.querySelector('a').getAttribute('href'),
        [...entry.querySelectorAll('.badge')].map((badge) => [badge.textContent, tones[badge.className]]),
    ]);";

fn badges(page: &Page, selector: &str) -> BTreeMap<String, Value> {
    let entries = page.run_with(BADGES, &[json!(selector)]);
    serde_json::from_value::<Vec<(String, Value)>>(entries).expect("entries").into_iter().collect()
}

fn expected(record: &Value, most: usize) -> (String, Value) {
    let badges = verdicts::badges(record);
    let badges: Vec<_> = badges.iter().take(most).map(|badge| (badge.label, badge.tone)).collect();
    (format!("/vendors/{}/", verdicts::key(record, "/slug")), json!(badges))
}

#[test]
fn every_card_has_the_badges_of_its_class() {
    let site = Site::built();
    let page = site.open("/");
    let records = records();
    announces(&page, records.len());
    show_all(&page);
    let expected: BTreeMap<String, Value> = records.iter().map(|record| expected(record, 3)).collect();
    assert_eq!(badges(&page, ".results > li"), expected);
}

#[test]
fn every_row_that_the_app_writes_has_the_badges_of_its_class() {
    let site = Site::built();
    let page = site.open("/changes/");
    let records = records();
    let mut rows = BTreeMap::new();
    for category in crate::facets::CATEGORY.options {
        page.find("link", category.1).click();
        page.is_page(&format!("{}: who signs a HIPAA BAA?", category.1));
        rows.extend(badges(&page, "tbody tr"));
    }
    let expected: BTreeMap<String, Value> = records.iter().map(|record| expected(record, 3)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_suggestion_of_every_class_has_its_badge() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    let records = records();
    let mut of_classes: BTreeMap<&str, &Value> = BTreeMap::new();
    for record in &records {
        of_classes.entry(verdicts::baa(record).0).or_insert(record);
    }
    assert!(of_classes.len() > 6, "{:?}", of_classes.keys());
    for record in of_classes.values() {
        let name = verdicts::key(record, "/name");
        let field = search_field(&page);
        field.run("arguments[0].value = ''");
        field.keys(name);
        let (address, badge) = expected(record, 1);
        page.wait_for(&format!("the badge of {name}"), &Some(badge), || {
            badges(&page, ".suggestions > li").remove(&address)
        });
    }
}

/// The page of each vendor is put in the place of the one that is shown, so that no page is left out.
#[test]
fn who_says_so_when_and_how_sure_it_is_can_be_seen_at_once_on_a_phone() {
    let site = Site::built();
    let page = site.tab();
    page.resize(360, 740);
    page.open("/vendors/zoom/");
    let slugs: Vec<String> =
        records().iter().map(|record| verdicts::key(record, "/slug").to_owned()).collect();
    let script = format!(
        "const done = arguments[0];
        const look = async () => {{
            const below = [];
            for (const slug of {}) {{
                const html = await (await fetch(`/vendors/${{slug}}/`)).text();
                const next = new DOMParser().parseFromString(html, 'text/html').querySelector('.vendor-header');
                document.querySelector('.vendor-header').replaceWith(next);
                const {{ bottom }} = next.querySelector('.evidence').getBoundingClientRect();
                if (bottom > innerHeight || scrollY !== 0) below.push([slug, bottom]);
            }}
            return below;
        }};
        look().then(done, (error) => done(String(error)));",
        json!(slugs)
    );
    assert_eq!(page.run_to_its_end(&script), json!([]), "the evidence ends below the window");
}
