//! `site check`: reads every record, holds it against the schema and against the rules that a schema
//! cannot say, and reports all defects of all files at once, so that nobody mends them one by one. `renamed.json` beside
//! the records is held against them.

mod defect;
pub(crate) mod folder;
mod form;
mod json;
mod mending;
mod path;
mod reading;
mod renamed;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use directory::rules::SharedFile;
use directory::signals::SharedSignals;
use directory::{Date, Record, Renamed, Slug, rules};
use rayon::prelude::*;
use serde::de::DeserializeOwned;

pub use defect::{Defect, FileRule, Rule};
use form::Form;

/// Where the data lies.
#[derive(Args, Clone, Debug)]
pub struct DataFiles {
    /// The folder of the records
    #[arg(long, default_value = "public/vendors")]
    pub vendors: PathBuf,
    /// The JSON schema of a record
    #[arg(long, default_value = "public/vendor.schema.json")]
    pub schema: PathBuf,
}

impl DataFiles {
    /// A file beside the folder of the records: `corporate-domains.json`, `ambiguous-signals.json`, `site.json`.
    pub fn beside(&self, name: &str) -> PathBuf {
        match self.vendors.file_name() {
            Some(_) => self.vendors.with_file_name(name),
            None => self.vendors.join("..").join(name),
        }
    }
}

/// Records without a defect, and what they share.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The records, by slug.
    pub records: Vec<Record>,
    /// The text of each record's file; a record that comes from no file has none.
    pub texts: BTreeMap<Slug, String>,
    /// What several products share.
    pub shared: SharedSignals,
    /// The vendors that left the directory.
    pub renamed: Renamed,
}

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

impl Defects {
    fn sorted(records: usize, mut list: Vec<Defect>) -> Self {
        list.sort_by_cached_key(|defect| {
            (defect.file.clone(), defect.field.clone(), defect.rule.to_string(), defect.found.clone())
        });
        Self { records, list }
    }
}

/// The last line of a report: `199 records, 0 defects`.
pub fn summary(records: usize, defects: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", counted(records, "record"), counted(defects, "defect"))
}

/// Reads the records of a folder, what they share and what became of those that are gone, as they are on the day
/// `today`.
///
/// # Errors
/// When anything is wrong with any of them, with the folder or with the schema: all of it.
pub fn records(files: &DataFiles, today: Date) -> Result<Checked, Defects> {
    let (paths, strays) = match self::files(&files.vendors) {
        Ok(listed) => listed,
        Err(defect) => return Err(Defects { records: 0, list: vec![defect] }),
    };
    let form = match Form::read(&files.schema) {
        Ok(form) => form,
        Err(defect) => return Err(Defects { records: paths.len(), list: vec![defect] }),
    };

    let mut list = strays;
    let shared = SharedSignals {
        corporate_domains: read_shared(&files.beside(CORPORATE_DOMAINS), &mut list),
        ambiguous_signals: read_shared(&files.beside(AMBIGUOUS_SIGNALS), &mut list),
    };
    // By the names of the files, whatever is wrong with what is in them.
    let slug = |path: &PathBuf| Slug::parse(path.file_stem()?.to_str()?).ok();
    let slugs = paths.iter().filter_map(slug).collect();
    let (renamed, wrong_renamed) = renamed::read(&files.beside(crate::renamed::FILE), &slugs);
    list.extend(wrong_renamed);
    let mut read = Vec::new();
    let readings: Vec<_> = paths.par_iter().map(|path| reading::read(path, &form, &shared, today)).collect();
    for (path, reading) in paths.iter().zip(readings) {
        list.extend(reading.defects);
        if let Some(record) = reading.record {
            read.push((path, record, reading.wrong, reading.text));
        }
    }
    list.extend(defects_between(&read, &shared, files));

    if list.is_empty() {
        let mut checked = Checked { shared, renamed, ..Checked::default() };
        for (_, record, _, text) in read {
            checked.texts.insert(record.slug.clone(), text);
            checked.records.push(record);
        }
        checked.records.sort_by(|one, other| one.slug.cmp(&other.slug));
        Ok(checked)
    } else {
        Err(Defects::sorted(paths.len(), list))
    }
}

const CORPORATE_DOMAINS: &str = "corporate-domains.json";
const AMBIGUOUS_SIGNALS: &str = "ambiguous-signals.json";

/// What a file of shared domains or signals says; nothing is shared without the file. What is wrong with it goes into
/// `list`.
fn read_shared<T: DeserializeOwned + Default>(path: &Path, list: &mut Vec<Defect>) -> T {
    let read = |list: &mut Vec<Defect>| {
        if !path.exists() {
            return Ok(T::default());
        }
        let (_, parsed) = reading::parse(path, list)?;
        if let Some(field) = parsed.repeated.first() {
            let rule = Rule::File(FileRule::KeysDiffer);
            return Err(Defect::in_file(path, field, rule, "it once more"));
        }
        serde_path_to_error::deserialize(&parsed.value).map_err(|error| {
            let rule = Rule::File(FileRule::ProgramReads);
            Defect::in_file(path, &error.path().to_string(), rule, error.inner())
        })
    };
    read(list).unwrap_or_else(|defect| {
        list.push(defect);
        T::default()
    })
}

/// Each slug of `featured` that no record has, or that stands there twice, as a defect of the settings' file.
pub fn featured_defects(settings: &Path, featured: &[Slug], records: &[Record]) -> Vec<Defect> {
    let is_known = |slug: &Slug| records.iter().any(|record| record.slug == *slug);
    let featured = featured.iter().enumerate().filter_map(|(index, slug)| {
        let rule = match featured.get(..index) {
            Some(before) if before.contains(slug) => rules::Rule::DuplicateFeatured,
            _ if !is_known(slug) => rules::Rule::UnknownVendor,
            _ => return None,
        };
        Some(Defect::in_file(settings, &format!("featured[{index}]"), Rule::Record(rule), slug))
    });
    featured.collect()
}

/// A record that was read: its file, the record, the fields of it that are wrong, and the text.
type Read<'a> = (&'a PathBuf, Record, Vec<String>, String);

/// What holds of each record but not of all of them together.
fn defects_between(read: &[Read], shared: &SharedSignals, files: &DataFiles) -> Vec<Defect> {
    let records: Vec<&Record> = read.iter().map(|(_, record, ..)| record).collect();
    let mut list = Vec::new();
    for (index, defect) in rules::defects_between(&records, shared) {
        if let Some((path, _, wrong, _)) = read.get(index)
            && !wrong.iter().any(|field| path::overlap(field, &defect.field))
        {
            list.push(Defect::of_record(path, defect));
        }
    }
    for (file, defect) in rules::shared_defects(shared, &records) {
        let name = match file {
            SharedFile::CorporateDomains => CORPORATE_DOMAINS,
            SharedFile::AmbiguousSignals => AMBIGUOUS_SIGNALS,
        };
        list.push(Defect::of_record(&files.beside(name), defect));
    }
    list
}

/// The record files of a folder by name, and what else lies there.
fn files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<Defect>), Defect> {
    let unreadable = |error: std::io::Error| Defect::of_file(folder, FileRule::Readable, error);
    let mut records = Vec::new();
    let mut strays = Vec::new();
    for entry in folder::entries(folder).map_err(unreadable)? {
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
        return Err(Defect::of_file(folder, FileRule::HasRecords, "none"));
    }
    records.sort();
    Ok((records, strays))
}
