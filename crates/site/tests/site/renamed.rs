//! `renamed.json`: the vendors that left the directory, from the check to redirects, notices and sign-ups.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use catalog::{Date, Record, Renamed};
use serde_json::{Value, json};
use site::publish::Publication;
use site::publish::assets::EntryPoints;
use site::records::CheckedRecords;
use site::settings::Settings;
use site::verify::VerifyState;
use tempfile::TempDir;

use crate::check::{owned, report};
use crate::common::{data_paths, folder, patched, valid_record, workspace};

/// The report on a project with the valid record and this `renamed.json`.
fn report_renamed(renamed: &str) -> Vec<(String, String, String)> {
    let project = folder(&[
        ("public/vendors/acme.json", valid_record().to_string()),
        ("public/renamed.json", renamed.to_owned()),
    ]);
    report(&project.path().join("public/vendors"))
}

#[test]
fn an_old_slug_may_be_renamed_to_a_record_or_removed() {
    assert_eq!(report_renamed("{}"), []);
    assert_eq!(report_renamed(r#"{ "road-runner": "acme", "coyote": "acme", "anvils": null }"#), []);
    let without = folder(&[("public/vendors/acme.json", valid_record().to_string())]);
    assert_eq!(report(&without.path().join("public/vendors")), []);
}

#[test]
fn each_defect_of_the_file_is_reported() {
    for (renamed, expected) in [
        (r#"{ "a": "nobody" }"#, vec![("a", "unknown-new-slug")]),
        (r#"{ "a": "b", "b": "acme" }"#, vec![("a", "unknown-new-slug")]),
        (r#"{ "a": "b", "b": "a" }"#, vec![("a", "unknown-new-slug"), ("b", "unknown-new-slug")]),
        (r#"{ "acme": null }"#, vec![("acme", "renamed-slug-in-use")]),
        (r#"{ "Not a slug": "acme" }"#, vec![("Not a slug", "schema-additionalProperties")]),
        (r#"{ "a": "Not a slug" }"#, vec![("a", "schema-anyOf")]),
        (r#"{ "a": 7, "b": "nobody" }"#, vec![("a", "schema-anyOf"), ("b", "unknown-new-slug")]),
        ("[]", vec![("", "schema-type")]),
        (r#"{ "a": null, "a": "acme" }"#, vec![("a", "duplicate-key")]),
        ("{", vec![("", "not-json")]),
        ("", vec![("", "not-json")]),
        ("\u{feff}{}", vec![("", "byte-order-mark")]),
    ] {
        let expected: Vec<_> =
            expected.into_iter().flat_map(|(field, kind)| owned([("renamed.json", field, kind)])).collect();
        assert_eq!(report_renamed(renamed), expected, "{renamed}");
    }
}

/// A record that does not parse is a record nevertheless.
#[test]
fn its_defects_are_reported_with_those_of_the_records() {
    let project = folder(&[
        ("public/vendors/acme.json", patched(&[("/notes", json!("FILL IN"))]).to_string()),
        ("public/vendors/broken.json", "{".to_owned()),
        ("public/renamed.json", r#"{ "a": "broken", "b": "nobody" }"#.to_owned()),
    ]);
    let expected = owned([
        ("renamed.json", "b", "unknown-new-slug"),
        ("acme.json", "notes", "placeholder-text"),
        ("broken.json", "", "not-json"),
    ]);
    assert_eq!(report(&project.path().join("public/vendors")), expected);
}

#[test]
fn the_schema_accepts_what_the_program_reads() {
    let schema = fs::read_to_string(workspace().join("public/renamed.schema.json")).expect("the schema");
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    let texts = ["", "a", "a-b", "8x8", "a--b", "-a", "a-", "A", "a b", "ä", "a\n", "a.b", "a_b", "\u{661}"];
    for text in texts {
        for entry in [json!({ text: null }), json!({ "old": text }), json!({ text: 7 }), json!([text])] {
            let is_read = serde_json::from_value::<Renamed>(entry.clone()).is_ok();
            assert_eq!(schema.is_valid(&entry), is_read, "{entry}");
        }
    }
}

#[test]
fn the_file_of_the_project_is_valid() {
    let vendors = workspace().join("public/vendors");
    let today = Date::parse("2100-01-01").expect("a day");
    assert!(workspace().join("public/renamed.json").is_file());
    assert!(site::records::check_records(&data_paths(&vendors), today).is_ok());
}

/// A record with that slug and name, and no aliases.
fn record(slug: &str, name: &str) -> Record {
    let record = patched(&[
        ("/slug", json!(slug)),
        ("/name", json!(name)),
        ("/aliases", json!([])),
        ("/changes", json!([])),
    ]);
    serde_json::from_value(record).expect("a record")
}

fn publish(out: &Path, records: Vec<Record>, renamed: &str) {
    let publication = Publication {
        shell: "<!doctype html><html><head></head><body></body></html>".to_owned(),
        entry_points: EntryPoints::default(),
        data: CheckedRecords {
            records,
            renamed: serde_json::from_str(renamed).expect("renamed vendors"),
            ..CheckedRecords::default()
        },
        checks: VerifyState::default(),
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: "/".to_owned(),
        today: Date::parse("2026-11-24").expect("a day"),
    };
    publication.write(out).expect("a site");
}

/// Two publications: in the second one, Acme was renamed to Apex and Zebra was removed.
fn publications() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let apex = || record("apex", "Apex");
    publish(&root.path().join("before"), vec![record("acme", "Acme"), record("zebra", "Zebra")], "{}");
    publish(&root.path().join("dist"), vec![apex()], r#"{ "acme": "apex", "zebra": null }"#);
    root
}

fn site(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    let output = command.args(arguments).current_dir(folder).output().expect("the site command");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output
}

fn notices(folder: &Path, since: &str, more: &[&str]) -> Vec<Value> {
    let settings = workspace().join("public/site.json");
    let mut arguments = vec!["notices", "--since", since, "--settings", settings.to_str().expect("a path")];
    arguments.extend(more);
    let output = site(folder, &arguments);
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a notice")).collect()
}

#[test]
fn a_site_publishes_the_file_and_redirects_all_paths_of_renamed_vendors() {
    let root = publications();
    let read = |name: &str| fs::read_to_string(root.path().join("dist").join(name)).expect(name);
    assert_eq!(read("renamed.json"), r#"{"acme":"apex","zebra":null}"#);
    let redirects = read("_redirects");
    for line in [
        "/vendors/acme /vendors/apex/ 301",
        "/vendors/acme/ /vendors/apex/ 301",
        "/vendors/acme.xml /vendors/apex.xml 301",
    ] {
        assert!(redirects.lines().any(|found| found == line), "{redirects}");
    }
    assert!(!redirects.contains("zebra"), "{redirects}");
}

#[test]
fn a_removed_or_renamed_vendor_causes_one_notice() {
    let root = publications();
    let [renamed, removed] = notices(root.path(), "before", &[]).try_into().expect("two notices");
    assert_eq!((&renamed["vendor"], &renamed["gone"]), (&json!("acme"), &json!({ "to": "apex" })));
    assert_eq!(renamed["subject"], "Acme is now Apex");
    assert_eq!(renamed["page"], "https://countersign.example/vendors/apex/");
    for format in ["text", "html"] {
        let message = renamed[format].as_str().expect("a text");
        assert!(
            message.contains("Acme") && message.contains("https://countersign.example/vendors/apex/"),
            "{message}"
        );
    }
    assert_eq!((&removed["vendor"], &removed["gone"]), (&json!("zebra"), &json!({ "to": null })));
    assert_eq!(removed["subject"], "Zebra was removed from Countersign");
    assert_eq!(removed["page"], "https://countersign.example/");
    assert_eq!(notices(root.path(), "before", &[]), Vec::<Value>::new(), "each notice is produced once");
    assert_eq!(notices(root.path(), "dist", &[]), Vec::<Value>::new());

    // A vendor that is listed again can be removed again.
    assert_eq!(notices(root.path(), "dist", &["--now", "before"]).len(), 1, "Apex was removed");
    let again = notices(root.path(), "before", &[]);
    assert_eq!(again.len(), 2, "{again:?}");
}

#[test]
fn a_verdict_that_changed_with_the_name_causes_a_second_notice() {
    let root = publications();
    let mut apex = record("apex", "Apex");
    apex.baa.status = catalog::BaaStatus::NotAvailable;
    publish(&root.path().join("changed"), vec![apex, record("zebra", "Zebra")], r#"{ "acme": "apex" }"#);
    let notices_now = notices(root.path(), "before", &["--now", "changed"]);
    let subjects: Vec<&str> =
        notices_now.iter().map(|notice| notice["subject"].as_str().expect("a subject")).collect();
    assert_eq!(subjects, ["Apex: No BAA, No PHI", "Acme is now Apex"]);
    assert_eq!(notices_now[0]["vendor"], "apex");
    assert_eq!(notices(root.path(), "before", &["--now", "changed"]), Vec::<Value>::new());
}

/// Creates a database of sign-ups for the previous publication.
fn sign_ups(folder: &Path, rows: &[(&str, &str)]) {
    let file = folder.join("data/sign-ups.sqlite");
    drop(site::subscriptions::Database::open(&file).expect("a database"));
    let database = rusqlite::Connection::open(file).expect("the database");
    for (minute, (address, vendor)) in rows.iter().enumerate() {
        let time = format!("2026-11-24T00:{minute:02}:00Z");
        let subscriber = "INSERT INTO subscriber (address) VALUES (?1) ON CONFLICT DO NOTHING";
        database.execute(subscriber, [address]).expect("a row");
        let subscription = "INSERT INTO subscription (subscriber, vendor, signed_up, consent)
            SELECT id, ?2, ?3, '' FROM subscriber WHERE address = ?1";
        database.execute(subscription, [address, vendor, time.as_str()]).expect("a row");
    }
}

fn exported(folder: &Path, more: &[&str]) -> Vec<String> {
    let arguments = [&["signups", "export"], more].concat();
    let text = String::from_utf8(site(folder, &arguments).stdout).expect("text");
    text.lines()
        .skip(1)
        .map(|line| line.replace("2026-11-24T00:", "").trim_end_matches(',').to_owned())
        .collect()
}

#[test]
fn sign_ups_under_an_old_slug_are_exported_under_the_new_one_once_per_address() {
    let root = publications();
    sign_ups(
        root.path(),
        &[
            ("a@clinic.example", "acme"),
            ("b@clinic.example", "acme"),
            ("A@Clinic.example", "apex"),
            ("c@clinic.example", "apex"),
            ("d@clinic.example", "zebra"),
        ],
    );
    let all = [
        "a@clinic.example,apex,00:00Z",
        "b@clinic.example,apex,01:00Z",
        "c@clinic.example,apex,03:00Z",
        "d@clinic.example,zebra,04:00Z",
    ];
    assert_eq!(exported(root.path(), &[]), all);
    assert_eq!(exported(root.path(), &["--vendor", "apex"]), all[..3]);
    assert_eq!(
        exported(root.path(), &["--vendor", "acme"]),
        all[..2],
        "the recipients of the notice about the rename"
    );
    assert_eq!(exported(root.path(), &["--vendor", "zebra"]), all[3..]);
    assert_eq!(exported(root.path(), &["--dir", "before", "--vendor", "apex"]).len(), 2);
    assert_eq!(exported(root.path(), &["--dir", "nowhere"]).len(), 5);
}
