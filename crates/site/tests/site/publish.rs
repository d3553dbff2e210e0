//! `site publish` and `site replace`: every text compressed, only what changed made anew, and nothing that fails
//! touches the last good site.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output as Ran};

use directory::{Date, Record};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use site::check::Checked;
use site::output::{Output, Quality, Store};
use site::publish::Publication;
use site::settings::Settings;

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

fn publication(day: &str, records: Vec<Record>) -> Publication {
    let settings = Settings::read(&workspace().join("public/site.json")).expect("the settings");
    let today = Date::parse(day).expect("a day");
    let data = Checked { records, ..Checked::default() };
    Publication { shell: SHELL.to_owned(), data, settings, base: "/".to_owned(), today }
}

fn publish(records: Vec<Record>, out: &Path, store: &Store) {
    publication("2026-11-24", records)
        .write_to(&Output::compressing(out, store, Quality::BEST), &ProgressBar::hidden())
        .expect("a site");
}

/// Every file below a folder, by its path in it.
pub fn files(below: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_str().expect("a name");
                found.insert(name.to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(below, below, &mut found);
    found
}

fn is_compressed_form(name: &str) -> bool {
    [".br", ".gz"].iter().any(|end| name.ends_with(end))
}

#[test]
fn every_text_past_512_bytes_has_both_compressed_forms_beside_it_and_nothing_else_has() {
    let out = folder(&[("app.js", "let x = 1;\n".repeat(100)), ("CNAME", "x".repeat(600))]);
    let kept = tempfile::tempdir().expect("a folder");
    publish(records(&[]), out.path(), &Store::new(kept.path()));
    let files = files(out.path());
    for name in ["app.js.br", "vendors/acme/index.html.br", "vendors/acme.json.gz", "index.html.br"] {
        assert!(files.contains_key(name), "{name}");
    }
    assert!(!files.contains_key("CNAME.br"));
    for (name, content) in files.iter().filter(|(name, _)| !is_compressed_form(name)) {
        // What hosts read themselves is sent to nobody.
        let is_for_hosts = name.starts_with('_');
        let is_image = name.ends_with(".png");
        let (brotli, gzip) = (files.get(&format!("{name}.br")), files.get(&format!("{name}.gz")));
        let is_worth_it = content.len() > 512 && name != "CNAME" && !is_image && !is_for_hosts;
        assert_eq!((brotli.is_some(), gzip.is_some()), (is_worth_it, is_worth_it), "{name}");
        let (Some(brotli), Some(gzip)) = (brotli, gzip) else { continue };
        let (mut from_brotli, mut from_gzip) = (Vec::new(), Vec::new());
        brotli::BrotliDecompress(&mut brotli.as_slice(), &mut from_brotli).expect("brotli");
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut from_gzip).expect("gzip");
        assert_eq!((&from_brotli, &from_gzip), (content, content), "{name}");
    }
}

#[test]
fn a_second_publication_makes_anew_what_changed_and_nothing_else() {
    let kept = tempfile::tempdir().expect("a folder");
    let [first, second, third] = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &Store::new(kept.path()));
    let store = Store::new(kept.path());
    publish(records(&[]), second.path(), &store);
    assert_eq!(store.made(), 0);
    assert_eq!(files(first.path()), files(second.path()));

    let store = Store::new(kept.path());
    publish(records(&[("/notes", json!("Acme was bought by nobody."))]), third.path(), &store);
    let (before, after) = (files(second.path()), files(third.path()));
    let changed: Vec<&String> = after
        .iter()
        .filter(|(name, content)| !is_compressed_form(name) && before.get(*name) != Some(content))
        .map(|(name, _)| name)
        .collect();
    // What browsers keep, and the table, have every record.
    let has_all =
        |name: &str| name.starts_with("offline-") || matches!(name, "sw.js" | "_headers" | "vendors.csv");
    assert!(changed.iter().all(|name| name.contains("acme") || has_all(name)), "{changed:?}");
    let compressed = changed.iter().filter(|name| after.contains_key(&format!("{name}.br"))).count();
    assert!(compressed > 0);
    assert_eq!(store.made(), compressed, "{changed:?}");
}

