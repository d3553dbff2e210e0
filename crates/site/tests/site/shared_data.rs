//! `site check`: names, domains and signals that several records share, and featured vendors.

use std::path::Path;

use catalog::Slug;
use serde_json::{Value, json};
use site::records::{check_featured, check_records};

use crate::check::{owned, report, today};
use crate::common::{data_paths, folder, no_signals, patched, valid_record};

/// The report on the valid record, another record and these shared files.
fn report_with_shared(
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
        ("/signals", no_signals()),
    ];
    patches.extend(other.iter().cloned());
    let folder = folder(&[
        ("vendors/acme.json", valid_record().to_string()),
        ("vendors/other.json", patched(&patches).to_string()),
        ("corporate-domains.json", corporate.to_string()),
        ("ambiguous-signals.json", ambiguous.to_string()),
    ]);
    report(&folder.path().join("vendors"))
}

#[test]
fn a_name_of_two_records_is_reported_regardless_of_case_accents_and_punctuation() {
    let names = [("/aliases", json!(["road-runner", "Acmé", "Something else"]))];
    let expected = owned([
        ("other.json", "aliases[0]", "duplicate-name"),
        ("other.json", "aliases[1]", "duplicate-name"),
    ]);
    assert_eq!(report_with_shared(&names, &json!({}), &json!({})), expected);
}

/// Bug: a record could pass as another vendor by an invisible character in its name.
#[test]
fn an_invisible_character_in_a_name_is_reported() {
    for hidden in "\u{ffa0}\u{34f}\u{2800}\u{17b4}\u{180b}\u{fff9}\u{e0100}\u{2065}\u{200d}\u{fe0f}".chars() {
        let name = [("/name", json!(format!("Acme{hidden}")))];
        let found = report_with_shared(&name, &json!({}), &json!({}));
        let expected = ("other.json".to_owned(), "name".to_owned(), "hidden-character".to_owned());
        assert!(found.contains(&expected), "{}", hidden.escape_unicode());
    }
}

#[test]
fn a_domain_or_signal_of_two_records_is_reported_unless_it_is_declared_shared() {
    let none = json!({});
    assert_eq!(report_with_shared(&[], &none, &none), []);
    let domains = [("/domains", json!(["other.example", "acme.example"]))];
    let expected = owned([("other.json", "domains[1]", "duplicate-domain")]);
    assert_eq!(report_with_shared(&domains, &none, &none), expected);
    for (kind, pointer, token) in [
        ("packages.npm", "/signals/packages/npm", "@ACME/*"),
        ("env", "/signals/env", "ACME_"),
        ("dns.txt", "/signals/dns/txt", "Acme-Verification="),
        ("csp", "/signals/csp", "*.acme.example"),
    ] {
        let other = [(pointer, json!([token]))];
        let field = format!("signals.{kind}[0]");
        let expected = owned([("other.json", &field, "duplicate-signal")]);
        assert_eq!(report_with_shared(&other, &none, &none), expected, "{kind}");
        let shared = json!({ kind: { token: ["acme", "other"] } });
        assert_eq!(report_with_shared(&other, &none, &shared), [], "{kind} declared shared");
    }
}

#[test]
fn a_variable_prefix_that_matches_a_variable_of_another_record_is_reported() {
    let other = [("/signals/env", json!(["ACME_OTHER_KEY"]))];
    let expected = owned([("acme.json", "signals.env[0]", "duplicate-signal")]);
    assert_eq!(report_with_shared(&other, &json!({}), &json!({})), expected);
}

#[test]
fn shared_files_must_name_existing_records_and_signal_kinds() {
    let none = json!({});
    let corporate = json!({ "fonts.example": [], "shared.example": ["acme", "nobody"] });
    let expected = owned([("corporate-domains.json", "shared.example", "unknown-vendor")]);
    assert_eq!(report_with_shared(&[], &corporate, &none), expected);
    let ambiguous = json!({ "packages.npm": { "shared": ["nobody"] } });
    let expected = owned([("ambiguous-signals.json", "packages.npm.shared", "unknown-vendor")]);
    assert_eq!(report_with_shared(&[], &none, &ambiguous), expected);
    let ambiguous = json!({ "packages.hats": { "shared": ["acme"] } });
    let expected = owned([("ambiguous-signals.json", "packages.hats", "unknown-signal-kind")]);
    assert_eq!(report_with_shared(&[], &none, &ambiguous), expected);
    let expected = owned([("corporate-domains.json", "", "unsupported-value")]);
    assert_eq!(report_with_shared(&[], &json!([]), &none), expected);
}

#[test]
fn a_shared_file_may_name_a_record_that_does_not_parse() {
    let corporate = json!({ "shared.example": ["acme", "other"] });
    let other = [("/phi!", json!(null))];
    let expected = owned([("other.json", "phi", "schema-required")]);
    assert_eq!(report_with_shared(&other, &corporate, &json!({})), expected);
}

#[test]
fn a_corporate_domain_is_no_domain_of_a_record_and_may_be_its_website() {
    let corporate = json!({ "other.example": ["acme", "other"] });
    let expected = owned([("other.json", "domains[0]", "corporate-domain")]);
    assert_eq!(report_with_shared(&[], &corporate, &json!({})), expected);
    let domains = [("/domains", json!([]))];
    assert_eq!(report_with_shared(&domains, &corporate, &json!({})), []);
}

#[test]
fn a_byte_order_mark_in_a_shared_file_hides_no_other_defect() {
    let corporate = json!({ "shared.example": ["nobody"] });
    let folder = folder(&[
        ("vendors/acme.json", valid_record().to_string()),
        ("corporate-domains.json", format!("\u{feff}{corporate}")),
    ]);
    let expected = owned([
        ("corporate-domains.json", "", "byte-order-mark"),
        ("corporate-domains.json", "shared.example", "unknown-vendor"),
    ]);
    assert_eq!(report(&folder.path().join("vendors")), expected);
}

#[test]
fn featured_vendors_must_be_records_and_listed_once() {
    let folder = folder(&[("acme.json", valid_record().to_string())]);
    let records = check_records(&data_paths(folder.path()), today()).expect("a valid record").records;
    let defects = |slugs: &[&str]| {
        let slugs: Vec<Slug> = slugs.iter().map(|slug| Slug::parse(slug).expect("a slug")).collect();
        let defects = check_featured(Path::new("site.json"), &slugs, &records);
        defects.iter().map(|defect| (defect.field.clone(), defect.kind.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(defects(&["acme"]), []);
    assert_eq!(defects(&["nobody", "acme"]), [("featured[0]".to_owned(), "unknown-vendor".to_owned())]);
    assert_eq!(defects(&["acme", "acme"]), [("featured[1]".to_owned(), "duplicate-featured".to_owned())]);
}
