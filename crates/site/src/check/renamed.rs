//! `renamed.json`, beside the folder of the records: what became of vendors that are not there any more.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use directory::{Renamed, Slug, rules};
use serde_json::Value;

use super::defect::{Defect, FileRule, Rule};
use super::form::Form;
use super::reading;

const SCHEMA: &str = include_str!("../../../../public/renamed.schema.json");

/// Reads the file, which has to fit records of these slugs; without a file no vendor was renamed.
pub(super) fn read(path: &Path, slugs: &BTreeSet<Slug>) -> (Renamed, Vec<Defect>) {
    let mut defects = Vec::new();
    if path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return (Renamed::default(), defects);
    }
    let parsed = match reading::parse(path, &mut defects) {
        Ok((_, parsed)) => parsed,
        Err(defect) => {
            defects.push(defect);
            return (Renamed::default(), defects);
        }
    };
    let twice = |old: &String| Defect::in_file(path, old, Rule::File(FileRule::KeysDiffer), "it once more");
    defects.extend(parsed.repeated.iter().map(twice));
    match Form::of(path, SCHEMA) {
        Ok(form) => {
            let departures = form.departures(path, &parsed.value);
            defects.extend(departures.into_iter().map(|departure| departure.defect));
        }
        Err(defect) => defects.push(defect),
    }
    // What departs from the schema is named already; the rules look at the rest.
    let renamed: Renamed = parsed.value.as_object().into_iter().flatten().filter_map(entry).collect();
    let broken = rules::renamed_defects(&renamed, slugs);
    defects.extend(broken.into_iter().map(|defect| Defect::of_record(path, defect)));
    (renamed, defects)
}

/// An entry as the schema has it.
fn entry((old, new): (&String, &Value)) -> Option<(Slug, Option<Slug>)> {
    let new = match new {
        Value::Null => None,
        Value::String(new) => Some(Slug::parse(new).ok()?),
        _ => return None,
    };
    Some((Slug::parse(old).ok()?, new))
}
