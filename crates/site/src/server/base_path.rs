//! The base path of a site on its host.

use std::fmt;

/// The path under which a site is published: `/`, or a path such as `/countersign/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePath(String);

/// Text that is not a base path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a base path: / or a path such as /countersign/, of letters, digits, '.', '_' and '-'")]
pub struct BasePathError(String);

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl BasePath {
    /// The base path of a site at the root of its host.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Parses a path that starts and ends with a slash.
    ///
    /// # Errors
    /// If the text is anything else.
    pub fn parse(text: &str) -> Result<Self, BasePathError> {
        let is_segment = |segment: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
            !segment.is_empty() && !matches!(segment, "." | "..") && segment.bytes().all(is_plain)
        };
        let inner = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
        if text == "/" || inner.is_some_and(|inner| inner.split('/').all(is_segment)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BasePathError(text.to_owned()))
        }
    }

    /// The path, with a slash at both ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::BasePath;

    #[test]
    fn a_base_path_is_a_plain_path_between_slashes() {
        for text in ["/", "/countersign/", "/a/b.c_d-1/"] {
            assert_eq!(BasePath::parse(text).map(|base| base.as_str().to_owned()).as_deref(), Ok(text));
        }
        for text in
            ["", "countersign", "/countersign", "countersign/", "//", "/a//b/", "/../", "/{*x}/", "/a b/"]
        {
            assert!(BasePath::parse(text).is_err(), "{text}");
        }
    }
}
