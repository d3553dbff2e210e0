//! The list of sign-ups as CSV.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use catalog::{Renamed, Slug};

use super::database::{Database, DatabaseError};

/// Confirmed sign-ups first: who signed up under the old and the new slug of a vendor is listed once.
const SELECT_ALL: &str =
    "SELECT address, vendor, signed_up, coalesce(confirmed, ''), consent, coalesce(suspended, '')
    FROM subscription JOIN subscriber ON id = subscriber
    ORDER BY confirmed IS NULL, signed_up, address, vendor";

/// An error of an export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The database cannot be read.
    #[error("cannot read the sign-ups: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The list cannot be written.
    #[error("cannot write the list: {0}")]
    Csv(#[from] csv::Error),
}

impl ExportError {
    /// Whether the reader of the list closed the pipe.
    pub fn is_broken_pipe(&self) -> bool {
        let Self::Csv(error) = self else { return false };
        matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Writes the sign-ups as CSV, confirmed ones first, and then oldest first: those of one vendor, or all. A
/// renamed vendor is listed under its new slug, with each address once. An old slug selects the sign-ups that were made
/// under it. An export while the site is served contains every sign-up that was stored before.
///
/// # Errors
/// If there is no such database, or the list cannot be written.
pub fn export(
    path: &Path,
    vendor: Option<&Slug>,
    renamed: &Renamed,
    out: impl io::Write,
) -> Result<(), ExportError> {
    let database = Database::open_existing(path)?;
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["address", "vendor", "signed_up", "confirmed", "consent", "suspended"])?;
    let mut statement = database.connection.prepare(SELECT_ALL)?;
    let mut rows = statement.query([])?;
    let mut written = HashSet::new();
    while let Some(row) = rows.next()? {
        let column = |index| row.get::<_, String>(index);
        let (address, stored) = (column(0)?, column(1)?);
        let new = Slug::parse(&stored).ok().and_then(|old| renamed.new_slug(&old));
        let current = new.map_or(stored.as_str(), Slug::as_str);
        let is_selected = vendor.is_none_or(|vendor| [stored.as_str(), current].contains(&vendor.as_str()));
        if is_selected && written.insert((address.to_ascii_lowercase(), current.to_owned())) {
            out.write_record([&address, current, &column(2)?, &column(3)?, &column(4)?, &column(5)?])?;
        }
    }
    out.flush().map_err(csv::Error::from)?;
    Ok(())
}
