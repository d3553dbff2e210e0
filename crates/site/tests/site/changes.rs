//! A change from the record to all that tells of it: `site change`, the page, the feeds, `site notices`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use directory::{Date, Fact, Record};
use serde_json::{Value, json};
use site::check::Checked;
use site::publish::Publication;
use site::settings::Settings;
use tempfile::TempDir;

use crate::common::{folder, patched, workspace};

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

/// A record whose BAA is signed on ordinary terms, and one in the same category without any change.
fn records() -> TempDir {
    let baa = json!({
        "status": "available", "summary": "Acme signs a BAA.", "plans": [], "excluded_plans": [], "price": null,
        "route": "self_serve", "url": "https://acme.example/baa"
    });
    let acme = patched(&[("/baa", baa), ("/changes", json!([]))]);
    let zebra = patched(&[
        ("/slug", json!("zebra")),
        ("/name", json!("Zebra & Co. <i>")),
        ("/aliases", json!([])),
        ("/website", json!("https://zebra.example")),
        ("/domains", json!(["zebra.example"])),
        ("/signals", json!({ "packages": {}, "env": [], "dns": {}, "csp": [] })),
        ("/changes", json!([])),
    ]);
    let pretty = |record: &Value| {
        let record: Record = serde_json::from_value(record.clone()).expect("a record");
        serde_json::to_string_pretty(&record).expect("JSON") + "\n"
    };
    folder(&[("vendors/acme.json", pretty(&acme)), ("vendors/zebra.json", pretty(&zebra))])
}

/// What is given for a BAA that now needs a plan.
const NOW_GATED: [(&str, &str); 16] = [
    ("--field", "baa"),
    ("--to", "plan_gated"),
    ("--summary", "Acme signs a BAA on its Enterprise plan only."),
    ("--plans", "Enterprise"),
    ("--excluded-plans", "Free; Team"),
    ("--price", "none"),
    ("--route", "sales"),
    ("--url", "none"),
    ("--confidence", "high"),
    ("--note", "The new terms name the Enterprise plan."),
    ("--source", "https://acme.example/new-terms"),
    ("--supports", "BAA on the Enterprise plan only"),
    ("--facts", "baa,plans"),
    ("--publisher", "vendor"),
    ("--terms", "Enterprise plan; Business Associate Agreement"),
    ("--dated", "none"),
];

