//! Results of slow work, kept from one publication to the next under the hash of what they were made from.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// How long a result is kept that no publication used.
const KEPT_UNUSED: Duration = Duration::from_hours(7 * 24);

/// Why a result could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("cannot keep what was made in {path}: {source}")]
pub struct StoreError {
    path: PathBuf,
    source: io::Error,
}

/// A folder of kept results. Losing it costs time and nothing else.
pub struct Store {
    folder: PathBuf,
    used: Mutex<HashSet<String>>,
    made: AtomicUsize,
}

impl Store {
    /// A store in that folder, which is made with the first result.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), used: Mutex::default(), made: AtomicUsize::new(0) }
    }

    /// How many results were made anew.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// The kept result under that key, if there is one that is whole and that `read` understands.
    pub(super) fn get<T>(&self, key: &str, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let kept = fs::read(self.path(key)).ok()?;
        let (sum, kept) = kept.split_first_chunk()?;
        let result = if *sum == checksum(kept) { read(kept)? } else { return None };
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        Some(result)
    }

    /// Keeps a result. A stopped program leaves a whole file or none.
    pub(super) fn keep(&self, key: &str, result: &[u8]) -> Result<(), StoreError> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        let path = self.path(key);
        let part = self.folder.join(format!("{}-{number}.part", process::id()));
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        written
            .and_then(|()| fs::write(&part, [&checksum(result), result].concat()))
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|source| StoreError { path, source })
    }

    /// Removes what no publication has used for a week, and what a stopped one left half-made.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file in it not be removed.
    pub fn tidy(&self) -> Result<(), StoreError> {
        let failed = |source| StoreError { path: self.folder.clone(), source };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let since = SystemTime::now().checked_sub(KEPT_UNUSED).unwrap_or(SystemTime::UNIX_EPOCH);
        let remove_old = |path: &Path| -> io::Result<()> {
            if fs::metadata(path)?.modified()? < since { fs::remove_file(path) } else { Ok(()) }
        };
        for entry in fs::read_dir(&self.folder).into_iter().flatten() {
            let path = entry.map_err(failed)?.path();
            if !path.is_dir() {
                remove_old(&path).map_err(failed)?;
                continue;
            }
            for entry in fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                if !entry.file_name().to_str().is_some_and(|name| used.contains(name)) {
                    remove_old(&entry.path()).map_err(failed)?;
                }
            }
        }
        Ok(())
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or_default()).join(key)
    }
}

/// What a result starts with in its file, so that one that a full disk or a hand damaged is made again.
fn checksum(result: &[u8]) -> [u8; 32] {
    Sha256::digest(result).into()
}

/// The key of what a recipe makes of an input.
pub(crate) fn key(recipe: &str, input: &[u8]) -> String {
    let hash = Sha256::new().chain_update(recipe).chain_update([0]).chain_update(input).finalize();
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
