//! `site check`: checks every vendor record against the schema and the catalog's rules, with `renamed.json` and the
//! files of shared domains and signals, and reports all defects of all files in one run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use catalog::rules::{self, Rule, SharedFile};
use catalog::signals::SharedSignals;
use catalog::{Date, Record, Renamed, Slug};
use clap::Args;
use rayon::prelude::*;
use serde::de::DeserializeOwned;

use super::defect::{DefectKind, DefectReport, FileProblem, ReportedDefect};
use super::load::{self, LoadedFile};
use super::schema::RecordSchema;
use super::{folder, renamed};

const CORPORATE_DOMAINS: &str = "corporate-domains.json";
const AMBIGUOUS_SIGNALS: &str = "ambiguous-signals.json";

/// The paths of the data files.
#[derive(Args, Clone, Debug)]
pub struct DataPaths {
    /// The folder of vendor records
    #[arg(long, default_value = "public/vendors")]
    pub vendors: PathBuf,
    /// The JSON Schema of a record
    #[arg(long, default_value = "public/vendor.schema.json")]
    pub schema: PathBuf,
}

impl DataPaths {
    /// The path of a file next to the folder of records, such as `corporate-domains.json` or `site.json`.
    pub fn sibling(&self, name: &str) -> PathBuf {
        match self.vendors.file_name() {
            Some(_) => self.vendors.with_file_name(name),
            None => self.vendors.join("..").join(name),
        }
    }
}

/// Records without defects, and the data that they share.
#[derive(Clone, Debug, Default)]
pub struct CheckedRecords {
    /// The records, sorted by slug.
    pub records: Vec<Record>,
    /// The text of each record's file; a record that was not read from a file has none.
    pub texts: BTreeMap<Slug, String>,
    /// The domains and signals that several products share.
    pub shared: SharedSignals,
    /// The vendors that left the directory.
    pub renamed: Renamed,
}

/// Loads and checks the records of a folder, the shared files and `renamed.json`, as of the day `today`. Schema
/// violations are reported for every record, and broken rules for every record that parses.
///
/// # Errors
/// If any of the files, the folder or the schema has a defect: a report of all defects.
pub fn check_records(paths: &DataPaths, today: Date) -> Result<CheckedRecords, DefectReport> {
    let (files, mut defects) = match record_files(&paths.vendors) {
        Ok(listed) => listed,
        Err(defect) => return Err(DefectReport::new(0, vec![defect])),
    };
    let schema = match RecordSchema::read(&paths.schema) {
        Ok(schema) => schema,
        Err(defect) => return Err(DefectReport::new(files.len(), vec![defect])),
    };
    let shared = SharedSignals {
        corporate_domains: load_shared(&paths.sibling(CORPORATE_DOMAINS), &mut defects),
        ambiguous_signals: load_shared(&paths.sibling(AMBIGUOUS_SIGNALS), &mut defects),
    };
    // By file name, so that a record with defects counts as present.
    let slugs: BTreeSet<Slug> =
        files.iter().filter_map(|path| Slug::parse(path.file_stem()?.to_str()?).ok()).collect();
    let (renamed, renamed_defects) = renamed::load(&paths.sibling(renamed::FILE), &slugs);
    defects.extend(renamed_defects);

    let loaded: Vec<LoadedFile> =
        files.par_iter().map(|path| load::load_record(path, &schema, &shared, today)).collect();
    defects.extend(cross_record_defects(&loaded, &shared));
    defects.extend(shared_file_defects(&loaded, &shared, paths, &slugs));
    defects.extend(loaded.iter().flat_map(|file| &file.defects).cloned());
    if !defects.is_empty() {
        return Err(DefectReport::new(files.len(), defects));
    }

    let mut checked = CheckedRecords { shared, renamed, ..CheckedRecords::default() };
    for LoadedFile { text, record, .. } in loaded {
        if let Some(record) = record {
            checked.texts.insert(record.slug.clone(), text);
            checked.records.push(record);
        }
    }
    checked.records.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(checked)
}

