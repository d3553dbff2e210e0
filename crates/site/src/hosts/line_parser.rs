//! The line format that `_headers` and `_redirects` have in common.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A `_headers` or `_redirects` file that cannot be applied.
#[derive(Debug, thiserror::Error)]
pub enum HostConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A line is invalid, or uses a feature that this server does not support.
    #[error("{path}, line {line}: {problem}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with the line.
        problem: String,
    },
}

/// Passes each line of a file to `parse`, without empty lines and comments. A missing file has no lines.
///
/// # Errors
/// If the file cannot be read, or `parse` rejects a line.
pub(super) fn parse_lines(
    path: &Path,
    mut parse: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), HostConfigError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(HostConfigError::Io { path: path.to_owned(), source }),
    };
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        if !text.is_empty() && !text.starts_with('#') {
            parse(text).map_err(|problem| HostConfigError::Line { path: path.to_owned(), line, problem })?;
        }
    }
    Ok(())
}
