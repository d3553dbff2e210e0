//! `site check`: problems with files that are independent of the records in them.

use std::fs;

use serde_json::json;
use site::records::{DataPaths, FileProblem};

use crate::check::{owned, report, report_with, site_check};
use crate::common::{data_paths, folder, patched, valid_record};

/// A problem, the file that the report must name, and the files that cause it.
type InvalidFiles = (FileProblem, &'static str, Vec<(&'static str, String)>);

fn invalid_files() -> Vec<InvalidFiles> {
    let valid = valid_record().to_string();
    let duplicate =
        valid.replacen("\"status\":\"plan_gated\"", "\"status\":\"available\",\"status\":\"plan_gated\"", 1);
    let user = patched(&[("/website", json!("https://bank.example@acme.example/"))]).to_string();
    let acme = || ("acme.json", valid.clone());
    vec![
        (FileProblem::UnexpectedFile, "notes.txt", vec![acme(), ("notes.txt", String::new())]),
        (FileProblem::UnexpectedFile, "more", vec![acme(), ("more/acme.json", valid.clone())]),
        (FileProblem::UnexpectedFile, "x.json", vec![acme(), ("x.json/acme.json", valid.clone())]),
        (FileProblem::NotJson, "acme.json", vec![("acme.json", "<!doctype html>".to_owned())]),
        (FileProblem::NotJson, "acme.json", vec![("acme.json", valid[..valid.len() / 2].to_owned())]),
        (FileProblem::NotJson, "acme.json", vec![("acme.json", String::new())]),
        (FileProblem::ByteOrderMark, "acme.json", vec![("acme.json", format!("\u{feff}{valid}"))]),
        (FileProblem::DuplicateKey, "acme.json", vec![("acme.json", duplicate)]),
        (FileProblem::FileNameMismatch, "other.json", vec![("other.json", valid.clone())]),
        (FileProblem::UnsupportedValue, "acme.json", vec![("acme.json", user)]),
        (FileProblem::NoRecords, "", vec![]),
    ]
}

#[test]
fn each_problem_is_reported_with_its_file() {
    for (problem, name, files) in invalid_files() {
        let folder = folder(&files);
        let report = report(folder.path());
        let kinds: Vec<&str> = report.iter().map(|(_, _, kind)| kind.as_str()).collect();
        assert_eq!(kinds, [problem.key()]);
        assert!(name.is_empty() || report[0].0 == name, "{report:?}");
    }
}

#[test]
fn every_problem_has_an_input_that_causes_it() {
    let mut caused: Vec<FileProblem> = invalid_files().into_iter().map(|(problem, ..)| problem).collect();
    // These have tests of their own below.
    caused.extend([FileProblem::NotUtf8, FileProblem::Unreadable, FileProblem::InvalidSchema]);
    for problem in FileProblem::ALL {
        assert!(caused.contains(problem), "{}", problem.key());
    }
}

#[test]
fn a_duplicate_key_is_reported_with_its_path() {
    let text = valid_record().to_string().replacen("\"dated\":null", "\"dated\":null,\"dated\":null", 1);
    let folder = folder(&[("acme.json", text)]);
    assert_eq!(report(folder.path()), owned([("acme.json", "sources[1].dated", "duplicate-key")]));
}

#[test]
fn a_byte_order_mark_hides_no_other_defect() {
    let record = patched(&[("/notes", json!("FILL IN")), ("/color", json!("red"))]);
    let folder =
        folder(&[("acme.json", format!("\u{feff}{record}")), ("other.json", "\u{feff}{".to_owned())]);
    let expected = owned([
        ("acme.json", "", "byte-order-mark"),
        ("acme.json", "color", "schema-additionalProperties"),
        ("acme.json", "notes", "placeholder-text"),
        ("other.json", "", "byte-order-mark"),
        ("other.json", "", "not-json"),
    ]);
    assert_eq!(report(folder.path()), expected);
}

#[test]
fn utf_16_is_recognized_by_its_byte_order_mark() {
    let folder = folder(&[]);
    let text = valid_record().to_string();
    for (mark, bytes) in [
        ([0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ([0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        fs::write(folder.path().join("acme.json"), [&mark[..], &bytes].concat()).expect("a file");
        let output = site_check(folder.path());
        let text = String::from_utf8_lossy(&output.stdout);
        let expected = "not-utf-8: the text must be UTF-8; found: UTF-16, by its byte order mark";
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn text_in_another_encoding_is_reported() {
    let folder = folder(&[]);
    let text = valid_record().to_string().replace("Roadrunner.", "Rüdrunner.");
    let latin_1: Vec<u8> = text.chars().map(|c| c as u8).collect();
    fs::write(folder.path().join("acme.json"), latin_1).expect("a file");
    assert_eq!(report(folder.path()), owned([("acme.json", "", "not-utf-8")]));
}

#[test]
fn a_missing_folder_and_a_missing_or_invalid_schema_are_reported() {
    let folder =
        folder(&[("acme.json", valid_record().to_string()), ("invalid.schema", "{\"type\": 7}".to_owned())]);
    let kinds = |report: Vec<(String, String, String)>| {
        report.into_iter().map(|(_, _, kind)| kind).collect::<Vec<_>>()
    };
    let missing = folder.path().join("missing");
    assert_eq!(kinds(report(&missing)), ["unreadable"]);
    for (schema, kind) in [(missing, "unreadable"), (folder.path().join("invalid.schema"), "invalid-schema")]
    {
        let paths = DataPaths { schema, ..data_paths(folder.path()) };
        assert_eq!(kinds(report_with(&paths)), [kind]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_reported_and_not_followed() {
    let folder = folder(&[("acme.json", valid_record().to_string())]);
    std::os::unix::fs::symlink("acme.json", folder.path().join("link.json")).expect("a link");
    assert_eq!(report(folder.path()), owned([("link.json", "", "unexpected-file")]));
}
