//! Comma-separated values with any delimiter, quoted fields and quoted line breaks.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{KnownNames, Parser, table, table::Rows};
use crate::evidence::Findings;

/// How many lines a quoted field may have before its quotation mark counts as a mistake.
const MAX_RECORD_LINES: usize = 20;

/// A CSV file.
pub(super) struct Csv {
    delimiter: u8,
    reader: Reader,
    /// The fields of the current record, joined, and the ends of the complete ones.
    output: Vec<u8>,
    output_length: usize,
    ends: Vec<usize>,
    end_count: usize,
    /// The lines of the current record.
    record: Vec<(usize, String)>,
    rows: Rows,
}

impl Csv {
    /// A parser with the delimiter that the first lines of the text use.
    pub(super) fn new(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
        // Excel accepts the delimiter in a first line "sep=;".
        let declared =
            lines.first().and_then(|line| line.trim_start_matches('\u{feff}').strip_prefix("sep="));
        let declared = declared.and_then(|delimiter| delimiter.bytes().next());
        let most_frequent = || {
            let count = |delimiter: u8| {
                lines.iter().map(|line| line.bytes().filter(|b| *b == delimiter).count()).sum::<usize>()
            };
            // The last of equal ones wins.
            *b"|\t;,".iter().max_by_key(|delimiter| count(**delimiter)).unwrap_or(&b',')
        };
        let delimiter = declared.or_else(|| table::delimiter(&lines)).unwrap_or_else(most_frequent);
        Self {
            delimiter,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            output: vec![0; 1024],
            output_length: 0,
            ends: vec![0; 32],
            end_count: 0,
            record: Vec::new(),
            rows: Rows::default(),
        }
    }

    /// Gives bytes to the reader; returns the fields if they complete a record.
    fn feed(&mut self, mut input: &[u8]) -> Option<Vec<String>> {
        loop {
            let output = self.output.get_mut(self.output_length..).unwrap_or_default();
            let ends = self.ends.get_mut(self.end_count..).unwrap_or_default();
            let (result, read, written, ended) = self.reader.read_record(input, output, ends);
            input = input.get(read..).unwrap_or_default();
            self.output_length += written;
            self.end_count += ended;
            match result {
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => return None,
                ReadRecordResult::Record => return Some(self.take_record()),
                ReadRecordResult::End => return None,
            }
        }
    }

    fn take_record(&mut self) -> Vec<String> {
        let mut start = 0;
        let fields = self.ends.iter().take(self.end_count).map(|end| {
            let field = self.output.get(start..*end).unwrap_or_default();
            start = *end;
            String::from_utf8_lossy(field).into_owned()
        });
        let fields = fields.collect();
        self.output_length = 0;
        self.end_count = 0;
        fields
    }

    /// Reads a line as the next line of the current record.
    fn next_line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        if line.trim().is_empty() && self.record.is_empty() {
            return;
        }
        self.record.push((number, line.to_owned()));
        let mut bytes = line.as_bytes().to_vec();
        bytes.push(b'\n');
        if let Some(cells) = self.feed(&bytes) {
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
        self.take_record();
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
