//! The files that tell a host what to do, line by line: `_headers` and `_redirects` have their form in common.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why such a file is not followed.
#[derive(Debug, thiserror::Error)]
pub enum ToldError {
    /// The file itself.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line that this server does not follow.
    #[error("{path}, line {line}: {problem}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// Hands each line of a file to `follow`, but for empty ones and comments. A file that is not there has none.
///
/// # Errors
/// When the file cannot be read, or `follow` says what is wrong with a line.
pub(super) fn follow_lines(
    path: &Path,
    mut follow: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), ToldError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(ToldError::Io { path: path.to_owned(), source }),
    };
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        if !text.is_empty() && !text.starts_with('#') {
            follow(text).map_err(|problem| ToldError::Line { path: path.to_owned(), line, problem })?;
        }
    }
    Ok(())
}
