//! The asset manifest: a second Wasm entry point is one row, and pages, offline copy, headers and size budgets follow
//! from it.

use std::fs;
use std::path::Path;

use catalog::Date;
use serde_json::{Value, json};
use site::hosts::HeaderRules;
use site::publish::Publication;
use site::publish::assets::{ENTRY_POINTS, EntryPoint, EntryPoints};
use site::records::CheckedRecords;
use site::settings::Settings;
use site::verify::VerifyState;
use tempfile::TempDir;

use crate::common::{folder, valid_record, workspace};
use crate::publish::site;

const SHELL: &str = "<!doctype html><html><head><meta charset=utf-8><link href=/main-1.css rel=stylesheet>\
    <script data-js=/app-1.js data-wasm=/app-1_bg.wasm src=/boot.js type=module></script>\
    <link href=/app-1.js rel=modulepreload></head><body></body></html>";

const FIXTURE: EntryPoint =
    EntryPoint { name: "fixture", path_prefixes: &["about/"], budget: 1_000, is_offline: false };

const ROWS: &[EntryPoint] = &[ENTRY_POINTS[0], FIXTURE];
const OFFLINE_ROWS: &[EntryPoint] = &[ENTRY_POINTS[0], EntryPoint { is_offline: true, ..FIXTURE }];

const BUILD: [&str; 3] = ["fixture/index.html", "fixture/fixture-1.js", "fixture/fixture-1_bg.wasm"];

/// Publishes a site of one record, whose entry points have these rows and builds.
fn publish(rows: &'static [EntryPoint], builds: &[&str]) -> anyhow::Result<TempDir> {
    let out = folder(&[
        ("boot.js", "boot()".to_owned()),
        ("app-1.js", "app()".to_owned()),
        ("app-1_bg.wasm", "\0asm".to_owned()),
        ("main-1.css", "a{}".to_owned()),
    ]);
    let builds: Vec<(&str, String)> = builds.iter().map(|&file| (file, file.to_owned())).collect();
    let builds = folder(&builds);
    let publication = Publication {
        shell: SHELL.to_owned(),
        entry_points: EntryPoints { rows, builds: builds.path().to_owned() },
        data: CheckedRecords {
            records: vec![serde_json::from_value(valid_record()).expect("a record")],
            ..CheckedRecords::default()
        },
        checks: VerifyState::default(),
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: "/".to_owned(),
        today: Date::parse("2026-11-24").expect("a day"),
    };
    publication.write(out.path())?;
    Ok(out)
}

fn read(site: &Path, file: &str) -> String {
    fs::read_to_string(site.join(file)).expect("a file")
}

