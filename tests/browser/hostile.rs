//! Records that try to be more than text: they are shown as they are, run nothing, and leave the layout intact;
//! what no page may show is refused by name.

use std::fs;

use directory::{Date, Record};
use serde_json::{Value, json};
use site::check::{self, DataFiles};

use crate::facets::{name, record};
use crate::facts::workspace;
use crate::harness::{Page, Site};
use crate::layout::fits;
use crate::results::{cards, first_card_is, search_for};

/// Ends what it may stand in, and then does harm.
const SCRIPT: &str = "</script><script>window.hacked=1</script>";
const IMAGE: &str = "<img src=x onerror=window.hacked=1>";
const ATTRIBUTE: &str = "\"' autofocus onfocus=window.hacked=1 x=\"";

/// Records of the project, by slug.
pub fn real_records(slugs: &[&str]) -> Vec<Record> {
    slugs.iter().map(|slug| typed(&record(slug))).collect()
}

fn typed(record: &Value) -> Record {
    serde_json::from_value(record.clone()).unwrap_or_else(|error| panic!("{error} in {record}"))
}

/// A record with these texts in all its fields.
fn record_of(slug: &str, name: &str, short: &str, long: &str) -> Value {
    let part = |letters: usize| long.chars().take(letters).collect::<String>();
    json!({
        "schema": 2,
        "slug": slug,
        "name": name,
        "aliases": [short, format!("Alias {slug}")],
        "category": "video",
        "website": "https://vendor.example/",
        "domains": ["vendor.example"],
        "baa": { "status": "plan_gated", "summary": long, "plans": [short, format!("Plan {slug}")],
                 "excluded_plans": [short], "price": part(160), "route": "self_serve",
                 "url": "https://vendor.example/baa" },
        "phi": { "status": "conditional", "summary": long, "covered": [part(120), short],
                 "excluded": [part(120)], "settings": [part(120)] },
        "soc2": { "status": "reported", "summary": long },
        "certifications": [short],
        "links": { "trust_center": "https://trust.vendor.example/", "subprocessors": "https://vendor.example/sub" },
        "notes": long,
        "last_verified": "2026-11-20",
        "confidence": "medium",
        "sources": [{ "url": "https://vendor.example/hipaa", "supports": part(240),
                      "facts": ["baa", "plans", "price", "phi", "scope", "soc2"], "publisher": "vendor",
                      "terms": [part(80)], "dated": "2026-10-01",
                      "archived": "https://archive.example/hipaa" }],
        "signals": { "packages": {}, "env": [], "dns": {}, "csp": [] },
        "changes": [{ "date": "2026-11-01", "field": "baa", "from": "unknown", "to": "plan_gated", "note": long }],
    })
}

/// The longest texts that a record may have, without a space to break them at.
fn longest() -> Value {
    let of = |length: usize| "W".repeat(length);
    let mut record = record_of("longest", &of(60), &of(60), &of(700));
    let plans: Vec<String> = ["A", "B", "C", "D"].iter().map(|first| format!("{first}{}", of(79))).collect();
    record["baa"]["plans"] = json!(plans);
    for (pointer, path) in
        [("/website", ""), ("/baa/url", "b/"), ("/links/trust_center", "t/"), ("/sources/0/url", "s/")]
    {
        let host = format!("https://{}.example/{path}", of(63));
        *record.pointer_mut(pointer).expect("a field") = json!(format!("{host}{}", of(400 - host.len())));
    }
    record
}

fn hostile_records() -> Vec<Value> {
    let mut records = vec![
        record_of(
            "script",
            SCRIPT,
            IMAGE,
            &format!(
                "{SCRIPT}{IMAGE}<svg onload=window.hacked=1><!-- ]]> &lt;b&gt; &amp; ${{x}} {{{{7*7}}}}"
            ),
        ),
        record_of(
            "attribute",
            ATTRIBUTE,
            "<a href=javascript:window.hacked=1>x</a>",
            "<style>body{display:none}</style><iframe src=https://evil.example>",
        ),
        longest(),
        record_of(
            "direction",
            "مرحبا بالعالم שלום",
            "العربية",
            "هذا نص عربي طويل (BAA) مع أرقام 123 وكلمات English في الوسط.",
        ),
        record_of("emoji", "👩‍⚕️🏥 Clinic 🇨🇭", "🙂".repeat(30).as_str(), &"👨‍👩‍👧‍👦e\u{301}\u{323}".repeat(40)),
    ];
    records.push(record("zoom"));
    records
}

fn hostile_site() -> Site {
    Site::published("2026-11-24", hostile_records().iter().map(typed).collect())
}

fn nothing_ran(page: &Page, what: &str) {
    page.wait_for_paint();
    assert_eq!(page.run("return window.hacked ?? null"), json!(null), "{what}");
    assert_eq!(page.run("return document.querySelectorAll('img, iframe, main style, main script, body > svg[onload]').length"), json!(0), "{what}");
}

