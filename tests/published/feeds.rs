//! Every feed is valid Atom, for every text that a record can contain.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use catalog::{Category, Date, Record};
use serde_json::{Value, json};
use site::publish::Publication;
use site::publish::assets::EntryPoints;
use site::records::CheckedRecords;
use site::verify::VerifyState;

use crate::atom::AtomValidator;
use crate::dist::{dist, records, settings};
use crate::fixtures;
use crate::html::pages;

/// The path and the text of every feed of a site.
fn feeds(site: &Path) -> Vec<(String, String)> {
    let mut paths = vec![site.join("changes.xml")];
    for folder in ["vendors", "categories"] {
        let entries = fs::read_dir(site.join(folder)).expect("a folder");
        let files = entries.map(|entry| entry.expect("an entry").path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|end| end == "xml")));
    }
    let read =
        |path: &std::path::PathBuf| (path.display().to_string(), fs::read_to_string(path).expect("a feed"));
    paths.iter().map(read).collect()
}

/// Asserts that every feed of a site with this number of vendors is valid and has an identifier of its own.
fn assert_feeds_are_valid(site: &Path, origin: &str, vendors: usize) {
    let validator = AtomValidator::new();
    let ids: BTreeSet<String> =
        feeds(site).iter().map(|(name, text)| validator.assert_valid(name, text, origin)).collect();
    assert_eq!(ids.len(), 1 + Category::ALL.len() + vendors);
}

#[test]
fn every_published_feed_is_valid_atom() {
    assert_feeds_are_valid(&dist(), settings().origin(), records().len());
}

#[test]
fn every_page_links_to_its_feed() {
    let mut found = BTreeSet::new();
    for page in pages() {
        let feeds = page.all("link[rel=alternate][type='application/atom+xml']");
        let feeds: Vec<&str> = feeds.iter().filter_map(|link| link.attr("href")).collect();
        let path = page.file.trim_end_matches("index.html");
        let expected = match path.trim_end_matches('/').split_once('/') {
            Some(_) => format!("/{}.xml", path.trim_end_matches('/')),
            None if ["", "changes/"].contains(&path) => "/changes.xml".to_owned(),
            None => {
                assert_eq!(feeds, [""; 0], "{path}");
                continue;
            }
        };
        assert_eq!(feeds, [&expected], "{path}");
        let text = fs::read_to_string(dist().join(expected.trim_start_matches('/'))).expect("a feed");
        let read = feed_rs::parser::parse(text.as_bytes()).expect("a feed");
        let self_link = read.links.iter().find(|link| link.rel.as_deref() == Some("self")).expect("its URL");
        assert!(self_link.href.ends_with(&expected), "{expected}: {}", self_link.href);
        found.insert(expected);
    }
    assert_eq!(found.len(), 1 + Category::ALL.len() + records().len());
}

/// Texts that could close the element that contains them, that look like markup or entities, or that are rare.
const HOSTILE: [&str; 6] = [
    "]]></summary></entry></feed><!-- ",
    "<b onclick='x'>&amp; &#0; &lt;script&gt; \"quoted\" 'too'",
    "<?xml version=\"1.0\"?><!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>&x;",
    "مرحبا بالعالم שלום 👩‍⚕️🏥 e\u{301}\u{323}",
    "\u{10ffff}\u{fffd}\u{e000}",
    "https://evil.example/?a=1&b=2#%zz",
];

/// A record with a hostile text in its fields; every other one has changes.
fn hostile_record(index: usize, text: &str) -> Record {
    let slug = format!("hostile-{index}");
    let mut record = fixtures::record("zoom");
    let change = |date: &str, field: &str, from: &str, to: &Value| json!({ "date": date, "field": field, "from": from, "to": to, "note": text });
    record["changes"] = json!([
        change("2026-11-02", "baa", "available", &record["baa"]["status"]),
        change("2026-11-02", "phi", "unknown", &record["phi"]["status"]),
        change("2024-02-29", "baa", "unknown", &json!("available")),
    ]);
    if index.is_multiple_of(2) {
        record["changes"] = json!([]);
    }
    for (key, value) in [("slug", slug.as_str()), ("name", text), ("notes", text)] {
        record[key] = json!(value);
    }
    record["baa"]["summary"] = json!(text);
    record["baa"]["plans"] = json!([text]);
    fixtures::typed(&record)
}

