//! Emails: composing them, and sending them through a relay or writing them to a folder.

mod compose;
mod confirmation;
mod notice;
mod outbox;
mod relay;

use std::path::Path;

use lettre::address::Envelope;

pub use compose::{ComposeError, Composer, Signing};
pub use confirmation::confirmation;
pub use notice::{NoticeContent, notice};
pub use outbox::Outbox;
pub use relay::{Relay, RelayError, RelaySettings, Security};

use crate::subscriptions::{SendOutcome, SubscriptionError};

/// A composed email.
#[derive(Clone, Debug)]
pub struct Email {
    /// The sender and the recipient, as the relay gets them.
    pub envelope: Envelope,
    /// The identifier in the header `Message-ID`, without angle brackets.
    pub message_id: String,
    /// The headers and the body.
    pub bytes: Vec<u8>,
}

/// Where emails go.
#[derive(Debug)]
pub enum Transport {
    /// To a mail server that passes them on.
    Relay(Box<Relay>),
    /// To a folder, as `.eml` files: no relay is configured.
    Outbox(Outbox),
}

/// A transport that takes no email at the moment.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The relay cannot be reached or used.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The subscriptions cannot be read or written.
    #[error(transparent)]
    Store(#[from] SubscriptionError),
}

impl TransportError {
    /// Whether another attempt in a moment may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Relay(error) if error.is_temporary())
    }
}

impl Transport {
    /// The folder of the emails, if they are not sent.
    pub fn outbox(&self) -> Option<&Path> {
        match self {
            Self::Relay(_) => None,
            Self::Outbox(outbox) => Some(outbox.folder()),
        }
    }

    /// Sends an email. `claim` is called once the recipient is accepted, right before the content is sent; if it returns
    /// false, nothing is sent.
    ///
    /// # Errors
    /// If the transport takes no email at the moment; then this one was not sent.
    pub fn send(
        &mut self,
        email: &Email,
        claim: impl FnOnce() -> Result<bool, SubscriptionError>,
    ) -> Result<SendOutcome, TransportError> {
        match self {
            Self::Relay(relay) => relay.send(email, claim),
            Self::Outbox(outbox) => outbox.send(email, claim),
        }
    }
}
