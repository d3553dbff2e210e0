//! What an operator does with the subscriptions of a person.

use catalog::{Date, Slug};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

use super::database::{Database, erased_hash, is_erased, store_address};
use super::{EmailAddress, SubscriptionError};

/// A row of an imported file.
#[derive(Clone, Debug, Deserialize)]
pub struct ImportRow {
    /// The email address.
    pub address: EmailAddress,
    /// The vendor's slug.
    pub vendor: Slug,
    /// When the person confirmed, in UTC, such as `2026-11-29T12:00:00Z`.
    pub confirmed: String,
    /// The text that the person agreed to.
    pub consent: String,
}

/// A row without proof of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRowError {
    /// The time is missing or has another form.
    #[error("`confirmed` is not a time such as 2026-11-29T12:00:00Z")]
    Time,
    /// The text is missing.
    #[error("`consent` is empty: it contains the text that the person agreed to")]
    Consent,
    /// The text has several lines, as behind a quotation mark that is not closed.
    #[error("`consent` has a line break: a quotation mark may not be closed")]
    LineBreak,
}

impl ImportRow {
    /// Checks the proof of consent.
    ///
    /// # Errors
    /// If the time or the text is missing.
    pub fn check(&self) -> Result<(), ImportRowError> {
        if !is_time(&self.confirmed) {
            return Err(ImportRowError::Time);
        }
        if self.consent.contains(['\r', '\n']) {
            return Err(ImportRowError::LineBreak);
        }
        if self.consent.trim().is_empty() { Err(ImportRowError::Consent) } else { Ok(()) }
    }
}

/// Whether a text is a time such as `2026-11-29T12:00:00Z`.
fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let parts: Vec<&str> = time.trim_end_matches('Z').split(':').collect();
    let is_below =
        |part: &str, limit: u8| part.len() == 2 && part.parse().is_ok_and(|number: u8| number < limit);
    let is_time_of_day = matches!(parts.as_slice(), [hour, minute, second]
        if is_below(hour, 24) && is_below(minute, 60) && is_below(second, 60));
    Date::parse(date).is_ok() && is_time_of_day && text.ends_with('Z')
}

/// A sign-up and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSignUp {
    /// The email address.
    pub address: String,
    /// The vendor's slug.
    pub vendor: String,
    /// When the sign-up was confirmed.
    pub confirmed: Option<String>,
    /// When a pending sign-up is deleted.
    pub expires: Option<String>,
    /// Since when and why the address is suspended.
    pub suspended: Option<(String, String)>,
}

impl Database {
    /// The sign-ups of an address, or all.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn list(&self, address: Option<&EmailAddress>) -> Result<Vec<ListedSignUp>, SubscriptionError> {
        let mut statement = self.connection.prepare(
            "SELECT address, vendor, confirmed, expires, suspended, coalesce(suspension_reason, '')
                FROM subscription JOIN subscriber ON id = subscriber
                WHERE ?1 IS NULL OR address = ?1 ORDER BY address, vendor",
        )?;
        let sign_ups = statement.query_map([address.map(EmailAddress::as_str)], |row| {
            let suspended: Option<String> = row.get(4)?;
            let reason: String = row.get(5)?;
            Ok(ListedSignUp {
                address: row.get(0)?,
                vendor: row.get(1)?,
                confirmed: row.get(2)?,
                expires: row.get(3)?,
                suspended: suspended.map(|since| (since, reason)),
            })
        })?;
        Ok(sign_ups.collect::<Result<_, _>>()?)
    }

    /// Ends the suspension of an address; false if it was not suspended.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn resume(&mut self, address: &EmailAddress) -> Result<bool, SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let resumed = transaction.execute(
            "UPDATE subscriber SET suspended = NULL, suspension_reason = NULL
                WHERE address = ?1 AND suspended IS NOT NULL",
            [address.as_str()],
        )?;
        transaction.execute(
            "UPDATE returned SET is_soft_bounce = 0
                WHERE subscriber = (SELECT id FROM subscriber WHERE address = ?1)",
            [address.as_str()],
        )?;
        transaction.commit()?;
        Ok(resumed > 0)
    }

    /// Ends all subscriptions of an address, with everything that belongs to them, and returns their number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn remove(&mut self, address: &EmailAddress) -> Result<usize, SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let count = remove(&transaction, address)?;
        transaction.commit()?;
        Ok(count)
    }

    /// Deletes everything about an address, and returns the number of its subscriptions. Unless it is to be forgotten, a
    /// salted hash remains, so that the address is not signed up again.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn erase(&mut self, address: &EmailAddress, forget: bool) -> Result<usize, SubscriptionError> {
        let hash = erased_hash(&self.salt, address);
        let transaction = self.connection.transaction()?;
        let count = remove(&transaction, address)?;
        let statement = if forget {
            "DELETE FROM erased WHERE hash = ?1"
        } else {
            "INSERT OR IGNORE INTO erased (hash) VALUES (?1)"
        };
        transaction.execute(statement, [hash])?;
        transaction.commit()?;
        // The deleted text must not remain in the log of the last transactions either.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_row| Ok(()))?;
        Ok(count)
    }

    /// Stores confirmed subscriptions. Returns how many are new, and how many were skipped because their address was
    /// erased.
    ///
    /// # Errors
    /// If the database cannot be written; then nothing is stored.
    pub fn import(&mut self, rows: &[ImportRow]) -> Result<(usize, usize), SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let (mut imported, mut erased) = (0, 0);
        for ImportRow { address, vendor, confirmed, consent } in rows {
            if is_erased(&transaction, &self.salt, address)? {
                erased += 1;
                continue;
            }
            store_address(&transaction, address)?;
            imported += transaction
                .prepare_cached(
                    "INSERT INTO subscription (subscriber, vendor, signed_up, consent, confirmed)
                        SELECT id, ?2, ?3, ?4, ?3 FROM subscriber WHERE address = ?1
                    ON CONFLICT DO UPDATE SET confirmed = excluded.confirmed, consent = excluded.consent,
                        expires = NULL, email_due = NULL WHERE confirmed IS NULL",
                )?
                .execute(params![address.as_str(), vendor.as_str(), confirmed, consent])?;
        }
        transaction.commit()?;
        Ok((imported, erased))
    }
}

fn remove(connection: &Connection, address: &EmailAddress) -> rusqlite::Result<usize> {
    let subscriber: Option<i64> = connection
        .query_row("SELECT id FROM subscriber WHERE address = ?1", [address.as_str()], |row| row.get(0))
        .optional()?;
    let Some(subscriber) = subscriber else { return Ok(0) };
    let count = connection.execute("DELETE FROM subscription WHERE subscriber = ?1", [subscriber])?;
    connection.execute("DELETE FROM subscriber WHERE id = ?1", [subscriber])?;
    Ok(count)
}
