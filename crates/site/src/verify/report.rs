//! The report of the checks, and the work that they leave to a person.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use catalog::{Date, Fact, HttpsUrl, Record, Slug, Source};
use serde::Serialize;

use super::check::SourceState;
use super::state::{CheckedPage, VerifyState};

/// The age in days at which a record has to be verified again: a month before its page says that it may be out of date.
pub const DUE_AFTER_DAYS: i32 = 150;

/// What the checks show.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The version of this form.
    version: u32,
    /// The number of sources in each state; those that were never checked are not counted.
    states: BTreeMap<&'static str, usize>,
    /// The number of sources that were never checked.
    unchecked: usize,
    /// What a person has to do: featured vendors first, then the oldest records.
    pub work: Vec<RecordWork>,
    /// The sources whose pages moved.
    pub moved: Vec<MovedSource>,
    /// The sources without terms, so that nobody knows whether their pages still say the same.
    pub add_terms: Vec<UntestedSource>,
}

/// A source whose page moved within its site.
#[derive(Debug, PartialEq, Serialize)]
pub struct MovedSource {
    /// The vendor's slug.
    pub slug: Slug,
    /// The address in the record.
    pub url: HttpsUrl,
    /// The address now.
    pub to: String,
}

/// A source without terms.
#[derive(Debug, PartialEq, Serialize)]
pub struct UntestedSource {
    /// The vendor's slug.
    pub slug: Slug,
    /// The address.
    pub url: HttpsUrl,
}

/// The work on one record.
#[derive(Debug, Serialize)]
pub struct RecordWork {
    /// The slug.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Whether the home page shows the vendor first.
    pub is_featured: bool,
    /// When the record was last compared with its sources.
    pub last_verified: Date,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A reason to look at a record.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// A page is gone, or lacks a term, on several days.
    Source {
        /// The page.
        url: HttpsUrl,
        /// Whether the page is gone, or lacks a term.
        state: SourceState,
        /// Why.
        #[serde(skip_serializing_if = "String::is_empty")]
        detail: String,
        /// What the page supports.
        supports: String,
        /// The missing terms.
        terms: Vec<MissingTerm>,
        /// An archived copy.
        archived: Option<HttpsUrl>,
    },
    /// One page still says what the record says, and another one about the same fact does not.
    Contradiction {
        /// The fact.
        fact: Fact,
        /// The page that says it.
        confirmed: HttpsUrl,
        /// The page that does not.
        failed: HttpsUrl,
    },
    /// The record was last verified long ago.
    Age {
        /// How long ago.
        days: i32,
    },
}

/// A term that is missing.
#[derive(Debug, PartialEq, Serialize)]
pub struct MissingTerm {
    /// The term.
    pub term: String,
    /// The sentence with the term, when it was last there.
    pub before: Option<String>,
    /// The sentence that is nearest to it now.
    pub now: Option<String>,
}

impl Report {
    /// The report on some records, on a day. `featured` are the vendors that come first.
    pub fn new(records: &[&Record], state: &VerifyState, featured: &[Slug], today: Date) -> Self {
        let sources = || {
            records.iter().flat_map(|record| record.sources.iter().map(move |source| (&record.slug, source)))
        };
        let mut states: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut moved = Vec::new();
        for (slug, source) in sources() {
            let Some(checked) = state.of(source) else { continue };
            let shown = checked.state_of(&source.terms);
            *states.entry(shown.label()).or_default() += 1;
            if let (SourceState::Moved, Some(to)) = (shown, &checked.moved_to) {
                moved.push(MovedSource { slug: slug.clone(), url: source.url.clone(), to: to.clone() });
            }
        }
        let untested = sources().filter(|(_, source)| source.terms.is_empty());
        let add_terms =
            untested.map(|(slug, source)| UntestedSource { slug: slug.clone(), url: source.url.clone() });
        let mut work: Vec<RecordWork> = records
            .iter()
            .map(|record| RecordWork {
                slug: record.slug.clone(),
                name: record.name.clone(),
                is_featured: featured.contains(&record.slug),
                last_verified: record.last_verified,
                reasons: reasons(record, state, today),
            })
            .filter(|work| !work.reasons.is_empty())
            .collect();
        work.sort_by_key(|work| (!work.is_featured, work.last_verified, work.slug.clone()));
        Self {
            version: 1,
            states,
            unchecked: sources().filter(|(_, source)| state.of(source).is_none()).count(),
            work,
            moved,
            add_terms: add_terms.collect(),
        }
    }

    /// The report as a table for a terminal.
    pub fn to_table(&self) -> String {
        let mut text = String::new();
        for (state, number) in self.counts() {
            let _ = writeln!(text, "{number:>6}  {state}");
        }
        for work in &self.work {
            let _ = writeln!(text, "\n{work}");
            for reason in &work.reasons {
                let lines: Vec<String> =
                    reason.lines().into_iter().map(|(words, text)| words + text).collect();
                let _ = writeln!(text, "  {}", lines.join("\n    "));
            }
        }
        if !self.moved.is_empty() {
            let _ = writeln!(text, "\nMoved");
        }
        for MovedSource { slug, url, to } in &self.moved {
            let _ = writeln!(text, "  {slug}: {url}\n    now at {to}");
        }
        text
    }