fn site(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let schema = workspace().join("public/vendor.schema.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(arguments).current_dir(folder);
    if arguments.first() == Some(&"change") {
        command.args(["--vendors", "vendors", "--schema"]).arg(schema);
    }
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the site command");
    // A command that needs no input may have ended.
    let _ = std::io::Write::write_all(&mut process.stdin.take().expect("its input"), input.as_bytes());
    process.wait_with_output().expect("its end")
}

fn said(output: &Output) -> String {
    [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat()
}

fn change(folder: &Path) -> Output {
    let flags = NOW_GATED.iter().flat_map(|(flag, value)| [*flag, *value]);
    site(folder, &["change", "acme"].into_iter().chain(flags).collect::<Vec<_>>(), "")
}

fn read(folder: &Path, slug: &str) -> Record {
    let text = fs::read_to_string(folder.join(format!("vendors/{slug}.json"))).expect("the record");
    serde_json::from_str(&text).expect("a record")
}

/// Publishes the folder's records on a day long after.
fn publish(folder: &Path, name: &str) -> PathBuf {
    let out = folder.join(name);
    let publication = Publication {
        shell: SHELL.to_owned(),
        data: Checked { records: vec![read(folder, "acme"), read(folder, "zebra")], ..Checked::default() },
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: "/".to_owned(),
        today: Date::parse("2100-01-01").expect("a day"),
    };
    publication.write(&out).expect("a site");
    out
}

#[test]
fn a_change_moves_the_old_status_into_the_history_and_the_record_follows() {
    let folder = records();
    let before = read(folder.path(), "acme");
    let output = change(folder.path());
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("from “Signs a BAA” to “BAA on some plans”"), "{}", said(&output));
    let after = read(folder.path(), "acme");
    let [newest] = after.changes.as_slice() else { panic!("one change: {:?}", after.changes) };
    assert_eq!((newest.from.as_str(), newest.to.as_str()), ("available", "plan_gated"));
    assert_eq!(newest.date, after.last_verified);
    assert!(after.last_verified > before.last_verified);
    assert_eq!(after.baa.plans, ["Enterprise"]);
    assert_eq!(after.baa.url, None, "the address of before does not stay");
    assert_eq!(after.sources.len(), before.sources.len() + 1);
    assert_eq!(after.sources[0].url.as_str(), "https://acme.example/new-terms");
    let of_baa = |record: &Record| record.sources.iter().filter(|source| source.supports(Fact::Baa)).count();
    assert!(of_baa(&before) > 0);
    assert_eq!(of_baa(&after), 1, "the sources of the status before do not support the new one");
    assert!(after.sources.iter().all(|source| !source.facts.is_empty()));
    let again = change(folder.path());
    assert!(!again.status.success() && said(&again).contains("changed today already"), "{}", said(&again));
}

#[test]
fn the_source_of_a_change_supports_what_changed() {
    let folder = records();
    let before = fs::read(folder.path().join("vendors/acme.json")).expect("the record");
    let flags =
        NOW_GATED.iter().map(|&(flag, value)| (flag, if flag == "--facts" { "plans" } else { value }));
    let arguments: Vec<&str> =
        ["change", "acme"].into_iter().chain(flags.flat_map(|(flag, value)| [flag, value])).collect();
    assert!(arguments.contains(&"--facts"), "{arguments:?}");
    let output = site(folder.path(), &arguments, "");
    assert!(!output.status.success());
    assert!(said(&output).contains("facts: 'plans' is not a list with baa in it"), "{}", said(&output));
    assert_eq!(fs::read(folder.path().join("vendors/acme.json")).expect("the record"), before);
}

#[test]
fn what_is_not_given_is_asked_for_line_by_line() {
    let folder = records();
    let answers: String = [
        "phi",
        "not_eligible",
        "PHI is not permitted.",
        "none",
        "Everything; Anything",
        "none",
        "They forbid it now.",
        "https://acme.example/phi",
        "PHI is forbidden in the terms",
        "phi, scope",
        "vendor",
        "may not store PHI",
        "2026-10-01",
    ]
    .map(|line| format!("{line}\n"))
    .concat();
    let output = site(folder.path(), &["change", "acme"], &answers);
    assert!(output.status.success(), "{}", said(&output));
    for question in ["PHI was conditional. What is it now", "Which page says so"] {
        assert!(said(&output).contains(question), "{}", said(&output));
    }
    let after = read(folder.path(), "acme");
    assert_eq!(after.phi.status.key(), "not_eligible");
    assert_eq!(after.sources[0].dated.map(|date| date.to_string()).as_deref(), Some("2026-10-01"));
}

#[test]
fn a_wrong_answer_and_a_record_that_would_break_a_rule_leave_the_file_as_it_was() {
    let folder = records();
    let path = folder.path().join("vendors/acme.json");
    let before = fs::read_to_string(&path).expect("the record");
    for (flag, value, says) in [
        ("--to", "available", "is not one of"),
        ("--source", "http://acme.example", "a plain https: address"),
        ("--plans", " ; ", "gated by plan names its plans"),
        ("--summary", "FILL IN: later", "no text is left to fill in"),
        ("--dated", "2999-01-01", "dates do not lie in the future"),
    ] {
        let flags =
            NOW_GATED.iter().flat_map(|(name, given)| [*name, if *name == flag { value } else { *given }]);
        let output =
            site(folder.path(), &["change", "acme"].into_iter().chain(flags).collect::<Vec<_>>(), "");
        assert!(!output.status.success() && said(&output).contains(says), "{flag}: {}", said(&output));
        assert_eq!(fs::read_to_string(&path).expect("the record"), before, "{flag}");
    }
    let output = site(folder.path(), &["change", "nobody"], "");
    assert!(said(&output).contains("no record has the slug 'nobody'"), "{}", said(&output));
    let output = site(folder.path(), &["change", "acme"], "baa\n");
    assert!(said(&output).contains("the input ended before --to"), "{}", said(&output));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing else is left");
}

#[test]
fn every_record_of_the_directory_is_written_as_it_is_read() {
    for entry in fs::read_dir(workspace().join("public/vendors")).expect("the records") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a record");
        let record: Record = serde_json::from_str(&text).expect("a record");
        assert_eq!(serde_json::to_string_pretty(&record).expect("JSON") + "\n", text, "{}", path.display());
    }
}

