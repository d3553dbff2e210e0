//! What the checks of a record's sources showed: a part of `/verification.json`, schema `verification.schema.json`.

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;
use crate::{Date, HttpsUrl, Source};

/// What the checks of a source showed, without any text of its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCheck {
    /// The URL of the page.
    pub url: HttpsUrl,
    /// The day of the last request.
    pub checked: Date,
    /// The last day on which the page could be read and had every term of the source; `None` if there is no such day.
    pub seen: Option<Date>,
    /// What is wrong with the page; `None` if nothing is, or nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<SourceProblem>,
}

string_enum! {
    /// What is wrong with a source, after checks on several days.
    pub enum SourceProblem {
        /// The page no longer has a term of the source.
        Missing = "missing", "The cited words are not on this page.";
        /// There is no page at this URL.
        Gone = "gone", "This page is gone.";
    }
}

impl SourceCheck {
    /// The check of a source, if there is one.
    pub fn of<'a>(source: &Source, checks: &'a [Self]) -> Option<&'a Self> {
        checks.iter().find(|check| check.url == source.url)
    }

    /// The day on or after which each of the sources was checked; `None` if there are none, one was not, or no page could
    /// be read.
    pub fn all_checked(sources: &[Source], checks: &[Self]) -> Option<Date> {
        let days = sources.iter().map(|source| Self::of(source, checks).map(|check| check.checked));
        let is_any_seen = checks.iter().any(|check| check.seen.is_some());
        days.min().flatten().filter(|_| is_any_seen)
    }

    /// When a program last saw a source, in words that are as strong as its check; `None` if the source was not checked.
    pub fn describe(source: &Source, checks: &[Self]) -> Option<String> {
        let seen = Self::of(source, checks)?.seen;
        let (seen_words, never) = if source.terms.is_empty() {
            ("page last reached ", "page not reached yet")
        } else {
            ("cited words last seen ", "cited words not seen yet")
        };
        Some(seen.map_or_else(|| never.to_owned(), |day| [seen_words, &day.describe()].concat()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::SourceCheck;
    use crate::{Date, Source};

    fn source(path: &str, terms: &[&str]) -> Source {
        let url = format!("https://acme.example/{path}");
        serde_json::from_value(json!({ "url": url, "supports": "BAA", "terms": terms, "dated": null }))
            .expect("a source")
    }

    fn check(path: &str, checked: &str, seen: Option<&str>) -> SourceCheck {
        let url = format!("https://acme.example/{path}");
        serde_json::from_value(json!({ "url": url, "checked": checked, "seen": seen })).expect("a check")
    }

    #[test]
    fn the_day_of_a_record_is_that_of_the_source_that_was_checked_longest_ago() {
        let sources = [source("a", &[]), source("b", &[])];
        let checks = [check("b", "2026-11-20", None), check("a", "2026-11-27", Some("2026-11-27"))];
        let day = Date::parse("2026-11-20").ok();
        assert_eq!(SourceCheck::all_checked(&sources, &checks), day);
        assert_eq!(SourceCheck::all_checked(&sources, &checks[..1]), None, "a source was never checked");
        assert_eq!(SourceCheck::all_checked(&[], &checks), None);
        let refused = [check("a", "2026-11-27", None), check("b", "2026-11-27", None)];
        assert_eq!(SourceCheck::all_checked(&sources, &refused), None, "no page was read");
    }

    #[test]
    fn a_source_without_terms_is_only_reached_and_one_that_was_never_read_says_so() {
        let checks = [check("a", "2026-11-27", Some("2026-11-20")), check("b", "2026-11-27", None)];
        let describe = |source: &Source| SourceCheck::describe(source, &checks);
        assert_eq!(describe(&source("a", &["signs"])).as_deref(), Some("cited words last seen Nov 20, 2026"));
        assert_eq!(describe(&source("a", &[])).as_deref(), Some("page last reached Nov 20, 2026"));
        assert_eq!(describe(&source("b", &["signs"])).as_deref(), Some("cited words not seen yet"));
        assert_eq!(describe(&source("c", &["signs"])), None);
    }
}
