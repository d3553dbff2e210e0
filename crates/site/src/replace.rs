//! Puts a whole new site in the place of the last one, in a single step: whatever stops a build, the folder that a
//! host takes holds either the last good site or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

/// Why the site could not be put in place.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// No site was built there.
    #[error("{0} has no index.html: there is no new site to put in place")]
    NoSite(PathBuf),
    /// A folder that cannot be moved or removed.
    #[error("{path}: {source}")]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Moves the folder `new` to `place` and removes what was there. Both lie on one disk.
///
/// # Errors
/// When `new` holds no site, or the system refuses to move or remove a folder. What was at `place` then stays.
pub fn replace(new: &Path, place: &Path) -> Result<(), ReplaceError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ReplaceError::Io { path, source }
    };
    if !new.join("index.html").is_file() {
        return Err(ReplaceError::NoSite(new.to_owned()));
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    if !place.exists() {
        return fs::rename(new, place).map_err(failed(place));
    }
    if renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE).is_ok() {
        return fs::remove_dir_all(new).map_err(failed(new));
    }
    // A system that cannot exchange two folders: between the two moves there is no site for an instant.
    let last = new.with_extension("last");
    fs::rename(place, &last).map_err(failed(place))?;
    if let Err(source) = fs::rename(new, place) {
        fs::rename(&last, place).map_err(failed(place))?;
        return Err(ReplaceError::Io { path: new.to_owned(), source });
    }
    fs::remove_dir_all(&last).map_err(failed(&last))
}
