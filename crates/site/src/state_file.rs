//! State that commands keep in JSON files, and locks.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a JSON file; `None` if it does not exist. `what` names its content in error messages.
///
/// # Errors
/// If the file cannot be read, or has other contents.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path, what: &str) -> Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.with_context(|| format!("cannot read {}", path.display()))?,
    };
    serde_json::from_str(&text).map(Some).with_context(|| format!("{} is not {what}", path.display()))
}

/// Replaces a JSON file in a single step: it is either the old or the new one, whenever the program ends.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn write_json(path: &Path, state: &impl Serialize) -> Result<()> {
    let cannot_write = || format!("cannot write {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(cannot_write)?;
    let mut text = serde_json::to_vec_pretty(state).with_context(cannot_write)?;
    text.push(b'\n');
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot_write)?;
    file.write_all(&text).and_then(|()| file.as_file().sync_all()).with_context(cannot_write)?;
    file.persist(path).with_context(cannot_write)?;
    Ok(())
}

/// A lock, so that only one program changes a file. The system releases it when the program ends, however it ends.
#[derive(Debug)]
pub struct FileLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl FileLock {
    /// Takes the lock of a file: that of another file, whose name ends with `suffix`. `conflict` says that another program
    /// has it.
    ///
    /// # Errors
    /// If another program has it, or it cannot be created.
    pub(crate) fn take(file: &Path, suffix: &str, conflict: &str) -> Result<Self> {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        let path = PathBuf::from(path);
        let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => bail!("{conflict}: {} is locked", path.display()),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}
