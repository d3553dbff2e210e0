//! Loading of one record file: its text, its record and its defects. A defect is a file problem, a schema violation, or a
//! broken rule.

use std::fs;
use std::path::Path;

use catalog::signals::SharedSignals;
use catalog::{Date, Record, rules};
use serde_json::Value;

use super::defect::{DefectKind, FileProblem, ReportedDefect};
use super::duplicate_keys::duplicate_keys;
use super::folder::strip_byte_order_mark;
use super::schema::RecordSchema;

/// A record file and its defects.
pub(super) struct LoadedFile<'a> {
    pub(super) path: &'a Path,
    /// The file's text; empty if it is not UTF-8.
    pub(super) text: String,
    /// The record, if the file parses as one.
    pub(super) record: Option<Record>,
    pub(super) defects: Vec<ReportedDefect>,
}

impl LoadedFile<'_> {
    /// Whether a schema violation of this field is reported already.
    pub(super) fn has_violation(&self, field: &str) -> bool {
        self.defects
            .iter()
            .any(|defect| defect.field == field && matches!(defect.kind, DefectKind::Schema { .. }))
    }
}

/// Loads a record file with its schema violations and, if it parses, the rules that it breaks by itself. `shared`
/// contains the domains and signals that several products share: a record's website may be under such a domain, but its
/// own domains may not include one.
pub(super) fn load_record<'a>(
    path: &'a Path,
    schema: &RecordSchema,
    shared: &SharedSignals,
    today: Date,
) -> LoadedFile<'a> {
    let mut file = LoadedFile { path, text: String::new(), record: None, defects: Vec::new() };
    let value = read_text(path).and_then(|text| {
        file.text = text;
        parse_json(path, &file.text, &mut file.defects)
    });
    match value {
        Ok(value) => check_value(&mut file, value, schema, shared, today),
        Err(defect) => file.defects.push(defect),
    }
    file
}

fn check_value(
    file: &mut LoadedFile<'_>,
    value: Value,
    schema: &RecordSchema,
    shared: &SharedSignals,
    today: Date,
) {
    let path = file.path;
    file.defects.extend(file_name_mismatch(path, &value));
    let violations = schema.violations(path, &value);
    let broken_rules = match serde_path_to_error::deserialize(value) {
        Ok(record) => {
            let broken_rules = rules::defects(&record, shared, today);
            file.record = Some(record);
            broken_rules
        }
        Err(error) => {
            if violations.is_empty() {
                file.defects.push(ReportedDefect::unsupported(path, &error));
            }
            Vec::new()
        }
    };
    // Report each field once. If a rule reports the field of a conditional schema violation, keep the rule's defect,
    // because its message is clearer. Otherwise keep the schema violation.
    let is_restated = |field: &str| broken_rules.iter().any(|defect| defect.field == field);
    let reported =
        violations.into_iter().filter(|one| !one.is_conditional || !is_restated(&one.defect.field));
    file.defects.extend(reported.map(|violation| violation.defect));
    for defect in broken_rules {
        if !file.has_violation(&defect.field) {
            file.defects.push(ReportedDefect::of_rule(path, defect));
        }
    }
}

/// Reads a text file.
pub(super) fn read_text(path: &Path) -> Result<String, ReportedDefect> {
    let bytes =
        fs::read(path).map_err(|error| ReportedDefect::of_file(path, FileProblem::Unreadable, error))?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(ReportedDefect::of_file(path, FileProblem::NotUtf8, "UTF-16, by its byte order mark"));
    }
    String::from_utf8(bytes).map_err(|error| ReportedDefect::of_file(path, FileProblem::NotUtf8, error))
}

/// Parses the text of a file as JSON. A byte order mark and duplicate keys are reported in `defects` but do not stop
/// parsing, so the value is still checked.
pub(super) fn parse_json(
    path: &Path,
    text: &str,
    defects: &mut Vec<ReportedDefect>,
) -> Result<Value, ReportedDefect> {
    let not_json = |error| ReportedDefect::of_file(path, FileProblem::NotJson, error);
    let (text, has_byte_order_mark) = strip_byte_order_mark(text);
    if has_byte_order_mark {
        defects.push(ReportedDefect::of_file(path, FileProblem::ByteOrderMark, "the bytes EF BB BF"));
    }
    let value = serde_json::from_str(text).map_err(not_json)?;
    let kind = DefectKind::File(FileProblem::DuplicateKey);
    let duplicates = duplicate_keys(text).map_err(not_json)?;
    let duplicates =
        duplicates.iter().map(|key| ReportedDefect::new(path, key, kind.clone(), "the key again"));
    defects.extend(duplicates);
    Ok(value)
}

/// A slug that differs from the file's name. A missing slug violates the schema already.
fn file_name_mismatch(path: &Path, value: &Value) -> Option<ReportedDefect> {
    let slug = value.get("slug")?.as_str()?;
    let stem = path.file_stem()?.to_string_lossy();
    let kind = DefectKind::File(FileProblem::FileNameMismatch);
    (stem != slug).then(|| ReportedDefect::new(path, "slug", kind, slug))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::LazyLock;

    use catalog::signals::SharedSignals;
    use catalog::{Date, Record};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::{LoadedFile, check_value, parse_json};
    use crate::records::schema::RecordSchema;

    static PUBLIC: LazyLock<std::path::PathBuf> =
        LazyLock::new(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public"));

    static RECORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let paths = fs::read_dir(PUBLIC.join("vendors"))
            .expect("the records")
            .map(|entry| entry.expect("an entry").path());
        paths.map(|path| fs::read_to_string(path).expect("a record")).collect()
    });

    static SCHEMA: LazyLock<RecordSchema> =
        LazyLock::new(|| RecordSchema::read(&PUBLIC.join("vendor.schema.json")).expect("the schema"));

    /// Texts that replace a part of a record.
    const REPLACEMENTS: [&str; 14] = [
        "",
        "{}",
        "[]",
        "null",
        "\"\"",
        "0",
        "1e999",
        ",",
        "}",
        "\"baa\":{\"status\":\"available\"},",
        "\"slug\":\"x\",",
        "\"maybe\"",
        "\\u0000",
        "\u{202e}",
    ];

    /// A record with some parts removed or replaced.
    fn damaged() -> impl Strategy<Value = String> {
        let edit = (any::<Index>(), 0_usize..60, select(&REPLACEMENTS[..]));
        (select(&**RECORDS), vec(edit, 0..6)).prop_map(|(mut text, edits)| {
            for (at, length, replacement) in edits {
                let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let Some(&from) = starts.get(at.index(starts.len().max(1))) else { break };
                let to = starts.iter().find(|to| **to >= from + length).copied().unwrap_or(text.len());
                text.replace_range(from..to, replacement);
            }
            text
        })
    }

    proptest! {
        #[test]
        fn a_text_without_defects_is_the_record_that_serde_reads(text in damaged()) {
            let path = Path::new("record.json");
            let mut file = LoadedFile { path, text: String::new(), record: None, defects: Vec::new() };
            let parsed = parse_json(path, &text, &mut file.defects);
            prop_assert_eq!(parsed.is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok());
            let Ok(value) = parsed else { return Ok(()) };
            let today = Date::parse("2100-01-01").expect("a day");
            check_value(&mut file, value, &SCHEMA, &SharedSignals::default(), today);
            match serde_json::from_str::<Record>(&text) {
                Ok(record) if file.record.is_some() => prop_assert_eq!(file.record, Some(record)),
                // serde refuses duplicate keys in a text, and a `Value` has none any more.
                Ok(_) | Err(_) => prop_assert!(!file.defects.is_empty()),
            }
        }
    }
}
