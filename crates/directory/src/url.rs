//! An address that a page may link to: `https:` and nothing else.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An `https:` address with a host, without user information, white space, control or direction characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsUrl(String);

/// An address that a page must not link to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a plain https: address")]
pub struct HttpsUrlError(String);

const SCHEME: &str = "https://";

impl HttpsUrl {
    /// Takes an address as it stands in a record.
    ///
    /// # Errors
    /// When it is not `https:`, has no host or carries user information, or holds a character that
    /// could hide where it leads.
    pub fn parse(text: &str) -> Result<Self, HttpsUrlError> {
        let url = Self(text.to_owned());
        let host = url.host();
        let plain_host = host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
        let plain_text =
            text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`'));
        if text.starts_with(SCHEME) && plain_host && plain_text {
            Ok(url)
        } else {
            Err(HttpsUrlError(text.to_owned()))
        }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as a reader would say it: without `https://`.
    pub fn without_scheme(&self) -> &str {
        self.0.strip_prefix(SCHEME).unwrap_or_default()
    }

    /// The host, and the port where one is named: `docs.example.com`.
    pub fn host(&self) -> &str {
        self.without_scheme().split(['/', '?', '#']).next().unwrap_or_default()
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for HttpsUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for HttpsUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::HttpsUrl;

    #[test]
    fn takes_https_addresses_only() {
        for text in ["https://example.com", "https://a.example.com:8443/x?y=1#z", "https://example.com/a_(b)"]
        {
            assert_eq!(HttpsUrl::parse(text).map(|url| url.as_str().to_owned()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "https://",
            "https:///path",
            "http://example.com",
            "javascript:alert(1)",
            "JavaScript:alert(1)//https://example.com",
            " https://example.com",
            "https://example.com/a b",
            "https://example.com\n",
            "https://bank.example@evil.example/",
            "https://example.com/\u{202e}gpj",
            "https://example.com/\"onload=alert(1)",
            "data:text/html,https://example.com",
        ] {
            assert!(HttpsUrl::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn names_its_host() {
        let url = HttpsUrl::parse("https://docs.example.com/legal?x#y").expect("an address");
        assert_eq!(url.host(), "docs.example.com");
    }
}
