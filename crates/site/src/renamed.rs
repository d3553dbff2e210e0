//! `renamed.json` of a published site: which vendors left the directory, for all who still know them by their old slugs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directory::Renamed;

/// The name of the file, in the project and on the site.
pub const FILE: &str = "renamed.json";

/// Why it is not known which vendors were renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenamedError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{path} does not say which vendors were renamed: {source}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Reads the file of the site in a folder. A site that was published before there was such a file has renamed nobody.
///
/// # Errors
/// When the file cannot be read, or is something else.
pub fn of_site(folder: &Path) -> Result<Renamed, RenamedError> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|source| RenamedError::Json { path, source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Renamed::default()),
        Err(source) => Err(RenamedError::Io { path, source }),
    }
}
