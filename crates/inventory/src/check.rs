//! A check of several inputs, in pieces: a page calls [`Check::step`] until everything is read, so that no task is long.

use std::rc::Rc;

use crate::decode::{DecodeError, MAX_BYTES, decode, with_line_feeds};
use crate::evidence::{Findings, Problem};
use crate::format::{Format, recognize};
use crate::matcher::Matcher;
use crate::parsers::{Parser, parser};
use crate::report::{Report, ReportBuilder};

/// How many lines of an input are read.
pub const MAX_LINES: usize = 100_000;

/// A text to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name of the file; `None` for a pasted text.
    pub name: Option<String>,
    /// The text.
    pub text: String,
    /// The format.
    pub format: Format,
    /// Why there is no text, in a sentence that says what to do. It is a problem of the report.
    pub error: Option<String>,
}

impl Input {
    /// A text whose format is recognized. Set `format` to correct it by hand.
    pub fn new(name: Option<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let format = recognize(name.as_deref(), &text);
        Self { name, text, format, error: None }
    }

    /// A text that a person pasted.
    pub fn from_text(text: &str) -> Self {
        if text.len() > MAX_BYTES {
            return Self::unreadable(None, DecodeError::TooLarge.to_string());
        }
        Self::new(None, with_line_feeds(text))
    }

    /// The text of a file, or the reason why it has none.
    pub fn from_bytes(name: Option<String>, bytes: &[u8]) -> Self {
        match decode(name.as_deref(), bytes) {
            Ok(text) => Self::new(name, text),
            Err(error) => Self::unreadable(name, error.to_string()),
        }
    }

    /// A file or folder without text to check, for this reason.
    pub fn unreadable(name: Option<String>, error: String) -> Self {
        Self { error: Some(error), ..Self::new(name, "") }
    }
}

/// A check in progress.
pub struct Check {
    inputs: Rc<Vec<Input>>,
    /// The input that is read, the byte offset of its next line, and the number of that line.
    input: usize,
    offset: usize,
    line: usize,
    parser: Option<Box<dyn Parser>>,
    report: ReportBuilder,
    /// Evidence that is found, but not yet matched: the formats that are read as a whole give it all at once.
    waiting: std::vec::IntoIter<crate::evidence::Evidence>,
    waiting_input: usize,
}

impl Check {
    /// A check of these inputs.
    pub fn new(inputs: impl Into<Rc<Vec<Input>>>) -> Self {
        Self {
            inputs: inputs.into(),
            input: 0,
            offset: 0,
            line: 0,
            parser: None,
            report: ReportBuilder::default(),
            waiting: Vec::new().into_iter(),
            waiting_input: 0,
        }
    }

    /// Checks all inputs at once.
    pub fn run(inputs: Vec<Input>, matcher: &Matcher) -> Report {
        let mut check = Self::new(inputs);
        while check.step(matcher, MAX_LINES) {}
        check.finish()
    }

    /// Reads up to that many lines; false if everything is read. Formats that are read as a whole (JSON and TOML) are
    /// parsed in one step, but matched in pieces.
    pub fn step(&mut self, matcher: &Matcher, max_lines: usize) -> bool {
        let max_lines = max_lines.max(1);
        let mut matched = 0;
        for evidence in self.waiting.by_ref() {
            self.report.add(self.waiting_input, &evidence, matcher);
            matched += 1;
            if matched >= max_lines {
                return true;
            }
        }
        let mut findings = Findings { input: self.input, ..Findings::default() };
        let is_read = self.read(matcher, max_lines, &mut findings);
        self.waiting_input = findings.input;
        self.report.extend(findings.ignored, findings.problems);
        self.waiting = findings.evidence.into_iter();
        !is_read || self.waiting.len() > 0
    }

    /// Reads lines of the current input; true if there is nothing left to read.
    fn read(&mut self, matcher: &Matcher, max_lines: usize, findings: &mut Findings) -> bool {
        let Some(input) = self.inputs.get(self.input) else { return true };
        if let Some(message) = input.error.clone().filter(|_| self.parser.is_none()) {
            findings.problems.push(Problem { input: self.input, line: None, message });
        }
        let text = input.text.strip_prefix('\u{feff}').unwrap_or(&input.text);
        let parser = self.parser.get_or_insert_with(|| parser(input.format, text));
        for _ in 0..max_lines {
            let rest = text.get(self.offset..).unwrap_or_default();
            let is_too_long = self.line >= MAX_LINES;
            if is_too_long && !rest.is_empty() {
                let message = format!(
                    "Only the first {MAX_LINES} lines are checked. Split the file to check the rest."
                );
                findings.problems.push(Problem { input: self.input, line: Some(self.line), message });
            }
            if rest.is_empty() || is_too_long {
                parser.finish(matcher, findings);
                self.parser = None;
                (self.input, self.offset, self.line) = (self.input + 1, 0, 0);
                return self.input >= self.inputs.len();
            }
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = rest.get(..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
            self.line += 1;
            self.offset += end;
            parser.line(self.line, line, matcher, findings);
        }
        false
    }

    /// How much is read, from 0 to 1, by bytes.
    pub fn progress(&self) -> f64 {
        let length = |input: &Input| input.text.len();
        let all: usize = self.inputs.iter().map(length).sum();
        let read = self.inputs.iter().take(self.input).map(length).sum::<usize>() + self.offset;
        if all == 0 { 1.0 } else { read as f64 / all as f64 }
    }

    /// The inputs.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The report of what is read so far.
    pub fn finish(self) -> Report {
        self.report.finish()
    }
}
