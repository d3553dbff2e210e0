//! The settings of the sign-up form: the address that it posts to, and the names of its fields. `docs/signup.md` lists the
//! settings for common services.

use std::collections::BTreeMap;
use std::fmt;

use catalog::HttpsUrl;
use countersign::{SignUpForm, SignUpResponse};
use serde::{Deserialize, Deserializer, de};

/// The path of the built-in service, under the base path of the site.
pub const SIGN_UP_PATH: &str = "api/signup";

/// The name of the honeypot of the built-in service, a field that people do not see and programs fill in.
pub const HONEYPOT: &str = "leave_empty";

/// The service that receives sign-ups, and its form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "UncheckedSettings")]
pub struct SignUpSettings {
    to: FormAddress,
    response: SignUpResponse,
    email: FieldName,
    vendor: Option<FieldName>,
    fixed: BTreeMap<FieldName, String>,
    honeypot: Option<FieldName>,
}

/// The settings in the file, before the check of the field names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedSettings {
    to: FormAddress,
    #[serde(rename = "answer")]
    response: SignUpResponse,
    email: FieldName,
    vendor: Option<FieldName>,
    #[serde(default)]
    fixed: BTreeMap<FieldName, String>,
    #[serde(default)]
    honeypot: Option<FieldName>,
}

/// Field names that the service could not distinguish, or does not read.
#[derive(Debug, thiserror::Error)]
enum FieldsError {
    /// Two fields have the same name.
    #[error("two fields of the form have the name '{0}'")]
    Duplicate(FieldName),
    /// The honeypot has a name that the built-in service ignores.
    #[error("the built-in service requires the honeypot '{HONEYPOT}', and not '{0}'")]
    Honeypot(FieldName),
}

impl TryFrom<UncheckedSettings> for SignUpSettings {
    type Error = FieldsError;

    fn try_from(settings: UncheckedSettings) -> Result<Self, FieldsError> {
        let UncheckedSettings { to, response, email, vendor, fixed, honeypot } = settings;
        let names = [Some(&email), vendor.as_ref(), honeypot.as_ref()].into_iter().flatten();
        let names: Vec<&FieldName> = names.chain(fixed.keys()).collect();
        let duplicate =
            names.iter().enumerate().find(|(index, name)| names.iter().take(*index).any(|one| one == *name));
        if let Some((_, name)) = duplicate {
            return Err(FieldsError::Duplicate((*name).clone()));
        }
        if let Some(name) = honeypot.as_ref().filter(|name| to.is_built_in() && name.0 != HONEYPOT) {
            return Err(FieldsError::Honeypot(name.clone()));
        }
        Ok(Self { to, response, email, vendor, fixed, honeypot })
    }
}

impl SignUpSettings {
    /// Whether `site serve` is the service.
    pub fn is_built_in(&self) -> bool {
        self.to.is_built_in()
    }

    /// The origin of the service, for the Content-Security-Policy; `None` if it is the site's own.
    pub fn external_origin(&self) -> Option<&str> {
        self.to.external_origin()
    }

    /// The form on pages of a site under `base`.
    pub fn form(&self, base: &str) -> SignUpForm {
        let text = |name: &FieldName| name.0.clone();
        SignUpForm {
            action: self.to.url(base),
            response: self.response,
            email: text(&self.email),
            vendor: self.vendor.as_ref().map(text),
            fixed: self.fixed.iter().map(|(name, value)| (text(name), value.clone())).collect(),
            honeypot: self.honeypot.as_ref().map(text),
        }
    }
}

/// The address that a form posts to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FormAddress {
    /// A path of the site, relative to its base path.
    Path(String),
    /// A URL of another host.
    External(HttpsUrl),
    /// A service on this machine for tests, which has no certificate.
    Local(String),
}

/// Text that is not the address of a form.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is neither a path of the site, such as /api/signup, nor an https:// URL")]
struct FormAddressError(String);

impl FormAddress {
    fn parse(text: &str) -> Result<Self, FormAddressError> {
        let is_plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '#');
        let error = || FormAddressError(text.to_owned());
        if !text.chars().all(is_plain) {
            return Err(error());
        }
        let local = text.strip_prefix("http://127.0.0.1").or_else(|| text.strip_prefix("http://localhost"));
        if let Some(after_host) = local {
            let port = after_host.split('/').next().unwrap_or_default();
            let is_port = port.strip_prefix(':').map_or(port.is_empty(), |port| port.parse::<u16>().is_ok());
            return if is_port { Ok(Self::Local(text.to_owned())) } else { Err(error()) };
        }
        let has_dot_segment = || text.split(['/', '?']).any(|segment| matches!(segment, "." | ".."));
        if text.starts_with('/') && !text.starts_with("//") && !has_dot_segment() {
            return Ok(Self::Path(text.to_owned()));
        }
        HttpsUrl::parse(text).map(Self::External).map_err(|_| error())
    }

    /// Whether it is the service of `site serve`.
    fn is_built_in(&self) -> bool {
        matches!(self, Self::Path(path) if path.strip_prefix('/') == Some(SIGN_UP_PATH))
    }

    /// The URL or path on a site under `base`.
    fn url(&self, base: &str) -> String {
        match self {
            Self::Path(path) => [base.trim_end_matches('/'), path].concat(),
            Self::External(url) => url.to_string(),
            Self::Local(url) => url.clone(),
        }
    }

    fn external_origin(&self) -> Option<&str> {
        let url = match self {
            Self::Path(_) => return None,
            Self::External(url) => url.as_str(),
            Self::Local(url) => url,
        };
        let host = url.find("//").map_or(0, |slashes| slashes + 2);
        let length = url.get(host..).and_then(|after_scheme| after_scheme.find(['/', '?']));
        let end = length.map_or(url.len(), |length| host + length);
        url.get(..end)
    }
}

impl<'de> Deserialize<'de> for FormAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The name of a form field.
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
        // Browsers overwrite a field of this name with the character encoding.
        let is_name = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_graphic())
            && name != "_charset_";
        if is_name {
            Ok(Self(name))
        } else {
            let error =
                "is not a field name: 1 to 64 letters, digits and punctuation characters without spaces";
            Err(de::Error::custom(format_args!("'{name}' {error}")))
        }
    }
}
