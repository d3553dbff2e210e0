//! What a browser keeps of the built site for visits without a connection: whole, as published, and in three pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};

use crate::facts::{dist, records};
use crate::html::{Page, text};

/// What the worker is told of the build.
fn build() -> Value {
    let worker = fs::read_to_string(dist().join("sw.js")).expect("the worker");
    let told = worker.strip_prefix("const BUILD = ").and_then(|rest| rest.split_once(";\n"));
    serde_json::from_str(told.expect("what it is told").0).expect("JSON")
}

fn file(path: &Value) -> String {
    path.as_str().expect("a path").trim_start_matches('/').to_owned()
}

fn read(name: &str) -> Vec<u8> {
    fs::read(dist().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn each_kept_file_is_there_with_its_hash_and_the_app_is_among_them() {
    let build = build();
    let files = build["files"].as_object().expect("the files");
    for (path, hash) in files {
        let bytes = read(path.trim_start_matches('/'));
        let expected = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)));
        assert_eq!(*hash, json!(expected), "{path}");
    }
    let kinds: Vec<&str> = files.keys().filter_map(|path| Path::new(path).extension()?.to_str()).collect();
    let count = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
    // The boot script and the app's; the kept page, about and that of the API; the list and all else.
    let counts = ["js", "wasm", "css", "html", "json", "webmanifest"].map(count);
    assert_eq!(counts, [2, 1, 1, 3, 2, 1]);
    assert_eq!(kinds.len(), counts.iter().sum::<usize>());
}

#[test]
fn every_record_and_every_change_is_kept_as_it_is_published() {
    let data: BTreeMap<String, Value> = serde_json::from_slice(&read(&file(&build()["data"]))).expect("JSON");
    assert_eq!(data.len(), records().len() + 2, "every record, the changes, and the vendors that are gone");
    for (name, value) in data {
        let published: Value = serde_json::from_slice(&read(&name)).expect("JSON");
        assert_eq!(value, published, "{name}");
    }
}

#[test]
fn the_list_is_kept_as_it_is_published() {
    let list = read(&file(&build()["names"]["list.json"]));
    assert!(list == read("list.json"));
}

#[test]
fn a_kept_page_says_since_when_it_is_and_no_other_page_shows_that() {
    let build = build();
    let published = "This is the directory as of ";
    for page in [&build["page"], &build["names"]["api/"]] {
        let page = Page::read(&file(page));
        let line = page.only(".as-of");
        assert!(line.attr("hidden").is_none() && text(line).contains(published));
        assert_eq!(page.only("meta[name=robots]").attr("content"), Some("noindex"));
    }
    for page in crate::html::pages() {
        assert!(page.only(".as-of").attr("hidden").is_some(), "{}", page.file);
    }
}

#[test]
fn every_page_says_what_pages_of_this_build_say() {
    let marks = build()["marks"].as_array().expect("marks").clone();
    for page in crate::html::pages() {
        let html = String::from_utf8(read(&page.file)).expect("text");
        for mark in &marks {
            assert!(html.contains(mark.as_str().expect("a mark")), "{} has {mark}", page.file);
        }
    }
}
