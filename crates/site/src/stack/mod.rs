//! `site stack`: checks files against the vendors of a folder or of a published site. The crate `inventory` does the
//! check; this module reads its inputs and writes its results. No part of an input leaves the machine.

mod inputs;
mod records;
mod table;

use std::io::{self, Read};
use std::path::PathBuf;

use catalog::BaaClass;
use inventory::{Check, Matcher, Problem, Report, StackIndex, to_csv};

use crate::terminal_text::TerminalText;
use inputs::StackInputs;
pub use records::RecordsSource;
use table::Table;

/// The name of the input that is read from standard input.
const STANDARD_INPUT: &str = "standard input";

/// The result of a stack check.
pub struct CheckedStack {
    index: StackIndex,
    /// The names of the inputs; `None` for standard input.
    names: Vec<Option<String>>,
    report: Report,
    /// Files of folders that were not checked, each with the reason.
    pub skipped: Vec<String>,
}

impl CheckedStack {
    /// Checks files, the files in folders, and `stdin` for the path `-`. What cannot be read is a problem of the report.
    pub fn new(index: StackIndex, paths: &[PathBuf], stdin: &mut dyn Read) -> Self {
        let StackInputs { inputs, skipped } = StackInputs::read(paths, stdin);
        let names = inputs.iter().map(|input| input.name.clone()).collect();
        let report = Check::run(inputs, &Matcher::new(&index));
        Self { index, names, report, skipped }
    }

    /// The report without verdicts.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The report as a table for people. With `lists_ignored` it contains the parts of the inputs that show no vendor;
    /// otherwise it contains their number.
    pub fn to_table(&self, lists_ignored: bool) -> String {
        let Self { index, names, report, skipped: _ } = self;
        Table { index, names, report, lists_ignored }.to_string()
    }

    /// The report as JSON, which `stack-report.schema.json` describes.
    pub fn to_json(&self) -> String {
        self.report.export(&self.index, &self.names()).to_json()
    }

    fn names(&self) -> Vec<Option<&str>> {
        self.names.iter().map(Option::as_deref).collect()
    }

    /// The report as CSV.
    pub fn to_csv(&self) -> String {
        to_csv(&self.report, &self.index, &self.names())
    }

    /// The vendors in the stack whose BAA verdict is in one of these classes, best first. Each is on one line that is safe
    /// to print to a terminal, with its verdict and the key of the class.
    pub fn violations(&self, classes: &[BaaClass]) -> Vec<String> {
        let found = self.report.found.iter();
        let vendors: Vec<_> = found.filter_map(|found| self.index.vendor(&found.slug)).collect();
        let classes = BaaClass::ALL.iter().filter(|class| classes.contains(class));
        let violations = classes.flat_map(|class| {
            vendors.iter().filter(|vendor| vendor.baa_class() == *class).map(|vendor| {
                let name = TerminalText { text: &vendor.name, max_chars: 160 };
                format!("{name}: {} (--fail-on {})", class.label(), class.key())
            })
        });
        violations.collect()
    }

    /// The problems, each on one line that is safe to print to a terminal.
    pub fn problems(&self) -> Vec<String> {
        self.report.problems.iter().map(|problem| describe_problem(problem, &self.names)).collect()
    }
}

fn describe_problem(problem: &Problem, names: &[Option<String>]) -> String {
    // Many messages begin with the line, because a page shows them without the name of the input.
    let line = problem.line.filter(|_| !problem.message.starts_with("Line "));
    let place = place(names, problem.input, line);
    let message = TerminalText { text: &problem.message, max_chars: 600 };
    format!("{place}: {message}")
}

/// A place in an input, such as `package.json:12`, safe to print to a terminal.
fn place(names: &[Option<String>], input: usize, line: Option<usize>) -> String {
    let name = names.get(input).and_then(Option::as_deref).unwrap_or(STANDARD_INPUT);
    let name = TerminalText { text: name, max_chars: 160 };
    match line {
        Some(line) => format!("{name}:{line}"),
        None => name.to_string(),
    }
}

/// Reads at most one byte more than the check accepts: the decoder rejects a larger file by its size.
fn read_limited(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(inventory::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
