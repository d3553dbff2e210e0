//! A change of a verdict, from `site change` to the pages, the feeds and `site notices`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use catalog::{Bundle, Date, Fact, Record};
use serde_json::{Value, json};
use site::publish::Publication;
use site::publish::assets::EntryPoints;
use site::records::CheckedRecords;
use site::settings::Settings;
use site::verify::VerifyState;
use tempfile::TempDir;

use crate::common::{folder, no_signals, patched, workspace};

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

/// A record whose BAA can be signed on any plan, and another one in the same category. Neither has a history.
pub fn records() -> TempDir {
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
        ("/signals", no_signals()),
        ("/changes", json!([])),
    ]);
    let pretty = |record: &Value| {
        let record: Record = serde_json::from_value(record.clone()).expect("a record");
        serde_json::to_string_pretty(&record).expect("JSON") + "\n"
    };
    folder(&[("vendors/acme.json", pretty(&acme)), ("vendors/zebra.json", pretty(&zebra))])
}

/// The options for a BAA that now requires a plan.
const PLAN_GATED: [(&str, &str); 16] = [
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
    // A command that needs no input may have exited already.
    let _ = std::io::Write::write_all(&mut process.stdin.take().expect("its input"), input.as_bytes());
    process.wait_with_output().expect("its output")
}