#[test]
fn a_change_is_on_the_pages_in_three_feeds_in_the_bundle_and_in_one_notice() {
    let folder = records();
    let before = publish(folder.path(), "before");
    assert!(change(folder.path()).status.success());
    let after = publish(folder.path(), "after");
    let text = |name: &str| fs::read_to_string(after.join(name)).expect(name);
    let means = "The BAA now requires the Enterprise plan.";
    for name in ["vendors/acme/index.html", "changes/index.html"] {
        for words in
            ["from “Signs a BAA” to “BAA on some plans”", "The new terms name the Enterprise plan.", means]
        {
            assert!(text(name).contains(words), "{name}: {words}");
        }
    }
    for name in ["changes.xml", "vendors/acme.xml", "categories/cloud.xml"] {
        let feed = feed_rs::parser::parse(text(name).as_bytes()).expect(name);
        let [entry] = feed.entries.as_slice() else { panic!("{name} has {} entries", feed.entries.len()) };
        assert!(entry.summary.as_ref().is_some_and(|summary| summary.content.contains(means)), "{name}");
    }
    let bundle: Value = serde_json::from_str(&text("vendors.json")).expect("JSON");
    assert_eq!(bundle["vendors"][0]["baa"]["class"], "some_plans");

    let settings = workspace().join("public/site.json");
    let settings = settings.to_str().expect("a path");
    let (before, after) = (before.to_str().expect("a path"), after.to_str().expect("a path"));
    let notices = |since: &str, now: &str, more: &[&str]| {
        let mut arguments = vec!["notices", "--since", since, "--now", now, "--settings", settings];
        arguments.extend(more);
        let output = site(folder.path(), &arguments, "");
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let given = notices(before, after, &[]);
    let notice: Value = serde_json::from_str(&given).expect("one note");
    assert_eq!(notice["vendor"], "acme");
    assert_eq!(notice["subject"], "Acme: BAA on some plans");
    for form in ["text", "html"] {
        let words = notice[form].as_str().expect("words");
        assert!(
            words.contains("from “Signs a BAA” to “BAA on some plans”") && words.contains(means),
            "{words}"
        );
        assert!(words.contains("https://countersign.example/vendors/acme/"), "{words}");
    }
    for (since, now) in [(before, after), (after, after)] {
        assert_eq!(notices(since, now, &[]), "", "the same note once");
    }
    let back: Value = serde_json::from_str(&notices(after, before, &[])).expect("one note");
    assert_eq!(back["subject"], "Acme: Signs a BAA", "what changes back is told again");
    notices(before, after, &["--told", "others.json", "--out", "notes"]);
    for kind in ["txt", "html", "json"] {
        assert!(folder.path().join(format!("notes/acme.{kind}")).is_file(), "{kind}");
    }
}

#[test]
fn a_note_that_nobody_read_is_given_next_time() {
    let folder = records();
    let before = publish(folder.path(), "before");
    assert!(change(folder.path()).status.success());
    let after = publish(folder.path(), "after");
    let settings = workspace().join("public/site.json");
    let places = [&before, &after, &settings].map(|path| path.to_str().expect("a path"));
    let arguments = ["notices", "--since", places[0], "--now", places[1], "--settings", places[2]];
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut unread = Command::new(env!("CARGO_BIN_EXE_site"));
    let unread = unread.args(arguments).current_dir(folder.path()).stdout(writer).output();
    assert!(unread.expect("the site command").status.success());
    let given = site(folder.path(), &arguments, "");
    assert_eq!(String::from_utf8_lossy(&given.stdout).lines().count(), 1, "{}", said(&given));
}

#[test]
fn a_feed_says_the_same_whenever_it_is_published() {
    let folder = records();
    assert!(change(folder.path()).status.success());
    let (one, other) = (publish(folder.path(), "one"), publish(folder.path(), "other"));
    for name in ["changes.xml", "vendors/acme.xml", "vendors/zebra.xml", "categories/cloud.xml"] {
        let text = |folder: &Path| fs::read_to_string(folder.join(name)).expect(name);
        assert_eq!(text(&one), text(&other), "{name}");
        assert!(!text(&one).contains("2100-01-01"), "{name} has the day of publication");
    }
    let zebra = fs::read_to_string(one.join("vendors/zebra.xml")).expect("a feed");
    let zebra = feed_rs::parser::parse(zebra.as_bytes()).expect("a feed");
    assert_eq!(zebra.entries.len(), 1, "the verdict of today");
    assert_eq!(
        zebra.title.map(|title| title.content).as_deref(),
        Some("Zebra & Co. <i>: BAA and HIPAA status | Countersign")
    );
}
