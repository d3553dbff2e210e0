//! Importing entries from a CSV file, whose columns are mapped to fields.

use std::collections::BTreeSet;

use catalog::Date;

use crate::csv_reader::{self, RecordReader};
use crate::csv_writer::original;

use super::entry::Entry;
use super::export::{ID_HEADER, ocr_field};
use super::field::{EntryField, FieldKind};

/// The maximum number of rows.
const MAX_ROWS: usize = 10_000;

/// Headers of other programs, in lower case, with their fields.
const OTHER_HEADERS: [(&str, EntryField); 24] = [
    ("name", EntryField::Name),
    ("vendor name", EntryField::Name),
    ("business associate", EntryField::Name),
    ("supplier", EntryField::Name),
    ("company", EntryField::Name),
    ("service", EntryField::Service),
    ("services", EntryField::Service),
    ("description", EntryField::Service),
    ("type of service", EntryField::Service),
    ("baa status", EntryField::Status),
    ("baa signed", EntryField::SignedOn),
    ("baa date", EntryField::SignedOn),
    ("date signed", EntryField::SignedOn),
    ("effective date", EntryField::SignedOn),
    ("expiration", EntryField::ExpiresOn),
    ("expiration date", EntryField::ExpiresOn),
    ("end date", EntryField::ExpiresOn),
    ("review date", EntryField::ReviewOn),
    ("next review", EntryField::ReviewOn),
    ("signed by", EntryField::Signatory),
    ("location", EntryField::Location),
    ("responsible", EntryField::Owner),
    ("comments", EntryField::Notes),
    ("url", EntryField::Website),
];

/// How a column is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// It contains the ids of the entries.
    Id,
    /// It contains the values of a field.
    Field(EntryField),
    /// It is added to the notes, with its header.
    AddToNotes,
    /// It is not imported.
    Skip,
}

/// A table that was read from a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvTable {
    /// The headers.
    pub headers: Vec<String>,
    /// The rows, each with its line in the file, counted from 1.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Why a file is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no row after the header.
    #[error("The file has no rows. The first line has to contain the headers, and each other line a vendor.")]
    Empty,
    /// A quotation mark is not closed.
    #[error("Line {0}: a quotation mark is not closed. Correct the file, then import it again.")]
    OpenQuote(usize),
    /// The file has too many rows.
    #[error("The file has more than {MAX_ROWS} rows. Split it.")]
    TooLarge,
}

impl CsvTable {
    /// Reads a file whose first row contains the headers.
    ///
    /// # Errors
    /// If a quotation mark is not closed, or there are no rows or too many.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = RecordReader::new(csv_reader::delimiter(text));
        let mut table = Self::default();
        // The first line of the record that is read.
        let mut first = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if first.is_none() && (line.trim().is_empty() || number == 1 && line.starts_with("sep=")) {
                continue;
            }
            let start = *first.get_or_insert(number);
            let Some(cells) = reader.feed(&[line.as_bytes(), b"\n"].concat()) else { continue };
            first = None;
            if table.headers.is_empty() {
                table.headers = cells;
            } else if table.rows.len() == MAX_ROWS {
                return Err(ImportError::TooLarge);
            } else if cells.iter().any(|cell| !cell.trim().is_empty()) {
                table.rows.push((start, cells));
            }
        }
        match first {
            Some(line) => Err(ImportError::OpenQuote(line)),
            None if table.rows.is_empty() => Err(ImportError::Empty),
            None => Ok(table),
        }
    }

    /// How each column is imported, by its header. A header that says nothing is added to the notes, so that nothing is
    /// lost.
    pub fn mapping(&self) -> Vec<Column> {
        let mut mapping: Vec<Column> = Vec::new();
        for header in &self.headers {
            let header = header.trim();
            let other = OTHER_HEADERS.iter().find(|(other, _)| other.eq_ignore_ascii_case(header));
            let field = EntryField::from_label(header)
                .or_else(|| ocr_field(header))
                .or_else(|| other.map(|(_, field)| *field));
            let column = match field {
                Some(field) => Column::Field(field),
                None if header == ID_HEADER => Column::Id,
                None => Column::AddToNotes,
            };
            // A field has one column.
            mapping.push(if mapping.contains(&column) { Column::AddToNotes } else { column });
        }
        mapping
    }

    /// The entries of the rows, with what is wrong with them, each in a sentence. `new_id` gives the id of a row that has
    /// none.
    pub fn entries(
        &self,
        mapping: &[Column],
        new_id: &mut dyn FnMut() -> String,
    ) -> (Vec<Entry>, Vec<String>) {
        let mut entries: Vec<Entry> = Vec::new();
        let mut ids = BTreeSet::new();
        let mut problems = Vec::new();
        for (line, cells) in &self.rows {
            let mut entry = Entry::new("");
            let mut notes = Vec::new();
            for (index, cell) in cells.iter().enumerate() {
                let value = original(cell.trim());
                if value.is_empty() {
                    continue;
                }
                match mapping.get(index) {
                    Some(Column::Id) => entry.id = value.to_owned(),
                    // A field that two columns are mapped to gets the first value.
                    Some(Column::Field(field)) if entry.get(*field).is_empty() => {
                        entry.set(*field, &parsed(*field, value));
                        problems
                            .extend(entry.problem(*field).map(|problem| format!("Line {line}: {problem}")));
                    }
                    // A row can have more cells than there are headers.
                    Some(Column::Field(_) | Column::AddToNotes) | None => {
                        let header = self.headers.get(index).map_or("", |header| header.trim());
                        notes.push(if header.is_empty() {
                            value.to_owned()
                        } else {
                            [header, ": ", value].concat()
                        });
                    }
                    Some(Column::Skip) => {}
                }
            }
            // Without notes of its own, the entry's notes begin with an empty line, which `set` removes.
            notes.insert(0, entry.get(EntryField::Notes).to_owned());
            entry.set(EntryField::Notes, &notes.join("\n"));
            if !entry.id.is_empty() && !ids.insert(entry.id.clone()) {
                problems.push(format!(
                    "Line {line}: another row has the same {ID_HEADER}. It becomes a new entry."
                ));
                entry.id.clear();
            }
            if entry.id.is_empty() {
                entry.id = new_id();
            }
            if entry.get(EntryField::Name).is_empty() {
                problems.push(format!("Line {line}: there is no vendor name. Add it."));
            }
            entries.push(entry);
        }
        (entries, problems)
    }
}

/// A cell as the value of a field: a label becomes a key, and a date such as 3/31/2027 gets the form of the register. Any
/// other text is returned unchanged.
fn parsed(field: EntryField, cell: &str) -> String {
    if field.kind() == FieldKind::Date {
        return us_date(cell).map_or_else(|| cell.to_owned(), |date| date.to_string());
    }
    let choice = field.choices().into_iter().find(|(_, label)| label.eq_ignore_ascii_case(cell));
    choice.map_or(cell, |(key, _)| key).to_owned()
}

/// A date with month, day and year, as spreadsheet programs in the US write it.
fn us_date(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(|part| part.parse::<u16>().ok());
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    let year = if year < 100 { 2000 + year } else { year };
    Date::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()
}
