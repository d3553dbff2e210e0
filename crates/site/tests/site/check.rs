//! Every rule has an input that breaks it, and a report names all that is broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{data_files, folder, good_record, patched, workspace};
use directory::{Date, Slug};
use serde_json::{Value, json};
use site::check::{self, DataFiles, Defect, FileRule};

/// File name, field and rule of each defect of a folder, seen on 24 November 2026.
fn report(folder: &Path) -> Vec<(String, String, String)> {
    report_with(&data_files(folder))
}

fn report_with(files: &DataFiles) -> Vec<(String, String, String)> {
    let today = Date::parse("2026-11-24").expect("a day");
    let named = |defect: &Defect| {
        let file = Path::new(&defect.file).file_name().expect("a name").to_string_lossy().into_owned();
        (file, defect.field.clone(), defect.rule.to_string())
    };
    match check::records(files, today) {
        Ok(_) => Vec::new(),
        Err(defects) => defects.list.iter().map(named).collect(),
    }
}

fn report_of(record: &Value) -> Vec<(String, String)> {
    let folder = folder(&[("acme.json", record.to_string())]);
    let report = report(folder.path());
    assert!(report.iter().all(|(file, _, _)| file == "acme.json"), "{report:?}");
    report.into_iter().map(|(_, field, rule)| (field, rule)).collect()
}

