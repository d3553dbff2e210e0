//! `site check`: every rule and every keyword of the schema has an input that breaks it, and one run reports all schema
//! violations of every record and all broken rules of those that parse.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use catalog::rules::{self, Rule};
use catalog::signals::SharedSignals;
use catalog::{Date, Record};
use serde_json::{Value, json};
use site::records::{DataPaths, ReportedDefect, check_records};

use crate::common::{data_paths, folder, no_signals, patched, site_in, valid_record, workspace};
use crate::invalid_records::{InvalidRecord, all_schema_violations, broken_rules, schema_violations};

/// The date of all checks in these tests.
pub fn today() -> Date {
    Date::parse("2026-11-24").expect("a date")
}

/// The file name, the field and the kind of each defect of a folder.
pub fn report(folder: &Path) -> Vec<(String, String, String)> {
    report_with(&data_paths(folder))
}

pub fn report_with(paths: &DataPaths) -> Vec<(String, String, String)> {
    let named = |defect: &ReportedDefect| {
        let file = Path::new(&defect.file).file_name().expect("a name").to_string_lossy().into_owned();
        (file, defect.field.clone(), defect.kind.to_string())
    };
    match check_records(paths, today()) {
        Ok(_) => Vec::new(),
        Err(report) => report.defects.iter().map(named).collect(),
    }
}

/// Owned strings, for comparison with a report.
pub fn owned<const N: usize>(defects: [(&str, &str, &str); N]) -> Vec<(String, String, String)> {
    defects.map(|(file, field, kind)| (file.to_owned(), field.to_owned(), kind.to_owned())).into()
}

fn report_of(record: &Value) -> Vec<(String, String)> {
    let folder = folder(&[("acme.json", record.to_string())]);
    let report = report(folder.path());
    assert!(report.iter().all(|(file, _, _)| file == "acme.json"), "{report:?}");
    report.into_iter().map(|(_, field, kind)| (field, kind)).collect()
}

#[test]
fn the_valid_record_has_no_defects() {
    assert_eq!(report_of(&valid_record()), []);
}

#[test]
fn each_broken_rule_is_reported_with_its_field() {
    for (rule, field, patches) in broken_rules() {
        assert_eq!(report_of(&patched(&patches)), [(field.to_owned(), rule.to_owned())], "{patches:?}");
    }
}

#[test]
fn each_schema_violation_is_reported_with_its_field() {
    for (keyword, field, patches) in all_schema_violations() {
        let mut found = report_of(&patched(&patches));
        if keyword == "schema-enum" {
            // A status outside its list is read as unknown, which can break rules about other fields.
            found.retain(|(_, kind)| kind.starts_with("schema-"));
        }
        assert_eq!(found, [(field.to_owned(), keyword.to_owned())], "{patches:?}");
    }
}

#[test]
fn a_status_outside_its_list_is_reported_and_the_rules_read_it_as_unknown() {
    let found = report_of(&patched(&[("/baa/status", json!("maybe"))]));
    for (field, kind) in [("baa.status", "schema-enum"), ("baa.route", "request-without-baa")] {
        assert!(found.contains(&(field.to_owned(), kind.to_owned())), "{found:?}");
    }
}

#[test]
fn a_field_with_a_violation_is_reported_once() {
    let name = format!("Ac\u{202e}me{}", " Cloud".repeat(20));
    let found = report_of(&patched(&[("/name", json!(name))]));
    assert_eq!(found, [("name".to_owned(), "schema-maxLength".to_owned())]);
}

#[test]
fn a_value_that_only_the_schema_accepts_is_reported_with_its_field() {
    let url = json!("https://bank.example@acme.example/");
    let found = report_of(&patched(&[("/sources/1/url", url), ("/notes", json!("FILL IN"))]));
    assert_eq!(found, [("sources[1].url".to_owned(), "unsupported-value".to_owned())]);
}

#[test]
fn an_unsupported_url_that_is_too_long_is_reported_for_its_length() {
    let url = json!(format!("https://user@acme.example/{}", "a".repeat(400)));
    let found =
        report_of(&patched(&[("/website", url.clone()), ("/baa/url", url.clone()), ("/sources/0/url", url)]));
    let expected = [
        ("baa.url", "schema-anyOf"),
        ("sources[0].url", "schema-maxLength"),
        ("website", "schema-maxLength"),
    ];
    assert_eq!(found, expected.map(|(field, kind)| (field.to_owned(), kind.to_owned())));
}

#[test]
fn a_condition_that_only_the_schema_has_is_checked() {
    let schema = json!({
        "if": { "properties": { "category": { "const": "cloud" } } },
        "then": { "properties": { "aliases": { "minItems": 9 } } }
    });
    let schema = folder(&[("schema.json", schema.to_string())]);
    let folder = folder(&[("acme.json", valid_record().to_string())]);
    let schema = schema.path().join("schema.json");
    let found = report_with(&DataPaths { schema, ..data_paths(folder.path()) });
    assert_eq!(found, owned([("acme.json", "aliases", "schema-minItems")]));
}

