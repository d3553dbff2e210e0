//! The publisher's cache: results of slow work, stored from one publication to the next under the hash of their inputs.

use std::collections::HashSet;
use std::env;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// How long an entry is stored after the last publication that used it.
const MAX_UNUSED: Duration = Duration::from_hours(7 * 24);

/// The subfolder of file sets.
const SETS: &str = "sets";
/// The index file of a set, which is written last.
const INDEX: &str = "index.json";

/// A cache entry that cannot be written or removed.
#[derive(Debug, thiserror::Error)]
#[error("cannot update the cache in {path}: {source}")]
pub struct CacheError {
    path: PathBuf,
    source: io::Error,
}

/// A cache folder. Deleting it costs time and nothing else.
pub struct BuildCache {
    folder: PathBuf,
    /// The identity of this program's executable: a program built from other code has another one.
    program: Option<String>,
    used: Mutex<HashSet<String>>,
    misses: AtomicUsize,
}

impl BuildCache {
    /// A cache in that folder, which is created with the first entry.
    pub fn new(folder: &Path) -> Self {
        let file = env::current_exe().and_then(fs::metadata).ok();
        let program = file.and_then(|file| Some(format!("{:?} {}", file.modified().ok()?, file.len())));
        Self { folder: folder.to_owned(), program, used: Mutex::default(), misses: AtomicUsize::new(0) }
    }

    /// The number of entries that were missing and had to be computed.
    pub fn misses(&self) -> usize {
        self.misses.load(Ordering::Relaxed)
    }

    /// The entry under that key, if there is an undamaged one that `parse` accepts.
    pub(super) fn get<T>(&self, key: &str, parse: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let _span = tracing::info_span!("read the cache").entered();
        let bytes = fs::read(self.entry_path(key)).ok()?;
        let (sum, content) = bytes.split_first_chunk()?;
        let entry = if *sum == checksum(content) { parse(content)? } else { return None };
        self.mark_used(key);
        Some(entry)
    }

    /// Stores an entry. An interrupted program leaves a complete file or none.
    pub(super) fn insert(&self, key: &str, content: &[u8]) -> Result<(), CacheError> {
        let _span = tracing::info_span!("write the cache").entered();
        let number = self.misses.fetch_add(1, Ordering::Relaxed);
        self.mark_used(key);
        let path = self.entry_path(key);
        let partial = self.folder.join(format!("{}-{number}.part", process::id()));
        let created = path.parent().map_or(Ok(()), fs::create_dir_all);
        created
            .and_then(|()| fs::write(&partial, [&checksum(content), content].concat()))
            .and_then(|()| fs::rename(&partial, &path))
            .map_err(|source| CacheError { path, source })
    }

    /// The identity of this program; `None` if it is unknown, in which case no file set is cached.
    pub(super) fn program(&self) -> Option<&str> {
        self.program.as_deref()
    }

    /// Links the files of a cached set into `folder` and returns their names. `None` if the set is not cached, or one of
    /// its files was modified. Cache and folder share each file, so that nothing is copied.
    pub(super) fn link_set(&self, key: &str, folder: &Path) -> Option<Vec<String>> {
        let _span = tracing::info_span!("read the cache").entered();
        let set = self.folder.join(SETS).join(key);
        let files: Vec<SetFile> = serde_json::from_slice(&fs::read(set.join(INDEX)).ok()?).ok()?;
        for (number, file) in files.iter().enumerate() {
            let cached = set.join(number.to_string());
            if SetFile::new(file.name.clone(), &fs::metadata(&cached).ok()?)? != *file {
                return None;
            }
            let published = folder.join(&file.name);
            fs::create_dir_all(published.parent()?).ok()?;
            fs::hard_link(cached, published).ok()?;
        }
        self.mark_used(key);
        Some(files.into_iter().map(|file| file.name).collect())
    }

    /// Stores the published files of those names as a set. If they cannot be linked, for example to another file
    /// system, the set is not cached and the files are generated again next time.
    pub(super) fn insert_set(&self, key: &str, folder: &Path, names: Vec<String>) {
        let _span = tracing::info_span!("write the cache").entered();
        let set = self.folder.join(SETS).join(key);
        let insert = || -> io::Result<()> {
            if set.exists() {
                fs::remove_dir_all(&set)?;
            }
            fs::create_dir_all(&set)?;
            let mut files = Vec::new();
            for (number, name) in names.into_iter().enumerate() {
                let published = folder.join(&name);
                files.extend(SetFile::new(name, &fs::metadata(&published)?));
                fs::hard_link(published, set.join(number.to_string()))?;
            }
            fs::write(set.join(INDEX), serde_json::to_vec(&files)?)
        };
        match insert() {
            Ok(()) => self.mark_used(key),
            Err(error) => tracing::debug!(%error, "cannot cache a set of files"),
        }
    }

    /// Removes the sets that this publication did not use, entries that no publication has used for a week, and partial
    /// files of interrupted publications.
    ///
    /// # Errors
    /// If the folder cannot be read, or a file in it cannot be removed.
    pub fn evict_unused(&self) -> Result<(), CacheError> {
        let failed = |source| CacheError { path: self.folder.clone(), source };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = SystemTime::now().checked_sub(MAX_UNUSED).unwrap_or(SystemTime::UNIX_EPOCH);
        let evict = |path: &Path| -> io::Result<()> {
            let metadata = fs::metadata(path)?;
            match metadata.modified()? < oldest {
                _ if metadata.is_dir() => fs::remove_dir_all(path),
                true => fs::remove_file(path),
                false => Ok(()),
            }
        };
        for entry in fs::read_dir(&self.folder).into_iter().flatten() {
            let path = entry.map_err(failed)?.path();
            if !path.is_dir() {
                evict(&path).map_err(failed)?;
                continue;
            }
            for entry in fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                if !entry.file_name().to_str().is_some_and(|name| used.contains(name)) {
                    evict(&entry.path()).map_err(failed)?;
                }
            }
        }
        Ok(())
    }

    fn mark_used(&self, key: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }

    fn entry_path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or_default()).join(key)
    }
}

/// A file of a set, with the metadata that reveals a modification.
#[derive(PartialEq, Serialize, Deserialize)]
struct SetFile {
    name: String,
    bytes: u64,
    /// The time of modification, in nanoseconds since 1970.
    modified: u64,
}

impl SetFile {
    fn new(name: String, metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
        Some(Self { name, bytes: metadata.len(), modified: modified.try_into().ok()? })
    }
}

/// The first bytes of an entry's file. An entry that a full disk or a person damaged is computed again.
fn checksum(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// The key of the result that a recipe makes of an input. The recipe identifies the code that generates a file, and its
/// version.
pub(crate) fn key(recipe: &str, input: &[u8]) -> String {
    let hash = Sha256::new().chain_update(recipe).chain_update([0]).chain_update(input).finalize();
    hex(&hash).chars().take(32).collect()
}
