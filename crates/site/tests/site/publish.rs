//! `site publish` and `site replace`: compressed files, the cache, error messages, and the last complete site, which no
//! failure changes.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output as Ran};

use catalog::signals::SharedSignals;
use catalog::{Date, Record, Renamed};
use indicatif::ProgressBar;
use inventory::{StackFile, StackIndex};
use serde_json::{Value, json};
use site::publish::Publication;
use site::publish::assets::EntryPoints;
use site::publish::output::{BuildCache, Output, Quality};
use site::records::CheckedRecords;
use site::settings::Settings;
use site::verify::VerifyState;

use crate::common::{folder, patched, workspace};

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

fn records(patches: &[(&str, Value)]) -> Vec<Record> {
    let acme = patched(patches);
    let other = patched(&[
        ("/slug", json!("zebra")),
        ("/name", json!("Zebra")),
        ("/aliases", json!([])),
        ("/category", json!("video")),
    ]);
    [acme, other].map(|record| serde_json::from_value(record).expect("a record")).into()
}

/// A site of these records, published on that date, with the checks of their sources.
pub fn publication(date: &str, records: Vec<Record>, checks: VerifyState) -> Publication {
    let settings = Settings::read(&workspace().join("public/site.json")).expect("the settings");
    let today = Date::parse(date).expect("a day");
    let data = CheckedRecords { records, ..CheckedRecords::default() };
    let (shell, entry_points) = (SHELL.to_owned(), EntryPoints::default());
    Publication { shell, entry_points, data, checks, settings, base: "/".to_owned(), today }
}

fn publish(records: Vec<Record>, out: &Path, cache: &BuildCache) {
    publication("2026-11-24", records, VerifyState::default())
        .write_to(&Output::compressing(out, cache, Quality::BEST), &ProgressBar::hidden())
        .expect("a site");
}

/// Every file in a folder and its subfolders, by its relative path.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("a path in the folder").to_str().expect("a name");
                found.insert(name.to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

fn is_compressed_form(name: &str) -> bool {
    [".br", ".gz"].iter().any(|extension| name.ends_with(extension))
}

#[test]
fn every_text_over_512_bytes_has_both_compressed_forms_and_no_other_file_has() {
    let out = folder(&[("app.js", "let x = 1;\n".repeat(100)), ("CNAME", "x".repeat(600))]);
    let cache_folder = tempfile::tempdir().expect("a folder");
    publish(records(&[]), out.path(), &BuildCache::new(cache_folder.path()));
    let files = files(out.path());
    for name in ["app.js.br", "vendors/acme/index.html.br", "vendors/acme.json.gz", "index.html.br"] {
        assert!(files.contains_key(name), "{name}");
    }
    assert!(!files.contains_key("CNAME.br"));
    for (name, content) in files.iter().filter(|(name, _)| !is_compressed_form(name)) {
        // Hosts read these files and serve them to nobody.
        let is_for_hosts = name.starts_with('_');
        let is_image = name.ends_with(".png");
        let (brotli, gzip) = (files.get(&format!("{name}.br")), files.get(&format!("{name}.gz")));
        let is_compressed = content.len() > 512 && name != "CNAME" && !is_image && !is_for_hosts;
        assert_eq!((brotli.is_some(), gzip.is_some()), (is_compressed, is_compressed), "{name}");
        let (Some(brotli), Some(gzip)) = (brotli, gzip) else { continue };
        let (mut from_brotli, mut from_gzip) = (Vec::new(), Vec::new());
        brotli::BrotliDecompress(&mut brotli.as_slice(), &mut from_brotli).expect("brotli");
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut from_gzip).expect("gzip");
        assert_eq!((&from_brotli, &from_gzip), (content, content), "{name}");
    }
}