#[test]
fn one_run_reports_all_violations_of_every_record_and_all_broken_rules_of_those_that_parse() {
    let parses = patched(&[
        ("/color", json!("red")),
        ("/certifications", json!(["PCI DSS", "PCI DSS"])),
        ("/last_verified", json!("2027-01-01")),
        ("/notes", json!("FILL IN: notes")),
    ]);
    let does_not_parse = patched(&[
        ("/slug", json!("other")),
        ("/website", json!("http://other.example")),
        ("/sources/1/url", json!("ftp://other.example")),
        ("/phi!", json!(null)),
        ("/baa/status", json!("maybe")),
        ("/category", json!(7)),
        ("/notes", json!("FILL IN: notes")),
    ]);
    let twin = patched(&[
        ("/slug", json!("twin")),
        ("/name", json!("Twin")),
        ("/aliases", json!(["Roadrunner"])),
        ("/domains", json!(["twin.example", "acme.example"])),
        ("/signals", no_signals()),
    ]);
    let folder = folder(&[
        ("acme.json", parses.to_string()),
        ("broken.json", "{".to_owned()),
        ("other.json", does_not_parse.to_string()),
        ("twin.json", twin.to_string()),
    ]);
    let expected = owned([
        ("acme.json", "certifications", "schema-uniqueItems"),
        ("acme.json", "color", "schema-additionalProperties"),
        ("acme.json", "last_verified", "future-date"),
        ("acme.json", "notes", "placeholder-text"),
        ("broken.json", "", "not-json"),
        ("other.json", "baa.status", "schema-enum"),
        ("other.json", "category", "schema-enum"),
        ("other.json", "phi", "schema-required"),
        ("other.json", "sources[1].url", "schema-pattern"),
        ("other.json", "website", "schema-pattern"),
        ("twin.json", "aliases[0]", "duplicate-name"),
        ("twin.json", "domains[1]", "duplicate-domain"),
    ]);
    assert_eq!(report(folder.path()), expected);
}

#[test]
fn no_violation_hides_another_defect_of_the_same_record() {
    let touches = |one: &[(&str, Value)], other: &[(&str, Value)]| {
        let plain = |pointer: &str| pointer.trim_end_matches('!').to_owned() + "/";
        one.iter().any(|(one, _)| {
            let one = plain(one);
            other.iter().any(|(other, _)| one.starts_with(&plain(other)) || plain(other).starts_with(&one))
        })
    };
    let violations = all_schema_violations();
    let all: Vec<InvalidRecord> = violations.iter().cloned().chain(broken_rules()).collect();
    let mut files = Vec::new();
    let mut expected = BTreeSet::new();
    for violation in &violations {
        for other in all.iter().filter(|other| !touches(&violation.2, &other.2)) {
            let slug = format!("acme-{}", files.len());
            let file = format!("{slug}.json");
            let record =
                patched(&[violation.2.clone(), other.2.clone(), vec![("/slug", json!(slug))]].concat());
            let mut expect = |field: &str, kind: &str| {
                expected.insert((file.clone(), field.to_owned(), kind.to_owned()));
            };
            for (kind, field, _) in [violation, other] {
                if kind.starts_with("schema-") {
                    expect(field, kind);
                }
            }
            if let Ok(record) = serde_json::from_value::<Record>(record.clone()) {
                for defect in rules::defects(&record, &SharedSignals::default(), today()) {
                    if defect.field != violation.1 && defect.field != other.1 {
                        expect(&defect.field, defect.rule.key());
                    }
                }
            }
            files.push((file, record.to_string()));
        }
    }
    assert!(files.len() > 1_000, "{} records", files.len());
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder(&files);
    let found: BTreeSet<_> = report(folder.path()).into_iter().collect();
    let text = |file: &str| fs::read_to_string(folder.path().join(file)).expect("a record");
    let hidden: Vec<_> =
        expected.difference(&found).map(|(file, field, kind)| (field, kind, text(file))).collect();
    assert!(hidden.is_empty(), "{} are hidden: {:#?}", hidden.len(), hidden.first());
}

