//! The state of the checks: a file of the operator, which is never published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use catalog::Date;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::check::{SourceState, Verdict};

/// The version of the file.
const VERSION: u32 = 1;

/// The number of days with a failed check after which a person has to look.
pub const FAILED_DAYS: usize = 3;

/// The state of the checks of all sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyState {
    version: u32,
    /// The run that is not complete.
    pub run: Option<OpenRun>,
    /// The checked pages by URL.
    pub sources: BTreeMap<String, CheckedPage>,
}

/// A run that is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRun {
    /// When it began, in UTC (`2026-11-29T12:00:00Z`).
    pub started: String,
    /// A hash of the pages and terms that it checks.
    pub selection: String,
}

/// The last check of a page, which several records can cite for different terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPage {
    /// When it was, in UTC: the beginning of its run.
    pub checked: String,
    /// What it showed, about the terms of all records.
    pub state: SourceState,
    /// Why; empty if the state needs no explanation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The address that the page moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// The last day on which the page could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Date>,
    /// The days since then on which it was gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Date>,
    /// The terms that were compared.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub terms: BTreeMap<String, CheckedTerm>,
    /// What identifies the version of the page that was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<PageVersion>,
}

/// The last comparison of a term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedTerm {
    /// The sentence with the term, when it was last there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The last day on which the page had the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Date>,
    /// The days since then on which the page could be read, and lacked the term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Date>,
    /// The sentence that is nearest to a missing term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// A version of a page: the URL after redirects, and what the response said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageVersion {
    /// The URL.
    pub url: String,
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A completed check.
#[derive(Clone, Debug)]
pub struct Check {
    /// When its run began, in UTC.
    pub time: String,
    /// The day.
    pub date: Date,
    /// What it showed; `None` if the page is the one of the last check.
    pub verdict: Option<Verdict>,
    /// The address that the page moved to.
    pub moved_to: Option<String>,
    /// What identifies the version of the page.
    pub version: Option<PageVersion>,
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

    /// Takes the lock of the file, so that no other run writes it. The system releases it when the program ends.
    ///
    /// # Errors
    /// If another program has it.
    pub fn lock(path: &Path) -> Result<File> {
        let mut lock = path.as_os_str().to_owned();
        lock.push(".lock");
        let lock = PathBuf::from(lock);
        let cannot_lock = || format!("cannot lock {}", lock.display());
        if let Some(folder) = lock.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(cannot_lock)?;
        }
        let file = File::create(&lock).with_context(cannot_lock)?;
        file.try_lock().with_context(|| format!("another run is writing {}", path.display()))?;
        Ok(file)
    }

    /// Writes the file. It is either the old or the new one, whenever the program ends.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let cannot_write = || format!("cannot write {}", path.display());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(cannot_write)?;
        let mut text = serde_json::to_vec_pretty(self).with_context(cannot_write)?;
        text.push(b'\n');
        let mut file = NamedTempFile::new_in(folder).with_context(cannot_write)?;
        file.write_all(&text).with_context(cannot_write)?;
        file.persist(path).with_context(cannot_write)?;
        Ok(())
    }

    /// The last version of a page that was compared with the same terms.
    pub fn version(&self, url: &str, terms: &[String]) -> Option<PageVersion> {
        self.sources.get(url).filter(|page| page.has_terms(terms))?.version.clone()
    }

    /// Stores a check.
    pub fn record(&mut self, url: &str, check: Check) {
        let Check { time, date, verdict, moved_to, version } = check;
        let before = self.sources.remove(url);
        let page = match (verdict, before) {
            (None, Some(before)) => before.unchanged(date, &moved_to),
            (verdict, before) => {
                let verdict = verdict.unwrap_or_else(|| Verdict::new(SourceState::Unreachable, "no page"));
                CheckedPage::new(verdict, before, date, version)
            }
        };
        self.sources.insert(url.to_owned(), CheckedPage { checked: time, moved_to, ..page });
    }
}