#[test]
fn a_large_site_compresses_what_every_visit_can_load_as_well_as_a_small_one() {
    let root = folder(&[]);
    let [small, large] = [("small", 1), ("large", usize::MAX)].map(|(name, vendors)| {
        let (out, cache) = (root.path().join(name), BuildCache::new(&root.path().join("cache")));
        publication("2026-11-24", records(&[]), VerifyState::default())
            .write_to(
                &Output::compressing(&out, &cache, Quality::for_vendors(vendors)),
                &ProgressBar::hidden(),
            )
            .expect("a site");
        files(&out)
    });
    let is_list = |name: &str| name == "list.json.br" || name.starts_with("list-") && name.ends_with(".br");
    let best = small.keys().filter(|name| is_list(name) || *name == "index.html.br");
    let best: Vec<_> = best.collect();
    assert_eq!(best.len(), 3, "{best:?}");
    for name in best {
        assert_eq!(small[name], large[name], "{name}");
    }
    for name in ["records.json.br", "vendors/acme/index.html.br"] {
        assert!(small[name].len() < large[name].len(), "{name}");
    }
}

#[test]
fn a_second_publication_generates_only_changed_files() {
    let cache_folder = tempfile::tempdir().expect("a folder");
    let [first, second, third] = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &BuildCache::new(cache_folder.path()));
    let cache = BuildCache::new(cache_folder.path());
    publish(records(&[]), second.path(), &cache);
    assert_eq!(cache.misses(), 0);
    assert_eq!(files(first.path()), files(second.path()));

    let cache = BuildCache::new(cache_folder.path());
    publish(records(&[("/notes", json!("Acme was bought by nobody."))]), third.path(), &cache);
    let (before, after) = (files(second.path()), files(third.path()));
    let changed: Vec<&String> = after
        .iter()
        .filter(|(name, content)| !is_compressed_form(name) && before.get(*name) != Some(content))
        .map(|(name, _)| name)
        .collect();
    // These contain every record.
    let contains_all = |name: &str| {
        name.starts_with("offline-")
            || matches!(name, "sw.js" | "_headers" | "vendors.csv" | "records.json" | "checksums.json")
    };
    assert!(changed.iter().all(|name| name.contains("acme") || contains_all(name)), "{changed:?}");
    let compressed = changed.iter().filter(|name| after.contains_key(&format!("{name}.br"))).count();
    assert!(compressed > 0);
    assert_eq!(cache.misses(), compressed, "{changed:?}");
}

#[test]
fn a_feed_without_vendors_has_the_date_of_publication_and_others_that_of_their_records() {
    for date in ["2026-11-24", "2026-11-25"] {
        let out = tempfile::tempdir().expect("a folder");
        publication(date, records(&[]), VerifyState::default()).write(out.path()).expect("a site");
        for (category, updated) in [("email", date), ("cloud", "2026-10-01")] {
            let feed = fs::read_to_string(out.path().join(format!("categories/{category}.xml")));
            let feed = feed.expect("a feed");
            let (head, _) = feed.split_once("<entry>").unwrap_or((&feed, ""));
            assert!(head.contains(&format!("<updated>{updated}T00:00:00")), "{category}: {head}");
        }
    }
}

#[test]
fn the_index_of_the_stack_check_is_published_with_its_date() {
    let out = tempfile::tempdir().expect("a folder");
    publication("2026-11-24", records(&[]), VerifyState::default()).write(out.path()).expect("a site");
    let file = fs::read_to_string(out.path().join(StackFile::NAME)).expect("a file");
    assert!(file.contains("\"date\":\"2026-11-24\""), "{file}");
    let index = StackIndex::parse(&file).expect("an index");
    assert_eq!(index, StackIndex::new(&records(&[]), &SharedSignals::default(), &Renamed::default()));
}

#[test]
fn a_damaged_cache_entry_is_generated_again() {
    let cache_folder = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &BuildCache::new(cache_folder.path()));
    let names: Vec<String> = files(cache_folder.path()).into_keys().collect();
    for name in &names {
        let path = cache_folder.path().join(name);
        fs::remove_file(&path).expect("a file");
        fs::write(path, "cut").expect("a file");
    }
    let cache = BuildCache::new(cache_folder.path());
    publish(records(&[]), second.path(), &cache);
    assert_eq!(cache.misses(), names.iter().filter(|name| !name.starts_with("sets/")).count());
    assert_eq!(files(first.path()), files(second.path()));
}

