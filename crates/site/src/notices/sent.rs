//! The state of `site notices`: the notices that were sent.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use catalog::Slug;
use catalog::watch::Watched;
use serde::{Deserialize, Serialize};

/// The verdict in the last notice about each vendor; `None` if the notice said that the vendor left the directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SentNotices(BTreeMap<String, Option<Watched>>);

impl SentNotices {
    /// Reads the state. A missing file is an empty state.
    ///
    /// # Errors
    /// If the file cannot be read, or has other contents.
    pub fn read(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} is not a file of sent notices", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Replaces the file in a single step.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unwritable = || format!("cannot write {}", path.display());
        fs::create_dir_all(folder).with_context(unwritable)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(unwritable)?;
        serde_json::to_writer_pretty(&mut file, self).with_context(unwritable)?;
        writeln!(file).and_then(|()| file.as_file().sync_all()).with_context(unwritable)?;
        file.persist(path).with_context(unwritable)?;
        Ok(())
    }

    /// The verdict in the last notice about a vendor.
    pub(super) fn verdict(&self, slug: &Slug) -> Option<&Watched> {
        self.0.get(slug.as_str())?.as_ref()
    }

    /// The verdicts of all vendors whose last notice was about a verdict.
    pub(super) fn verdicts(&self) -> impl Iterator<Item = &Watched> {
        self.0.values().flatten()
    }

    /// Whether the last notice said that the vendor left the directory.
    pub(super) fn has_removal(&self, slug: &Slug) -> bool {
        self.0.get(slug.as_str()) == Some(&None)
    }

    pub(super) fn record_verdict(&mut self, vendor: &Watched) {
        self.0.insert(vendor.slug.to_string(), Some(vendor.clone()));
    }

    pub(super) fn record_removal(&mut self, slug: &Slug) {
        self.0.insert(slug.to_string(), None);
    }

    /// Forgets the removals of vendors that are listed again, which may be removed again.
    pub(super) fn forget_removals(&mut self, is_listed: impl Fn(&str) -> bool) {
        self.0.retain(|slug, verdict| verdict.is_some() || !is_listed(slug));
    }
}