#[test]
fn feeds_of_hostile_records_are_valid_atom() {
    let texts = HOSTILE.iter().flat_map(|text| [text, text]).enumerate();
    let records: Vec<Record> = texts.map(|(index, text)| hostile_record(index, text)).collect();
    let vendors = records.len();
    let folder = tempfile::tempdir().expect("a folder");
    let publication = Publication {
        shell: "<!doctype html><html><head></head><body></body></html>".to_owned(),
        entry_points: EntryPoints::default(),
        data: CheckedRecords { records, ..CheckedRecords::default() },
        checks: VerifyState::default(),
        settings: fixtures::settings(),
        base: "/".to_owned(),
        today: Date::parse("2026-11-26").expect("a date"),
    };
    publication.write(folder.path()).expect("a site");
    assert_feeds_are_valid(folder.path(), fixtures::settings().origin(), vendors);
    let all = fs::read_to_string(folder.path().join("changes.xml")).expect("a feed");
    let read = feed_rs::parser::parse(all.as_bytes()).expect("a feed");
    assert_eq!(read.entries.len(), HOSTILE.len() * 3);
    for text in HOSTILE {
        let contains = |entry: &feed_rs::model::Entry| {
            let title = entry.title.as_ref().is_some_and(|title| title.content.contains(text));
            title && entry.summary.as_ref().is_some_and(|summary| summary.content.contains(text))
        };
        assert!(read.entries.iter().any(contains), "{text}");
    }
}

/// Proves that the validator rejects each kind of error.
#[test]
fn invalid_atom_is_rejected() {
    let validator = AtomValidator::new();
    let valid = "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:a</id><title>A</title>\
        <updated>2026-11-25T00:00:00Z</updated><author><name>A</name></author>\
        <link href='https://a.example/' rel='self' type='application/atom+xml' hreflang='en'/>\
        <entry><id>urn:b</id><title type='text'>B</title><updated>2026-11-25T00:00:00+00:00</updated></entry></feed>";
    assert_eq!(validator.violations(valid), Vec::<String>::new());
    for (part, replacement) in [
        ("<id>urn:a</id>", ""),
        ("<id>urn:a</id>", "<id>urn:a</id><id>urn:a</id>"),
        ("<title>A</title>", ""),
        ("<updated>2026-11-25T00:00:00Z</updated>", ""),
        ("2026-11-25T00:00:00Z", "2026-11-25"),
        ("2026-11-25T00:00:00Z", "2026-13-25T00:00:00Z"),
        ("<name>A</name>", ""),
        ("<name>A</name>", "<name>A</name><email>nobody</email>"),
        ("href='https://a.example/'", ""),
        ("href=", "size='1' href="),
        ("type='application/atom+xml'", "type='atom'"),
        ("hreflang='en'", "hreflang='e n'"),
        ("<id>urn:b</id>", ""),
        ("type='text'", "type='markdown'"),
        ("</entry>", "<summary>C</summary><summary>D</summary></entry>"),
        ("</feed>", "<title>A</title></feed>"),
        ("</feed>", "<unknown/></feed>"),
        ("2005/Atom", "2005/atom"),
        ("B</title>", "\u{1}</title>"),
        ("B</title>", "&nbsp;</title>"),
    ] {
        let invalid = valid.replacen(part, replacement, 1);
        assert_ne!(invalid, valid, "{part}");
        assert!(!validator.violations(&invalid).is_empty(), "{replacement} for {part}");
    }
}