    /// The report in Markdown, for an issue, with at most so many characters: the last parts are left out and counted.
    pub fn to_markdown(&self, max_chars: usize) -> String {
        let mut parts = Vec::new();
        for work in &self.work {
            let mut part = format!("\n## {}\n\n", quote(&work.to_string()));
            for reason in &work.reasons {
                let lines: Vec<String> =
                    reason.lines().iter().map(|(words, text)| [words, &*quote(text)].concat()).collect();
                let _ = writeln!(part, "- {}", lines.join("\n  - "));
            }
            parts.push(part);
        }
        parts.extend(self.moved.iter().map(|MovedSource { slug, url, to }| {
            format!("\n- {slug}: moved from {} to {}\n", quote(url.as_str()), quote(to))
        }));
        parts.extend(self.add_terms.iter().map(|UntestedSource { slug, url }| {
            format!("\n- {slug}: add terms to {}\n", quote(url.as_str()))
        }));
        let counts: Vec<String> =
            self.counts().into_iter().map(|(state, number)| format!("{number} {state}")).collect();
        let mut text = format!("# Sources to review\n\n{}\n", counts.join(", "));
        let mut chars = text.chars().count();
        let total = parts.len();
        for (number, part) in parts.iter().enumerate() {
            chars += part.chars().count();
            if chars > max_chars.saturating_sub(100) {
                let _ =
                    writeln!(text, "\n{} more: see `site verify --report-only --report md`", total - number);
                break;
            }
            text += part;
        }
        text
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn to_json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    fn counts(&self) -> Vec<(&'static str, usize)> {
        let states = SourceState::ALL.into_iter().map(SourceState::label);
        let states = states.filter_map(|label| Some((label, *self.states.get(label)?)));
        let more = [("never checked", self.unchecked), ("without terms: add terms", self.add_terms.len())];
        states.chain(more).filter(|(_, number)| *number > 0).collect()
    }
}

impl VerifyState {
    fn of(&self, source: &Source) -> Option<&CheckedPage> {
        self.sources.get(source.url.as_str())
    }
}

/// Why a person has to look at a record.
fn reasons(record: &Record, state: &VerifyState, today: Date) -> Vec<Reason> {
    let checked = || record.sources.iter().filter_map(|source| Some((source, state.of(source)?)));
    let failed = || checked().filter(|(source, checked)| checked.needs_work(&source.terms));
    let mut reasons: Vec<Reason> = failed()
        .map(|(source, checked)| Reason::Source {
            url: source.url.clone(),
            state: checked.state_of(&source.terms),
            detail: checked.reason.clone(),
            supports: source.supports.clone(),
            terms: missing_terms(source, checked),
            archived: source.archived.clone(),
        })
        .collect();
    let confirmed = |fact: Fact| {
        checked().find(|(source, checked)| {
            source.supports(fact) && checked.state_of(&source.terms).confirms() == Some(true)
        })
    };
    let contradicts =
        |(source, checked): &(&Source, &CheckedPage)| checked.state_of(&source.terms) == SourceState::Missing;
    reasons.extend(failed().filter(contradicts).flat_map(|(source, _)| {
        source.facts.iter().filter_map(move |&fact| {
            let (confirmed, _) = confirmed(fact)?;
            Some(Reason::Contradiction { fact, confirmed: confirmed.url.clone(), failed: source.url.clone() })
        })
    }));
    let days = today.days_since(record.last_verified);
    if days >= DUE_AFTER_DAYS {
        reasons.push(Reason::Age { days });
    }
    reasons
}

fn missing_terms(source: &Source, checked: &CheckedPage) -> Vec<MissingTerm> {
    let missing = |term: &String| {
        let found = checked.terms.get(term).filter(|term| term.is_missing())?;
        Some(MissingTerm { term: term.clone(), before: found.sentence.clone(), now: found.nearest.clone() })
    };
    source.terms.iter().filter_map(missing).collect()
}

impl fmt::Display for RecordWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let featured = if self.is_featured { ", featured" } else { "" };
        write!(f, "{} ({}), last verified {}{featured}", self.name, self.slug, self.last_verified)
    }
}

impl Reason {
    /// The reason in words, each line with the text of a record or a page at its end; the first line says what it is.
    fn lines(&self) -> Vec<(String, &str)> {
        match self {
            Self::Source { url, state, detail, supports, terms, archived } => {
                let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
                let mut lines = vec![(format!("{}{detail}: ", state.label()), url.as_str())];
                lines.push(("supports: ".to_owned(), supports));
                for MissingTerm { term, before, now } in terms {
                    lines.push(("missing: ".to_owned(), term));
                    lines.extend(before.iter().map(|before| ("last seen: ".to_owned(), before.as_str())));
                    lines.extend(now.iter().map(|now| ("closest sentence now: ".to_owned(), now.as_str())));
                }
                lines.extend(archived.iter().map(|copy| ("archived copy: ".to_owned(), copy.as_str())));
                lines
            }
            Self::Contradiction { fact, confirmed, failed } => vec![
                (format!("contradiction about {}: not confirmed by ", fact.label()), failed.as_str()),
                ("confirmed by ".to_owned(), confirmed.as_str()),
            ],
            Self::Age { days } => vec![(format!("last verified {days} days ago"), "")],
        }
    }
}

/// Text as code, in which Markdown has no links, mentions, or HTML.
fn quote(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{}`", text.replace('`', "'")) }
}