/// The name of the only file with this stem and this extension.
fn hashed_name(site: &Path, stem: &str, extension: &str) -> String {
    let names = fs::read_dir(site).expect("the site").map(|entry| entry.expect("an entry").file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let mut names = names.filter(|name| name.starts_with(stem) && name.ends_with(extension));
    let name = names.next().expect("a file");
    assert_eq!(names.next(), None, "{name} is the only one");
    name
}

/// The names of the JavaScript and the Wasm of an entry point.
fn code(site: &Path, name: &str) -> [String; 2] {
    [".js", ".wasm"].map(|extension| hashed_name(site, &format!("{name}-"), extension))
}

/// Asserts that a page of a site loads `loaded` and nothing of the other entry point.
fn assert_loads(site: &Path, page: &str, loaded: &str, other: &str) {
    let html = read(site, page);
    let [script, wasm] = code(site, loaded);
    for attribute in [
        format!("data-js=/{script} data-wasm=/{wasm}"),
        format!("<link href=/{script} rel=modulepreload integrity="),
    ] {
        assert!(html.contains(&attribute), "{attribute}: {html}");
    }
    assert!(html.contains("src=/boot-") && !html.contains(&format!("/{other}-")), "{html}");
}

#[test]
fn each_page_loads_its_entry_point_and_no_other() {
    let site = publish(ROWS, &BUILD).expect("a site");
    assert_loads(site.path(), "about/index.html", "fixture", "app");
    for page in ["index.html", "404.html", "api/index.html", "vendors/acme/index.html"] {
        assert_loads(site.path(), page, "app", "fixture");
    }
    let [_, wasm] = code(site.path(), "fixture");
    assert_eq!(read(site.path(), &wasm), "fixture/fixture-1_bg.wasm");
}

#[test]
fn the_manifest_lists_every_entry_point_with_its_row_and_files() {
    let site = publish(ROWS, &BUILD).expect("a site");
    let manifest: Value = serde_json::from_str(&read(site.path(), "assets.json")).expect("JSON");
    let expected = json!({
        "name": "fixture", "path_prefixes": ["about/"], "budget": 1_000, "is_offline": false,
        "files": code(site.path(), "fixture")
    });
    let main = json!(code(site.path(), "app"));
    assert_eq!(manifest["version"], json!(1));
    assert_eq!(manifest["entry_points"][0]["files"], main);
    assert_eq!(manifest["entry_points"][1], expected);
}

#[test]
fn the_offline_copy_contains_the_offline_entry_points_and_its_pages_load_no_other() {
    for (rows, is_offline) in [(ROWS, false), (OFFLINE_ROWS, true)] {
        let site = publish(rows, &BUILD).expect("a site");
        let worker = read(site.path(), "sw.js");
        let (manifest, _) = worker.split_once(";\n").expect("the manifest");
        let boot = hashed_name(site.path(), "boot-", ".js");
        let shared = ["main-1.css".to_owned(), boot];
        for file in code(site.path(), "app").into_iter().chain(shared).map(|file| ["/", &file].concat()) {
            assert_eq!(manifest.matches(&file).count(), 2, "{file} is stored, and a fingerprint: {manifest}");
        }
        for file in code(site.path(), "fixture").map(|file| ["/", &file].concat()) {
            assert_eq!(manifest.matches(&file).count(), usize::from(is_offline), "{file}: {manifest}");
        }
        let (loaded, other) = if is_offline { ("fixture", "app") } else { ("app", "fixture") };
        let page = |stem| hashed_name(site.path(), stem, ".html");
        assert_loads(site.path(), &page("offline-about-"), loaded, other);
        assert_loads(site.path(), &page("offline-api-"), "app", "fixture");
    }
}

#[test]
fn the_files_of_every_entry_point_are_immutable_and_the_worker_is_not() {
    let site = publish(ROWS, &BUILD).expect("a site");
    let rules = HeaderRules::read(site.path()).expect("the headers");
    let cache_control = |path: &str| {
        let mut found = rules.for_path(path).filter(|(name, _)| name == "cache-control");
        found.next().map(|(_, value)| value.to_str().expect("text").to_owned())
    };
    let code = ["app", "fixture"].into_iter().flat_map(|name| code(site.path(), name));
    let shared = ["main-1.css".to_owned(), hashed_name(site.path(), "boot-", ".js")];
    for file in code.chain(shared).map(|file| ["/", &file].concat()) {
        assert_eq!(cache_control(&file).as_deref(), Some("public, max-age=31536000, immutable"), "{file}");
    }
    for file in ["/sw.js", "/assets.json", "/about/"] {
        assert_eq!(cache_control(file).as_deref(), Some("no-cache"), "{file}");
    }
}

#[test]
fn each_entry_point_has_its_own_size_budget() {
    let published = publish(ROWS, &BUILD).expect("a site");
    let dir = published.path().to_str().expect("a path");
    let sizes = site(&["sizes", "--dir", dir]);
    let text = String::from_utf8_lossy(&sizes.stdout).into_owned();
    for (line, budget) in [("Wasm and JS, directory ", "185.000 kB"), ("Wasm and JS, fixture ", "1.000 kB")] {
        let line = text.lines().find(|found| found.starts_with(line)).expect(line);
        assert!(line.contains(budget), "{text}");
    }
}

#[test]
fn an_error_names_what_an_entry_point_lacks() {
    let error = |rows, builds: &[&str]| format!("{:#}", publish(rows, builds).expect_err("no site"));
    let no_build = error(ROWS, &[]);
    assert!(no_build.contains("fixture.html") && no_build.contains("publish/assets.rs"), "{no_build}");
    let no_row = error(&ENTRY_POINTS, &BUILD);
    assert!(no_row.contains("fixture.html") && no_row.contains("publish/assets.rs"), "{no_row}");
    let no_wasm = error(ROWS, &BUILD[..2]);
    assert!(no_wasm.contains("one Wasm file"), "{no_wasm}");
    let snippet = error(ROWS, &[&BUILD[..], &["fixture/snippets/inline.js"]].concat());
    assert!(snippet.contains("snippets"), "{snippet}");
}