fn text_of(output: &Output) -> String {
    [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat()
}

pub fn change(folder: &Path) -> Output {
    let flags = PLAN_GATED.iter().flat_map(|(flag, value)| [*flag, *value]);
    site(folder, &["change", "acme"].into_iter().chain(flags).collect::<Vec<_>>(), "")
}

fn read(folder: &Path, slug: &str) -> Record {
    let text = fs::read_to_string(folder.join(format!("vendors/{slug}.json"))).expect("the record");
    serde_json::from_str(&text).expect("a record")
}

/// Publishes the folder's records with a much later date.
pub fn publish(folder: &Path, name: &str) -> PathBuf {
    let out = folder.join(name);
    let publication = Publication {
        shell: SHELL.to_owned(),
        entry_points: EntryPoints::default(),
        data: CheckedRecords {
            records: vec![read(folder, "acme"), read(folder, "zebra")],
            ..CheckedRecords::default()
        },
        checks: VerifyState::default(),
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: "/".to_owned(),
        today: Date::parse("2100-01-01").expect("a day"),
    };
    publication.write(&out).expect("a site");
    out
}

#[test]
fn a_change_moves_the_old_status_into_the_history_and_updates_the_record() {
    let folder = records();
    let before = read(folder.path(), "acme");
    let output = change(folder.path());
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(text_of(&output).contains("from “Signs a BAA” to “BAA on some plans”"), "{}", text_of(&output));
    let after = read(folder.path(), "acme");
    let [newest] = after.changes.as_slice() else { panic!("one change: {:?}", after.changes) };
    assert_eq!((newest.from.as_str(), newest.to.as_str()), ("available", "plan_gated"));
    assert_eq!(newest.date, after.last_verified);
    assert!(after.last_verified > before.last_verified);
    assert_eq!(after.baa.plans, ["Enterprise"]);
    assert_eq!(after.baa.url, None, "the previous URL is removed");
    assert_eq!(after.sources.len(), before.sources.len() + 1);
    assert_eq!(after.sources[0].url.as_str(), "https://acme.example/new-terms");
    let baa_sources =
        |record: &Record| record.sources.iter().filter(|source| source.supports(Fact::Baa)).count();
    assert!(baa_sources(&before) > 0);
    assert_eq!(baa_sources(&after), 1, "the sources of the previous status do not support the new one");
    assert!(after.sources.iter().all(|source| !source.facts.is_empty()));
    let again = change(folder.path());
    assert!(
        !again.status.success() && text_of(&again).contains("already changed today"),
        "{}",
        text_of(&again)
    );
}

#[test]
fn the_source_of_a_change_must_support_the_changed_fact() {
    let folder = records();
    let before = fs::read(folder.path().join("vendors/acme.json")).expect("the record");
    let flags =
        PLAN_GATED.iter().map(|&(flag, value)| (flag, if flag == "--facts" { "plans" } else { value }));
    let arguments: Vec<&str> =
        ["change", "acme"].into_iter().chain(flags.flat_map(|(flag, value)| [flag, value])).collect();
    assert!(arguments.contains(&"--facts"), "{arguments:?}");
    let output = site(folder.path(), &arguments, "");
    assert!(!output.status.success());
    assert!(
        text_of(&output).contains("facts: 'plans' is not a list that includes baa"),
        "{}",
        text_of(&output)
    );
    assert_eq!(fs::read(folder.path().join("vendors/acme.json")).expect("the record"), before);
}

#[test]
fn missing_answers_are_asked_for_line_by_line() {
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
    assert!(output.status.success(), "{}", text_of(&output));
    for question in ["PHI was conditional. What is it now", "Which page states this"] {
        assert!(text_of(&output).contains(question), "{}", text_of(&output));
    }
    let after = read(folder.path(), "acme");
    assert_eq!(after.phi.status.key(), "not_eligible");
    assert_eq!(after.sources[0].dated.map(|date| date.to_string()).as_deref(), Some("2026-10-01"));
}

#[test]
fn an_invalid_answer_or_a_broken_rule_leaves_the_file_unchanged() {
    let folder = records();
    let path = folder.path().join("vendors/acme.json");
    let before = fs::read_to_string(&path).expect("the record");
    for (flag, value, message) in [
        ("--to", "available", "is not one of"),
        ("--source", "http://acme.example", "a plain https:// URL"),
        ("--plans", " ; ", "missing-plan"),
        ("--summary", "FILL IN: later", "placeholder-text"),
        ("--dated", "2999-01-01", "future-date"),
    ] {
        let flags =
            PLAN_GATED.iter().flat_map(|(name, given)| [*name, if *name == flag { value } else { *given }]);
        let output =
            site(folder.path(), &["change", "acme"].into_iter().chain(flags).collect::<Vec<_>>(), "");
        assert!(
            !output.status.success() && text_of(&output).contains(message),
            "{flag}: {}",
            text_of(&output)
        );
        assert_eq!(fs::read_to_string(&path).expect("the record"), before, "{flag}");
    }
    let output = site(folder.path(), &["change", "nobody"], "");
    assert!(text_of(&output).contains("no record has the slug 'nobody'"), "{}", text_of(&output));
    let output = site(folder.path(), &["change", "acme"], "baa\n");
    assert!(text_of(&output).contains("the input ended before --to"), "{}", text_of(&output));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "no other file remains");
}

