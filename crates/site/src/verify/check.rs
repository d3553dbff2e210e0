//! What a response says about a source.

use serde::{Deserialize, Serialize};
use ureq::http::StatusCode;
use url::Url;

use super::phrase::PageText;
use super::text::{MAX_PAGE, ReadPage};

/// A page with fewer words is not one that a reader gets.
const MIN_WORDS: usize = 40;

/// Words of pages that ask visitors to prove that they are people, in their titles or their text.
const CHALLENGES: [&str; 10] = [
    "just a moment",
    "attention required",
    "verify you are human",
    "verify you are a human",
    "verifying you are human",
    "are you a robot",
    "enable javascript and cookies to continue",
    "access to this page has been denied",
    "unusual traffic from your computer",
    "checking your browser before",
];

/// The end of a path, or the first label of a host, of a sign-in page.
const SIGN_IN: [&str; 10] =
    ["login", "log-in", "log_in", "signin", "sign-in", "sign_in", "auth", "authorize", "oauth2", "accounts"];

/// What the last request for a source showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// The page has every term of the source.
    Found,
    /// The same after a redirect within the site.
    Moved,
    /// The page is there; the source has no terms.
    Reachable,
    /// The page can be read, and lacks a term.
    Missing,
    /// The page is not there any more.
    Gone,
    /// A response without text that could be compared.
    Unreadable,
    /// The site does not want this request.
    Refused,
    /// No usable response.
    Unreachable,
}

impl SourceState {
    /// All states, in the order of the report.
    pub const ALL: [Self; 8] = [
        Self::Found,
        Self::Moved,
        Self::Reachable,
        Self::Missing,
        Self::Gone,
        Self::Unreadable,
        Self::Refused,
        Self::Unreachable,
    ];

    /// The word in reports.
    pub fn label(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Moved => "moved",
            Self::Reachable => "reachable",
            Self::Missing => "missing",
            Self::Gone => "gone",
            Self::Unreadable => "unreadable",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
        }
    }

    /// Whether the page shows what the record says; `None` if the response says nothing about that.
    pub fn confirms(self) -> Option<bool> {
        match self {
            Self::Found | Self::Moved => Some(true),
            Self::Missing | Self::Gone => Some(false),
            Self::Reachable | Self::Unreadable | Self::Refused | Self::Unreachable => None,
        }
    }
}

/// One term of a source on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermResult {
    /// The term.
    pub term: String,
    /// The sentence with the term; none if the term is missing.
    pub sentence: Option<String>,
    /// The sentence that is nearest to a missing term.
    pub nearest: Option<String>,
}

/// What a response showed about a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The state.
    pub state: SourceState,
    /// Why, for a person; empty if the state needs no explanation.
    pub reason: String,
    /// The terms.
    pub terms: Vec<TermResult>,
}

impl CheckResult {
    /// A state without terms.
    pub fn new(state: SourceState, reason: impl Into<String>) -> Self {
        Self { state, reason: reason.into(), terms: Vec::new() }
    }
}

/// The state by the status code of an error.
pub fn by_status(status: StatusCode) -> CheckResult {
    let state = match status.as_u16() {
        404 | 410 => SourceState::Gone,
        500..=599 => SourceState::Unreachable,
        // 999 is what LinkedIn answers to programs. All other errors are about the request, and not about the page.
        _ => SourceState::Refused,
    };
    CheckResult::new(state, format!("status {}", status.as_u16()))
}

/// Why redirects lead to a page that is not the one of the source; `None` if they may have moved it.
pub fn lost_by_redirect(from: &Url, to: &Url) -> Option<&'static str> {
    let segments = |url: &Url| -> Vec<String> {
        let segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
        segments.map(str::to_ascii_lowercase).collect()
    };
    // Also the root of a language: `/en-us/`.
    let is_root = |url: &Url| match &segments(url)[..] {
        [] => true,
        [only] => is_language(only),
        _ => false,
    };
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    // The home page of another host, such as `trust.acme.example`, can be the new address.
    if !is_root(from) && is_root(to) && host(from) == host(to) {
        return Some("leads to the home page");
    }
    let is_sign_in = |url: &Url| {
        let segments = segments(url);
        let label = host(url).split('.').next().unwrap_or_default().to_owned();
        segments.iter().rev().take(2).chain([&label]).any(|part| SIGN_IN.contains(&part.as_str()))
    };
    (!is_sign_in(from) && is_sign_in(to)).then_some("leads to a sign-in page")
}

/// Whether a part of a path names a language, and perhaps a country: `en`, `pt-br`.
fn is_language(segment: &str) -> bool {
    const LANGUAGES: [&str; 20] = [
        "ar", "cs", "da", "de", "en", "es", "fi", "fr", "he", "id", "it", "ja", "ko", "nl", "no", "pl", "pt",
        "sv", "tr", "zh",
    ];
    let (language, country) = segment.split_once(['-', '_']).unwrap_or((segment, "us"));
    LANGUAGES.contains(&language)
        && country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether two URLs belong to one site: the registrable domain, by the list of public suffixes.
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| url.host_str().and_then(psl::domain_str).map(str::to_owned);
    one.host() == other.host() || (site(one).is_some() && site(one) == site(other))
}

/// Compares a page with the terms of a source. An error is why the page has no text.
pub fn by_page(page: Result<ReadPage, String>, is_challenge: bool, terms: &[String]) -> CheckResult {
    let page = match page {
        Ok(page) => page,
        Err(reason) => return CheckResult::new(SourceState::Unreadable, reason),
    };
    let text = PageText::new(page.text);
    let result = |term: &String| {
        let sentence = text.sentence_with(term);
        let nearest = if sentence.is_some() { None } else { text.nearest_sentence(term) };
        TermResult { term: term.clone(), sentence, nearest }
    };
    let terms: Vec<TermResult> = terms.iter().map(result).collect();
    if terms.iter().all(|term| term.sentence.is_some()) {
        return CheckResult { state: SourceState::Found, reason: String::new(), terms };
    }
    let words = text.word_count();
    let unreadable = if is_challenge || has_challenge(&page.title, &text) {
        Some("a challenge for visitors".to_owned())
    } else if !page.is_complete {
        Some(format!("larger than {} MB", MAX_PAGE / (1024 * 1024)))
    } else if words < MIN_WORDS {
        Some(if page.has_scripts {
            format!("{words} words without scripts")
        } else {
            format!("{words} words")
        })
    } else {
        None
    };
    match unreadable {
        Some(reason) => CheckResult::new(SourceState::Unreadable, reason),
        None => CheckResult { state: SourceState::Missing, reason: String::new(), terms },
    }
}

/// Whether the title or a short text asks visitors to prove that they are people. A long text may be about that.
fn has_challenge(title: &str, text: &PageText) -> bool {
    let title = PageText::new(title.to_owned());
    let is_short = text.word_count() < 5 * MIN_WORDS;
    CHALLENGES.iter().any(|words| title.contains(words) || is_short && text.contains(words))
}
