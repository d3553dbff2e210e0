//! Defects of data files and the report that lists them.

use std::fmt;
use std::path::Path;

use catalog::rules;

use crate::terminal_text::TerminalText;

/// A defect of a file, as a report lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedDefect {
    /// The path of the file or folder.
    pub file: String,
    /// The path of the field, such as `sources[2].url`; empty for the whole file.
    pub field: String,
    /// What is wrong.
    pub kind: DefectKind,
    /// The value found instead, unescaped: it may be long and contain any character.
    pub found: String,
}

/// The kind of a defect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// A problem with the file itself.
    File(FileProblem),
    /// A violation of the JSON Schema.
    Schema {
        /// The schema's keyword, such as `maxLength`.
        keyword: String,
        /// The validator's message.
        message: String,
    },
    /// A broken rule of the catalog, which the schema cannot express.
    Rule(rules::Rule),
}

/// A problem with a file that is independent of the record in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// The folder is missing, or the file cannot be opened.
    Unreadable,
    /// The folder contains no records, and would publish an empty directory.
    NoRecords,
    /// A file under a name that no command reads; [`super::folder::entries`] defines the names that are ignored.
    UnexpectedFile,
    /// Text in another encoding, which would show other letters.
    NotUtf8,
    /// A byte order mark, which makes readers of JSON refuse the file: RFC 8259, section 8.1.
    ByteOrderMark,
    /// Text that is not one complete JSON value.
    NotJson,
    /// Two equal keys in one object. Readers take the first or the last, so a verdict could be either.
    DuplicateKey,
    /// A file name that differs from the slug, which is the vendor's address.
    FileNameMismatch,
    /// A schema that is not a JSON Schema.
    InvalidSchema,
    /// A value that the schema allows and this program does not read, such as an address with a user name.
    UnsupportedValue,
}

impl FileProblem {
    /// Every problem.
    pub const ALL: &'static [Self] = &[
        Self::Unreadable,
        Self::NoRecords,
        Self::UnexpectedFile,
        Self::NotUtf8,
        Self::ByteOrderMark,
        Self::NotJson,
        Self::DuplicateKey,
        Self::FileNameMismatch,
        Self::InvalidSchema,
        Self::UnsupportedValue,
    ];

    /// The problem's short name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoRecords => "no-records",
            Self::UnexpectedFile => "unexpected-file",
            Self::NotUtf8 => "not-utf-8",
            Self::ByteOrderMark => "byte-order-mark",
            Self::NotJson => "not-json",
            Self::DuplicateKey => "duplicate-key",
            Self::FileNameMismatch => "file-name-mismatch",
            Self::InvalidSchema => "invalid-schema",
            Self::UnsupportedValue => "unsupported-value",
        }
    }

    /// The requirement that is not met.
    fn requirement(self) -> &'static str {
        match self {
            Self::Unreadable => "the file or folder must be readable",
            Self::NoRecords => "the folder must contain records",
            Self::UnexpectedFile => {
                "the folder may only contain <slug>.json files (names that begin with . or #, or end with ~, are ignored)"
            }
            Self::NotUtf8 => "the text must be UTF-8",
            Self::ByteOrderMark => {
                "the text must not begin with a byte order mark: save it as UTF-8 without BOM"
            }
            Self::NotJson => "the text must be JSON",
            Self::DuplicateKey => "an object must not contain a key twice",
            Self::FileNameMismatch => "the file must be named <slug>.json",
            Self::InvalidSchema => "the schema must be a JSON Schema",
            Self::UnsupportedValue => "the value must be one that this program can read",
        }
    }
}

impl ReportedDefect {
    /// A defect of one field of a file.
    pub(super) fn new(path: &Path, field: &str, kind: DefectKind, found: impl fmt::Display) -> Self {
        Self { file: path.display().to_string(), field: field.to_owned(), kind, found: found.to_string() }
    }

    /// A problem with a whole file.
    pub(super) fn of_file(path: &Path, problem: FileProblem, found: impl fmt::Display) -> Self {
        Self::new(path, "", DefectKind::File(problem), found)
    }

    /// A broken rule of the catalog.
    pub(super) fn of_rule(path: &Path, defect: rules::Defect) -> Self {
        Self::new(path, &defect.field, DefectKind::Rule(defect.rule), defect.found)
    }

    /// A value that this program cannot read.
    pub(super) fn unsupported(path: &Path, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let field = error.path();
        let field = if field.iter().next().is_none() { String::new() } else { field.to_string() };
        Self::new(path, &field, DefectKind::File(FileProblem::UnsupportedValue), error.inner())
    }
}

/// The kind's short name: `schema-maxLength`, `phi-without-baa`.
impl fmt::Display for DefectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(problem) => f.write_str(problem.key()),
            Self::Schema { keyword, .. } => write!(f, "schema-{keyword}"),
            Self::Rule(rule) => f.write_str(rule.key()),
        }
    }
}

impl DefectKind {
    fn description(&self) -> &str {
        match self {
            Self::File(problem) => problem.requirement(),
            Self::Schema { message, .. } => message,
            Self::Rule(rule) => rule.label(),
        }
    }
}

/// One line, whatever the record contains.
impl fmt::Display for ReportedDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "(file)" } else { &self.field };
        let description = TerminalText { text: self.kind.description(), max_chars: 600 };
        let [file, field, found] =
            [&self.file, field, &self.found].map(|text| TerminalText { text, max_chars: 160 });
        write!(f, "{file}: {field}: {}: {description}; found: {found}", self.kind)
    }
}

/// Every defect of every data file, sorted by file, field and kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DefectReport {
    /// The number of record files.
    pub records: usize,
    /// The defects.
    pub defects: Vec<ReportedDefect>,
}

impl DefectReport {
    /// Sorts the defects into a report.
    pub fn new(records: usize, mut defects: Vec<ReportedDefect>) -> Self {
        defects.sort_by_cached_key(|defect| {
            (defect.file.clone(), defect.field.clone(), defect.kind.to_string(), defect.found.clone())
        });
        Self { records, defects }
    }
}

impl fmt::Display for DefectReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for defect in &self.defects {
            writeln!(f, "{defect}")?;
        }
        f.write_str(&summary(self.records, self.defects.len()))
    }
}

/// The last line of a report: `199 records, 0 defects`.
pub fn summary(records: usize, defects: usize) -> String {
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", count(records, "record"), count(defects, "defect"))
}
