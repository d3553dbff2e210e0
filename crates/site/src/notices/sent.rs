//! The state of `site notices`: the notices that were sent.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use catalog::Slug;
use catalog::watch::Watched;
use serde::{Deserialize, Serialize};

use crate::state_file::{read_json, write_json};

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
        Ok(read_json(path, "a file of sent notices")?.unwrap_or_default())
    }

    /// Replaces the file in a single step.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        write_json(path, self)
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
