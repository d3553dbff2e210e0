//! The labelled set: realistic inputs with the vendors that a person expects. A case is two files in `tests/stacks`:
//! `<case>.input`, and `<case>.expect` with one line per label:
//!
//! - `file`: the name of the file, or `paste` for a pasted text
//! - `found`: the vendors that the input shows
//! - `one_of`: vendors that "one of" must offer
//! - `unknown`: names that the directory does not know, separated by ", "
//! - `trap`: vendors that must not be found
//!
//! Labels are written before the matcher runs: what a person expects, not what the program finds.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use std::collections::BTreeSet;
use std::path::PathBuf;

use fixture_index::MATCHER;
use inventory::{Check, Input, Report};

/// A case of the labelled set.
struct Case {
    name: String,
    input: Input,
    labels: Vec<(String, String)>,
}

impl Case {
    fn labels(&self, key: &str, separator: &str) -> BTreeSet<String> {
        let values = self.labels.iter().filter(|(other, _)| other == key).map(|(_, value)| value);
        values
            .flat_map(|value| value.split(separator))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stacks");
    let files = std::fs::read_dir(folder).expect("the labelled set").map(|file| file.expect("a file").path());
    let mut expectations: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|e| e == "expect")).collect();
    expectations.sort();
    let case = |path: PathBuf| {
        let labels = std::fs::read_to_string(&path).expect("labels");
        let labels: Vec<(String, String)> = labels
            .lines()
            .map(|line| line.split_once(':').expect("a label"))
            .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
            .collect();
        let file = labels.iter().find(|(key, _)| key == "file").map(|(_, file)| file.clone());
        let bytes = std::fs::read(path.with_extension("input")).expect("an input");
        let text = inventory::decode(file.as_deref(), &bytes).expect("text");
        let input = Input::new(file.filter(|file| file != "paste"), text);
        Case { name: path.file_stem().expect("a name").to_string_lossy().into_owned(), input, labels }
    };
    expectations.into_iter().map(case).collect()
}

fn found(report: &Report) -> BTreeSet<String> {
    report.found.iter().map(|found| found.slug.to_string()).collect()
}

#[test]
fn the_labelled_set_reaches_the_bar() {
    let cases = cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let (mut correct, mut wrong, mut missed) = (0, 0, 0);
    let mut defects = Vec::new();
    for case in &cases {
        let report = Check::run(vec![case.input.clone()], &MATCHER);
        let (found, expected) = (found(&report), case.labels("found", " "));
        correct += found.intersection(&expected).count();
        wrong += found.difference(&expected).count();
        missed += expected.difference(&found).count();
        let mut add = |what: &str, names: Vec<&String>| {
            if !names.is_empty() {
                let format = case.input.format.key();
                defects.push(format!("{} ({format}): {what} {names:?}", case.name));
            }
        };
        add("wrong", found.difference(&expected).collect());
        add("missed", expected.difference(&found).collect());
        add("TRAP", case.labels("trap", " ").intersection(&found).collect());
        let one_of: BTreeSet<String> =
            report.one_of.iter().flat_map(|one_of| &one_of.slugs).map(ToString::to_string).collect();
        add("no one-of", case.labels("one_of", " ").difference(&one_of).collect());
        let unknown: BTreeSet<String> = report.unknown.iter().map(|unknown| unknown.name.clone()).collect();
        add("not unknown", case.labels("unknown", ", ").difference(&unknown).collect());
    }
    let precision = correct as f64 / (correct + wrong) as f64;
    let recall = correct as f64 / (correct + missed) as f64;
    println!("{} cases, {correct} vendors: precision {precision:.4}, recall {recall:.4}", cases.len());
    println!("{}", defects.join("\n"));
    assert!(precision >= 0.97, "precision {precision}");
    assert!(recall >= 0.93, "recall {recall}");
    let hard =
        |defect: &&String| ["TRAP", "no one-of", "not unknown"].iter().any(|what| defect.contains(what));
    assert_eq!(defects.iter().filter(hard).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_check_in_pieces_gives_the_same_report() {
    let inputs: Vec<Input> = cases().into_iter().map(|case| case.input).collect();
    let whole = Check::run(inputs.clone(), &MATCHER);
    for max_lines in [1, 7, 100] {
        let mut check = Check::new(inputs.clone());
        while check.step(&MATCHER, max_lines) {}
        assert_eq!(check.finish(), whole, "{max_lines} lines at a time");
    }
}