/// Reports each slug of the setting `featured` that no record has or that is listed twice, as a defect of the settings
/// file.
pub fn check_featured(settings: &Path, featured: &[Slug], records: &[Record]) -> Vec<ReportedDefect> {
    let is_known = |slug: &Slug| records.iter().any(|record| record.slug == *slug);
    let defects = featured.iter().enumerate().filter_map(|(index, slug)| {
        let rule = match featured.get(..index) {
            Some(before) if before.contains(slug) => Rule::DuplicateFeatured,
            _ if !is_known(slug) => Rule::UnknownVendor,
            _ => return None,
        };
        Some(ReportedDefect::new(settings, &format!("featured[{index}]"), DefectKind::Rule(rule), slug))
    });
    defects.collect()
}

/// Loads a file of shared domains or signals and adds its defects to `defects`. A missing file is an empty one.
fn load_shared<T: DeserializeOwned + Default>(path: &Path, defects: &mut Vec<ReportedDefect>) -> T {
    if !path.exists() {
        return T::default();
    }
    let loaded =
        load::read_text(path).and_then(|text| load::parse_json(path, &text, defects)).and_then(|value| {
            serde_path_to_error::deserialize(value).map_err(|error| ReportedDefect::unsupported(path, &error))
        });
    loaded.unwrap_or_else(|defect| {
        defects.push(defect);
        T::default()
    })
}

/// Rules that records break only in combination, such as two records with the same name.
fn cross_record_defects(files: &[LoadedFile], shared: &SharedSignals) -> Vec<ReportedDefect> {
    let parsed: Vec<(&LoadedFile, &Record)> =
        files.iter().filter_map(|file| Some((file, file.record.as_ref()?))).collect();
    let records: Vec<&Record> = parsed.iter().map(|(_, record)| *record).collect();
    let defects = rules::defects_between(&records, shared).into_iter().filter_map(|(index, defect)| {
        let (file, _) = parsed.get(index)?;
        (!file.has_violation(&defect.field)).then(|| ReportedDefect::of_rule(file.path, defect))
    });
    defects.collect()
}

/// Rules that the files of shared domains and signals break.
fn shared_file_defects(
    files: &[LoadedFile],
    shared: &SharedSignals,
    paths: &DataPaths,
    slugs: &BTreeSet<Slug>,
) -> Vec<ReportedDefect> {
    let records: Vec<&Record> = files.iter().filter_map(|file| file.record.as_ref()).collect();
    // A record that does not parse is present all the same, and its own defects are reported.
    let is_present = |slug: &str| slugs.iter().any(|present| present.as_str() == slug);
    let defects = rules::shared_defects(shared, &records)
        .into_iter()
        .filter(|(_, defect)| defect.rule != Rule::UnknownVendor || !is_present(&defect.found));
    let defects = defects.map(|(file, defect)| {
        let name = match file {
            SharedFile::CorporateDomains => CORPORATE_DOMAINS,
            SharedFile::AmbiguousSignals => AMBIGUOUS_SIGNALS,
        };
        ReportedDefect::of_rule(&paths.sibling(name), defect)
    });
    defects.collect()
}

/// The record files of a folder, sorted by name, and a defect for every other entry.
fn record_files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<ReportedDefect>), ReportedDefect> {
    let unreadable = |error: std::io::Error| ReportedDefect::of_file(folder, FileProblem::Unreadable, error);
    let mut records = Vec::new();
    let mut unexpected = Vec::new();
    for entry in folder::entries(folder).map_err(unreadable)? {
        // The type of the entry itself: a link could lead out of the folder, or nowhere.
        let is_file = entry.file_type().map_err(unreadable)?.is_file();
        let path = entry.path();
        let problem = FileProblem::UnexpectedFile;
        if !is_file {
            unexpected.push(ReportedDefect::of_file(&path, problem, "a folder, a link or a device"));
        } else if path.extension().is_none_or(|extension| extension != "json") {
            unexpected.push(ReportedDefect::of_file(&path, problem, "another type of file"));
        } else {
            records.push(path);
        }
    }
    if records.is_empty() && unexpected.is_empty() {
        return Err(ReportedDefect::of_file(folder, FileProblem::NoRecords, "no file"));
    }
    records.sort();
    Ok((records, unexpected))
}
