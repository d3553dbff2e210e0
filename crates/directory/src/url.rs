//! An address that a page may link to: `https:` and nothing else.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An `https:` address with a host of plain labels and a port that exists, without user information, white space,
/// control or direction characters.
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
    /// When it is not `https:`, has no host, an empty label in it or a port above 65535, carries user information, or
    /// holds a character that could hide where it leads.
    pub fn parse(text: &str) -> Result<Self, HttpsUrlError> {
        let url = Self(text.to_owned());
        let plain_text =
            text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`'));
        if text.starts_with(SCHEME) && is_host(url.host()) && plain_text {
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

/// Labels that begin and end with a letter or a digit, and a port up to 65535 where there is one.
fn is_host(host: &str) -> bool {
    let mut last = b'.';
    let mut port: Option<u32> = None;
    for byte in host.bytes() {
        let is_end = last.is_ascii_alphanumeric();
        let is_plain = match (&mut port, byte) {
            (Some(port), b'0'..=b'9') => {
                *port = *port * 10 + u32::from(byte - b'0');
                *port <= 65_535
            }
            (Some(_), _) => false,
            (None, b':') => {
                port = Some(0);
                is_end
            }
            (None, b'.') => is_end,
            (None, b'-') => last != b'.',
            (None, _) => byte.is_ascii_alphanumeric(),
        };
        if !is_plain {
            return false;
        }
        last = byte;
    }
    last.is_ascii_alphanumeric()
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
    fn names_its_host() {
        let url = HttpsUrl::parse("https://docs.example.com/legal?x#y").expect("an address");
        assert_eq!(url.host(), "docs.example.com");
    }
}