#[test]
fn every_rule_of_the_catalog_has_an_input_that_breaks_it() {
    let broken = broken_rules();
    let broken: BTreeSet<&str> = broken.iter().map(|(rule, _, _)| *rule).collect();
    let all = Rule::ALL.iter().map(|rule| rule.key());
    // These need two records, shared files or settings (shared_data.rs), or renamed.json (renamed.rs).
    const ELSEWHERE: [&str; 9] = [
        "duplicate-name",
        "corporate-domain",
        "duplicate-domain",
        "duplicate-signal",
        "unknown-vendor",
        "duplicate-featured",
        "unknown-signal-kind",
        "renamed-slug-in-use",
        "unknown-new-slug",
    ];
    let all: BTreeSet<&str> = all.filter(|key| !ELSEWHERE.contains(key)).collect();
    assert_eq!(broken, all);
}

#[test]
fn every_keyword_of_the_schema_has_an_input_that_violates_it() {
    let schema = fs::read_to_string(workspace().join("public/vendor.schema.json")).expect("the schema");
    let mut schema: Value = serde_json::from_str(&schema).expect("JSON");
    // The conditions of the schema restate rules.
    schema.as_object_mut().expect("an object").remove("allOf");
    let mut keywords = BTreeSet::new();
    collect_keywords(&schema, &mut keywords);
    let violated = schema_violations();
    let violated = violated.iter().filter_map(|(kind, ..)| kind.strip_prefix("schema-"));
    assert_eq!(violated.map(str::to_owned).collect::<BTreeSet<_>>(), keywords);
}

/// The keywords that constrain values, in a schema and its subschemas.
fn collect_keywords(schema: &Value, keywords: &mut BTreeSet<String>) {
    const ANNOTATIONS: [&str; 8] =
        ["$schema", "$ref", "$defs", "title", "description", "properties", "items", "$comment"];
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(schemas)) => {
                schemas.values().for_each(|schema| collect_keywords(schema, keywords));
            }
            ("anyOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|schema| collect_keywords(schema, keywords));
            }
            ("items", schema) => collect_keywords(schema, keywords),
            _ => {}
        }
        if !ANNOTATIONS.contains(&keyword.as_str()) {
            keywords.insert(keyword.clone());
        }
    }
}

#[test]
fn checked_records_are_sorted_by_slug() {
    let named = |slug: &str| {
        let domain = format!("{slug}.example");
        let text = patched(&[
            ("/slug", json!(slug)),
            ("/name", json!(slug)),
            ("/aliases", json!([])),
            ("/website", json!(format!("https://{domain}"))),
            ("/domains", json!([domain])),
            ("/signals", no_signals()),
        ]);
        (format!("{slug}.json"), text.to_string())
    };
    let files = ["b", "a-b", "a", "a0"].map(named);
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder(&files);
    let records = check_records(&data_paths(folder.path()), today()).expect("valid records").records;
    let slugs: Vec<&str> = records.iter().map(|record| record.slug.as_str()).collect();
    assert_eq!(slugs, ["a", "a-b", "a0", "b"]);
}

#[test]
fn the_real_records_pass_and_the_command_prints_their_number() {
    let files = fs::read_dir(workspace().join("public/vendors")).expect("the records").count();
    let output = site_in(&workspace(), &["check"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{files} records, 0 defects\n"));
    assert!(output.status.success());
}

#[test]
fn the_command_fails_and_prints_one_line_per_defect() {
    let record = patched(&[("/notes", json!("FILL IN")), ("/last_verified", json!("1999-01-01"))]);
    let folder = folder(&[("acme.json", record.to_string())]);
    let output = site_check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.last(), Some(&"1 record, 5 defects"));
    assert_eq!(lines.len(), 6, "{text}");
    let line = lines.iter().find(|line| line.contains("placeholder-text")).expect("a line for the notes");
    let file = folder.path().join("acme.json");
    assert!(line.starts_with(&format!("{}: notes: placeholder-text: ", file.display())), "{line}");
    assert!(line.ends_with("; found: FILL IN"), "{line}");
}

/// Runs `site check` on a folder of records.
pub fn site_check(vendors: &Path) -> std::process::Output {
    site_in(&workspace(), &["check", "--vendors", vendors.to_str().expect("a path in UTF-8")])
}

#[test]
fn a_hostile_record_cannot_send_control_characters_to_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}\n999 records, 0 defects\n\u{202e}\u{9b}31m".repeat(50);
    let record = patched(&[
        ("/name", json!(hostile)),
        ("/website", json!(hostile)),
        ("/baa/status", json!(hostile)),
        ("/notes", json!(hostile)),
        ("/slug", json!(hostile)),
        ("/sources/0/dated", json!(hostile)),
        (&format!("/{}", hostile.replace('/', "")), json!(hostile)),
    ]);
    let folder = folder(&[("acme.json", record.to_string()), ("\u{1b}[2J\n.txt", String::new())]);
    let output = site_check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let hidden = text.chars().find(|c| *c != '\n' && rules::is_hidden(*c));
    assert_eq!(hidden, None, "{text}");
    assert!(text.lines().all(|line| line.chars().count() < 2_500), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("999")), "{text}");
}
