//! The state of the checks: a file of the operator, which is never published.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use catalog::Date;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::check::{SourceState, Verdict};
use super::fetch::Validators;

/// The version of the file.
const VERSION: u32 = 1;

/// The number of days with a failed check after which a person has to look.
pub const FAILED_DAYS: usize = 3;

/// The state of the checks of all sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyState {
    version: u32,
    /// When the current run began, in UTC (`2026-11-29T12:00:00Z`); none if the last one is complete.
    pub run: Option<String>,
    /// The checked sources by URL.
    pub sources: BTreeMap<String, CheckedSource>,
}

/// The last check of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedSource {
    /// When it was, in UTC.
    pub checked: String,
    /// What it showed.
    pub state: SourceState,
    /// Why; empty if the state says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The address that the page moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// The last day on which the page had every term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Date>,
    /// The days since then on which the page was gone or lacked a term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Date>,
    /// The terms that were compared, with the sentence around each when it was last there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub terms: BTreeMap<String, TermState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

/// The last comparison of a term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermState {
    /// The sentence with the term, when it was last there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// Whether the term is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_missing: bool,
    /// The sentence that is nearest to a missing term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// A completed check.
#[derive(Clone, Debug)]
pub struct Check {
    /// When it was, in UTC.
    pub time: String,
    /// Its day.
    pub date: Date,
    /// What it showed; `None` if the page is the one of the last check.
    pub verdict: Option<Verdict>,
    /// The address that the page moved to.
    pub moved_to: Option<String>,
    /// What identifies the version of the page.
    pub validators: Validators,
}

impl Default for VerifyState {
    fn default() -> Self {
        Self { version: VERSION, run: None, sources: BTreeMap::new() }
    }
}

impl VerifyState {
    /// Reads the file; a missing one is an empty state.
    ///
    /// # Errors
    /// If the file cannot be read, or has another form or version.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let state: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a state of checks", path.display()))?;
        ensure!(
            state.version <= VERSION,
            "{} has version {}, and this build reads versions up to {VERSION}",
            path.display(),
            state.version
        );
        Ok(state)
    }

    /// Writes the file. It is either the old or the new one, whenever the program ends.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let cannot_write = || format!("cannot write {}", path.display());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
        fs::create_dir_all(&folder).with_context(cannot_write)?;
        let mut file = NamedTempFile::new_in(&folder).with_context(cannot_write)?;
        serde_json::to_writer_pretty(&mut file, self).with_context(cannot_write)?;
        file.write_all(b"\n").with_context(cannot_write)?;
        file.persist(path).with_context(cannot_write)?;
        Ok(())
    }

    /// What identifies the last version of a page, if it was compared with the same terms.
    pub fn validators(&self, url: &str, terms: &[String]) -> Validators {
        let same = self.sources.get(url).filter(|source| {
            source.terms.len() == terms.len() && terms.iter().all(|term| source.terms.contains_key(term))
        });
        same.map_or_else(Validators::default, |source| Validators {
            etag: source.etag.clone(),
            last_modified: source.last_modified.clone(),
        })
    }

    /// Stores a check.
    pub fn record(&mut self, url: &str, check: Check) {
        let Check { time, date, verdict, moved_to, validators } = check;
        let before = self.sources.remove(url);
        let source = match (verdict, before) {
            // The page has not changed since.
            (None, Some(before)) => {
                let state = match (before.state, &moved_to) {
                    (SourceState::Found, Some(_)) => SourceState::Moved,
                    (SourceState::Moved, None) => SourceState::Found,
                    (state, _) => state,
                };
                CheckedSource { checked: time, state, moved_to, ..before }
            }
            (verdict, before) => {
                let verdict = verdict
                    .unwrap_or_else(|| Verdict::new(SourceState::Unreachable, "not modified since never"));
                let before = before.as_ref();
                let sentence = |term: &str| before?.terms.get(term)?.sentence.clone();
                let terms = verdict.terms.into_iter().map(|result| {
                    let is_missing = result.sentence.is_none();
                    let sentence = result.sentence.or_else(|| sentence(&result.term));
                    (result.term, TermState { sentence, is_missing, nearest: result.nearest })
                });
                let mut terms: BTreeMap<_, _> = terms.collect();
                if terms.is_empty() {
                    // A response without text says nothing about the terms.
                    terms = before.map(|before| before.terms.clone()).unwrap_or_default();
                }
                CheckedSource {
                    checked: time,
                    state: verdict.state,
                    reason: verdict.reason,
                    moved_to,
                    confirmed: before.and_then(|before| before.confirmed),
                    failed: before.map(|before| before.failed.clone()).unwrap_or_default(),
                    terms,
                    etag: validators.etag,
                    last_modified: validators.last_modified,
                }
            }
        };
        self.sources.insert(url.to_owned(), source.on(date));
    }
}

impl CheckedSource {
    /// Counts a day.
    fn on(mut self, date: Date) -> Self {
        match self.state.confirms() {
            Some(true) => {
                self.confirmed = Some(date);
                self.failed.clear();
            }
            Some(false) if self.failed.last() != Some(&date) => self.failed.push(date),
            _ => {}
        }
        self
    }

    /// Whether a person has to look: the page was gone or lacked a term on several days.
    pub fn needs_work(&self) -> bool {
        self.failed.len() >= FAILED_DAYS
    }
}
