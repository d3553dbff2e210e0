//! Records with hostile texts: pages show them unchanged as text, run no part of them, and keep their layout. `site check`
//! rejects what no page may show.

use std::fs;

use catalog::{Category, Date};
use serde_json::{Value, json};
use site::records::{DataPaths, check_records};

use crate::dist::workspace;
use crate::expected::texts;
use crate::facets::name;
use crate::fixtures::{self, typed};
use crate::harness::{Page, TestSite};
use crate::layout::assert_no_horizontal_scrolling;
use crate::search_results::{card_names, search_for, wait_for_first_card};

/// Closes the element or attribute that it is inserted into, and then runs a script.
const SCRIPT: &str = "</script><script>window.hacked=1</script>";
const IMAGE: &str = "<img src=x onerror=window.hacked=1>";
const ATTRIBUTE: &str = "\"' autofocus onfocus=window.hacked=1 x=\"";

/// A record with these texts in all of its fields.
fn record_with_texts(slug: &str, name: &str, short: &str, long: &str) -> Value {
    let start = |characters: usize| long.chars().take(characters).collect::<String>();
    json!({
        "schema": 2,
        "slug": slug,
        "name": name,
        "aliases": [short, format!("Alias {slug}")],
        "category": "video",
        "website": "https://vendor.example/",
        "domains": ["vendor.example"],
        "baa": { "status": "plan_gated", "summary": long, "plans": [short, format!("Plan {slug}")],
                 "excluded_plans": [short], "price": start(160), "route": "self_serve",
                 "url": "https://vendor.example/baa" },
        "phi": { "status": "conditional", "summary": long, "covered": [start(120), short],
                 "excluded": [start(120)], "settings": [start(120)] },
        "soc2": { "status": "reported", "summary": long },
        "certifications": [short],
        "links": { "trust_center": "https://trust.vendor.example/", "subprocessors": "https://vendor.example/sub" },
        "notes": long,
        "last_verified": "2026-11-20",
        "confidence": "medium",
        "sources": [{ "url": "https://vendor.example/hipaa", "supports": start(240),
                      "facts": ["baa", "plans", "price", "phi", "scope", "soc2"], "publisher": "vendor",
                      "terms": [start(80)], "dated": "2026-10-01",
                      "archived": "https://archive.example/hipaa" }],
        "signals": { "packages": {}, "env": [], "dns": {}, "csp": [] },
        "changes": [{ "date": "2026-11-01", "field": "baa", "from": "unknown", "to": "plan_gated", "note": long }],
    })
}

/// A record with the longest texts that are allowed, without a space for a line break.
fn longest_record() -> Value {
    let word = |length: usize| "W".repeat(length);
    let mut record = record_with_texts("longest", &word(60), &word(60), &word(700));
    let plans: Vec<String> =
        ["A", "B", "C", "D"].iter().map(|first| format!("{first}{}", word(79))).collect();
    record["baa"]["plans"] = json!(plans);
    for (pointer, path) in
        [("/website", ""), ("/baa/url", "b/"), ("/links/trust_center", "t/"), ("/sources/0/url", "s/")]
    {
        let host = format!("https://{}.example/{path}", word(63));
        *record.pointer_mut(pointer).expect("a field") = json!(format!("{host}{}", word(400 - host.len())));
    }
    record
}

fn hostile_records() -> Vec<Value> {
    let mut records = vec![
        record_with_texts(
            "script",
            SCRIPT,
            IMAGE,
            &format!(
                "{SCRIPT}{IMAGE}<svg onload=window.hacked=1><!-- ]]> &lt;b&gt; &amp; ${{x}} {{{{7*7}}}}"
            ),
        ),
        record_with_texts(
            "attribute",
            ATTRIBUTE,
            "<a href=javascript:window.hacked=1>x</a>",
            "<style>body{display:none}</style><iframe src=https://evil.example>",
        ),
        longest_record(),
        record_with_texts(
            "direction",
            "مرحبا بالعالم שלום",
            "العربية",
            "هذا نص عربي طويل (BAA) مع أرقام 123 وكلمات English في الوسط.",
        ),
        record_with_texts(
            "emoji",
            "👩‍⚕️🏥 Clinic 🇨🇭",
            "🙂".repeat(30).as_str(),
            &"👨‍👩‍👧‍👦e\u{301}\u{323}".repeat(40),
        ),
    ];
    records.push(fixtures::record("zoom"));
    records
}

fn hostile_site() -> TestSite {
    TestSite::publish("2026-11-24", hostile_records().iter().map(typed).collect())
}

/// Asserts that no text ran as a script or became an element.
fn assert_nothing_ran(page: &Page, what: &str) {
    page.wait_for_paint();
    assert_eq!(page.run_script("return window.hacked ?? null"), json!(null), "{what}");
    assert_eq!(page.run_script("return document.querySelectorAll('img, iframe, main style, main script, body > svg[onload]').length"), json!(0), "{what}");
}

#[test]
fn hostile_texts_are_shown_unchanged() {
    let site = hostile_site();
    for record in hostile_records() {
        let name = name(&record);
        let page = site.open(&format!("/vendors/{}/", record["slug"].as_str().expect("a slug")));
        page.wait_for_text(texts::AGO);
        page.wait_for_heading(&texts::vendor_heading(&name));
        assert!(page.title().starts_with(&texts::vendor_heading(&name)), "{}", page.title());
        let text = page.main_text();
        for pointer in [
            "/baa/summary",
            "/baa/plans/0",
            "/phi/summary",
            "/soc2/summary",
            "/notes",
            "/certifications/0",
            "/sources/0/supports",
        ] {
            let expected = record.pointer(pointer).and_then(Value::as_str).expect("a text");
            assert!(text.contains(expected), "{pointer} of {name}: “{expected}” in {text}");
        }
        if let Some(note) = record.pointer("/changes/0/note").and_then(Value::as_str) {
            assert!(text.contains(note), "{note}");
        }
        assert_nothing_ran(&page, &name);
    }
}