#[test]
fn a_modified_published_file_is_not_published_again() {
    let cache_folder = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &BuildCache::new(cache_folder.path()));
    let as_published = files(first.path());
    for name in ["vendors/acme/index.html", "vendors/zebra.json.br"] {
        let mut file = OpenOptions::new().append(true).open(first.path().join(name)).expect("a file");
        file.write_all(b"Yes, with a signed BAA.").expect("more");
    }
    publish(records(&[]), second.path(), &BuildCache::new(cache_folder.path()));
    assert_eq!(files(second.path()), as_published);
}

#[test]
fn a_publication_does_not_change_an_earlier_one_that_shares_its_files() {
    let cache_folder = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &BuildCache::new(cache_folder.path()));
    let as_published = files(first.path());
    publish(records(&[]), second.path(), &BuildCache::new(cache_folder.path()));
    let changed = records(&[("/notes", json!("Acme was bought by nobody."))]);
    publish(changed, second.path(), &BuildCache::new(cache_folder.path()));
    assert_eq!(files(first.path()), as_published);
    let page = fs::read_to_string(second.path().join("vendors/acme.json")).expect("a file");
    assert!(page.contains("bought by nobody"), "{page}");
}

#[test]
fn unused_sets_of_files_are_evicted_from_the_cache() {
    let cache_folder = tempfile::tempdir().expect("a folder");
    let sets = || fs::read_dir(cache_folder.path().join("sets")).expect("a folder").count();
    for patches in [&[][..], &[("/notes", json!("Acme was bought by nobody."))]] {
        let (out, cache) = (tempfile::tempdir().expect("a folder"), BuildCache::new(cache_folder.path()));
        publish(records(patches), out.path(), &cache);
        cache.evict_unused().expect("an eviction");
        assert_eq!(sets(), 2);
    }
}

/// Runs the `site` command.
pub fn site(arguments: &[&str]) -> Ran {
    Command::new(env!("CARGO_BIN_EXE_site")).args(arguments).output().expect("the site command")
}

/// Runs `site publish` on a shell and one record, with some files changed.
fn publish_command(changed: &[(&str, &str)], arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut all = vec![
        ("site.json", json!({ "name": "A", "address": "https://a.example", "signup": null }).to_string()),
        ("out/index.html", SHELL.to_owned()),
        ("vendors/acme.json", patched(&[]).to_string()),
    ];
    all.retain(|(name, _)| !changed.iter().any(|(changed, _)| name == changed));
    all.extend(changed.iter().map(|(name, text)| (*name, (*text).to_owned())));
    let inputs = folder(&all);
    let path = |name: &str| inputs.path().join(name).to_str().expect("a path").to_owned();
    let schema = workspace().join("public/vendor.schema.json");
    let (out, vendors, settings, cache) = (path("out"), path("vendors"), path("site.json"), path("cache"));
    let mut all = vec!["publish", "--out", &out, "--vendors", &vendors, "--settings", &settings];
    all.extend(["--cache", &cache, "--schema", schema.to_str().expect("a path")]);
    all.extend(arguments);
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(all).envs(variables.iter().copied()).output().expect("the site command")
}

/// Runs `site publish`, which must fail, and returns its output.
fn publish_error(changed: &[(&str, &str)], arguments: &[&str]) -> String {
    let ran = publish_command(changed, arguments, &[]);
    assert!(!ran.status.success(), "{ran:?}");
    [String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr)].concat()
}

#[test]
fn an_error_names_the_file_and_the_key() {
    let settings = |patch: (&str, Value)| {
        let mut settings = json!({ "name": "A", "address": "https://a.example", "signup": null });
        settings[patch.0] = patch.1;
        settings.to_string()
    };
    for (settings, message) in [
        (settings(("color", json!("red"))), "unknown field `color`"),
        (settings(("address", json!("http://a.example"))), "address"),
        (settings(("name", json!(" "))), "name is empty"),
        ("{".to_owned(), "EOF"),
    ] {
        let output = publish_error(&[("site.json", &settings)], &[]);
        assert!(output.contains("site.json") && output.contains(message), "{output}");
    }
    let output = publish_error(&[], &["--base", "countersign"]);
    assert!(output.contains("--base") && output.contains("countersign"), "{output}");
    let duplicate = patched(&[]).to_string();
    let output = publish_error(&[("vendors/other.json", &duplicate)], &[]);
    assert!(output.contains("other.json") && output.contains("slug"), "{output}");
    let output = publish_error(&[("out/vendors", "a file instead of a folder")], &[]);
    assert!(output.contains("out/vendors"), "{output}");
    let output = publish_error(&[("out/index.html", "<p>no shell")], &[]);
    assert!(output.contains("the HTML shell has no"), "{output}");
}

