//! What a response says about a source.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ureq::http::StatusCode;
use url::Url;

use super::charset;
use super::fetch::{MAX_PAGE, Page};
use super::html::HtmlText;
use super::pdf;
use super::phrase::PageText;

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

/// Parts of a path, or the first label of a host, that lead to a sign-in page.
const SIGN_IN: [&str; 11] = [
    "login",
    "log-in",
    "log_in",
    "signin",
    "sign-in",
    "sign_in",
    "sso",
    "auth",
    "oauth2",
    "authorize",
    "accounts",
];

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

    /// Whether the page shows what the record says; `None` if the response does not tell.
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

/// What a page says about the terms of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The state.
    pub state: SourceState,
    /// Why, for a person; empty if the state says it all.
    pub reason: String,
    /// The terms.
    pub terms: Vec<TermResult>,
}

impl Verdict {
    /// A state without terms.
    pub fn new(state: SourceState, reason: impl Into<String>) -> Self {
        Self { state, reason: reason.into(), terms: Vec::new() }
    }
}

/// The state by the status code of an error.
pub fn by_status(status: StatusCode) -> Verdict {
    let state = match status.as_u16() {
        404 | 410 => SourceState::Gone,
        500..=599 => SourceState::Unreachable,
        // 999 is what LinkedIn answers to programs. All other errors are about the request, and not about the page.
        _ => SourceState::Refused,
    };
    Verdict::new(state, format!("status {}", status.as_u16()))
}

/// The state by the address that redirects lead to; `None` if the page itself decides.
pub fn by_redirect(from: &Url, to: &Url) -> Option<Verdict> {
    let is_root = |url: &Url| {
        let mut segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
        // Also the root of a language: `/en-us/`.
        let first = segments.next();
        first.is_none_or(is_language) && segments.next().is_none()
    };
    let is_sign_in = |url: &Url| {
        let label = url.host_str().and_then(|host| host.split('.').next());
        let parts = url.path_segments().into_iter().flatten().chain(label);
        parts.into_iter().any(|part| SIGN_IN.contains(&part.to_ascii_lowercase().as_str()))
    };
    if !is_root(from) && is_root(to) {
        return Some(Verdict::new(SourceState::Gone, format!("leads to the home page {to}")));
    }
    if !is_sign_in(from) && is_sign_in(to) {
        return Some(Verdict::new(SourceState::Gone, format!("leads to a sign-in page: {to}")));
    }
    None
}

fn is_language(segment: &str) -> bool {
    let mut parts = segment.split(['-', '_']);
    let is_code = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    parts.next().is_some_and(is_code) && parts.next().is_none_or(is_code) && parts.next().is_none()
}

/// Whether two URLs belong to one site: the registrable domain, by the list of public suffixes.
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| url.host_str().and_then(psl::domain_str).map(str::to_owned);
    one.host() == other.host() || (site(one).is_some() && site(one) == site(other))
}

/// Compares a page with the terms of a source. `program` reads PDFs.
///
/// # Errors
/// If the program that reads PDFs cannot be started.
pub fn by_page(page: &Page, terms: &[String], program: &Path) -> io::Result<Verdict> {
    if terms.is_empty() {
        return Ok(Verdict::new(SourceState::Reachable, "add terms"));
    }
    let media_type = page.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut title = String::new();
    let mut has_scripts = false;
    let text = match media_type.as_str() {
        "application/pdf" => match pdf::text(program, &page.body)? {
            Some(text) => text,
            None => return Ok(Verdict::new(SourceState::Unreadable, "a PDF without text that can be read")),
        },
        "text/html" | "application/xhtml+xml" | "" => {
            let html = HtmlText::read(&charset::decode(&page.body, &page.content_type));
            title = html.title;
            has_scripts = html.has_scripts;
            html.text
        }
        "application/json" | "application/xml" => charset::decode(&page.body, &page.content_type),
        text if text.starts_with("text/") => charset::decode(&page.body, &page.content_type),
        other => {
            return Ok(Verdict::new(
                SourceState::Unreadable,
                format!("content of type {}", other.escape_debug()),
            ));
        }
    };
    let text = PageText::new(text);
    let result = |term: &String| {
        let sentence = text.sentence_with(term);
        let nearest = if sentence.is_some() { None } else { text.nearest_sentence(term) };
        TermResult { term: term.clone(), sentence, nearest }
    };
    let terms: Vec<TermResult> = terms.iter().map(result).collect();
    let verdict = |state, reason: String, terms| Verdict { state, reason, terms };
    if terms.iter().all(|term| term.sentence.is_some()) {
        return Ok(verdict(SourceState::Found, String::new(), terms));
    }
    let unreadable = if page.is_challenge || is_challenge(&title, &text) {
        Some("a challenge for visitors".to_owned())
    } else if !page.is_complete {
        Some(format!("larger than {} MB", MAX_PAGE / (1024 * 1024)))
    } else if text.word_count() < MIN_WORDS {
        let words = text.word_count();
        Some(if has_scripts { format!("{words} words without scripts") } else { format!("{words} words") })
    } else {
        None
    };
    Ok(match unreadable {
        Some(reason) => verdict(SourceState::Unreadable, reason, Vec::new()),
        None => verdict(SourceState::Missing, String::new(), terms),
    })
}

/// Whether the title or a short text asks visitors to prove that they are people. A long text may be about that.
fn is_challenge(title: &str, text: &PageText) -> bool {
    let title = PageText::new(title.to_owned());
    let is_short = text.word_count() < 5 * MIN_WORDS;
    CHALLENGES.iter().any(|words| title.contains(words) || is_short && text.contains(words))
}
