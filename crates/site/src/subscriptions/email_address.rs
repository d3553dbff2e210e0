//! Email addresses, validated by the grammar that browsers use.

use std::borrow::Cow;
use std::str::FromStr;

use catalog::text_folding::trim_invisible;
use serde::{Deserialize, Deserializer, de};

/// A valid email address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

/// Text that is not an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not an email address. It needs a name, an @ and a domain, such as name@clinic.example.")]
pub struct EmailAddressError;

impl EmailAddress {
    /// The longest address that mail servers accept: RFC 5321, section 4.5.3.1.3, without the angle brackets.
    const MAX_LENGTH: usize = 254;
    /// The longest label of a domain.
    const MAX_LABEL_LENGTH: usize = 63;

    /// Parses an address, with or without invisible characters around it, by the grammar of
    /// <https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>. An internationalized domain is converted
    /// to its ASCII form.
    ///
    /// # Errors
    /// If the text is not an address, is one that mail servers do not accept, or begins with a character that makes a
    /// spreadsheet evaluate it as a formula: the list of sign-ups is opened in spreadsheets.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let text = with_ascii_domain(trim_invisible(text));
        let is_name = |name: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
            !name.is_empty() && name.bytes().all(is_plain) && !name.starts_with(['=', '+', '-'])
        };
        let is_label = |label: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            let is_short = !label.is_empty() && label.len() <= Self::MAX_LABEL_LENGTH;
            is_short && label.bytes().all(is_plain) && !label.starts_with('-') && !label.ends_with('-')
        };
        match text.split_once('@') {
            Some((name, domain))
                if text.len() <= Self::MAX_LENGTH
                    && is_name(name)
                    && domain.split('.').all(is_label)
                    && text.parse::<lettre::Address>().is_ok() =>
            {
                Ok(Self(text.into_owned()))
            }
            _ => Err(EmailAddressError),
        }
    }

    /// The address as entered, with an ASCII domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the @.
    pub fn name(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }

    /// The part after the @.
    pub fn domain(&self) -> &str {
        self.0.split('@').nth(1).unwrap_or_default()
    }
}

fn with_ascii_domain(text: &str) -> Cow<'_, str> {
    match text.rsplit_once('@') {
        Some((name, domain)) if !domain.is_ascii() => match idna::domain_to_ascii(domain) {
            Ok(domain) => Cow::Owned(format!("{name}@{domain}")),
            Err(_) => Cow::Borrowed(text),
        },
        _ => Cow::Borrowed(text),
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, EmailAddressError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| de::Error::custom(format_args!("'{text}' is not an email address")))
    }
}

/// The largest part of a server's text that is kept, in characters.
const MAX_REASON: usize = 200;

/// A server's text, shortened, and with each address replaced.
pub(crate) fn without_addresses(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if word.contains('@') { "(address)" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(MAX_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn addresses_that_browsers_accept_are_accepted() {
        for text in ["a@b", "someone@clinic.example", " a.b+c@x-y.example\n", "o'neil@a.b", "_x@a.b"] {
            assert_eq!(
                EmailAddress::parse(text).map(|address| address.as_str().to_owned()).as_deref(),
                Ok(text.trim())
            );
        }
    }

    #[test]
    fn an_internationalized_domain_is_converted() {
        let address = EmailAddress::parse("someone@Clínica.example").expect("an address");
        assert_eq!(address.as_str(), "someone@xn--clnica-4va.example");
        assert_eq!((address.name(), address.domain()), ("someone", "xn--clnica-4va.example"));
    }

    #[test]
    fn invalid_addresses_and_spreadsheet_formulas_are_rejected() {
        let long = format!("{}@clinic.example", "a".repeat(250));
        for text in [
            "",
            "@",
            "someone",
            "someone@",
            "@clinic.example",
            "a@b@c",
            "a b@c",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@b.",
            "a,b@c",
            "<a@b>",
            "é@b",
            "a..b@c",
            ".a@b",
            "\"a b\"@c",
            "a@b\u{0}",
            "a@b\r\nBcc: c@d",
            "=1+1@b",
            "+a@b",
            "-a@b",
            &long,
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
    }
}