/// A rule, the field where the report must name it, and the patches to the good record that break it.
type Failing = (&'static str, &'static str, Vec<(&'static str, Value)>);

/// Inputs that break one rule of `directory::rules` each, and nothing else.
fn broken_rules() -> Vec<Failing> {
    let unknown_baa = [
        ("/baa/status", json!("unknown")),
        ("/baa/plans", json!([])),
        ("/baa/route", json!(null)),
        ("/baa/url", json!(null)),
        ("/confidence", json!("low")),
        ("/changes", json!([])),
    ];
    let unknown = |more: &[(&'static str, Value)]| -> Vec<(&'static str, Value)> {
        unknown_baa.iter().chain(more).cloned().collect()
    };
    vec![
        ("plain-text", "name", vec![("/name", json!("Ac\u{202e}me"))]),
        ("plain-text", "baa.summary", vec![("/baa/summary", json!("Yes.\nNo."))]),
        ("plain-text", "changes[2].note", vec![("/changes/2/note", json!("\u{2066}Stated."))]),
        // XML cannot say it: a feed with it would be none.
        ("plain-text", "notes", vec![("/notes", json!("Acme\u{fffe} was bought."))]),
        ("trimmed", "phi.summary", vec![("/phi/summary", json!(" PHI."))]),
        ("trimmed", "sources[1].supports", vec![("/sources/1/supports", json!("SOC 2 Type II\u{a0}"))]),
        ("filled-in", "notes", vec![("/notes", json!("FILL IN: notes"))]),
        ("alias-adds-a-name", "aliases[1]", vec![("/aliases/1", json!("Ac-me"))]),
        ("alias-adds-a-name", "aliases[1]", vec![("/aliases/1", json!("ACME.cloud"))]),
        ("not-in-future", "last_verified", vec![("/last_verified", json!("2026-11-25"))]),
        ("not-in-future", "sources[0].dated", vec![("/sources/0/dated", json!("2026-11-25"))]),
        ("not-in-future", "changes[0].date", vec![("/changes/0/date", json!("2026-11-25"))]),
        ("not-after-verified", "sources[0].dated", vec![("/sources/0/dated", json!("2026-11-21"))]),
        ("not-after-verified", "changes[0].date", vec![("/changes/0/date", json!("2026-11-21"))]),
        ("plan-gated-names-plan", "baa.plans", vec![("/baa/plans", json!([]))]),
        ("plans-differ", "baa.plans[1]", vec![("/baa/plans", json!(["Enterprise", "enterprise"]))]),
        ("route-needs-baa", "baa.route", unknown(&[("/baa/route", json!("sales"))])),
        ("route-needs-baa", "baa.url", unknown(&[("/baa/url", json!("https://acme.example/baa"))])),
        ("route-needs-baa", "baa.plans", unknown(&[("/baa/plans", json!(["Enterprise"]))])),
        (
            "no-baa-no-phi",
            "phi.status",
            unknown(&[("/baa/status", json!("not_available")), ("/phi/status", json!("eligible"))]),
        ),
        ("not-stated-is-low", "confidence", unknown(&[("/confidence", json!("medium"))])),
        (
            "status-without-source",
            "baa.status",
            vec![("/sources/0/facts", json!(["phi"])), ("/confidence", json!("low"))],
        ),
        ("status-without-source", "phi.status", vec![("/sources/0/facts", json!(["baa"]))]),
        ("status-without-source", "soc2.status", vec![("/sources/1/facts", json!(["other"]))]),
        ("high-without-vendor-source", "confidence", vec![("/sources/0/publisher", json!("third_party"))]),
        ("plan-both-ways", "baa.excluded_plans[0]", vec![("/baa/excluded_plans", json!(["enterprise"]))]),
        ("scope-both-ways", "phi.excluded[0]", vec![("/phi/excluded", json!(["Acme files"]))]),
        ("website-outside-domains", "website", vec![("/website", json!("https://notacme.example"))]),
        ("sources-differ", "sources[1].url", vec![("/sources/1/url", json!("https://acme.example/hipaa/"))]),
        ("soc2-has-its-field", "certifications[0]", vec![("/certifications/0", json!("SOC 2 Type II"))]),
        (
            "change-changes",
            "changes[2].to",
            vec![("/changes/2/from", json!("on_request")), ("/changes/2/to", json!("on_request"))],
        ),
        ("change-has-statuses", "changes[1].from", vec![("/changes/1/from", json!("maybe"))]),
        ("changes-in-order", "changes[1].date", vec![("/changes/1/date", json!("2026-10-02"))]),
        (
            "one-change-a-day",
            "changes[0].date",
            vec![("/changes/2/date", json!("2026-10-01")), ("/changes/1/date", json!("2026-10-01"))],
        ),
        ("changes-connect", "changes[0].from", vec![("/changes/0/from", json!("unknown"))]),
        ("changes-reach-today", "changes[1].to", vec![("/changes/1/to", json!("eligible"))]),
    ]
}

/// Inputs that depart from the schema, by keyword.
fn broken_form() -> Vec<Failing> {
    vec![
        ("schema-additionalProperties", "baa.color", vec![("/baa/color", json!(1))]),
        ("schema-anyOf", "baa.url", vec![("/baa/url", json!("http://acme.example"))]),
        ("schema-anyOf", "sources[0].dated", vec![("/sources/0/dated", json!("2026-02-30"))]),
        ("schema-const", "schema", vec![("/schema", json!(3))]),
        (
            "schema-maxItems",
            "sources[0].terms",
            vec![("/sources/0/terms", json!(["one", "two", "three", "four", "five", "six"]))],
        ),
        (
            "schema-minItems",
            "sources[1].facts",
            vec![("/sources/1/facts", json!([])), ("/soc2/status", json!("unknown"))],
        ),
        ("schema-enum", "baa.status", vec![("/baa/status", json!("maybe"))]),
        ("schema-enum", "phi.status", vec![("/phi/status", json!("yes"))]),
        ("schema-enum", "soc2.status", vec![("/soc2/status", json!("type_3"))]),
        ("schema-enum", "category", vec![("/category", json!("hats"))]),
        ("schema-enum", "baa.route", vec![("/baa/route", json!("fax"))]),
        ("schema-format", "last_verified", vec![("/last_verified", json!("2026-02-30"))]),
        ("schema-maxLength", "name", vec![("/name", json!("a".repeat(10_000)))]),
        ("schema-minLength", "baa.summary", vec![("/baa/summary", json!(""))]),
        ("schema-pattern", "website", vec![("/website", json!("javascript:alert(1)"))]),
        ("schema-required", "phi.summary", vec![("/phi/summary!", json!(null))]),
        ("schema-required", "links", vec![("/links!", json!(null))]),
        ("schema-type", "aliases", vec![("/aliases", json!("Roadrunner"))]),
        ("schema-uniqueItems", "certifications", vec![("/certifications", json!(["PCI DSS", "PCI DSS"]))]),
    ]
}

#[test]
fn the_good_record_breaks_nothing() {
    assert_eq!(report_of(&good_record()), []);
}

#[test]
fn each_rule_is_named_with_its_field_when_it_is_broken() {
    for (rule, field, patches) in broken_rules().into_iter().chain(broken_form()) {
        let found = report_of(&patched(&patches));
        assert_eq!(found, [(field.to_owned(), rule.to_owned())], "{patches:?}");
    }
}

#[test]
fn a_second_record_does_not_pass_as_another_by_a_character_that_nobody_sees() {
    for hidden in "\u{ffa0}\u{34f}\u{2800}\u{17b4}\u{180b}\u{fff9}\u{e0100}\u{2065}\u{200d}\u{fe0f}".chars() {
        let twin = patched(&[
            ("/slug", json!("acme-2")),
            ("/name", json!(format!("Acme{hidden}"))),
            ("/aliases", json!([])),
        ]);
        let folder = folder(&[("acme.json", good_record().to_string()), ("acme-2.json", twin.to_string())]);
        let plain_text = ("acme-2.json".to_owned(), "name".to_owned(), "plain-text".to_owned());
        assert!(report(folder.path()).contains(&plain_text), "{}", hidden.escape_unicode());
    }
}

#[test]
fn no_rule_of_the_directory_is_without_an_input_that_breaks_it() {
    let broken = broken_rules();
    let broken: BTreeSet<&str> = broken.iter().map(|(rule, _, _)| *rule).collect();
    let all = directory::rules::Rule::ALL.iter().map(|rule| rule.key());
    // These take two records, or what is shared: see below. Two are of `renamed.json`.
    const BETWEEN: [&str; 9] = [
        "name-is-free",
        "corporate-domain",
        "duplicate-domain",
        "duplicate-signal",
        "unknown-vendor",
        "duplicate-featured",
        "unknown-signal-kind",
        "renamed-slug-in-use",
        "renamed-to-no-record",
    ];
    let all: BTreeSet<&str> = all.filter(|key| !BETWEEN.contains(key)).collect();
    assert_eq!(broken, all);
}

#[test]
fn no_keyword_of_the_schema_is_without_an_input_that_breaks_it() {
    let schema = fs::read_to_string(workspace().join("public/vendor.schema.json")).expect("the schema");
    let mut schema: Value = serde_json::from_str(&schema).expect("JSON");
    // What the schema asks for under conditions is said by the rules; see the test of conditions.
    schema.as_object_mut().expect("an object").remove("allOf");
    let mut keywords = BTreeSet::new();
    collect_keywords(&schema, &mut keywords);
    let broken = broken_form();
    let broken: BTreeSet<&str> =
        broken.iter().filter_map(|(rule, ..)| rule.strip_prefix("schema-")).collect();
    let broken: BTreeSet<String> = broken.into_iter().map(str::to_owned).collect();
    assert_eq!(broken, keywords);
}

/// The keywords that ask for something, in a schema and what it holds.
fn collect_keywords(schema: &Value, keywords: &mut BTreeSet<String>) {
    const ABOUT: [&str; 8] =
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
        if !ABOUT.contains(&keyword.as_str()) {
            keywords.insert(keyword.clone());
        }
    }
}

#[test]
fn two_records_with_names_alike_are_named() {
    let other = patched(&[
        ("/slug", json!("other")),
        ("/name", json!("Other")),
        ("/aliases", json!(["road-runner", "Acmé", "Something else"])),
        ("/website", json!("https://other.example")),
        ("/domains", json!(["other.example"])),
        ("/signals", nothing()),
    ]);
    let folder = folder(&[("acme.json", good_record().to_string()), ("other.json", other.to_string())]);
    let name_is_free = |field: &str| ("other.json".to_owned(), field.to_owned(), "name-is-free".to_owned());
    assert_eq!(report(folder.path()), [name_is_free("aliases[0]"), name_is_free("aliases[1]")]);
}

fn nothing() -> Value {
    json!({ "packages": {}, "env": [], "dns": {}, "csp": [] })
}

/// File, field and rule of each defect of the good record beside another one and these shared files.
fn report_beside(
    other: &[(&str, Value)],
    corporate: &Value,
    ambiguous: &Value,
) -> Vec<(String, String, String)> {
    let mut patches = vec![
        ("/slug", json!("other")),
        ("/name", json!("Other")),
        ("/aliases", json!([])),
        ("/website", json!("https://other.example")),
        ("/domains", json!(["other.example"])),
        ("/signals", nothing()),
    ];
    patches.extend(other.iter().cloned());
    let folder = folder(&[
        ("vendors/acme.json", good_record().to_string()),
        ("vendors/other.json", patched(&patches).to_string()),
        ("corporate-domains.json", corporate.to_string()),
        ("ambiguous-signals.json", ambiguous.to_string()),
    ]);
    report(&folder.path().join("vendors"))
}

#[test]
fn a_domain_or_a_signal_of_two_records_is_named_unless_it_is_declared_shared() {
    let none = json!({});
    let named =
        |file: &str, field: &str, rule: &str| vec![(file.to_owned(), field.to_owned(), rule.to_owned())];
    assert_eq!(report_beside(&[], &none, &none), []);
    let domains = [("/domains", json!(["other.example", "acme.example"]))];
    assert_eq!(report_beside(&domains, &none, &none), named("other.json", "domains[1]", "duplicate-domain"));
    for (kind, pointer, token) in [
        ("packages.npm", "/signals/packages/npm", "@ACME/*"),
        ("env", "/signals/env", "ACME_"),
        ("dns.txt", "/signals/dns/txt", "Acme-Verification="),
        ("csp", "/signals/csp", "*.acme.example"),
    ] {
        let other = [(pointer, json!([token]))];
        let defect = named("other.json", &format!("signals.{kind}[0]"), "duplicate-signal");
        assert_eq!(report_beside(&other, &none, &none), defect, "{kind}");
        let shared = json!({ kind: { token: ["acme", "other"] } });
        assert_eq!(report_beside(&other, &none, &shared), [], "{kind} declared shared");
    }
    // The prefix of one takes the variable of the other.
    let other = [("/signals/env", json!(["ACME_OTHER_KEY"]))];
    assert_eq!(report_beside(&other, &none, &none), named("acme.json", "signals.env[0]", "duplicate-signal"));
}

#[test]
fn shared_domains_and_signals_name_records_and_kinds_that_there_are() {
    let named =
        |file: &str, field: &str, rule: &str| vec![(file.to_owned(), field.to_owned(), rule.to_owned())];
    let none = json!({});
    let corporate = json!({ "fonts.example": [], "shared.example": ["acme", "nobody"] });
    let defect = named("corporate-domains.json", "shared.example", "unknown-vendor");
    assert_eq!(report_beside(&[], &corporate, &none), defect);
    let corporate = json!({ "other.example": ["acme", "other"] });
    let defect = named("other.json", "domains[0]", "corporate-domain");
    assert_eq!(report_beside(&[], &corporate, &none), defect);
    // A corporate domain of the vendor is enough for its website.
    let domains = [("/domains", json!([]))];
    assert_eq!(report_beside(&domains, &corporate, &none), []);
    let ambiguous = json!({ "packages.npm": { "shared": ["nobody"] } });
    let defect = named("ambiguous-signals.json", "packages.npm.shared", "unknown-vendor");
    assert_eq!(report_beside(&[], &none, &ambiguous), defect);
    let ambiguous = json!({ "packages.hats": { "shared": ["acme"] } });
    let defect = named("ambiguous-signals.json", "packages.hats", "unknown-signal-kind");
    assert_eq!(report_beside(&[], &none, &ambiguous), defect);
    assert_eq!(report_beside(&[], &json!([]), &none), named("corporate-domains.json", ".", "program-reads"));
}

#[test]
fn a_byte_order_mark_before_shared_domains_is_named_and_what_follows_is_read() {
    let corporate = json!({ "shared.example": ["nobody"] });
    let folder = folder(&[
        ("vendors/acme.json", good_record().to_string()),
        ("corporate-domains.json", format!("\u{feff}{corporate}")),
    ]);
    let found = report(&folder.path().join("vendors"));
    let rules: Vec<&str> = found.iter().map(|(_, _, rule)| rule.as_str()).collect();
    assert_eq!(rules.len(), 2, "{found:?}");
    assert!(found.iter().all(|(file, _, _)| file == "corporate-domains.json"), "{found:?}");
    assert!(rules.contains(&"byte-order-mark") && rules.contains(&"unknown-vendor"), "{found:?}");
}

#[test]
fn featured_vendors_are_records_and_each_is_named_once() {
    let folder = folder(&[("acme.json", good_record().to_string())]);
    let today = Date::parse("2026-11-24").expect("a day");
    let records = check::records(&data_files(folder.path()), today).expect("a good record").records;
    let slugs =
        |slugs: &[&str]| slugs.iter().map(|slug| Slug::parse(slug).expect("a slug")).collect::<Vec<_>>();
    let defects = |featured: &[&str]| {
        let defects = check::featured_defects(Path::new("site.json"), &slugs(featured), &records);
        defects.iter().map(|defect| (defect.field.clone(), defect.rule.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(defects(&["acme"]), []);
    assert_eq!(defects(&["nobody", "acme"]), [("featured[0]".to_owned(), "unknown-vendor".to_owned())]);
    assert_eq!(defects(&["acme", "acme"]), [("featured[1]".to_owned(), "duplicate-featured".to_owned())]);
}

/// A rule, the file that the report must name, and the files that break it.
type FailingFiles = (FileRule, &'static str, Vec<(&'static str, String)>);

fn broken_files() -> Vec<FailingFiles> {
    let good = good_record().to_string();
    let twice =
        good.replacen("\"status\":\"plan_gated\"", "\"status\":\"available\",\"status\":\"plan_gated\"", 1);
    let user = patched(&[("/website", json!("https://bank.example@acme.example/"))]).to_string();
    vec![
        (FileRule::OnlyRecords, "notes.txt", vec![("acme.json", good.clone()), ("notes.txt", String::new())]),
        (FileRule::OnlyRecords, "more", vec![("acme.json", good.clone()), ("more/acme.json", good.clone())]),
        (
            FileRule::OnlyRecords,
            "x.json",
            vec![("acme.json", good.clone()), ("x.json/acme.json", good.clone())],
        ),
        (FileRule::Json, "acme.json", vec![("acme.json", "<!doctype html>".to_owned())]),
        (FileRule::Json, "acme.json", vec![("acme.json", good[..good.len() / 2].to_owned())]),
        (FileRule::Json, "acme.json", vec![("acme.json", format!("{good}{good}"))]),
        (FileRule::Json, "acme.json", vec![("acme.json", "[".repeat(100_000))]),
        (FileRule::Json, "acme.json", vec![("acme.json", String::new())]),
        (FileRule::ByteOrderMark, "acme.json", vec![("acme.json", format!("\u{feff}{good}"))]),
        (FileRule::KeysDiffer, "acme.json", vec![("acme.json", twice)]),
        (FileRule::FileNamesSlug, "other.json", vec![("other.json", good)]),
        (FileRule::ProgramReads, "acme.json", vec![("acme.json", user)]),
        (FileRule::HasRecords, "", vec![]),
    ]
}

#[test]
fn a_file_that_is_no_record_is_named() {
    for (rule, name, files) in broken_files() {
        let folder = folder(&files);
        let report = report(folder.path());
        let rules: Vec<&str> = report.iter().map(|(_, _, rule)| rule.as_str()).collect();
        assert_eq!(rules, [rule.key()]);
        assert!(name.is_empty() || report[0].0 == name, "{report:?}");
    }
}

#[test]
fn a_byte_order_mark_hides_no_other_defect() {
    let record = patched(&[("/notes", json!("FILL IN")), ("/website", json!("ftp://acme.example"))]);
    let folder =
        folder(&[("acme.json", format!("\u{feff}{record}")), ("other.json", "\u{feff}{".to_owned())]);
    let expected = [
        ("acme.json", "", "byte-order-mark"),
        ("acme.json", "notes", "filled-in"),
        ("acme.json", "website", "schema-pattern"),
        ("other.json", "", "byte-order-mark"),
        ("other.json", "", "json"),
    ];
    let expected = expected.map(|(file, field, rule)| (file.to_owned(), field.to_owned(), rule.to_owned()));
    assert_eq!(report(folder.path()), expected);
}

#[test]
fn utf_16_is_named_by_its_mark() {
    let folder = folder(&[]);
    let text = good_record().to_string();
    for (mark, bytes) in [
        ([0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ([0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        fs::write(folder.path().join("acme.json"), [&mark[..], &bytes].concat()).expect("a file");
        let output = site_check(folder.path());
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("utf-8: the text is UTF-8; found: UTF-16, by its byte order mark"), "{text}");
    }
}

#[test]
fn text_in_another_encoding_is_named() {
    let folder = folder(&[]);
    let latin_1 = good_record()
        .to_string()
        .replace("Roadrunner.", "Rüdrunner.")
        .chars()
        .map(|c| c as u8)
        .collect::<Vec<_>>();
    fs::write(folder.path().join("acme.json"), latin_1).expect("a file");
    assert_eq!(
        report(folder.path()),
        [("acme.json".to_owned(), String::new(), FileRule::Utf8.key().to_owned())]
    );
}

#[test]
fn a_folder_or_schema_that_is_not_there_or_none_is_named() {
    let folder =
        folder(&[("acme.json", good_record().to_string()), ("wrong.schema", "{\"type\": 7}".to_owned())]);
    let missing = folder.path().join("missing");
    let rule = |report: Vec<(String, String, String)>| {
        report.into_iter().map(|(_, _, rule)| rule).collect::<Vec<_>>()
    };
    assert_eq!(rule(report(&missing)), [FileRule::Readable.key()]);
    assert_eq!(
        rule(report_with(&DataFiles { schema: missing, ..data_files(folder.path()) })),
        [FileRule::Readable.key()]
    );
    let wrong = folder.path().join("wrong.schema");
    assert_eq!(
        rule(report_with(&DataFiles { schema: wrong, ..data_files(folder.path()) })),
        [FileRule::SchemaCompiles.key()]
    );
}

#[test]
fn no_rule_about_files_is_without_an_input_that_breaks_it() {
    let mut broken: Vec<FileRule> = broken_files().into_iter().map(|(rule, ..)| rule).collect();
    // Those have tests of their own above.
    broken.extend([FileRule::Utf8, FileRule::Readable, FileRule::SchemaCompiles]);
    for rule in FileRule::ALL {
        assert!(broken.contains(rule), "{}", rule.key());
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let folder = folder(&[("acme.json", good_record().to_string())]);
    std::os::unix::fs::symlink("acme.json", folder.path().join("link.json")).expect("a link");
    let rule = FileRule::OnlyRecords.key().to_owned();
    assert_eq!(report(folder.path()), [("link.json".to_owned(), String::new(), rule)]);
}

#[test]
fn a_condition_that_only_the_schema_knows_is_named() {
    let schema = json!({
        "if": { "properties": { "category": { "const": "cloud" } } },
        "then": { "properties": { "aliases": { "minItems": 9 } } }
    });
    let schema = folder(&[("schema.json", schema.to_string())]);
    let folder = folder(&[("acme.json", good_record().to_string())]);
    let expected = ("acme.json".to_owned(), "aliases".to_owned(), "schema-minItems".to_owned());
    let schema = schema.path().join("schema.json");
    assert_eq!(report_with(&DataFiles { schema, ..data_files(folder.path()) }), [expected]);
}

#[test]
fn all_defects_of_all_files_are_named_at_once() {
    let acme = patched(&[
        ("/website", json!("http://acme.example")),
        ("/sources/1/url", json!("ftp://acme.example")),
        ("/phi!", json!(null)),
        ("/baa/status", json!("maybe")),
        ("/last_verified", json!("2027-01-01")),
        ("/notes", json!("FILL IN: notes")),
        ("/colour", json!("red")),
    ]);
    let other = patched(&[
        ("/slug", json!("other")),
        ("/name", json!("Other")),
        ("/aliases", json!(["Roadrunner"])),
        ("/category", json!(7)),
        ("/domains", json!(["other.example", "acme.example"])),
        ("/signals", nothing()),
    ]);
    let folder = folder(&[
        ("acme.json", acme.to_string()),
        ("broken.json", "{".to_owned()),
        ("other.json", other.to_string()),
    ]);
    let expected = [
        ("acme.json", "baa.status", "schema-enum"),
        ("acme.json", "colour", "schema-additionalProperties"),
        ("acme.json", "last_verified", "not-in-future"),
        ("acme.json", "notes", "filled-in"),
        ("acme.json", "phi", "schema-required"),
        ("acme.json", "sources[1].url", "schema-pattern"),
        ("acme.json", "website", "schema-pattern"),
        ("broken.json", "", "json"),
        ("other.json", "aliases[0]", "name-is-free"),
        ("other.json", "category", "schema-enum"),
        ("other.json", "domains[1]", "duplicate-domain"),
    ];
    let expected = expected.map(|(file, field, rule)| (file.to_owned(), field.to_owned(), rule.to_owned()));
    assert_eq!(report(folder.path()), expected);
}

/// Patches to the good record that depart from the schema, each with the field where the report must name that: every
/// input of [`broken_form`], and more that the program cannot read.
fn departures() -> Vec<Failing> {
    let mut all = broken_form();
    all.extend([
        ("schema-required", "name", vec![("/name!", json!(null))]),
        ("schema-type", "aliases[0]", vec![("/aliases/0", json!(7))]),
        ("schema-anyOf", "baa.url", vec![("/baa/url", json!(7))]),
        ("schema-type", "baa.plans", vec![("/baa/plans", json!("Enterprise"))]),
        ("schema-required", "changes[1].note", vec![("/changes/1/note!", json!(null))]),
        ("schema-format", "changes[2].date", vec![("/changes/2/date", json!("2025-02-30"))]),
        ("schema-enum", "changes[1].field", vec![("/changes/1/field", json!("price"))]),
        ("schema-type", "changes[2].from", vec![("/changes/2/from", json!(7))]),
        ("schema-pattern", "sources[1].url", vec![("/sources/1/url", json!("ftp://acme.example"))]),
        ("schema-minLength", "sources[0].supports", vec![("/sources/0/supports", json!("BAA"))]),
        ("schema-enum", "confidence", vec![("/confidence", json!("sure"))]),
        ("schema-enum", "soc2.status", vec![("/soc2/status", json!(null))]),
    ]);
    all
}

/// Which rules may not speak where a field cannot be read, because they compare it with the field that they name.
fn is_unknowable(rule: &str, field: &str, unread: &str) -> bool {
    match rule {
        "alias-adds-a-name" => unread == "name" || unread == "aliases[0]",
        "not-after-verified" => unread == "last_verified",
        "plan-gated-names-plan" | "route-needs-baa" | "no-baa-no-phi" | "not-stated-is-low" => {
            unread == "baa.status"
        }
        // What the next change of the same field says, and of which field it is.
        "one-change-a-day" | "changes-connect" => unread == "changes[1].field" || unread == "changes[2].date",
        "changes-reach-today" => unread == "changes[1].field" || unread == "phi.status",
        "change-has-statuses" => unread == "changes[1].field",
        "change-changes" => unread == "changes[2].from",
        "plan-both-ways" => unread == "baa.plans",
        // What a source that cannot be read supports, and whose it is.
        "status-without-source" | "high-without-vendor-source" => {
            unread == field || unread == "sources[0].dated" || unread == "sources[1].url"
        }
        _ => false,
    }
}

#[test]
fn a_departure_from_the_schema_hides_no_other_defect_that_can_be_known() {
    let touches = |one: &[(&str, Value)], other: &[(&str, Value)]| {
        let plain = |pointer: &str| pointer.trim_end_matches('!').to_owned() + "/";
        one.iter().any(|(one, _)| {
            let one = plain(one);
            other.iter().any(|(other, _)| one.starts_with(&plain(other)) || plain(other).starts_with(&one))
        })
    };
    let all: Vec<Failing> = departures().into_iter().chain(broken_rules()).collect();
    let mut files = Vec::new();
    let mut expected = BTreeSet::new();
    for departure in departures() {
        for other in all.iter().filter(|other| !touches(&departure.2, &other.2)) {
            let slug = format!("acme-{}", files.len());
            let patches = [departure.2.clone(), other.2.clone(), vec![("/slug", json!(slug))]].concat();
            let file = format!("{slug}.json");
            for (rule, field, _) in [&departure, other] {
                if !is_unknowable(rule, field, departure.1) {
                    expected.insert((file.clone(), (*field).to_owned(), (*rule).to_owned()));
                }
            }
            files.push((file, patched(&patches).to_string()));
        }
    }
    assert!(files.len() > 1_000, "{} records", files.len());
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder(&files);
    let found: BTreeSet<_> = report(folder.path()).into_iter().collect();
    let text = |file: &str| fs::read_to_string(folder.path().join(file)).expect("a record");
    let hidden: Vec<_> =
        expected.difference(&found).map(|(file, field, rule)| (field, rule, text(file))).collect();
    assert!(hidden.is_empty(), "{} are hidden: {:#?}", hidden.len(), hidden.first());
}

#[test]
fn an_address_that_is_too_long_and_no_plain_one_is_named_for_both() {
    let url = json!(format!("https://user@acme.example/{}", "a".repeat(400)));
    let record = patched(&[("/website", url.clone()), ("/baa/url", url.clone()), ("/sources/0/url", url)]);
    let expected = [
        ("baa.url", "program-reads"),
        ("baa.url", "schema-anyOf"),
        ("sources[0].url", "program-reads"),
        ("sources[0].url", "schema-maxLength"),
        ("website", "program-reads"),
        ("website", "schema-maxLength"),
    ];
    assert_eq!(report_of(&record), expected.map(|(field, rule)| (field.to_owned(), rule.to_owned())));
}

#[test]
fn good_records_come_by_slug() {
    let named = |slug: &str| {
        let domain = format!("{slug}.example");
        let text = patched(&[
            ("/slug", json!(slug)),
            ("/name", json!(slug)),
            ("/aliases", json!([])),
            ("/website", json!(format!("https://{domain}"))),
            ("/domains", json!([domain])),
            ("/signals", nothing()),
        ]);
        (format!("{slug}.json"), text.to_string())
    };
    let files = ["b", "a-b", "a", "a0"].map(named);
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder(&files);
    let today = Date::parse("2026-11-24").expect("a day");
    let records = check::records(&data_files(folder.path()), today).expect("good records").records;
    let slugs: Vec<&str> = records.iter().map(|record| record.slug.as_str()).collect();
    assert_eq!(slugs, ["a", "a-b", "a0", "b"]);
}

fn site_check(vendors: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.arg("check").current_dir(workspace()).arg("--vendors").arg(vendors);
    command.output().expect("the site command")
}

#[test]
fn the_real_records_pass_and_the_command_says_how_many() {
    let files = fs::read_dir(workspace().join("public/vendors")).expect("the records").count();
    let output = Command::new(env!("CARGO_BIN_EXE_site"))
        .arg("check")
        .current_dir(workspace())
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{files} records, 0 defects\n"));
    assert!(output.status.success());
}

#[test]
fn the_command_fails_and_prints_a_line_for_each_defect() {
    let record = patched(&[("/notes", json!("FILL IN")), ("/last_verified", json!("1999-01-01"))]);
    let folder = folder(&[("acme.json", record.to_string())]);
    let output = site_check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.last(), Some(&"1 record, 5 defects"));
    assert_eq!(lines.len(), 6, "{text}");
    let line = lines.iter().find(|line| line.contains("filled-in")).expect("a line for the notes");
    let file = folder.path().join("acme.json");
    assert!(line.starts_with(&format!("{}: notes: filled-in: ", file.display())), "{line}");
    assert!(line.ends_with("; found: FILL IN"), "{line}");
}

#[test]
fn a_hostile_record_cannot_speak_to_the_terminal() {
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
    let shown = text.chars().find(|c| *c != '\n' && directory::rules::is_hidden(*c));
    assert_eq!(shown, None, "{text}");
    assert!(text.lines().all(|line| line.chars().count() < 2_500), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("999")), "{text}");
}
