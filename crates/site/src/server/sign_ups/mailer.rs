//! Sends the confirmation emails of pending sign-ups, and deletes the sign-ups that were not confirmed in time.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use catalog::Slug;
use serde::Deserialize;

use crate::mail::{ComposeError, Composer, Signing, Transport, TransportError, confirmation};
use crate::settings::Settings;
use crate::subscriptions::{Database, DueConfirmation, SendOutcome};

/// How often deferred emails are tried, without a new sign-up.
const INTERVAL: Duration = Duration::from_secs(60);

/// How often what is no longer needed is deleted.
const CLEAN_UP_INTERVAL: Duration = Duration::from_secs(3600);

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
        // While the transport takes no email, it is tried once per interval, and not for each sign-up.
        let mut failed: Option<Instant> = None;
        let is_over =
            |time: Option<Instant>, interval| time.is_none_or(|time: Instant| time.elapsed() >= interval);
        loop {
            if is_over(failed, INTERVAL) {
                failed = self.send_due(&composer).err().map(|error| {
                    tracing::error!(%error, "confirmation emails are waiting");
                    Instant::now()
                });
            }
            if is_over(cleaned, CLEAN_UP_INTERVAL) {
                match self.database.clean_up() {
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
            for due in due {
                let outcome = self.send(composer, &due)?;
                // One by one: if the program ends now, at most one email is sent again.
                self.database.record_confirmation(&due, &outcome)?;
                if let SendOutcome::Refused(reason) | SendOutcome::Deferred(reason) = outcome {
                    tracing::warn!(%reason, "a confirmation email was not sent, and is tried again later");
                }
            }
        }
    }

    fn send(&mut self, composer: &Composer, due: &DueConfirmation) -> Result<SendOutcome, TransportError> {
        let Self { database, transport, site, .. } = self;
        let name = vendor_name(site, &due.vendor).unwrap_or_else(|| due.vendor.to_string());
        match confirmation(composer, due, &name) {
            Ok(email) => transport.send(&email, || database.claim_confirmation(due)),
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