#[test]
fn a_change_appears_on_the_pages_in_three_feeds_in_the_list_and_in_one_notice() {
    let folder = records();
    let before = publish(folder.path(), "before");
    assert!(change(folder.path()).status.success());
    let after = publish(folder.path(), "after");
    let text = |name: &str| fs::read_to_string(after.join(name)).expect(name);
    let meaning = "The BAA now requires the Enterprise plan.";
    for name in ["vendors/acme/index.html", "changes/index.html"] {
        for sentence in
            ["from “Signs a BAA” to “BAA on some plans”", "The new terms name the Enterprise plan.", meaning]
        {
            assert!(text(name).contains(sentence), "{name}: {sentence}");
        }
    }
    for name in ["changes.xml", "vendors/acme.xml", "categories/cloud.xml"] {
        let feed = feed_rs::parser::parse(text(name).as_bytes()).expect(name);
        let [entry] = feed.entries.as_slice() else { panic!("{name} has {} entries", feed.entries.len()) };
        assert!(entry.summary.as_ref().is_some_and(|summary| summary.content.contains(meaning)), "{name}");
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
        assert!(output.status.success(), "{}", text_of(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let output = notices(before, after, &[]);
    let notice: Value = serde_json::from_str(&output).expect("one notice");
    assert_eq!(notice["vendor"], "acme");
    assert_eq!(notice["subject"], "Acme: BAA on some plans");
    for format in ["text", "html"] {
        let message = notice[format].as_str().expect("a text");
        assert!(
            message.contains("from “Signs a BAA” to “BAA on some plans”") && message.contains(meaning),
            "{message}"
        );
        assert!(message.contains("https://countersign.example/vendors/acme/"), "{message}");
    }
    for (since, now) in [(before, after), (after, after)] {
        assert_eq!(notices(since, now, &[]), "", "each notice is produced once");
    }
    let back: Value = serde_json::from_str(&notices(after, before, &[])).expect("one notice");
    assert_eq!(back["subject"], "Acme: Signs a BAA", "a reverted change is reported again");
    notices(before, after, &["--sent-notices", "others.json", "--out", "notices"]);
    for extension in ["txt", "html", "json"] {
        assert!(folder.path().join(format!("notices/acme.{extension}")).is_file(), "{extension}");
    }
}

#[test]
fn a_notice_that_nobody_read_is_produced_again() {
    let folder = records();
    let before = publish(folder.path(), "before");
    assert!(change(folder.path()).status.success());
    let after = publish(folder.path(), "after");
    let settings = workspace().join("public/site.json");
    let paths = [&before, &after, &settings].map(|path| path.to_str().expect("a path"));
    let arguments = ["notices", "--since", paths[0], "--now", paths[1], "--settings", paths[2]];
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut unread = Command::new(env!("CARGO_BIN_EXE_site"));
    let unread = unread.args(arguments).current_dir(folder.path()).stdout(writer).output();
    assert!(unread.expect("the site command").status.success());
    let output = site(folder.path(), &arguments, "");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1, "{}", text_of(&output));
}

#[test]
fn a_publication_of_a_newer_version_is_refused_with_both_versions() {
    let folder = records();
    let newer = publish(folder.path(), "newer");
    let vendors = newer.join("vendors.json");
    let version = |number: u32| format!("\"version\":{number}");
    let text = fs::read_to_string(&vendors).expect("the vendors");
    fs::write(&vendors, text.replacen(&version(Bundle::VERSION), &version(99), 1)).expect("a changed file");
    let settings = workspace().join("public/site.json");
    let [newer, settings] = [&newer, &settings].map(|path| path.to_str().expect("a path"));
    let arguments = ["notices", "--since", newer, "--now", newer, "--settings", settings];
    let output = site(folder.path(), &arguments, "");
    assert!(!output.status.success());
    let expected = format!("has version 99, and this program reads versions up to {}", Bundle::VERSION);
    assert!(text_of(&output).contains(&expected), "{}", text_of(&output));
}

#[test]
fn a_feed_does_not_depend_on_the_date_of_publication() {
    let folder = records();
    assert!(change(folder.path()).status.success());
    let (one, other) = (publish(folder.path(), "one"), publish(folder.path(), "other"));
    for name in ["changes.xml", "vendors/acme.xml", "vendors/zebra.xml", "categories/cloud.xml"] {
        let text = |folder: &Path| fs::read_to_string(folder.join(name)).expect(name);
        assert_eq!(text(&one), text(&other), "{name}");
        assert!(!text(&one).contains("2100-01-01"), "{name} contains the date of publication");
    }
    let zebra = fs::read_to_string(one.join("vendors/zebra.xml")).expect("a feed");
    let zebra = feed_rs::parser::parse(zebra.as_bytes()).expect("a feed");
    assert_eq!(zebra.entries.len(), 1, "the current verdict");
    assert_eq!(
        zebra.title.map(|title| title.content).as_deref(),
        Some("Zebra & Co. <i>: BAA and HIPAA status | Countersign")
    );
}
