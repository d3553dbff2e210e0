//! One defect and its line in a report.

use std::fmt;
use std::path::Path;

use directory::rules::{self, is_hidden};

/// One place where a file is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The path of the file or folder.
    pub file: String,
    /// The field: `sources[2].url`; empty for the whole file.
    pub field: String,
    /// What does not hold there.
    pub rule: Rule,
    /// What stands there instead, as it is: it may be long and hold any character.
    pub found: String,
}

/// What a file breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// What holds of a file before anyone looks at the record in it.
    File(FileRule),
    /// A keyword of the JSON schema, and what it asks for.
    Schema {
        /// The keyword: `maxLength`.
        keyword: String,
        /// What is wrong, in a sentence.
        fault: String,
    },
    /// What holds of a record beyond the schema.
    Record(rules::Rule),
}

/// What holds of a file before anyone looks at the record in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRule {
    /// The folder is there, and the file can be opened.
    Readable,
    /// A folder without records would publish an empty directory.
    HasRecords,
    /// A file under another name would be a record that nobody reads; [`super::folder::entries`] says what is ignored.
    OnlyRecords,
    /// Text in another encoding would show other letters.
    Utf8,
    /// Readers of JSON may refuse a file with one: RFC 8259, section 8.1.
    ByteOrderMark,
    /// One value, complete.
    Json,
    /// Of two fields with one name readers take the last, or the first: a verdict could be either.
    KeysDiffer,
    /// The slug is the vendor's address.
    FileNamesSlug,
    /// The schema itself is one.
    SchemaCompiles,
    /// The program reads what the schema allows: calendar days, plain addresses.
    ProgramReads,
}

impl FileRule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::Readable,
        Self::HasRecords,
        Self::OnlyRecords,
        Self::Utf8,
        Self::ByteOrderMark,
        Self::Json,
        Self::KeysDiffer,
        Self::FileNamesSlug,
        Self::SchemaCompiles,
        Self::ProgramReads,
    ];

    /// The rule's short name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::HasRecords => "has-records",
            Self::OnlyRecords => "only-records",
            Self::Utf8 => "utf-8",
            Self::ByteOrderMark => "byte-order-mark",
            Self::Json => "json",
            Self::KeysDiffer => "keys-differ",
            Self::FileNamesSlug => "file-names-slug",
            Self::SchemaCompiles => "schema-compiles",
            Self::ProgramReads => "program-reads",
        }
    }

    /// What holds of a good file.
    pub fn label(self) -> &'static str {
        match self {
            Self::Readable => "the file or folder can be read",
            Self::HasRecords => "the folder holds records",
            Self::OnlyRecords => {
                "the folder has <slug>.json files only (names that begin with . or #, or end with ~, are ignored)"
            }
            Self::Utf8 => "the text is UTF-8",
            Self::ByteOrderMark => "the text has no byte order mark: save it as UTF-8 without BOM",
            Self::Json => "the text is JSON",
            Self::KeysDiffer => "an object has each field once",
            Self::FileNamesSlug => "the file is named <slug>.json",
            Self::SchemaCompiles => "the schema is a JSON schema",
            Self::ProgramReads => "the value is one that the program reads as well",
        }
    }
}

impl Defect {
    pub(super) fn of_file(path: &Path, rule: FileRule, found: impl fmt::Display) -> Self {
        Self::in_file(path, "", Rule::File(rule), found)
    }

    pub(super) fn of_record(path: &Path, defect: rules::Defect) -> Self {
        Self::in_file(path, &defect.field, Rule::Record(defect.rule), defect.found)
    }

    pub(super) fn in_file(path: &Path, field: &str, rule: Rule, found: impl fmt::Display) -> Self {
        Self { file: path.display().to_string(), field: field.to_owned(), rule, found: found.to_string() }
    }
}

/// The rule's short name: `schema-maxLength`, `no-baa-no-phi`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(rule) => f.write_str(rule.key()),
            Self::Schema { keyword, .. } => write!(f, "schema-{keyword}"),
            Self::Record(rule) => f.write_str(rule.key()),
        }
    }
}

impl Rule {
    fn sentence(&self) -> &str {
        match self {
            Self::File(rule) => rule.label(),
            Self::Schema { fault, .. } => fault,
            Self::Record(rule) => rule.label(),
        }
    }
}

/// One line, whatever the record holds.
impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "(file)" } else { &self.field };
        let sentence = Shown { text: self.rule.sentence(), characters: 600 };
        let [file, field, found] =
            [&self.file, field, &self.found].map(|text| Shown { text, characters: 160 });
        write!(f, "{file}: {field}: {}: {sentence}; found: {found}", self.rule)
    }
}

/// Text from a record as a terminal may show it: short, in one line, and with every hidden character
/// spelt out, so that no record can move the cursor or colour the report.
struct Shown<'a> {
    text: &'a str,
    /// How many characters are shown at most.
    characters: usize,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.text.chars().take(self.characters) {
            if is_hidden(character) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        match self.text.chars().count().checked_sub(self.characters) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "… and {more} characters more"),
        }
    }
}
