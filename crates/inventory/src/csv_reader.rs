//! Reading CSV with any delimiter, record by record.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::parsers::table;

/// How many lines show which delimiter a text uses.
const SAMPLE_LINES: usize = 20;

/// The delimiter that the first lines of a text use.
pub(crate) fn delimiter(text: &str) -> u8 {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines.take(SAMPLE_LINES).collect();
    // Excel accepts the delimiter in a first line "sep=;".
    let declared = lines.first().and_then(|line| line.trim_start_matches('\u{feff}').strip_prefix("sep="));
    let declared = declared.and_then(|delimiter| delimiter.bytes().next());
    let most_frequent = || {
        let count = |delimiter: u8| {
            lines.iter().map(|line| line.bytes().filter(|b| *b == delimiter).count()).sum::<usize>()
        };
        // The last of equal ones wins.
        *b"|\t;,".iter().max_by_key(|delimiter| count(**delimiter)).unwrap_or(&b',')
    };
    declared.or_else(|| table::delimiter(&lines)).unwrap_or_else(most_frequent)
}

/// A reader that is fed with bytes, and gives the cells of each record.
pub(crate) struct RecordReader {
    reader: Reader,
    /// The cells of the current record, joined, and the ends of the complete ones.
    output: Vec<u8>,
    output_length: usize,
    ends: Vec<usize>,
    end_count: usize,
}

impl RecordReader {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            output: vec![0; 1024],
            output_length: 0,
            ends: vec![0; 32],
            end_count: 0,
        }
    }

    /// Forgets the current record.
    pub(crate) fn reset(&mut self) {
        self.reader.reset();
        self.take_record();
    }

    /// Gives bytes to the reader; returns the cells if they complete a record.
    pub(crate) fn feed(&mut self, mut input: &[u8]) -> Option<Vec<String>> {
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
        let cells = self.ends.iter().take(self.end_count).map(|end| {
            let cell = self.output.get(start..*end).unwrap_or_default();
            start = *end;
            String::from_utf8_lossy(cell).into_owned()
        });
        let cells = cells.collect();
        self.output_length = 0;
        self.end_count = 0;
        cells
    }
}
