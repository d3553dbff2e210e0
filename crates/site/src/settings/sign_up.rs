//! The form that takes sign-ups by email: where it posts to, and what its fields are called there.
//! `docs/signup.md` has the settings of the services that operators use.

use std::collections::BTreeMap;
use std::fmt;

use countersign::{SignUpAnswer, SignUpForm};
use directory::HttpsUrl;
use serde::{Deserialize, Deserializer, de};

/// What takes sign-ups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Fields")]
pub struct SignUp {
    to: FormAddress,
    answer: SignUpAnswer,
    email: FieldName,
    vendor: Option<FieldName>,
    fixed: BTreeMap<FieldName, String>,
    honeypot: Option<FieldName>,
}

/// The settings as they stand in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    to: FormAddress,
    answer: SignUpAnswer,
    email: FieldName,
    vendor: Option<FieldName>,
    #[serde(default)]
    fixed: BTreeMap<FieldName, String>,
    #[serde(default)]
    honeypot: Option<FieldName>,
}

/// Two fields of one name: a service would take one of them for the other.
#[derive(Debug, thiserror::Error)]
#[error("two fields of the form are called '{0}'")]
struct SameName(FieldName);

impl TryFrom<Fields> for SignUp {
    type Error = SameName;

    fn try_from(fields: Fields) -> Result<Self, SameName> {
        let Fields { to, answer, email, vendor, fixed, honeypot } = fields;
        let names = [Some(&email), vendor.as_ref(), honeypot.as_ref()].into_iter().flatten();
        let names: Vec<&FieldName> = names.chain(fixed.keys()).collect();
        let twice =
            names.iter().enumerate().find(|(index, name)| names.iter().take(*index).any(|one| one == *name));
        if let Some((_, name)) = twice {
            return Err(SameName((*name).clone()));
        }
        Ok(Self { to, answer, email, vendor, fixed, honeypot })
    }
}

impl SignUp {
    /// The origin of the form's address, for a content security policy; `None` where it is the site's own.
    pub fn other_origin(&self) -> Option<&str> {
        self.to.other_origin()
    }

    /// The form as pages show it, on a site that lies under `base`.
    pub fn form(&self, base: &str) -> SignUpForm {
        let text = |name: &FieldName| name.0.clone();
        SignUpForm {
            action: self.to.under(base),
            answer: self.answer,
            email: text(&self.email),
            vendor: self.vendor.as_ref().map(text),
            fixed: self.fixed.iter().map(|(name, value)| (text(name), value.clone())).collect(),
            honeypot: self.honeypot.as_ref().map(text),
        }
    }
}

/// Where a form posts to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FormAddress {
    /// A path of the site, from where the site begins.
    Own(String),
    /// An address of another host.
    Other(HttpsUrl),
    /// A service on this machine, to try things out: it has no certificate.
    Local(String),
}

/// Text that a form cannot post to.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is neither a path of the site, such as /api/signup, nor an https: address")]
struct FormAddressError(String);

impl FormAddress {
    fn parse(text: &str) -> Result<Self, FormAddressError> {
        let is_plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '#');
        let error = || FormAddressError(text.to_owned());
        if !text.chars().all(is_plain) {
            return Err(error());
        }
        let rest = text.strip_prefix("http://127.0.0.1").or_else(|| text.strip_prefix("http://localhost"));
        if let Some(rest) = rest {
            let port = rest.split('/').next().unwrap_or_default();
            let digits = port.strip_prefix(':').map_or(port.is_empty(), |port| port.parse::<u16>().is_ok());
            return if digits { Ok(Self::Local(text.to_owned())) } else { Err(error()) };
        }
        let climbs = || text.split(['/', '?']).any(|part| matches!(part, "." | ".."));
        if text.starts_with('/') && !text.starts_with("//") && !climbs() {
            return Ok(Self::Own(text.to_owned()));
        }
        HttpsUrl::parse(text).map(Self::Other).map_err(|_| error())
    }

    fn under(&self, base: &str) -> String {
        match self {
            Self::Own(path) => [base.trim_end_matches('/'), path].concat(),
            Self::Other(url) => url.to_string(),
            Self::Local(url) => url.clone(),
        }
    }

    fn other_origin(&self) -> Option<&str> {
        let url = match self {
            Self::Own(_) => return None,
            Self::Other(url) => url.as_str(),
            Self::Local(url) => url,
        };
        let host = url.find("//").map_or(0, |slashes| slashes + 2);
        let end = url.get(host..).and_then(|rest| rest.find(['/', '?'])).map_or(url.len(), |end| host + end);
        url.get(..end)
    }
}

impl<'de> Deserialize<'de> for FormAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The name of a form's field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FieldName(String);

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FieldName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        // Browsers write the character encoding into a field of this name, whatever its value.
        let is_name = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_graphic())
            && name != "_charset_";
        if is_name {
            Ok(Self(name))
        } else {
            let error = "is not the name of a field: 1 to 64 letters, digits and signs without a space";
            Err(de::Error::custom(format_args!("'{name}' {error}")))
        }
    }
}
