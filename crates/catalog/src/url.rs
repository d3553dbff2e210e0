//! `https:` URLs that are safe to link from a page.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An `https:` URL with a valid host and port, and without user information. All its characters are visible ASCII, so
/// it has no white space, control characters or characters that change the text direction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsUrl(String);

/// An error for text that is not a safe `https:` URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a plain https: URL")]
pub struct HttpsUrlError(String);

const SCHEME: &str = "https://";

impl HttpsUrl {
    /// Parses a URL from a record.
    ///
    /// # Errors
    /// If the scheme is not `https:`, the host is missing or has an empty label, the port is above 65535, or the URL
    /// contains user information or a character that could disguise its target.
    pub fn parse(text: &str) -> Result<Self, HttpsUrlError> {
        let url = Self(text.to_owned());
        let is_visible_ascii =
            text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`'));
        if text.starts_with(SCHEME) && is_host(url.host()) && is_visible_ascii {
            Ok(url)
        } else {
            Err(HttpsUrlError(text.to_owned()))
        }
    }

    /// The full URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL without `https://`, for display.
    pub fn without_scheme(&self) -> &str {
        self.0.strip_prefix(SCHEME).unwrap_or_default()
    }

    /// The host, with the port if there is one: `docs.example.com`.
    pub fn host(&self) -> &str {
        self.without_scheme().split(['/', '?', '#']).next().unwrap_or_default()
    }
}

/// Whether every label starts and ends with a letter or a digit, and the port, if there is one, is at most 65535.
fn is_host(host: &str) -> bool {
    let mut previous = b'.';
    let mut port: Option<u32> = None;
    for byte in host.bytes() {
        let can_end_label = previous.is_ascii_alphanumeric();
        let is_valid = match (&mut port, byte) {
            (Some(port), b'0'..=b'9') => {
                *port = *port * 10 + u32::from(byte - b'0');
                *port <= 65_535
            }
            (Some(_), _) => false,
            (None, b':') => {
                port = Some(0);
                can_end_label
            }
            (None, b'.') => can_end_label,
            (None, b'-') => previous != b'.',
            (None, _) => byte.is_ascii_alphanumeric(),
        };
        if !is_valid {
            return false;
        }
        previous = byte;
    }
    previous.is_ascii_alphanumeric()
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
    fn only_safe_https_urls_parse() {
        for text in [
            "https://example.com",
            "https://a.example.com:8443/x?y=1#z",
            "https://example.com/a_(b)",
            "https://1-2.x--y:65535",
        ] {
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
            "https://a..b",
            "https://.a.b",
            "https://a.b.",
            "https://-a.b",
            "https://a-.b",
            "https://a.-b/",
            "https://a.b:65536",
            "https://a.b:99999/",
            "https://a.b:",
            "https://a.b:80:80",
            "https://a.b:80x?y",
            "https://:443",
        ] {
            assert!(HttpsUrl::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_url_has_its_host() {
        let url = HttpsUrl::parse("https://docs.example.com/legal?x#y").expect("a URL");
        assert_eq!(url.host(), "docs.example.com");
    }
}
