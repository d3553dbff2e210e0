//! `site sample`: generated records are valid, reproducible, and never in the folder of researched ones.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use catalog::{Bundle, Listing, Record};

use crate::common::workspace;

fn site(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.current_dir(workspace()).args(arguments).output().expect("the site command")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn records(folder: &Path) -> Vec<Record> {
    let files = fs::read_dir(folder).expect("the folder");
    let records = files.map(|file| {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a record");
        serde_json::from_str::<Record>(&text).expect("a record")
    });
    let mut records: Vec<_> = records.collect();
    records.sort_by(|one, other| one.slug.cmp(&other.slug));
    records
}

#[test]
fn a_sample_passes_the_check_and_says_that_it_is_made_up_in_every_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("records");
    let generated = site(&["sample", "--vendors", "2000", "--out", path(&out)]);
    assert!(generated.status.success(), "{generated:?}");
    let checked = site(&["check", "--vendors", path(&out)]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "2000 records, 0 defects\n");

    let suffixes =
        ["Sample", "Specimen", "Fiction", "Madeup", "Pretend", "Invented", "Imaginary", "Nonesuch"];
    for record in records(&out) {
        assert!(suffixes.iter().any(|suffix| record.name.ends_with(suffix)), "{}", record.name);
        for text in [record.notes.as_ref(), Some(&record.baa.summary), Some(&record.phi.summary)] {
            assert!(text.is_some_and(|text| text.to_lowercase().contains("made up")), "{text:?}");
        }
        let pages = record.sources.iter().map(|source| &source.url).chain([&record.website]);
        pages.for_each(|page| assert!(page.host().ends_with(".example"), "{page}"));
    }
}

#[test]
fn a_seed_generates_the_same_records_and_another_seed_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let generate = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        let generated = site(&["sample", "--vendors", "50", "--out", path(&out), "--seed", seed]);
        assert!(generated.status.success(), "{generated:?}");
        records(&out)
    };
    let first = generate("first", "7");
    assert_eq!(first, generate("again", "7"));
    assert_ne!(first, generate("other", "8"));
}

#[test]
fn the_bundle_contains_the_same_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, file) = (folder.path().join("records"), folder.path().join("new/bundle.json"));
    assert!(site(&["sample", "--vendors", "50", "--out", path(&out)]).status.success());
    assert!(site(&["sample", "--vendors", "50", "--bundle", path(&file)]).status.success());
    let bundle: Bundle =
        serde_json::from_str(&fs::read_to_string(&file).expect("the bundle")).expect("a bundle");
    assert_eq!(bundle.version, Bundle::VERSION);
    assert_eq!(bundle.vendors, records(&out).iter().map(Listing::from).collect::<Vec<_>>());
}

#[test]
fn generated_records_are_never_written_next_to_researched_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(workspace().join("public"), &link).expect("a link");
    let through_link = link.join("sample");
    for out in ["public/vendors", "public/new/deeper", "crates/../public/sample", path(&through_link)] {
        for option in ["--out", "--bundle"] {
            let rejected = site(&["sample", "--vendors", "1", option, out]);
            assert_eq!(rejected.status.code(), Some(1), "{option} {out}");
            let error = String::from_utf8_lossy(&rejected.stderr).into_owned();
            assert!(error.contains(out) && error.contains("researched"), "{error}");
        }
    }
    assert!(!workspace().join("public/new").exists() && !workspace().join("public/sample").exists());

    let out = folder.path().join("full");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("notes.txt"), "mine").expect("a file");
    let rejected = site(&["sample", "--vendors", "1", "--out", path(&out)]);
    assert!(String::from_utf8_lossy(&rejected.stderr).contains("not empty"), "{rejected:?}");
}
