//! One file: its text, its JSON, its form, and the record in it.

use std::fs;
use std::path::Path;

use directory::signals::SharedSignals;
use directory::{Date, Record, rules};
use serde_json::Value;

use super::defect::{Defect, FileRule, Rule};
use super::folder::without_byte_order_mark;
use super::form::{Departure, Form};
use super::json::{self, Parsed};
use super::mending;
use super::path::overlap;

/// What came of reading a file.
pub(super) struct Reading {
    /// The record, perhaps with stand-ins in the fields that are `wrong`; `None` where the file has none.
    pub(super) record: Option<Record>,
    /// The fields that say nothing about the vendor, because they are missing or not what they must be.
    pub(super) wrong: Vec<String>,
    pub(super) defects: Vec<Defect>,
    /// The text of the file.
    pub(super) text: String,
}

pub(super) fn read(path: &Path, form: &Form, shared: &SharedSignals, today: Date) -> Reading {
    let mut defects = Vec::new();
    let (text, parsed) = match parse(path, &mut defects) {
        Ok(parsed) => parsed,
        Err(defect) => {
            defects.push(defect);
            return Reading { record: None, wrong: Vec::new(), defects, text: String::new() };
        }
    };
    let twice = Rule::File(FileRule::KeysDiffer);
    let twice = |field: &String| Defect::in_file(path, field, twice.clone(), "it once more");
    defects.extend(parsed.repeated.iter().map(twice));
    defects.extend(slug_defect(path, &parsed.value));

    let departures = form.departures(path, &parsed.value);
    let mended = mending::read(parsed.value);
    let broken =
        mended.record.as_ref().map(|record| rules::defects(record, shared, today)).unwrap_or_default();
    let unread = unread(path, &departures, &mended.refusals);

    // A status that the schema does not list reads as "unknown", which is not what the file says.
    let unlisted = departures.iter().filter(|departure| departure.is_unlisted);
    let unlisted = unlisted.map(|departure| departure.defect.field.clone());
    let wrong: Vec<String> = unlisted.chain(mended.stand_ins).collect();
    let is_sound = |field: &str| !wrong.iter().any(|wrong| overlap(wrong, field));
    // The schema's conditions are rules as well: where both speak of a field, the rule says it better.
    let is_said = |departure: &Departure| {
        departure.is_conditional && broken.iter().any(|defect| defect.field == departure.defect.field)
    };

    let unsaid = departures.iter().filter(|departure| !is_said(departure));
    defects.extend(unsaid.map(|departure| departure.defect.clone()));
    let proven = broken
        .iter()
        .filter(|defect| is_sound(&defect.field) && defect.compared.iter().all(|field| is_sound(field)));
    defects.extend(proven.map(|defect| Defect::of_record(path, defect.clone())));
    defects.extend(unread);
    Reading { record: mended.record, wrong, defects, text }
}

/// The text of a file and its JSON. A mark before it goes into `defects`: what comes after it can be read all the same.
pub(super) fn parse(path: &Path, defects: &mut Vec<Defect>) -> Result<(String, Parsed), Defect> {
    let bytes = fs::read(path).map_err(|error| Defect::of_file(path, FileRule::Readable, error))?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Defect::of_file(path, FileRule::Utf8, "UTF-16, by its byte order mark"));
    }
    let text = String::from_utf8(bytes).map_err(|error| Defect::of_file(path, FileRule::Utf8, error))?;
    let (unmarked, has_mark) = without_byte_order_mark(&text);
    if has_mark {
        defects.push(Defect::of_file(path, FileRule::ByteOrderMark, "the bytes EF BB BF"));
    }
    let parsed = json::parse(unmarked).map_err(|error| Defect::of_file(path, FileRule::Json, error))?;
    Ok((text, parsed))
}

/// A record without a slug, or with one that is none, departs from the schema already.
fn slug_defect(path: &Path, value: &Value) -> Option<Defect> {
    let slug = value.get("slug")?.as_str()?;
    let stem = path.file_stem()?.to_string_lossy();
    let rule = Rule::File(FileRule::FileNamesSlug);
    (stem != slug).then(|| Defect::in_file(path, "slug", rule, slug))
}

/// What the program does not read, where the schema says nothing of it.
fn unread(path: &Path, departures: &[Departure], refusals: &[(String, String)]) -> Vec<Defect> {
    let explains =
        |departure: &Departure, field: &str| !departure.is_of_size && overlap(&departure.defect.field, field);
    let is_new = |field: &str| !departures.iter().any(|departure| explains(departure, field));
    let refusals = refusals.iter().filter(|(field, _)| is_new(field));
    let rule = Rule::File(FileRule::ProgramReads);
    refusals.map(|(field, reason)| Defect::in_file(path, field, rule.clone(), reason)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::LazyLock;

    use directory::Record;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::{json, mending};

    static RECORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/vendors");
        let paths = fs::read_dir(folder).expect("the records").map(|entry| entry.expect("an entry").path());
        paths.map(|path| fs::read_to_string(path).expect("a record")).collect()
    });

    /// What takes the place of a piece of a record.
    const PIECES: [&str; 14] = [
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

    /// A record with some pieces of it taken out, or others put in their place.
    fn damaged() -> impl Strategy<Value = String> {
        let edit = (any::<Index>(), 0_usize..60, select(&PIECES[..]));
        (select(&**RECORDS), vec(edit, 0..6)).prop_map(|(mut text, edits)| {
            for (at, length, piece) in edits {
                let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let Some(&from) = starts.get(at.index(starts.len().max(1))) else { break };
                let to = starts.iter().find(|to| **to >= from + length).copied().unwrap_or(text.len());
                text.replace_range(from..to, piece);
            }
            text
        })
    }

    proptest! {
        #[test]
        fn any_text_is_the_record_that_it_says_or_is_refused(text in damaged()) {
            let Ok(parsed) = json::parse(&text) else { return Ok(()) };
            let is_plain = parsed.repeated.is_empty();
            let mended = mending::read(parsed.value);
            let said = serde_json::from_str::<Record>(&text).ok();
            if mended.refusals.is_empty() {
                prop_assert!(mended.stand_ins.is_empty());
                prop_assert!(!is_plain || mended.record == said);
            } else {
                prop_assert!(said.is_none());
            }
        }
    }
}