#[test]
fn hostile_texts_are_shown_unchanged_after_a_search() {
    let site = hostile_site();
    let page = site.open("/");
    page.wait_until("all vendors are listed", || card_names(&page).len() == 6);
    for record in hostile_records() {
        let name = name(&record);
        let alias = record["aliases"]
            .as_array()
            .and_then(|aliases| aliases.last())
            .and_then(Value::as_str)
            .expect("an alias");
        search_for(&page, alias);
        wait_for_first_card(&page, &name);
        page.wait_for_text(&texts::related_name(alias));
        assert_nothing_ran(&page, &name);
        page.find("link", &name).click();
        page.wait_for_heading(&texts::vendor_heading(&name));
        page.find("button", texts::WATCH_BUTTON).click();
        page.wait_until("the vendor is watched", || page.find("button", texts::WATCH_BUTTON).is_checked());
        assert_nothing_ran(&page, &name);
        page.back();
        page.wait_for_heading(texts::HOME_HEADING);
    }
    let category = texts::category_heading(Category::Video);
    for (path, heading) in [("/changes/", texts::CHANGES_HEADING), ("/categories/video/", &category)] {
        page.open(path);
        page.wait_for_heading(heading);
        page.wait_for_paint();
        for record in hostile_records() {
            page.wait_until("every vendor is linked", || page.names_of("link").contains(&name(&record)));
        }
        assert_nothing_ran(&page, path);
    }
}

#[test]
fn matches_are_highlighted_in_hostile_texts() {
    let site = hostile_site();
    for (text, slug) in [
        ("script", "script"),
        ("autofocus", "attribute"),
        ("wwwwwwww", "longest"),
        ("مرحبا", "direction"),
        ("clinic", "emoji"),
    ] {
        let page = site.open(&format!("/?q={text}"));
        let name =
            name(&hostile_records().into_iter().find(|record| record["slug"] == *slug).expect("a record"));
        page.wait_until("the vendor is found", || card_names(&page).contains(&name));
        assert_nothing_ran(&page, text);
    }
}

#[test]
fn hostile_texts_do_not_break_the_layout() {
    let site = hostile_site();
    let records = hostile_records();
    let vendors =
        records.iter().map(|record| format!("/vendors/{}/", record["slug"].as_str().expect("a slug")));
    let others = ["/", "/?q=w", "/categories/video/", "/changes/"].map(ToOwned::to_owned);
    let page = site.new_page();
    for path in vendors.chain(others) {
        page.open(&path);
        for width in [320, 360, 1280] {
            page.resize(width, 740);
            assert_no_horizontal_scrolling(&page, &format!("{path} at {width} pixels"));
        }
    }
}

/// The paths of the project's data.
pub fn data_paths() -> DataPaths {
    let public = |name: &str| workspace().join("public").join(name);
    DataPaths { vendors: public("vendors"), schema: public("vendor.schema.json") }
}

/// The report of `site check` on a folder with one defective record.
fn defect_report(record: &Value) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("acme.json"), record.to_string()).expect("a record");
    let paths = DataPaths { vendors: folder.path().to_owned(), ..data_paths() };
    let today = Date::parse("2026-11-24").expect("a date");
    match check_records(&paths, today) {
        Ok(_) => panic!("no defect in {record}"),
        Err(report) => report.to_string(),
    }
}

#[test]
fn unsafe_urls_are_rejected_by_file_and_field() {
    for (pointer, field) in [
        ("/website", "website"),
        ("/baa/url", "baa.url"),
        ("/links/trust_center", "links.trust_center"),
        ("/links/subprocessors", "links.subprocessors"),
        ("/sources/0/url", "sources[0].url"),
    ] {
        for address in [
            "javascript:window.hacked=1",
            "data:text/html,<script>",
            "http://vendor.example/",
            "//vendor.example/",
        ] {
            let mut record = record_with_texts("acme", "Acme", "Acme Cloud", "A text.");
            *record.pointer_mut(pointer).expect("a field") = json!(address);
            let report = defect_report(&record);
            assert!(report.contains("acme.json") && report.contains(field), "{address} in {field}: {report}");
        }
    }
}

#[test]
fn texts_of_ten_thousand_letters_are_rejected_by_file_and_field() {
    for (pointer, field) in [
        ("/name", "name"),
        ("/aliases/0", "aliases[0]"),
        ("/baa/plans/0", "baa.plans[0]"),
        ("/certifications/0", "certifications[0]"),
        ("/notes", "notes"),
        ("/sources/0/supports", "sources[0].supports"),
    ] {
        let mut record = record_with_texts("acme", "Acme", "Acme Cloud", "A text.");
        *record.pointer_mut(pointer).expect("a field") = json!("W".repeat(10_000));
        let report = defect_report(&record);
        assert!(report.contains("acme.json") && report.contains(field), "{field}: {report}");
        assert!(report.len() < 2_000, "the report repeats the whole name: {} bytes", report.len());
    }
}

#[test]
fn bidirectional_control_characters_are_rejected_by_file_and_field() {
    let mut record = record_with_texts("acme", "Acme", "Acme Cloud", "A text.");
    record["name"] = json!("Acme \u{202e}moc.live");
    let report = defect_report(&record);
    assert!(report.contains("acme.json") && report.contains("name"), "{report}");
}
