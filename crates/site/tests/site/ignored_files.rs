//! Files that systems and editors leave in the records' folder: every command ignores names that begin with a dot or a
//! number sign, or end with a tilde.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use tempfile::TempDir;

use crate::common::{folder, patched, valid_record, workspace};

/// A project with one record and the files that macOS, vim and Emacs leave next to it.
fn project() -> TempDir {
    let schema = fs::read_to_string(workspace().join("public/vendor.schema.json")).expect("the schema");
    let settings = json!({ "name": "A", "address": "https://a.example", "signup": null });
    // A backup of another vendor's record.
    let zebra = patched(&[("/slug", json!("zebra")), ("/name", json!("Zebra")), ("/aliases", json!([]))]);
    let project = folder(&[
        ("public/vendors/acme.json", valid_record().to_string()),
        ("public/vendors/zebra.json~", zebra.to_string()),
        ("public/vendors/#zebra.json#", zebra.to_string()),
        ("public/vendors/.zebra.json", zebra.to_string()),
        ("public/vendors/.idea/workspace.xml", String::new()),
        ("public/vendor.schema.json", schema),
        ("public/site.json", settings.to_string()),
        ("out/index.html", "<!doctype html><html><head></head><body></body></html>".to_owned()),
    ]);
    let vendors = project.path().join("public/vendors");
    // The first bytes of each file type, which are not UTF-8.
    for (name, bytes) in [
        (".DS_Store", &b"\0\0\0\x01Bud1\xff"[..]),
        ("._acme.json", b"\0\x05\x16\x07\0\x02\0\0Mac OS X\xff"),
        (".acme.json.swp", b"b0VIM 9.0\0\xff"),
    ] {
        fs::write(vendors.join(name), bytes).expect("a file");
    }
    symlink("someone@a.example.123:1", vendors.join(".#acme.json")).expect("a dangling link");
    project
}

fn site(project: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    let output = command.args(arguments).current_dir(project).output().expect("the site command");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_command_ignores_the_files_of_systems_and_editors() {
    let project = project();
    let vendors = project.path().join("public/vendors");
    let before = names(&vendors);
    let checked = site(project.path(), &["check"]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "1 record, 0 defects\n");

    site(project.path(), &["publish", "--out", "out", "--cache", "cache"]);
    let published = names(&project.path().join("out/vendors"));
    assert!(published.iter().all(|name| name.starts_with("acme")), "{published:?}");

    let change = "change acme --field phi --to not_eligible --summary No. --note No. --supports Forbidden";
    let source = "--source https://acme.example/phi --facts phi --publisher vendor --terms none --dated none";
    let scope = "--covered none --excluded none --settings none";
    let change = [change, source, scope];
    site(project.path(), &change.iter().flat_map(|part| part.split(' ')).collect::<Vec<_>>());
    assert_eq!(names(&vendors), before, "no file was added or removed");

    // The name is only in backups.
    site(project.path(), &["new", "Zebra"]);
    assert!(vendors.join("zebra.json").is_file());
}

#[test]
fn a_name_in_a_file_with_a_byte_order_mark_is_taken() {
    let project = project();
    let vendors = project.path().join("public/vendors");
    fs::write(vendors.join("acme.json"), format!("\u{feff}{}", valid_record())).expect("a record");
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    let rejected = command.args(["new", "Roadrunner"]).current_dir(project.path()).output();
    let rejected = rejected.expect("the site command");
    let error = String::from_utf8_lossy(&rejected.stderr);
    assert!(!rejected.status.success() && error.contains("acme.json has it as 'Roadrunner'"), "{error}");
}
