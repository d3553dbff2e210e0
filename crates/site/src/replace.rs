//! Puts a whole new site in the place of the last one, in a single step: whatever stops a build, the folder that a
//! host takes holds either the last good site or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::hosting::REDIRECTS;

/// The first file of a site and the last: one that was stopped half-way lacks the second.
const WHOLE: [&str; 2] = ["index.html", REDIRECTS];

/// Why the site could not be put in place.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// No site was built there, or not to its end.
    #[error("{folder} has no {missing}: there is no whole new site to put in place")]
    NoSite {
        /// The folder.
        folder: PathBuf,
        /// The file that it lacks.
        missing: &'static str,
    },
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
/// When `new` holds no whole site, or the system refuses to move or remove a folder. What was at `place` then stays.
pub fn replace(new: &Path, place: &Path) -> Result<(), ReplaceError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ReplaceError::Io { path, source }
    };
    if let Some(missing) = WHOLE.into_iter().find(|file| !new.join(file).is_file()) {
        return Err(ReplaceError::NoSite { folder: new.to_owned(), missing });
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
