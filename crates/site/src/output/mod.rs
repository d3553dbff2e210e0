//! The folder that is published into: every file of a publication goes through here.

pub(crate) mod compression;
pub(crate) mod store;

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

pub use store::{Store, StoreError};

pub use compression::Quality;

use compression::Compressed;

/// What the names of compressed forms end with.
const ENDS: [&str; 2] = [".br", ".gz"];

/// A folder that takes the files of one publication, from any number of threads.
pub struct Output<'a> {
    folder: &'a Path,
    store: Option<&'a Store>,
    /// What files are compressed with, but for those of every visit.
    quality: Quality,
    names: Mutex<HashSet<String>>,
}

impl<'a> Output<'a> {
    /// Files go into `folder`, which is made with the first of them.
    pub fn new(folder: &'a Path) -> Self {
        Self { folder, store: None, quality: Quality::BEST, names: Mutex::default() }
    }

    /// The same, and beside every file that gains from it lies its compressed form, `.br` and `.gz`. What was
    /// compressed before comes from `store`. What every visit asks for has the best quality, the rest `quality`.
    pub fn compressing(folder: &'a Path, store: &'a Store, quality: Quality) -> Self {
        Self { store: Some(store), quality, ..Self::new(folder) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder
    }

    /// Writes a text file. `name` is its path in the site, without a slash before it.
    ///
    /// # Errors
    /// When the file cannot be written, or was written before; the message names it.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        self.write_bytes(name, text.as_bytes())
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    /// As [`Output::write`], and when the value has no form in JSON.
    pub fn write_json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value).with_context(|| format!("cannot write {name} as JSON"))?;
        self.write(name, &text)
    }

    /// Writes a file that is not text, such as an image.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.claim(name)?;
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        write(&path, bytes)?;
        self.compress(&path, bytes)
    }

    /// Writes what takes long to make: `make` is asked only where the last publications had another `input`. An
    /// output that keeps nothing does without.
    ///
    /// # Errors
    /// As [`Output::write`], and when it cannot be made.
    pub fn write_made(
        &self,
        name: &str,
        recipe: &str,
        input: &str,
        make: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<()> {
        let Some(store) = self.store else { return Ok(()) };
        let key = store::key(recipe, input.as_bytes());
        let made = match store.get(&key, |kept| Some(kept.to_owned())) {
            Some(kept) => kept,
            None => {
                let made = make().with_context(|| format!("cannot make {name}"))?;
                store.keep(&key, &made)?;
                made
            }
        };
        self.write_bytes(name, &made)
    }

    /// Writes a group of files, or takes those that the last publication wrote, where that was this same program with the
    /// same recipe and input: the two tell of all that the files are made from.
    ///
    /// # Errors
    /// As `write`, and when a file was written before.
    pub fn write_group(
        &self,
        recipe: &str,
        input: &str,
        write: impl FnOnce(&Self) -> Result<()>,
    ) -> Result<()> {
        let Some((store, program)) = self.store.and_then(|store| Some((store, store.program()?))) else {
            return write(self);
        };
        let key = &store::key(&[program, &self.quality.recipe(), recipe].join("\n"), input.as_bytes());
        let names = match store.group(key, self.folder) {
            Some(names) => names,
            None => {
                let group = Self { names: Mutex::default(), ..*self };
                write(&group)?;
                let names = group.names.into_inner().unwrap_or_else(PoisonError::into_inner);
                let forms = |name: String| ["", ENDS[0], ENDS[1]].map(|end| [&name, end].concat());
                let all = names.iter().cloned().flat_map(forms);
                let all = all.filter(|name| self.folder.join(name).is_file()).collect();
                store.keep_group(key, self.folder, all);
                names.into_iter().collect()
            }
        };
        let is_form = |name: &str| ENDS.iter().any(|end| name.ends_with(end));
        names.iter().filter(|name| !is_form(name)).try_for_each(|name| self.claim(name))
    }

    /// Takes a name for one file of the site.
    fn claim(&self, name: &str) -> Result<()> {
        let is_new = self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        ensure!(is_new, "two parts of the site are both called {name}");
        Ok(())
    }

    /// Compresses what else lies in the folder: the files that Trunk wrote.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn compress_others(&self) -> Result<()> {
        if self.store.is_none() {
            return Ok(());
        }
        self.others()?.par_iter().try_for_each(|name| {
            let path = self.folder.join(name);
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            self.compress(&path, &bytes)
        })
    }

    /// The name of every file in the folder, those that Trunk wrote among them; compressed forms are not counted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> Result<BTreeSet<String>> {
        let others = self.others()?;
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(names.iter().cloned().chain(others).collect())
    }

    /// The names of the files that lie in the folder and were not written here.
    fn others(&self) -> Result<Vec<String>> {
        let unreadable = || format!("cannot read {}", self.folder.display());
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others = Vec::new();
        for entry in fs::read_dir(self.folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_form = ENDS
                .iter()
                .any(|end| name.strip_suffix(end).is_some_and(|of| self.folder.join(of).is_file()));
            if entry.path().is_file() && !names.contains(&name) && !is_form {
                others.push(name);
            }
        }
        Ok(others)
    }

    fn compress(&self, path: &Path, content: &[u8]) -> Result<()> {
        let Some(store) = self.store else { return Ok(()) };
        if !compression::is_worth_it(path, content) {
            return Ok(());
        }
        let is_of_every_visit = path.parent() == Some(self.folder) && compression::is_for_browsers(path);
        let quality = if is_of_every_visit { Quality::BEST } else { self.quality };
        let key = store::key(&quality.recipe(), content);
        let compressed = match store.get(&key, Compressed::parted) {
            Some(compressed) => compressed,
            None => {
                let compressed = Compressed::of(content, quality)
                    .with_context(|| format!("cannot compress {}", path.display()))?;
                store.keep(&key, &compressed.joined())?;
                compressed
            }
        };
        let [br, gz] = ENDS;
        write(&beside(path, br), &compressed.brotli)?;
        write(&beside(path, gz), &compressed.gzip)
    }
}

/// A script of ours without its lines of comment, which are for those who read the code and not for browsers.
pub fn without_comments(script: &str) -> String {
    let code: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    code.join("\n")
}

/// A name that changes with the content: `list-0123456789abcdef.json`. A file under such a name never changes, and
/// hosts let browsers keep it for a year.
pub fn hashed_name(stem: &str, content: &str, kind: &str) -> String {
    let hash = store::key(kind, content.as_bytes());
    format!("{stem}-{}.{kind}", hash.get(..16).unwrap_or(&hash))
}

/// The path with more at its end.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// Writes a new file, in the place of one that was there: never into that one, which may be part of another publication
/// too.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path).and_then(|()| File::create_new(path))
        }
        created => created,
    };
    written
        .and_then(|mut file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::Output;

    #[test]
    fn no_file_takes_the_place_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output::new(folder.path());
        output.write("vendors/zoom.json", "1").expect("a file");
        let error = output.write("vendors/zoom.json", "2").expect_err("a second file of that name");
        assert!(error.to_string().contains("vendors/zoom.json"), "{error}");
        let text = std::fs::read_to_string(folder.path().join("vendors/zoom.json")).expect("the file");
        assert_eq!(text, "1");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output::new(folder.path());
        output.write("vendors", "a file in the place of a folder").expect("a file");
        let error = output.write("vendors/zoom.json", "1").expect_err("no folder there");
        assert!(error.to_string().contains(&format!("{}", folder.path().join("vendors").display())));
    }
}
