//! `renamed.json`: what became of vendors that left the directory, from the check to those who followed them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use directory::{Date, Record, Renamed};
use serde_json::{Value, json};
use site::check::{self, Checked, Defect};
use site::publish::Publication;
use site::settings::Settings;
use tempfile::TempDir;

use crate::common::{data_files, folder, good_record, patched, workspace};

/// File, field and rule of each defect of a project with the good record and that `renamed.json`.
fn report(renamed: &str) -> Vec<(String, String, String)> {
    let project = folder(&[
        ("public/vendors/acme.json", good_record().to_string()),
        ("public/renamed.json", renamed.to_owned()),
    ]);
    checked(project.path())
}

fn checked(project: &Path) -> Vec<(String, String, String)> {
    let today = Date::parse("2026-11-24").expect("a day");
    let named = |defect: &Defect| {
        let file = Path::new(&defect.file).file_name().expect("a name").to_string_lossy().into_owned();
        (file, defect.field.clone(), defect.rule.to_string())
    };
    match check::records(&data_files(&project.join("public/vendors")), today) {
        Ok(_) => Vec::new(),
        Err(defects) => defects.list.iter().map(named).collect(),
    }
}

fn defect(field: &str, rule: &str) -> (String, String, String) {
    ("renamed.json".to_owned(), field.to_owned(), rule.to_owned())
}

