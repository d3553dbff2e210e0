//! `site replace`: replaces the published site with a new one in a single step. If a build is interrupted, the folder
//! that is deployed contains either the last complete site or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::hosts::REDIRECTS;

/// The first file of a site and the last one, which an interrupted publication lacks.
const FIRST_AND_LAST: [&str; 2] = ["index.html", REDIRECTS];

/// A site that was not replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// The new site is missing or incomplete.
    #[error("{folder} has no {missing}: it is not a complete site")]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// The missing file.
        missing: &'static str,
    },
    /// A folder cannot be moved or removed.
    #[error("{path}: {source}")]
    Io {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Moves the folder `new` to `current` and removes the site that was there. Both must be on the same file system.
///
/// # Errors
/// If `new` is not a complete site, or a folder cannot be moved or removed. The site at `current` then remains.
pub fn replace(new: &Path, current: &Path) -> Result<(), ReplaceError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ReplaceError::Io { path, source }
    };
    if let Some(missing) = FIRST_AND_LAST.into_iter().find(|file| !new.join(file).is_file()) {
        return Err(ReplaceError::Incomplete { folder: new.to_owned(), missing });
    }
    if let Some(folder) = current.parent() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    if !current.exists() {
        return fs::rename(new, current).map_err(failed(current));
    }
    if renameat_with(CWD, new, CWD, current, RenameFlags::EXCHANGE).is_ok() {
        return fs::remove_dir_all(new).map_err(failed(new));
    }
    // On a system that cannot exchange two folders there is no site for an instant between the two moves.
    let last = new.with_extension("last");
    fs::rename(current, &last).map_err(failed(current))?;
    if let Err(source) = fs::rename(new, current) {
        fs::rename(&last, current).map_err(failed(current))?;
        return Err(ReplaceError::Io { path: new.to_owned(), source });
    }
    fs::remove_dir_all(&last).map_err(failed(&last))
}
