//! `renamed.json`: the vendors that left the directory. Next to the records it is a data file that is checked with
//! them; in a published site it redirects old slugs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use catalog::{Renamed, Slug, rules};
use serde_json::Value;

use super::defect::ReportedDefect;
use super::load;
use super::schema::RecordSchema;

/// The file's name, in the project and in the published site.
pub const FILE: &str = "renamed.json";

const SCHEMA: &str = include_str!("../../../../public/renamed.schema.json");

/// An unreadable `renamed.json` of a published site.
#[derive(Debug, thiserror::Error)]
pub enum RenamedError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file has other contents.
    #[error("{path} is not a list of renamed vendors: {source}")]
    Json {
        /// The file.
        path: PathBuf,
        /// The parser's error.
        source: serde_json::Error,
    },
}

/// Reads the file of a published site. A site that was published before the file existed has no renamed vendors.
///
/// # Errors
/// If the file cannot be read, or has other contents.
pub fn read_published(site: &Path) -> Result<Renamed, RenamedError> {
    let path = site.join(FILE);
    match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|source| RenamedError::Json { path, source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Renamed::default()),
        Err(source) => Err(RenamedError::Io { path, source }),
    }
}

/// Loads the data file and checks it against the slugs of the records. Without the file no vendor was renamed.
pub(super) fn load(path: &Path, slugs: &BTreeSet<Slug>) -> (Renamed, Vec<ReportedDefect>) {
    let mut defects = Vec::new();
    if path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return (Renamed::default(), defects);
    }
    let parsed = load::read_text(path).and_then(|text| load::parse_json(path, &text, &mut defects));
    let value = match parsed {
        Ok(value) => value,
        Err(defect) => {
            defects.push(defect);
            return (Renamed::default(), defects);
        }
    };
    match RecordSchema::parse(path, SCHEMA) {
        Ok(schema) => {
            let violations = schema.violations(path, &value);
            defects.extend(violations.into_iter().map(|violation| violation.defect));
        }
        Err(defect) => defects.push(defect),
    }
    // Entries that violate the schema are reported already; the rules check the other entries.
    let renamed: Renamed = value.as_object().into_iter().flatten().filter_map(entry).collect();
    let broken_rules = rules::renamed_defects(&renamed, slugs);
    defects.extend(broken_rules.into_iter().map(|defect| ReportedDefect::of_rule(path, defect)));
    (renamed, defects)
}

/// An entry, if it is valid by the schema.
fn entry((old, new): (&String, &Value)) -> Option<(Slug, Option<Slug>)> {
    let new = match new {
        Value::Null => None,
        Value::String(new) => Some(Slug::parse(new).ok()?),
        _ => return None,
    };
    Some((Slug::parse(old).ok()?, new))
}