#[test]
fn a_feed_without_vendors_is_updated_on_the_day_of_publication_and_others_as_their_records_say() {
    for day in ["2026-11-24", "2026-11-25"] {
        let out = tempfile::tempdir().expect("a folder");
        publication(day, records(&[])).write(out.path()).expect("a site");
        for (category, updated) in [("email", day), ("cloud", "2026-10-01")] {
            let feed = fs::read_to_string(out.path().join(format!("categories/{category}.xml")));
            let feed = feed.expect("a feed");
            let (head, _) = feed.split_once("<entry>").unwrap_or((&feed, ""));
            assert!(head.contains(&format!("<updated>{updated}T00:00:00")), "{category}: {head}");
        }
    }
}

#[test]
fn what_a_stopped_publication_left_half_kept_is_made_again() {
    let kept = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &Store::new(kept.path()));
    let names: Vec<String> = files(kept.path()).into_keys().collect();
    for name in &names {
        let path = kept.path().join(name);
        fs::remove_file(&path).expect("a file");
        fs::write(path, "cut").expect("a file");
    }
    let store = Store::new(kept.path());
    publish(records(&[]), second.path(), &store);
    assert_eq!(store.made(), names.iter().filter(|name| !name.starts_with("groups/")).count());
    assert_eq!(files(first.path()), files(second.path()));
}

#[test]
fn what_somebody_wrote_into_a_published_file_is_not_published_again() {
    let kept = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &Store::new(kept.path()));
    let as_published = files(first.path());
    for name in ["vendors/acme/index.html", "vendors/zebra.json.br"] {
        let mut file = OpenOptions::new().append(true).open(first.path().join(name)).expect("a file");
        file.write_all(b"Yes, with a signed BAA.").expect("more");
    }
    publish(records(&[]), second.path(), &Store::new(kept.path()));
    assert_eq!(files(second.path()), as_published);
}

#[test]
fn a_publication_over_another_leaves_the_one_before_as_it_is() {
    let kept = tempfile::tempdir().expect("a folder");
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    publish(records(&[]), first.path(), &Store::new(kept.path()));
    let as_published = files(first.path());
    publish(records(&[]), second.path(), &Store::new(kept.path()));
    let changed = records(&[("/notes", json!("Acme was bought by nobody."))]);
    publish(changed, second.path(), &Store::new(kept.path()));
    assert_eq!(files(first.path()), as_published);
    let page = fs::read_to_string(second.path().join("vendors/acme.json")).expect("a file");
    assert!(page.contains("bought by nobody"), "{page}");
}

#[test]
fn what_a_publication_did_not_use_of_the_last_one_is_not_kept() {
    let kept = tempfile::tempdir().expect("a folder");
    let groups = || fs::read_dir(kept.path().join("groups")).expect("a folder").count();
    for patches in [&[][..], &[("/notes", json!("Acme was bought by nobody."))]] {
        let (out, store) = (tempfile::tempdir().expect("a folder"), Store::new(kept.path()));
        publish(records(patches), out.path(), &store);
        store.tidy().expect("a tidy store");
        assert_eq!(groups(), 2);
    }
}

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
    let (out, vendors, settings, store) = (path("out"), path("vendors"), path("site.json"), path("store"));
    let mut all = vec!["publish", "--out", &out, "--vendors", &vendors, "--settings", &settings];
    all.extend(["--store", &store, "--schema", schema.to_str().expect("a path")]);
    all.extend(arguments);
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(all).envs(variables.iter().copied()).output().expect("the site command")
}

/// The same, which fails; says what it said.
fn publish_fails(changed: &[(&str, &str)], arguments: &[&str]) -> String {
    let ran = publish_command(changed, arguments, &[]);
    assert!(!ran.status.success(), "{ran:?}");
    [String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr)].concat()
}

