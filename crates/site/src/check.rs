//! `site check`: reads every record, holds it against the schema and against the rules that a schema
//! cannot say, and reports all defects of all files at once, so that nobody mends them one by one.

mod defect;
mod form;
mod json;
mod mending;
mod path;
mod reading;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use directory::{Date, Record, rules};
use rayon::prelude::*;

pub use defect::{Defect, FileRule, Rule};
use form::Form;

/// Every defect of every record, sorted by file, field and rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Defects {
    /// How many records were read.
    pub records: usize,
    /// What is wrong with them.
    pub list: Vec<Defect>,
}

impl fmt::Display for Defects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for defect in &self.list {
            writeln!(f, "{defect}")?;
        }
        f.write_str(&summary(self.records, self.list.len()))
    }
}

/// The last line of a report: `199 records, 0 defects`.
pub fn summary(records: usize, defects: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", counted(records, "record"), counted(defects, "defect"))
}

/// Reads the records of a folder, by slug, as they stand on the day `today`.
///
/// # Errors
/// When anything is wrong with any of them, with the folder or with the schema: all of it.
pub fn records(folder: &Path, schema: &Path, today: Date) -> Result<Vec<Record>, Defects> {
    let (paths, strays) = match files(folder) {
        Ok(listed) => listed,
        Err(defect) => return Err(Defects { records: 0, list: vec![defect] }),
    };
    let form = match Form::read(schema) {
        Ok(form) => form,
        Err(defect) => return Err(Defects { records: paths.len(), list: vec![defect] }),
    };

    let mut list = strays;
    let mut read = Vec::new();
    let readings: Vec<_> = paths.par_iter().map(|path| reading::read(path, &form, today)).collect();
    for (path, reading) in paths.iter().zip(readings) {
        list.extend(reading.defects);
        if let Some(record) = reading.record {
            read.push((path, record, reading.wrong));
        }
    }
    list.extend(defects_between(&read));

    if list.is_empty() {
        let mut records: Vec<Record> = read.into_iter().map(|(_, record, _)| record).collect();
        records.sort_by(|one, other| one.slug.cmp(&other.slug));
        Ok(records)
    } else {
        list.sort_by_cached_key(|defect| {
            (defect.file.clone(), defect.field.clone(), defect.rule.to_string(), defect.found.clone())
        });
        Err(Defects { records: paths.len(), list })
    }
}

/// What holds of each record but not of all of them together.
fn defects_between(read: &[(&PathBuf, Record, Vec<String>)]) -> Vec<Defect> {
    let records: Vec<&Record> = read.iter().map(|(_, record, _)| record).collect();
    let mut list = Vec::new();
    for (index, defect) in rules::defects_between(&records) {
        if let Some((path, _, wrong)) = read.get(index)
            && !wrong.iter().any(|field| path::overlap(field, &defect.field))
        {
            list.push(Defect::of_record(path, defect));
        }
    }
    list
}

/// The record files of a folder by name, and what else lies there.
fn files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<Defect>), Defect> {
    let unreadable = |error: std::io::Error| Defect::of_file(folder, FileRule::Readable, error);
    let mut records = Vec::new();
    let mut strays = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // The type of the entry itself: a link could lead out of the folder, or to nothing.
        let is_file = entry.file_type().map_err(unreadable)?.is_file();
        let path = entry.path();
        if !is_file {
            strays.push(Defect::of_file(&path, FileRule::OnlyRecords, "a folder, a link or a device"));
        } else if path.extension().is_none_or(|extension| extension != "json") {
            strays.push(Defect::of_file(&path, FileRule::OnlyRecords, "a file of another kind"));
        } else {
            records.push(path);
        }
    }
    if records.is_empty() && strays.is_empty() {
        return Err(Defect::of_file(folder, FileRule::HasRecords, "an empty folder"));
    }
    records.sort();
    Ok((records, strays))
}