#[test]
fn a_placeholder_address_causes_a_warning_and_fails_the_deployment_workflow() {
    let published = publish_command(&[], &[], &[]);
    let output = String::from_utf8_lossy(&published.stderr).into_owned();
    assert!(published.status.success(), "{published:?}");
    assert!(output.contains("site.json: address is a placeholder, https://a.example"), "{output}");

    let workflow = fs::read_to_string(workspace().join(".github/workflows/pages.yml")).expect("the workflow");
    let (_, build) = workflow.split_once("make build").expect("the step that builds");
    let setting = build.lines().find_map(|line| line.trim().strip_prefix("SITE_REQUIRE_ADDRESS: "));
    let variables = [("SITE_REQUIRE_ADDRESS", setting.expect("a variable of that step").trim_matches('"'))];
    let rejected = publish_command(&[], &[], &variables);
    let output = String::from_utf8_lossy(&rejected.stderr).into_owned();
    assert!(!rejected.status.success() && output.contains("address is a placeholder"), "{rejected:?}");

    let own = json!({ "name": "A", "address": "https://countersign.dev", "signup": null }).to_string();
    let published = publish_command(&[("site.json", &own)], &[], &variables);
    assert!(published.status.success() && published.stderr.is_empty(), "{published:?}");
}

#[test]
fn the_timings_state_how_often_each_kind_of_work_was_done() {
    let published = publish_command(&[], &["--timings"], &[]);
    let output = String::from_utf8_lossy(&published.stdout).into_owned();
    assert!(published.status.success(), "{published:?}");
    let times = |work: &str| {
        let row = output.lines().find_map(|line| line.strip_prefix(work)).unwrap_or_default();
        row.split_whitespace().next().and_then(|times| times.parse::<usize>().ok()).unwrap_or_default()
    };
    for work in ["check the records", "render a page", "draw an image", "compress with brotli"] {
        assert!(times(work) > 0, "{work}: {output}");
    }
    assert_eq!(times("compress with brotli"), times("compress with gzip"), "{output}");
    assert!(output.lines().last().is_some_and(|line| line.starts_with("from start to end")), "{output}");

    let published = publish_command(&[], &[], &[]);
    let output = String::from_utf8_lossy(&published.stdout).into_owned();
    assert!(published.status.success() && !output.contains("from start to end"), "{output}");
}

#[test]
fn a_new_site_replaces_the_current_one_completely() {
    let root = folder(&[
        ("new/index.html", "new".to_owned()),
        ("new/_redirects", String::new()),
        ("dist/index.html", "last".to_owned()),
        ("dist/vendors/gone/index.html", "gone".to_owned()),
    ]);
    let path = |name: &str| root.path().join(name).to_str().expect("a path").to_owned();
    let ran = site(&["replace", "--new", &path("new"), "--current", &path("dist")]);
    assert!(ran.status.success(), "{ran:?}");
    let expected = [("_redirects", ""), ("index.html", "new")];
    let expected = BTreeMap::from(expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    assert_eq!(files(Path::new(&path("dist"))), expected);
    assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 1, "no other folder remains");
}

#[test]
fn without_a_complete_new_site_the_current_one_remains() {
    let root = folder(&[
        ("half/index.html", "a page without the last file".to_owned()),
        ("dist/index.html", "last".to_owned()),
    ]);
    let path = |name: &str| root.path().join(name).to_str().expect("a path").to_owned();
    for new in ["half", "nowhere"] {
        let ran = site(&["replace", "--new", &path(new), "--current", &path("dist")]);
        assert_eq!(ran.status.code(), Some(1), "{ran:?}");
        assert!(String::from_utf8_lossy(&ran.stderr).contains(new), "{ran:?}");
        assert_eq!(fs::read_to_string(path("dist/index.html")).expect("the last site"), "last");
    }
}
