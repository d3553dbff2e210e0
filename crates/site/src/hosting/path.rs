//! Paths of a site, as the files `_headers` and `_redirects` name them.

use std::fmt;

/// A path, or all paths that begin and end so: `/vendors/*.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(String);

/// Text that is no such path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a path that starts with a slash and has one * at most")]
pub struct PatternError(String);

impl Pattern {
    /// Takes a path. Placeholders (`:name`) are not taken: Netlify reads a part that starts with one as any part,
    /// whatever follows it, and Cloudflare does not.
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, ':' | '?' | '#' | '"' | '\\');
        let is_path = text.starts_with('/') && text.chars().all(is_plain) && text.matches('*').count() <= 1;
        if is_path { Ok(Self(text.to_owned())) } else { Err(PatternError(text.to_owned())) }
    }

    /// Whether it is that path.
    pub(super) fn matches(&self, path: &str) -> bool {
        match self.parts() {
            (whole, None) => path == whole,
            (start, Some(end)) => {
                path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
            }
        }
    }

    /// What it begins with, and what it ends with where it stands for more than one path.
    pub(super) fn parts(&self) -> (&str, Option<&str>) {
        self.0.split_once('*').map_or((&self.0, None), |(start, end)| (start, Some(end)))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_star_stands_for_anything_and_the_rest_for_itself() {
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
            assert_eq!(Pattern::parse(pattern).map(|one| one.matches(path)), Ok(matches), "{pattern} {path}");
        }
        for text in ["", "about/", "/a/*/b/*", "/:slug", "/a b", "https://a.example/"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
