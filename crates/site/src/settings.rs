//! The operator's settings, `public/site.json`.

mod sign_up;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use directory::rules::find_hidden;
use directory::{HttpsUrl, Slug};
use serde::Deserialize;

pub use sign_up::SignUp;

/// What an operator sets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name in the header, in titles and in feeds.
    pub name: String,
    /// The public address, a host without a path: it names the entries of the feeds.
    pub address: HttpsUrl,
    /// What takes sign-ups by email; `None` where nothing does.
    #[serde(deserialize_with = "Option::deserialize")]
    pub signup: Option<SignUp>,
    /// Whether browsers keep the site for visits without a connection. Where not, what they kept goes.
    #[serde(default = "yes")]
    pub offline: bool,
    /// The vendors that the home page shows first while nothing is asked.
    #[serde(default)]
    pub featured: Vec<Slug>,
}

fn yes() -> bool {
    true
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key or a bad value; the message names the file and the key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let settings: Self = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
            .with_context(|| format!("{} is not right", path.display()))?;
        ensure!(!settings.name.trim().is_empty(), "{}: name is empty", path.display());
        if let Some(hidden) = find_hidden(&settings.name) {
            bail!("{}: name has a character that nobody sees, {}", path.display(), hidden.escape_unicode());
        }
        let after_host = settings.address.without_scheme().strip_prefix(settings.address.host());
        let after_host = after_host.unwrap_or_default();
        ensure!(
            matches!(after_host, "" | "/"),
            "{}: address has more than a host: '{after_host}'. A path that the site lies under is given to the build \
             (make build BASE=/path/)",
            path.display()
        );
        Ok(settings)
    }

    /// Whether the address is of a host that nobody can own (RFC 2606, RFC 6761), as in a fresh clone: links in feeds,
    /// in the sitemap and in notices then lead nowhere.
    pub fn has_placeholder_address(&self) -> bool {
        let host = self.address.host().to_ascii_lowercase();
        let host = host.split(':').next().unwrap_or_default();
        let reserved =
            ["example", "invalid", "localhost", "test", "example.com", "example.net", "example.org"];
        let is_in =
            |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        reserved.into_iter().any(is_in)
    }

    /// The public address, without a slash at its end.
    pub fn origin(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    /// The public address of a path on the site.
    pub fn address(&self, base: &str, path: &str) -> String {
        [self.origin(), base, path].concat()
    }
}