impl CheckedPage {
    fn new(verdict: Verdict, before: Option<Self>, date: Date, version: Option<PageVersion>) -> Self {
        let Verdict { state, reason, terms } = verdict;
        let (seen, failed, terms_before) =
            before.map_or_else(Default::default, |before| (before.seen, before.failed, before.terms));
        let mut page = Self {
            checked: String::new(),
            state,
            reason,
            moved_to: None,
            seen,
            failed,
            terms: terms_before,
            version: None,
        };
        match state {
            SourceState::Found | SourceState::Moved | SourceState::Missing | SourceState::Reachable => {
                (page.seen, page.version) = (Some(date), version);
                if state != SourceState::Missing {
                    page.failed.clear();
                }
                let terms = terms.into_iter().map(|result| {
                    let mut term = page.terms.remove(&result.term).unwrap_or_default();
                    term.nearest = result.nearest;
                    match result.sentence {
                        Some(sentence) => {
                            term = CheckedTerm { sentence: Some(sentence), ..term.seen_on(date) }
                        }
                        None => add(&mut term.failed, date),
                    }
                    (result.term, term)
                });
                page.terms = terms.collect();
            }
            SourceState::Gone => add(&mut page.failed, date),
            // The response tells nothing about the page.
            SourceState::Unreadable | SourceState::Refused | SourceState::Unreachable => {}
        }
        page
    }

    /// The same page on another day.
    fn unchanged(mut self, date: Date, moved_to: &Option<String>) -> Self {
        self.seen = Some(date);
        self.state = match (self.state, moved_to) {
            (SourceState::Found, Some(_)) => SourceState::Moved,
            (SourceState::Moved, None) => SourceState::Found,
            (state, _) => state,
        };
        for term in self.terms.values_mut() {
            if term.is_missing() {
                add(&mut term.failed, date);
            } else {
                *term = std::mem::take(term).seen_on(date);
            }
        }
        self
    }

    /// Whether these terms were compared, and no others.
    pub fn has_terms(&self, terms: &[String]) -> bool {
        self.terms.len() == terms.len() && terms.iter().all(|term| self.terms.contains_key(term))
    }

    /// What the check showed about some of the terms: those of one record.
    pub fn state_of(&self, terms: &[String]) -> SourceState {
        let is_missing = |term: &String| self.terms.get(term).is_some_and(CheckedTerm::is_missing);
        let is_compared = |term: &String| self.terms.contains_key(term);
        match self.state {
            SourceState::Found | SourceState::Moved | SourceState::Missing => {
                if terms.iter().any(is_missing) {
                    SourceState::Missing
                } else if terms.is_empty() || !terms.iter().all(is_compared) {
                    SourceState::Reachable
                } else if self.moved_to.is_some() {
                    SourceState::Moved
                } else {
                    SourceState::Found
                }
            }
            state => state,
        }
    }

    /// The number of days on which the page was gone or lacked one of these terms, since it had them.
    pub fn failed_days(&self, terms: &[String]) -> usize {
        let compared = || terms.iter().filter_map(|term| self.terms.get(term));
        let seen =
            if terms.is_empty() { self.seen } else { compared().map(|term| term.seen).min().flatten() };
        let gone = self.failed.iter().filter(|day| seen.is_none_or(|seen| **day > seen));
        gone.chain(compared().flat_map(|term| &term.failed)).collect::<BTreeSet<_>>().len()
    }

    /// Whether a person has to look at a source with these terms.
    pub fn needs_work(&self, terms: &[String]) -> bool {
        self.failed_days(terms) >= FAILED_DAYS
    }
}

impl CheckedTerm {
    /// Whether the page lacked the term when it was last read.
    pub fn is_missing(&self) -> bool {
        !self.failed.is_empty()
    }

    fn seen_on(self, date: Date) -> Self {
        Self { seen: Some(date), failed: Vec::new(), nearest: None, ..self }
    }
}

/// Adds a day once.
fn add(days: &mut Vec<Date>, date: Date) {
    if days.last() != Some(&date) {
        days.push(date);
    }
}
