//! The database of the people who get notices by email: who signed up for which vendor, whether they confirmed it, and
//! which email was sent to whom. `site serve`, `site notify`, and `site signups` share it.

mod administration;
mod confirmations;
mod database;
mod deliveries;
mod email_address;
mod export;
mod returned;
mod token;
mod writer;

use rusqlite::params;

pub use administration::{ImportRow, ImportRowError, ListedSignUp};
pub use confirmations::DueConfirmation;
pub use database::{Database, DatabaseError};
pub use deliveries::{Delivery, DeliveryCounts, NewNotice};
pub(crate) use email_address::without_addresses;
pub use email_address::{EmailAddress, EmailAddressError};
pub use export::{ExportError, export};
pub use returned::Returned;
pub use token::{EmailTokens, Token, TokenPurpose};
pub use writer::{Scope, SignUp, WriteCommand, WriteError, Writer};

/// An error of a statement, or of the system's random numbers.
#[derive(Debug, thiserror::Error)]
pub enum SubscriptionError {
    /// SQLite's error.
    #[error("the sign-ups cannot be read or written: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The system has no random numbers.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}

/// What became of an email. No reason contains an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server accepted it.
    Sent,
    /// Nothing was sent, and another attempt may succeed, for this reason.
    Deferred(String),
    /// The server refused the address.
    AddressRefused(String),
    /// The server refused the email.
    Refused(String),
    /// The connection ended before the server replied to the email.
    Unsure(String),
    /// The person left before the email was sent.
    Canceled,
}

/// Suspends an address: nothing is sent to it any more.
fn suspend(connection: &rusqlite::Connection, subscriber: i64, reason: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(&format!(
            "UPDATE subscriber SET suspended = {}, suspension_reason = ?2 WHERE id = ?1 AND suspended IS NULL",
            database::NOW
        ))?
        .execute(params![subscriber, reason])?;
    Ok(())
}
