//! What hosts need beside the pages: headers, old addresses, and pages that are safe where a host sends no headers.

mod headers;
mod lines;
mod nginx;
mod path;
mod policy;
mod redirects;
mod shell;

use anyhow::Result;
use directory::{Listing, Renamed};

pub use headers::{Rules, RulesError};
pub use lines::ToldError;
pub use nginx::{Nginx, NginxError};
pub use redirects::Redirects;
pub(crate) use shell::{finished, integrity, is_served_by_trunk};

use crate::output::Output;

/// The file of the headers, in the folder of the site. Hosts read it and send it to nobody.
pub(crate) const HEADERS: &str = "_headers";

/// The file of the old addresses.
pub(crate) const REDIRECTS: &str = "_redirects";

/// Writes what hosts read, once all other files are there; the old addresses are the last file of a site.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write(
    output: &Output,
    listings: &[Listing],
    renamed: &Renamed,
    base: &str,
    sign_up: Option<&str>,
) -> Result<()> {
    let rules = Rules::of(&output.files()?, base, sign_up)?;
    output.write(HEADERS, &rules.to_string())?;
    output.write(REDIRECTS, &Redirects::of(listings, renamed, base).to_string())
}
