//! `site signups`

use std::io;
use std::path::Path;

use catalog::Slug;
use site::records::renamed;
use site::server::sign_ups;

/// Prints the sign-ups as CSV. A reader that closed the pipe is not an error.
pub fn export(database: &Path, vendor: Option<&Slug>, site: &Path) -> anyhow::Result<()> {
    let renamed = renamed::read_published(site)?;
    match sign_ups::export(database, vendor, &renamed, io::stdout().lock()) {
        Err(error) if error.is_broken_pipe() => Ok(()),
        exported => Ok(exported?),
    }
}
