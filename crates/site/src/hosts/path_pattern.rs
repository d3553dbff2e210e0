//! Path patterns, as `_headers` and `_redirects` write them.

use std::fmt;

/// A path, or all paths with the same start and end: `/vendors/*.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathPattern(String);

/// Text that is not a path pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a path that starts with a slash and has at most one *")]
pub struct PathPatternError(String);

impl PathPattern {
    /// Parses a pattern. Placeholders (`:name`) are rejected: in Netlify's rules a segment that starts with one matches
    /// any segment, whatever comes after the name, and in Cloudflare's it does not.
    pub(super) fn parse(text: &str) -> Result<Self, PathPatternError> {
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, ':' | '?' | '#' | '"' | '\\');
        let is_path = text.starts_with('/') && text.chars().all(is_plain) && text.matches('*').count() <= 1;
        if is_path { Ok(Self(text.to_owned())) } else { Err(PathPatternError(text.to_owned())) }
    }

    /// Whether the pattern matches a path.
    pub(super) fn matches(&self, path: &str) -> bool {
        match self.split() {
            (exact, None) => path == exact,
            (start, Some(end)) => {
                path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
            }
        }
    }

    /// The exact path, or the text before the star and the text after it.
    pub(super) fn split(&self) -> (&str, Option<&str>) {
        self.0.split_once('*').map_or((&self.0, None), |(start, end)| (start, Some(end)))
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PathPattern;

    #[test]
    fn a_star_matches_any_text_and_every_other_character_itself() {
        for (pattern, path, matches) in [
            ("/about/", "/about/", true),
            ("/about/", "/about", false),
            ("/*", "/", true),
            ("/*", "/vendors/zoom/", true),
            ("/vendors/*.json", "/vendors/zoom.json", true),
            ("/vendors/*.json", "/vendors/zoom.jsonx", false),
            ("/vendors/*.json", "/vendors.json", false),
            ("/a*a", "/a", false),
        ] {
            let found = PathPattern::parse(pattern).map(|parsed| parsed.matches(path));
            assert_eq!(found, Ok(matches), "{pattern} {path}");
        }
        for text in ["", "about/", "/a/*/b/*", "/:slug", "/a b", "https://a.example/"] {
            assert!(PathPattern::parse(text).is_err(), "{text}");
        }
    }
}
