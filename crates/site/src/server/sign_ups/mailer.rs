//! Sends the confirmation emails of pending sign-ups, and deletes the sign-ups that were not confirmed in time.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use catalog::Slug;
use serde::Deserialize;

use crate::mail::{ComposeError, Composer, Signing, Transport, TransportError, confirmation};
use crate::settings::Settings;
use crate::subscriptions::{Database, DueConfirmation, SendOutcome, StoreError};

/// How often deferred emails are tried and expired sign-ups are deleted, without a new sign-up.
const INTERVAL: Duration = Duration::from_secs(60);

/// The thread that sends confirmation emails.
pub struct Mailer {
    /// The database.
    pub database: Database,
    /// Where the emails go.
    pub transport: Transport,
    /// The operator's settings.
    pub settings: Settings,
    /// The URL of the site, with a slash at the end.
    pub site_url: String,
    /// The folder of the site, which contains the names of the vendors.
    pub site: PathBuf,
    /// The key that signs emails.
    pub signing: Option<Signing>,
    /// Receives a message after each stored sign-up.
    pub stored: Receiver<()>,
}

impl Mailer {
    /// Sends what is due, and then whenever a sign-up was stored, until no more can be.
    ///
    /// # Errors
    /// If the settings have no sender, or the key cannot be read.
    pub fn run(mut self) -> Result<(), ComposeError> {
        let settings = self.settings.clone();
        let composer = Composer::new(&settings, self.site_url.clone(), self.signing.as_ref())?;
        let mut cleaned: Option<Instant> = None;
        loop {
            if let Err(error) = self.send_due(&composer) {
                tracing::error!(%error, "confirmation emails are waiting");
            }
            if cleaned.is_none_or(|cleaned| cleaned.elapsed() >= INTERVAL) {
                match self.database.delete_expired() {
                    Ok(0) => {}
                    Ok(deleted) => tracing::info!(deleted, "deleted sign-ups that were not confirmed"),
                    Err(error) => tracing::error!(%error, "cannot delete sign-ups that were not confirmed"),
                }
                cleaned = Some(Instant::now());
            }
            match self.stored.recv_timeout(INTERVAL) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn send_due(&mut self, composer: &Composer) -> Result<(), TransportError> {
        loop {
            let due = self.database.due_confirmations()?;
            if due.is_empty() {
                return Ok(());
            }
            let mut outcomes = Vec::new();
            let mut result = Ok(());
            for due in due {
                match self.send(composer, &due) {
                    Ok(outcome) => outcomes.push((due, outcome)),
                    Err(error) => {
                        // Of this and the following emails, none was sent: the next attempt is later.
                        outcomes.push((due, SendOutcome::Deferred(error.to_string())));
                        result = Err(error);
                        break;
                    }
                }
            }
            self.database.record_confirmations(&outcomes)?;
            for (_, outcome) in &outcomes {
                if let SendOutcome::Refused(reason) | SendOutcome::Deferred(reason) = outcome {
                    tracing::warn!(%reason, "a confirmation email was not sent, and is tried again later");
                }
            }
            result?;
        }
    }

    fn send(&mut self, composer: &Composer, due: &DueConfirmation) -> Result<SendOutcome, TransportError> {
        let name = vendor_name(&self.site, &due.vendor).unwrap_or_else(|| due.vendor.to_string());
        match confirmation(composer, due, &name) {
            Ok(email) => self.transport.send(&email, || Ok::<_, StoreError>(true)),
            Err(error) => Ok(SendOutcome::Refused(error.to_string())),
        }
    }
}

/// The name in a vendor's published record.
pub fn vendor_name(site: &Path, vendor: &Slug) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let record = fs::read(site.join(format!("vendors/{vendor}.json"))).ok()?;
    serde_json::from_slice(&record).ok().map(|Named { name }| name)
}
