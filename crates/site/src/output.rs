//! The folder that is published into: every file of a publication goes through here.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde::Serialize;

/// A folder that takes the files of one publication, from any number of threads.
pub struct Output<'a> {
    folder: &'a Path,
    names: Mutex<HashSet<String>>,
}

impl<'a> Output<'a> {
    /// Files go into `folder`, which is made with the first of them.
    pub fn new(folder: &'a Path) -> Self {
        Self { folder, names: Mutex::default() }
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
        let is_new = self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        ensure!(is_new, "two parts of the site are both called {name}");
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
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