#[test]
fn old_slugs_lead_to_records_or_to_null() {
    assert_eq!(report("{}"), []);
    assert_eq!(report(r#"{ "road-runner": "acme", "coyote": "acme", "anvils": null }"#), []);
    let without = folder(&[("public/vendors/acme.json", good_record().to_string())]);
    assert_eq!(checked(without.path()), []);
}

#[test]
fn whatever_is_wrong_with_the_file_is_named() {
    for (renamed, expected) in [
        (r#"{ "a": "nobody" }"#, vec![defect("a", "renamed-to-no-record")]),
        (r#"{ "a": "b", "b": "acme" }"#, vec![defect("a", "renamed-to-no-record")]),
        (
            r#"{ "a": "b", "b": "a" }"#,
            vec![defect("a", "renamed-to-no-record"), defect("b", "renamed-to-no-record")],
        ),
        (r#"{ "acme": null }"#, vec![defect("acme", "renamed-slug-in-use")]),
        (r#"{ "Not a slug": "acme" }"#, vec![defect("Not a slug", "schema-additionalProperties")]),
        (r#"{ "a": "Not a slug" }"#, vec![defect("a", "schema-anyOf")]),
        (
            r#"{ "a": 7, "b": "nobody" }"#,
            vec![defect("a", "schema-anyOf"), defect("b", "renamed-to-no-record")],
        ),
        ("[]", vec![defect("", "schema-type")]),
        (r#"{ "a": null, "a": "acme" }"#, vec![defect("a", "keys-differ")]),
        ("{", vec![defect("", "json")]),
        ("", vec![defect("", "json")]),
        ("\u{feff}{}", vec![defect("", "byte-order-mark")]),
    ] {
        assert_eq!(report(renamed), expected, "{renamed}");
    }
}

#[test]
fn its_defects_come_with_those_of_the_records_and_a_broken_record_is_still_one() {
    let project = folder(&[
        ("public/vendors/acme.json", patched(&[("/notes", json!("FILL IN"))]).to_string()),
        ("public/vendors/broken.json", "{".to_owned()),
        ("public/renamed.json", r#"{ "a": "broken", "b": "nobody" }"#.to_owned()),
    ]);
    let expected = [("acme.json", "notes", "filled-in"), ("broken.json", "", "json")];
    let expected = expected.map(|(file, field, rule)| (file.to_owned(), field.to_owned(), rule.to_owned()));
    assert_eq!(checked(project.path()), [&[defect("b", "renamed-to-no-record")], &expected[..]].concat());
}

#[test]
fn the_schema_takes_what_the_program_reads() {
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
fn the_project_s_own_file_is_right() {
    let vendors = workspace().join("public/vendors");
    let today = Date::parse("2100-01-01").expect("a day");
    assert!(workspace().join("public/renamed.json").is_file());
    assert!(check::records(&data_files(&vendors), today).is_ok());
}

/// A record of that slug and name, which shares no name with another.
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
        data: Checked {
            records,
            renamed: serde_json::from_str(renamed).expect("old and new slugs"),
            ..Checked::default()
        },
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: "/".to_owned(),
        today: Date::parse("2026-11-24").expect("a day"),
    };
    publication.write(out).expect("a site");
}

/// Acme and Zebra before; Acme is Apex now, and Zebra is gone.
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
    text.lines().map(|line| serde_json::from_str(line).expect("a note")).collect()
}

#[test]
fn a_site_publishes_the_file_and_leads_on_from_all_that_was_a_renamed_vendor_s() {
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
fn who_follows_a_vendor_that_is_gone_is_told_once_with_the_new_address_if_there_is_one() {
    let root = publications();
    let [renamed, removed] = notices(root.path(), "before", &[]).try_into().expect("two notes");
    assert_eq!((&renamed["vendor"], &renamed["gone"]), (&json!("acme"), &json!({ "to": "apex" })));
    assert_eq!(renamed["subject"], "Acme is now Apex");
    assert_eq!(renamed["page"], "https://countersign.example/vendors/apex/");
    for form in ["text", "html"] {
        let words = renamed[form].as_str().expect("words");
        assert!(
            words.contains("Acme") && words.contains("https://countersign.example/vendors/apex/"),
            "{words}"
        );
    }
    assert_eq!((&removed["vendor"], &removed["gone"]), (&json!("zebra"), &json!({ "to": null })));
    assert_eq!(removed["subject"], "Zebra was removed from Countersign");
    assert_eq!(removed["page"], "https://countersign.example/");
    assert_eq!(notices(root.path(), "before", &[]), Vec::<Value>::new(), "each note once");
    assert_eq!(notices(root.path(), "dist", &[]), Vec::<Value>::new());

    // A vendor that comes back may go again.
    assert_eq!(notices(root.path(), "dist", &["--now", "before"]).len(), 1, "Apex is gone");
    let again = notices(root.path(), "before", &[]);
    assert_eq!(again.len(), 2, "{again:?}");
}

#[test]
fn a_verdict_that_changed_with_the_name_is_told_too() {
    let root = publications();
    let mut apex = record("apex", "Apex");
    apex.baa.status = directory::BaaStatus::NotAvailable;
    publish(&root.path().join("changed"), vec![apex, record("zebra", "Zebra")], r#"{ "acme": "apex" }"#);
    let given = notices(root.path(), "before", &["--now", "changed"]);
    let subjects: Vec<&str> = given.iter().map(|note| note["subject"].as_str().expect("a subject")).collect();
    assert_eq!(subjects, ["Apex: No BAA, No PHI", "Acme is now Apex"]);
    assert_eq!(given[0]["vendor"], "apex");
    assert_eq!(notices(root.path(), "before", &["--now", "changed"]), Vec::<Value>::new());
}

/// A file of sign-ups as the site before kept it.
fn sign_ups(folder: &Path, rows: &[(&str, &str)]) {
    let file = folder.join("data/sign-ups.sqlite");
    drop(site::sign_ups::SignUps::open(&file).expect("a file of sign-ups"));
    let database = rusqlite::Connection::open(file).expect("the file");
    for (minute, (address, vendor)) in rows.iter().enumerate() {
        let moment = format!("2026-11-24T00:{minute:02}:00Z");
        let row = "INSERT INTO sign_up (address, vendor, signed_up) VALUES (?1, ?2, ?3)";
        database.execute(row, [address, vendor, moment.as_str()]).expect("a row");
    }
}

fn exported(folder: &Path, more: &[&str]) -> Vec<String> {
    let arguments = [&["signups", "export"], more].concat();
    let text = String::from_utf8(site(folder, &arguments).stdout).expect("text");
    text.lines().skip(1).map(|line| line.replace("2026-11-24T00:", "")).collect()
}

#[test]
fn sign_ups_under_an_old_slug_are_exported_under_the_new_one_and_an_address_once() {
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
    assert_eq!(exported(root.path(), &["--vendor", "acme"]), all[..2], "whom the note of the rename is for");
    assert_eq!(exported(root.path(), &["--vendor", "zebra"]), all[3..]);
    assert_eq!(exported(root.path(), &["--dir", "before", "--vendor", "apex"]).len(), 2);
    assert_eq!(exported(root.path(), &["--dir", "nowhere"]).len(), 5);
}