#[test]
fn hostile_texts_are_shown_as_they_are() {
    let site = hostile_site();
    for record in hostile_records() {
        let name = name(&record);
        let page = site.open(&format!("/vendors/{}/", record["slug"].as_str().expect("a slug")));
        page.sees(" ago)");
        page.is_page(&format!("Is {name} HIPAA compliant?"));
        assert!(page.title().starts_with(&format!("Is {name} HIPAA compliant?")), "{}", page.title());
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
            let words = record.pointer(pointer).and_then(Value::as_str).expect("words");
            assert!(text.contains(words), "{pointer} of {name}: “{words}” in {text}");
        }
        if let Some(note) = record.pointer("/changes/0/note").and_then(Value::as_str) {
            assert!(text.contains(note), "{note}");
        }
        nothing_ran(&page, &name);
    }
}

#[test]
fn hostile_texts_are_shown_as_they_are_after_a_search() {
    let site = hostile_site();
    let page = site.open("/");
    page.wait("all are listed", || cards(&page).len() == 6);
    for record in hostile_records() {
        let name = name(&record);
        let alias = record["aliases"]
            .as_array()
            .and_then(|aliases| aliases.last())
            .and_then(Value::as_str)
            .expect("an alias");
        search_for(&page, alias);
        first_card_is(&page, &name);
        page.sees(&format!("Also found as {alias}"));
        nothing_ran(&page, &name);
        page.find("link", &name).click();
        page.is_page(&format!("Is {name} HIPAA compliant?"));
        page.find("button", "Watch in this browser").click();
        page.wait("it is watched", || page.find("button", "Watch in this browser").is_on());
        nothing_ran(&page, &name);
        page.back();
        page.is_page("Which software vendors sign a HIPAA BAA?");
    }
    for (path, heading) in
        [("/changes/", "Changes"), ("/categories/video/", "Video meetings: who signs a HIPAA BAA?")]
    {
        page.open(path);
        page.is_page(heading);
        page.wait_for_paint();
        for record in hostile_records() {
            page.wait("every vendor is linked to", || page.names("link").contains(&name(&record)));
        }
        nothing_ran(&page, path);
    }
}

#[test]
fn what_is_searched_for_is_marked_inside_hostile_texts() {
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
        page.wait("the vendor is found", || cards(&page).contains(&name));
        nothing_ran(&page, text);
    }
}

#[test]
fn hostile_texts_leave_the_layout_intact() {
    let site = hostile_site();
    let records = hostile_records();
    let vendors =
        records.iter().map(|record| format!("/vendors/{}/", record["slug"].as_str().expect("a slug")));
    let others = ["/", "/?q=w", "/categories/video/", "/changes/"].map(ToOwned::to_owned);
    let page = site.tab();
    for path in vendors.chain(others) {
        page.open(&path);
        for width in [320, 360, 1280] {
            page.resize(width, 740);
            fits(&page, &format!("{path} at {width} pixels"));
        }
    }
}

/// Where the data of the project lies.
pub fn data_files() -> DataFiles {
    let public = |name: &str| workspace().join("public").join(name);
    DataFiles { vendors: public("vendors"), schema: public("vendor.schema.json") }
}

/// The report on a folder with that one record.
fn refused(record: &Value) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("acme.json"), record.to_string()).expect("a record");
    let files = DataFiles { vendors: folder.path().to_owned(), ..data_files() };
    let today = Date::parse("2026-11-24").expect("a day");
    match check::records(&files, today) {
        Ok(_) => panic!("taken: {record}"),
        Err(defects) => defects.to_string(),
    }
}

#[test]
fn addresses_that_run_scripts_are_refused_by_file_and_field() {
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
            let mut record = record_of("acme", "Acme", "Acme Cloud", "A text.");
            *record.pointer_mut(pointer).expect("a field") = json!(address);
            let report = refused(&record);
            assert!(report.contains("acme.json") && report.contains(field), "{address} in {field}: {report}");
        }
    }
}

#[test]
fn names_of_ten_thousand_letters_are_refused_by_file_and_field() {
    for (pointer, field) in [
        ("/name", "name"),
        ("/aliases/0", "aliases[0]"),
        ("/baa/plans/0", "baa.plans[0]"),
        ("/certifications/0", "certifications[0]"),
        ("/notes", "notes"),
        ("/sources/0/supports", "sources[0].supports"),
    ] {
        let mut record = record_of("acme", "Acme", "Acme Cloud", "A text.");
        *record.pointer_mut(pointer).expect("a field") = json!("W".repeat(10_000));
        let report = refused(&record);
        assert!(report.contains("acme.json") && report.contains(field), "{field}: {report}");
        assert!(report.len() < 2_000, "the report does not repeat all of it: {} letters", report.len());
    }
}

#[test]
fn marks_that_turn_the_direction_of_writing_are_refused_by_file_and_field() {
    let mut record = record_of("acme", "Acme", "Acme Cloud", "A text.");
    record["name"] = json!("Acme \u{202e}moc.live");
    let report = refused(&record);
    assert!(report.contains("acme.json") && report.contains("name"), "{report}");
}
