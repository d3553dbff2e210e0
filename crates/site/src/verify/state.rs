//! The state of the checks: a file of the operator with sentences of pages. The site publishes only its dates and problems.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use catalog::{Date, Record, Source, SourceCheck, SourceProblem};
use serde::{Deserialize, Serialize};

use super::check::{CheckResult, SourceState};
use super::fetch::Validators;
use crate::state_file::{FileLock, read_json, write_json};

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
    /// What identifies the version at that URL.
    #[serde(flatten)]
    pub validators: Validators,
}

/// A completed check.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it showed; `None` if the page is the one of the last check.
    pub result: Option<CheckResult>,
    /// The address that the page moved to.
    pub moved_to: Option<String>,
    /// What identifies the version of the page.
    pub version: Option<PageVersion>,
}

impl From<CheckResult> for Check {
    fn from(result: CheckResult) -> Self {
        Self { result: Some(result), moved_to: None, version: None }
    }
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
        let state: Self = read_json(path, "a state of checks")?.unwrap_or_default();
        ensure!(
            state.version <= VERSION,
            "{} has version {}, and this build reads versions up to {VERSION}",
            path.display(),
            state.version
        );
        Ok(state)
    }

    /// Takes the lock of the file, so that no other run writes it.
    ///
    /// # Errors
    /// If another program has it.
    pub fn lock(path: &Path) -> Result<FileLock> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        FileLock::take(path, ".lock", &format!("another run is writing {}", path.display()))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        write_json(path, self)
    }

    /// The last version of a page that was compared with the same terms.
    pub fn version(&self, url: &str, terms: &[String]) -> Option<PageVersion> {
        self.sources.get(url).filter(|page| page.has_terms(terms))?.version.clone()
    }

    /// What the site publishes about the sources of a record, in their order: no text of a page.
    pub fn published(&self, record: &Record) -> Vec<SourceCheck> {
        let page = |source: &Source| self.sources.get(source.url.as_str())?.published(source);
        record.sources.iter().filter_map(page).collect()
    }

    /// Stores a check of the run that began at `time`, in UTC, on the day `date`.
    pub fn record(&mut self, url: &str, check: Check, time: &str, date: Date) {
        let Check { result, moved_to, version } = check;
        let before = self.sources.remove(url);
        let page = match (result, before) {
            (None, Some(before)) => before.unchanged(date, &moved_to),
            (result, before) => {
                let result = result.unwrap_or_else(|| CheckResult::new(SourceState::Unreachable, "no page"));
                CheckedPage::new(result, before, date, version)
            }
        };
        self.sources.insert(url.to_owned(), CheckedPage { checked: time.to_owned(), moved_to, ..page });
    }
}

impl CheckedPage {
    fn new(result: CheckResult, before: Option<Self>, date: Date, version: Option<PageVersion>) -> Self {
        let CheckResult { state, reason, terms } = result;
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
            // The response says nothing about the page.
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

    /// The last day on which the page could be read and had each of these terms.
    fn last_seen(&self, terms: &[String]) -> Option<Date> {
        if terms.is_empty() {
            return self.seen;
        }
        terms.iter().map(|term| self.terms.get(term)?.seen).min().flatten()
    }

    /// The days on which the page was gone, since it had these terms.
    fn gone_days(&self, terms: &[String]) -> impl Iterator<Item = &Date> {
        let seen = self.last_seen(terms);
        self.failed.iter().filter(move |day| seen.is_none_or(|seen| **day > seen))
    }

    /// The number of days on which the page was gone or lacked one of these terms, since it had them.
    pub fn failed_days(&self, terms: &[String]) -> usize {
        let lacked = terms.iter().filter_map(|term| self.terms.get(term)).flat_map(|term| &term.failed);
        self.gone_days(terms).chain(lacked).collect::<BTreeSet<_>>().len()
    }

    /// The day of the check; `None` if the file was edited by hand.
    pub fn date(&self) -> Option<Date> {
        Date::parse(self.checked.get(..10)?).ok()
    }

    /// What the site publishes about a source on this page.
    fn published(&self, source: &Source) -> Option<SourceCheck> {
        let terms = &source.terms;
        // The same problem on several days.
        let is_gone = || self.gone_days(terms).count() >= FAILED_DAYS;
        let is_missing =
            |term: &String| self.terms.get(term).is_some_and(|term| term.failed.len() >= FAILED_DAYS);
        let problem = match self.state_of(terms) {
            SourceState::Gone if is_gone() => Some(SourceProblem::Gone),
            SourceState::Missing if terms.iter().any(is_missing) => Some(SourceProblem::Missing),
            _ => None,
        };
        let (url, seen) = (source.url.clone(), self.last_seen(terms));
        Some(SourceCheck { url, checked: self.date()?, seen, problem })
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
