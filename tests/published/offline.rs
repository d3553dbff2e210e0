//! The files that browsers store for offline use: complete, as published, and in three pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};

use crate::dist::{self, dist};
use crate::expected::texts;
use crate::html::{HtmlPage, text};

/// The manifest of the build in the service worker.
fn manifest() -> Value {
    let worker = fs::read_to_string(dist().join("sw.js")).expect("the worker");
    let manifest = worker.strip_prefix("const MANIFEST = ").and_then(|code| code.split_once(";\n"));
    serde_json::from_str(manifest.expect("the manifest").0).expect("JSON")
}

/// The file of a path.
fn file(path: &Value) -> String {
    path.as_str().expect("a path").trim_start_matches('/').to_owned()
}

fn read(name: &str) -> Vec<u8> {
    fs::read(dist().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_stored_file_exists_with_its_hash_and_includes_the_app() {
    let manifest = manifest();
    let files = manifest["files"].as_object().expect("the files");
    for (path, hash) in files {
        let bytes = read(path.trim_start_matches('/'));
        let expected = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)));
        assert_eq!(*hash, json!(expected), "{path}");
    }
    let kinds: Vec<&str> = files.keys().filter_map(|path| Path::new(path).extension()?.to_str()).collect();
    let count = |kind: &str| kinds.iter().filter(|found| **found == kind).count();
    let assets = dist::manifest();
    let code: Vec<&str> = assets.files(|entry_point| entry_point.is_offline).collect();
    for name in &code {
        assert!(files.contains_key(&format!("/{name}")), "{name}");
    }
    assert!(assets.main_files().all(|name| code.contains(&name)), "the directory works offline");
    // HTML: the shell and the text pages. JSON: the list and the data.
    let counts = ["html", "json", "webmanifest"].map(count);
    assert_eq!(counts, [5, 2, 1]);
    assert_eq!(kinds.len(), code.len() + counts.iter().sum::<usize>());
}

#[test]
fn every_record_and_change_is_stored_as_published() {
    let data: BTreeMap<String, Value> =
        serde_json::from_slice(&read(&file(&manifest()["data"]))).expect("JSON");
    let names: Vec<&str> = data.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["changes.json", "checksums.json", "records.json", "renamed.json", "stack.json", "verification.json"]
    );
    for (name, value) in data {
        let published: Value = serde_json::from_slice(&read(&name)).expect("JSON");
        assert_eq!(value, published, "{name}");
    }
}

#[test]
fn the_list_is_stored_as_published() {
    let list = read(&file(&manifest()["aliases"]["list.json"]));
    assert!(list == read("list.json"));
}

#[test]
fn only_stored_pages_show_the_offline_note() {
    let manifest = manifest();
    for page in [&manifest["shell"], &manifest["aliases"]["api/"]] {
        let page = HtmlPage::read(&file(page));
        let note = page.only(".offline-notice");
        assert!(note.attr("hidden").is_none() && text(note).contains(texts::OFFLINE_COPY));
        assert_eq!(page.only("meta[name=robots]").attr("content"), Some("noindex"));
    }
    for page in crate::html::pages() {
        assert!(page.only(".offline-notice").attr("hidden").is_some(), "{}", page.file);
    }
}

#[test]
fn every_page_of_the_directory_has_the_fingerprints_of_its_build() {
    let fingerprints = manifest()["fingerprints"].as_array().expect("fingerprints").clone();
    let assets = dist::manifest();
    let is_of_directory =
        |file: &str| !assets.entry_points.iter().any(|entry_point| entry_point.claims_page(file));
    for page in crate::html::pages().filter(|page| is_of_directory(&page.file)) {
        let html = String::from_utf8(read(&page.file)).expect("text");
        for fingerprint in &fingerprints {
            assert!(
                html.contains(fingerprint.as_str().expect("a text")),
                "{} lacks {fingerprint}",
                page.file
            );
        }
    }
}