#[test]
fn what_is_wrong_is_named_by_file_and_key() {
    let settings = |patch: (&str, Value)| {
        let mut settings = json!({ "name": "A", "address": "https://a.example", "signup": null });
        settings[patch.0] = patch.1;
        settings.to_string()
    };
    for (settings, says) in [
        (settings(("colour", json!("red"))), "unknown field `colour`"),
        (settings(("address", json!("http://a.example"))), "address"),
        (settings(("name", json!(" "))), "name is empty"),
        ("{".to_owned(), "EOF"),
    ] {
        let said = publish_fails(&[("site.json", &settings)], &[]);
        assert!(said.contains("site.json") && said.contains(says), "{said}");
    }
    let said = publish_fails(&[], &["--base", "countersign"]);
    assert!(said.contains("--base") && said.contains("countersign"), "{said}");
    let twice = patched(&[]).to_string();
    let said = publish_fails(&[("vendors/other.json", &twice)], &[]);
    assert!(said.contains("other.json") && said.contains("slug"), "{said}");
    let said = publish_fails(&[("out/vendors", "a file in the place of a folder")], &[]);
    assert!(said.contains("out/vendors"), "{said}");
    let said = publish_fails(&[("out/index.html", "<p>no shell")], &[]);
    assert!(said.contains("the shell has no"), "{said}");
}

#[test]
fn a_placeholder_address_is_warned_of_and_never_deployed_by_the_workflow() {
    let warned = publish_command(&[], &[], &[]);
    let said = String::from_utf8_lossy(&warned.stderr).into_owned();
    assert!(warned.status.success(), "{warned:?}");
    assert!(said.contains("site.json: address is a placeholder, https://a.example"), "{said}");

    let workflow = fs::read_to_string(workspace().join(".github/workflows/pages.yml")).expect("the workflow");
    let (_, build) = workflow.split_once("make build").expect("the step that builds");
    let setting = build.lines().find_map(|line| line.trim().strip_prefix("SITE_REQUIRE_ADDRESS: "));
    let variables = [("SITE_REQUIRE_ADDRESS", setting.expect("a variable of that step").trim_matches('"'))];
    let refused = publish_command(&[], &[], &variables);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("address is a placeholder"), "{refused:?}");

    let own = json!({ "name": "A", "address": "https://countersign.dev", "signup": null }).to_string();
    let published = publish_command(&[("site.json", &own)], &[], &variables);
    assert!(published.status.success() && published.stderr.is_empty(), "{published:?}");
}

#[test]
fn a_new_site_takes_the_place_of_the_last_one_whole() {
    let root = folder(&[
        ("new/index.html", "new".to_owned()),
        ("new/_redirects", String::new()),
        ("dist/index.html", "last".to_owned()),
        ("dist/vendors/gone/index.html", "gone".to_owned()),
    ]);
    let path = |name: &str| root.path().join(name).to_str().expect("a path").to_owned();
    let ran = site(&["replace", "--new", &path("new"), "--place", &path("dist")]);
    assert!(ran.status.success(), "{ran:?}");
    let expected = [("_redirects", ""), ("index.html", "new")];
    let expected = BTreeMap::from(expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    assert_eq!(files(Path::new(&path("dist"))), expected);
    assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[test]
fn without_a_new_site_the_last_one_stays() {
    let root = folder(&[
        ("half/index.html", "a page, and not yet the last file".to_owned()),
        ("dist/index.html", "last".to_owned()),
    ]);
    let path = |name: &str| root.path().join(name).to_str().expect("a path").to_owned();
    for new in ["half", "nowhere"] {
        let ran = site(&["replace", "--new", &path(new), "--place", &path("dist")]);
        assert_eq!(ran.status.code(), Some(1), "{ran:?}");
        assert!(String::from_utf8_lossy(&ran.stderr).contains(new), "{ran:?}");
        assert_eq!(fs::read_to_string(path("dist/index.html")).expect("the last site"), "last");
    }
}
