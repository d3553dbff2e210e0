//! Files for web hosts: response headers, redirects, an nginx configuration, and an HTML shell whose pages are protected
//! even if a host sends no headers.

mod csp;
mod headers;
mod line_parser;
mod nginx;
mod path_pattern;
mod redirects;
mod shell;

use anyhow::Result;
use catalog::{Listing, Renamed};

pub use headers::{COMMON_HEADERS, HeaderRules, HeaderRulesError};
pub use line_parser::HostConfigError;
pub use nginx::{NginxConfig, NginxError};
pub use redirects::Redirects;
pub(crate) use shell::{finalize_shell, integrity, is_dev_build, replace_code};

use crate::publish::assets::AssetManifest;
use crate::publish::output::Output;

/// The file of header rules, in the root of the site. Hosts read it and serve it to nobody.
pub(crate) const HEADERS: &str = "_headers";

/// The file of redirects.
pub(crate) const REDIRECTS: &str = "_redirects";

/// Writes both files after all other files; the redirects are the last file of a site.
///
/// # Errors
/// If a file cannot be written.
pub(crate) fn write(
    output: &Output,
    manifest: &AssetManifest,
    listings: &[Listing],
    renamed: &Renamed,
    base: &str,
    sign_up_origin: Option<&str>,
) -> Result<()> {
    let rules = HeaderRules::new(&output.files()?, manifest, base, sign_up_origin)?;
    output.write(HEADERS, &rules.to_string())?;
    output.write(REDIRECTS, &Redirects::new(listings, renamed, base).to_string())
}
