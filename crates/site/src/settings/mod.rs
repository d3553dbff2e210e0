//! The operator's settings, `public/site.json`.

mod mail;
mod sign_up;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use catalog::rules::find_hidden;
use catalog::{HttpsUrl, Slug};
use serde::Deserialize;

pub use mail::MailSettings;
pub use sign_up::{HONEYPOT, SIGN_UP_PATH, SignUpSettings};

/// The settings of a site.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The site's name, in the header, in titles and in feeds.
    pub name: String,
    /// The public address of the host, without a path. Feed entries are identified by it.
    pub address: HttpsUrl,
    /// The service that receives sign-ups by email; `None` if the site takes no sign-ups.
    #[serde(deserialize_with = "Option::deserialize")]
    pub signup: Option<SignUpSettings>,
    /// The sender of emails; the built-in sign-up service requires it.
    #[serde(default)]
    pub mail: Option<MailSettings>,
    /// The form in which visitors propose a vendor; `None` if the site has none.
    #[serde(default)]
    pub propose_vendor: Option<HttpsUrl>,
    /// Whether browsers store an offline copy of the site. If not, they delete stored copies.
    #[serde(default = "default_offline")]
    pub offline: bool,
    /// The vendors that the home page shows before a search.
    #[serde(default)]
    pub featured: Vec<Slug>,
}

/// Whether nobody can own a host.
fn is_placeholder(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let reserved = ["example", "invalid", "localhost", "test", "example.com", "example.net", "example.org"];
    let is_in =
        |domain: &str| host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
    reserved.into_iter().any(is_in)
}

fn default_offline() -> bool {
    true
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// If the file cannot be read, or has an unknown key or an invalid value; the message names the file and the key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let settings: Self = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
            .with_context(|| format!("{} is invalid", path.display()))?;
        ensure!(!settings.name.trim().is_empty(), "{}: name is empty", path.display());
        if let Some(hidden) = find_hidden(&settings.name) {
            bail!("{}: name contains the invisible character {}", path.display(), hidden.escape_unicode());
        }
        let after_host = settings.address.without_scheme().strip_prefix(settings.address.host());
        let after_host = after_host.unwrap_or_default();
        ensure!(
            matches!(after_host, "" | "/"),
            "{}: address must be a host without '{after_host}'. Set the base path of the site in the build \
             (make build BASE=/path/)",
            path.display()
        );
        ensure!(
            settings.mail.as_ref().is_none_or(MailSettings::has_short_return_path),
            "{}: the name in mail.return_path, or in mail.sender, has more than 23 characters",
            path.display()
        );
        let sends_mail = settings.signup.as_ref().is_some_and(SignUpSettings::is_built_in);
        ensure!(
            settings.mail.is_some() || !sends_mail,
            "{}: mail is missing: the built-in sign-up service sends emails (docs/signup.md)",
            path.display()
        );
        Ok(settings)
    }

    /// Whether the address is a placeholder, as in a fresh clone: a host that nobody can own (RFC 2606, RFC 6761). Links
    /// in feeds, in the sitemap and in notices then lead nowhere.
    pub fn has_placeholder_address(&self) -> bool {
        is_placeholder(self.address.host().split(':').next().unwrap_or_default())
    }

    /// The key and the value of a placeholder that emails would contain.
    pub fn mail_placeholder(&self) -> Option<(&'static str, String)> {
        let mail = self.mail.as_ref()?;
        if self.has_placeholder_address() {
            Some(("address", self.address.to_string()))
        } else if is_placeholder(mail.sender.domain()) {
            Some(("mail.sender", mail.sender.as_str().to_owned()))
        } else {
            mail.has_placeholder_postal_address()
                .then(|| ("mail.postal_address", mail.postal_address.clone()))
        }
    }

    /// The public address, without a slash at the end.
    pub fn origin(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    /// The absolute URL of a path of the site.
    pub fn absolute_url(&self, base: &str, path: &str) -> String {
        [self.origin(), base, path].concat()
    }
}
