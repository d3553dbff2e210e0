//! An email address, held against the same grammar as browsers hold it against.

/// An email address that mail can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

/// Text that is no email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("That is not an email address. It needs a name, an @ and a domain, such as name@clinic.example.")]
pub struct EmailAddressError;

impl EmailAddress {
    /// The longest that mail servers take: RFC 5321, section 4.5.3.1.3, less the angle brackets.
    const LONGEST: usize = 254;
    /// The longest part of a domain between two dots.
    const LONGEST_LABEL: usize = 63;

    /// Takes an address as a form sends it, by the grammar of
    /// <https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>.
    ///
    /// # Errors
    /// When it is none, is longer than mail servers take, or begins with a sign that makes a spreadsheet compute
    /// what follows: the list of sign-ups is opened in one.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        let is_name = |name: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
            !name.is_empty() && name.bytes().all(is_plain) && !name.starts_with(['=', '+', '-'])
        };
        let is_label = |label: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            let is_short = !label.is_empty() && label.len() <= Self::LONGEST_LABEL;
            is_short && label.bytes().all(is_plain) && !label.starts_with('-') && !label.ends_with('-')
        };
        match text.split_once('@') {
            Some((name, domain))
                if text.len() <= Self::LONGEST && is_name(name) && domain.split('.').all(is_label) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(EmailAddressError),
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn takes_what_a_browser_takes() {
        for text in ["a@b", "someone@clinic.example", " a.b+c@x-y.example\n", "o'neil@a.b", "_x@a.b"] {
            assert_eq!(
                EmailAddress::parse(text).map(|address| address.as_str().to_owned()).as_deref(),
                Ok(text.trim())
            );
        }
    }

    #[test]
    fn refuses_what_is_no_address_and_what_a_spreadsheet_would_compute() {
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
