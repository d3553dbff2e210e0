//! Comma-separated values with any delimiter, quoted fields and quoted line breaks.

use super::{KnownNames, Parser, table::Rows};
use crate::csv_reader::{self, RecordReader};
use crate::evidence::Findings;

/// How many lines a quoted field may have before its quotation mark counts as a mistake.
const MAX_RECORD_LINES: usize = 20;

/// A CSV file.
pub(super) struct Csv {
    delimiter: u8,
    reader: RecordReader,
    /// The lines of the current record.
    record: Vec<(usize, String)>,
    rows: Rows,
}

impl Csv {
    /// A parser with the delimiter that the first lines of the text use.
    pub(super) fn new(text: &str) -> Self {
        let delimiter = csv_reader::delimiter(text);
        Self { delimiter, reader: RecordReader::new(delimiter), record: Vec::new(), rows: Rows::default() }
    }

    /// Reads a line as the next line of the current record.
    fn next_line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        if line.trim().is_empty() && self.record.is_empty() {
            return;
        }
        self.record.push((number, line.to_owned()));
        let mut bytes = line.as_bytes().to_vec();
        bytes.push(b'\n');
        if let Some(cells) = self.reader.feed(&bytes) {
            let first = self.record.first().map_or(number, |(number, _)| *number);
            self.record.clear();
            self.rows.push(first, cells, known, findings);
        }
    }

    /// Recovers from an unclosed quotation mark: reads the first line of the record without quoting, and parses the
    /// other lines again.
    fn recover(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        let mut lines = std::mem::take(&mut self.record).into_iter();
        self.reader.reset();
        let Some((number, line)) = lines.next() else { return };
        findings.report(
            number,
            format!("Line {number}: a quotation mark is not closed. The line is read without it."),
        );
        let cells = line.split(char::from(self.delimiter)).map(|cell| cell.trim_matches('"').to_owned());
        self.rows.push(number, cells.collect(), known, findings);
        for (number, line) in lines {
            self.next_line(number, &line, known, findings);
        }
    }
}

impl Parser for Csv {
    fn line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        if number == 1 && line.starts_with("sep=") {
            return;
        }
        self.next_line(number, line, known, findings);
        if self.record.len() > MAX_RECORD_LINES {
            self.recover(known, findings);
        }
    }

    fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        // Each turn takes at least one line.
        while !self.record.is_empty() {
            self.recover(known, findings);
        }
        self.rows.finish(known, findings);
    }
}
