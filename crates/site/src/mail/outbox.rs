//! The folder that takes emails if no relay is configured, so that a fresh clone shows them.

use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::{Email, TransportError};
use crate::subscriptions::{SendOutcome, SubscriptionError};

/// A folder of `.eml` files, which mail programs open.
#[derive(Debug)]
pub struct Outbox(PathBuf);

impl Outbox {
    /// The outbox in a folder, which is created with the first email.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Writes the email in a single step, under a name that is made from its identifier.
    pub(super) fn send(
        &mut self,
        email: &Email,
        claim: impl FnOnce() -> Result<bool, SubscriptionError>,
    ) -> Result<SendOutcome, TransportError> {
        let Self(folder) = self;
        if !claim()? {
            return Ok(SendOutcome::Canceled);
        }
        let name = email.message_id.split('@').next().unwrap_or_default();
        let write = || {
            DirBuilder::new().recursive(true).mode(0o700).create(&*folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&*folder)?;
            file.write_all(&email.bytes)?;
            file.as_file().sync_all()?;
            file.persist(folder.join(format!("{name}.eml"))).map_err(|error| error.error)
        };
        // A claimed email that was not written is still to be sent.
        Ok(write().map_or_else(
            |error| SendOutcome::Deferred(format!("cannot write to {}: {error}", folder.display())),
            |_file| SendOutcome::Sent,
        ))
    }
}
