//! Where a site begins on its host.

use std::fmt;

/// Where the site begins: `/`, or a sub-path such as `/countersign/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

/// Text that is not the beginning of a site's paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a base: / or a path such as /countersign/, of letters, digits, '.', '_' and '-'")]
pub struct BaseError(String);

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Base {
    /// The site begins at the host's root.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Takes a path that starts and ends with a slash.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let is_word = |word: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
            !word.is_empty() && !matches!(word, "." | "..") && word.bytes().all(is_plain)
        };
        let inner = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
        if text == "/" || inner.is_some_and(|inner| inner.split('/').all(is_word)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BaseError(text.to_owned()))
        }
    }

    /// The path, with its slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn a_base_is_a_plain_path_between_slashes() {
        for text in ["/", "/countersign/", "/a/b.c_d-1/"] {
            assert_eq!(Base::parse(text).map(|base| base.as_str().to_owned()).as_deref(), Ok(text));
        }
        for text in
            ["", "countersign", "/countersign", "countersign/", "//", "/a//b/", "/../", "/{*x}/", "/a b/"]
        {
            assert!(Base::parse(text).is_err(), "{text}");
        }
    }
}
