//! Results of slow work, kept from one publication to the next under the hash of what they were made from.

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

/// How long a result is kept that no publication used.
const KEPT_UNUSED: Duration = Duration::from_hours(7 * 24);

/// Below this lie whole groups of published files.
const GROUPS: &str = "groups";
/// The file of a group that tells of its others. It is written last.
const LIST: &str = "list.json";

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
    /// What tells this program from one that was built from other code.
    program: Option<String>,
    used: Mutex<HashSet<String>>,
    made: AtomicUsize,
}

impl Store {
    /// A store in that folder, which is made with the first result.
    pub fn new(folder: &Path) -> Self {
        let file = env::current_exe().and_then(fs::metadata).ok();
        let program = file.and_then(|file| Some(format!("{:?} {}", file.modified().ok()?, file.len())));
        Self { folder: folder.to_owned(), program, used: Mutex::default(), made: AtomicUsize::new(0) }
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
        self.uses(key);
        Some(result)
    }

    /// Keeps a result. A stopped program leaves a whole file or none.
    pub(super) fn keep(&self, key: &str, result: &[u8]) -> Result<(), StoreError> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        self.uses(key);
        let path = self.path(key);
        let part = self.folder.join(format!("{}-{number}.part", process::id()));
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        written
            .and_then(|()| fs::write(&part, [&checksum(result), result].concat()))
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|source| StoreError { path, source })
    }

    /// What groups depend on beside what they are made from; `None` where that is not known, and no group is kept.
    pub(super) fn program(&self) -> Option<&str> {
        self.program.as_deref()
    }

    /// Puts the files of a group where they were published before, and gives their names. `None` where they are not kept,
    /// or one of them is not as it was written. The file is the same one there and here, so that nothing is copied.
    pub(super) fn group(&self, key: &str, folder: &Path) -> Option<Vec<String>> {
        let kept = self.folder.join(GROUPS).join(key);
        let files: Vec<GroupFile> = serde_json::from_slice(&fs::read(kept.join(LIST)).ok()?).ok()?;
        for (number, file) in files.iter().enumerate() {
            let kept = kept.join(number.to_string());
            if GroupFile::of(file.name.clone(), &fs::metadata(&kept).ok()?)? != *file {
                return None;
            }
            let place = folder.join(&file.name);
            fs::create_dir_all(place.parent()?).ok()?;
            fs::hard_link(kept, place).ok()?;
        }
        self.uses(key);
        Some(files.into_iter().map(|file| file.name).collect())
    }

    /// Keeps the files that were published under those names as a group. Where they cannot be kept, such as on another
    /// file system, they are made again the next time.
    pub(super) fn keep_group(&self, key: &str, folder: &Path, names: Vec<String>) {
        let kept = self.folder.join(GROUPS).join(key);
        let keep = || -> io::Result<()> {
            if kept.exists() {
                fs::remove_dir_all(&kept)?;
            }
            fs::create_dir_all(&kept)?;
            let mut files = Vec::new();
            for (number, name) in names.into_iter().enumerate() {
                let place = folder.join(&name);
                files.extend(GroupFile::of(name, &fs::metadata(&place)?));
                fs::hard_link(place, kept.join(number.to_string()))?;
            }
            fs::write(kept.join(LIST), serde_json::to_vec(&files)?)
        };
        if keep().is_ok() {
            self.uses(key);
        }
    }

    /// Removes groups that this publication did not use, what no publication has used for a week, and what a stopped one
    /// left half-made.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file in it not be removed.
    pub fn tidy(&self) -> Result<(), StoreError> {
        let failed = |source| StoreError { path: self.folder.clone(), source };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let since = SystemTime::now().checked_sub(KEPT_UNUSED).unwrap_or(SystemTime::UNIX_EPOCH);
        let remove_old = |path: &Path| -> io::Result<()> {
            let of = fs::metadata(path)?;
            match of.modified()? < since {
                _ if of.is_dir() => fs::remove_dir_all(path),
                true => fs::remove_file(path),
                false => Ok(()),
            }
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

    /// Remembers that this publication uses what is kept under that key.
    fn uses(&self, key: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or_default()).join(key)
    }
}

/// A file of a group, and what tells whether somebody wrote to it since.
#[derive(PartialEq, Serialize, Deserialize)]
struct GroupFile {
    name: String,
    bytes: u64,
    /// When it was written, in nanoseconds since 1970.
    written: u64,
}

impl GroupFile {
    fn of(name: String, file: &Metadata) -> Option<Self> {
        let written = file.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
        Some(Self { name, bytes: file.len(), written: written.try_into().ok()? })
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
