//! `site sizes`: the size of each group of files, and the failure if one is over its budget.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::folder;
use serde_json::{Value, json};
use site::publish::assets::ENTRY_POINTS;
use site::publish::sizes::budget;

fn site_sizes(dist: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_site"))
        .arg("sizes")
        .arg("--dir")
        .arg(dist)
        .output()
        .expect("the site command")
}

/// Random letters, which compress to about six bits each.
fn noise(letters: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[usize::try_from(state >> 58).expect("six bits")])
    };
    (0..letters).map(|_| next()).collect()
}

fn listing(slug: &str) -> Value {
    json!({
        "slug": slug, "name": slug, "aliases": [], "category": "cloud", "baa": "unknown", "phi": "unknown",
        "soc2": "unknown", "plans": [], "certifications": [], "last_verified": "2026-11-20", "confidence": "low"
    })
}

fn bundle(slugs: &[String]) -> String {
    let vendors: Vec<Value> = slugs.iter().map(|slug| listing(slug)).collect();
    json!({ "version": 2, "date": "2026-11-24", "vendors": vendors }).to_string()
}

/// The budget of the directory's Wasm and JavaScript.
const CODE: usize = ENTRY_POINTS[0].budget;

/// The asset manifest of the site, with two entry points.
fn assets() -> String {
    json!({
        "version": 1,
        "shared": ["boot.js", "css/site.css"],
        "worker": "sw.js",
        "entry_points": [
            {
                "name": "directory", "path_prefixes": [], "budget": CODE, "is_offline": true,
                "files": ["app.js", "app_bg.wasm"]
            },
            {
                "name": "tools", "path_prefixes": ["check/"], "budget": 10_000, "is_offline": false,
                "files": ["tools.js", "tools_bg.wasm"]
            },
        ]
    })
    .to_string()
}

/// A small site in which some files have other contents; an empty text removes the file.
fn dist(changed: &[(&str, String)]) -> tempfile::TempDir {
    let slugs: Vec<String> = (0..100).map(|number| format!("vendor-{number}")).collect();
    let mut files = vec![
        ("assets.json", assets()),
        ("app_bg.wasm", noise(2_000)),
        ("app.js", noise(1_000)),
        ("boot.js", noise(100)),
        ("sw.js", noise(100)),
        ("tools_bg.wasm", noise(2_000)),
        ("tools.js", noise(1_000)),
        ("css/site.css", noise(1_000)),
        ("vendors/small/index.html", noise(500)),
        ("vendors/large/index.html", noise(2_000)),
        ("vendors/index.html", noise(50_000)),
        ("index.html", noise(50_000)),
        ("list.json", bundle(&slugs)),
    ];
    files.retain(|(name, _)| !changed.iter().any(|(changed, _)| name == changed));
    let changed = changed.iter().filter(|(_, text)| !text.is_empty()).cloned();
    folder(&files.into_iter().chain(changed).collect::<Vec<_>>())
}

#[test]
fn a_site_within_its_budgets_passes_and_the_largest_page_is_listed() {
    let output = site_sizes(dist(&[]).path());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    for name in [
        "Wasm and JS, directory ",
        "Wasm and JS, tools ",
        "CSS",
        "largest vendor page, vendors/large/index.html",
        "bundle of 100 vendors",
    ] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{text}");
    }
    assert!(text.contains("10.000 kB"), "{text}");
    assert!(text.contains("185.000 kB") && text.contains("8.000 kB") && text.contains("6.000 kB"), "{text}");
}

#[test]
fn each_group_over_its_budget_fails_by_name() {
    let large_slugs: Vec<String> = (0..4)
        .map(|number| format!("v{number}-{}", noise(120).to_lowercase().replace(['-', '_'], "x")))
        .collect();
    // A letter compresses to six bits, so four thirds of the budget in letters are just over it.
    let over = |budget: usize| noise(budget * 4 / 3 + 200);
    for (file, text, name) in [
        ("app_bg.wasm", over(CODE), "Wasm and JS, directory"),
        ("tools_bg.wasm", over(10_000), "Wasm and JS, tools"),
        ("boot.js", over(10_000), "Wasm and JS, tools"),
        ("sw.js", over(10_000), "Wasm and JS, tools"),
        ("css/site.css", over(budget::STYLE), "CSS"),
        (
            "vendors/small/index.html",
            over(budget::VENDOR_PAGE),
            "largest vendor page, vendors/small/index.html",
        ),
        ("list.json", bundle(&large_slugs), "bundle of 4 vendors"),
    ] {
        let output = site_sizes(dist(&[(file, text)]).path());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(error, format!("site: over budget: {name}\n"));
        assert!(String::from_utf8_lossy(&output.stdout).contains("  over\n"), "{output:?}");
    }
}

#[test]
fn wasm_and_js_share_one_budget() {
    let half = noise(CODE * 2 / 3 + 200);
    let output = site_sizes(dist(&[("app_bg.wasm", half.clone()), ("app.js", half)]).path());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn code_that_no_entry_point_lists_fails_by_name() {
    for file in ["old.wasm", "snippets/inline.js", "print.css"] {
        let output = site_sizes(dist(&[(file, noise(100))]).path());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(file) && error.contains("assets.json"), "{error}");
    }
}

#[test]
fn a_site_without_one_of_its_groups_fails() {
    for (file, what) in [
        ("assets.json", "assets.json"),
        ("app_bg.wasm", "app_bg.wasm"),
        ("tools.js", "tools.js"),
        ("css/site.css", "site.css"),
        ("list.json", "list.json"),
    ] {
        let output = site_sizes(dist(&[(file, String::new())]).path());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(what), "{output:?}");
    }
    for (entry_point, files) in [("directory", "app"), ("tools", "tools")] {
        let without_files = assets().replace(&format!(r#"["{files}.js","{files}_bg.wasm"]"#), "[]");
        let changes = [".js", "_bg.wasm"].map(|kind| ([files, kind].concat(), String::new()));
        let mut changes: Vec<(&str, String)> =
            changes.iter().map(|(file, text)| (file.as_str(), text.clone())).collect();
        changes.push(("assets.json", without_files));
        let output = site_sizes(dist(&changes).path());
        let error = format!("has no Wasm and JS, {entry_point};");
        assert!(String::from_utf8_lossy(&output.stderr).contains(&error), "{output:?}");
    }
    let output = site_sizes(dist(&[("assets.json", "<!doctype html>".to_owned())]).path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not an asset manifest"), "{output:?}");
    let output = site_sizes(dist(&[("list.json", "<!doctype html>".to_owned())]).path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not a bundle"), "{output:?}");
    assert_eq!(site_sizes(Path::new("/nowhere")).status.code(), Some(1));
}
