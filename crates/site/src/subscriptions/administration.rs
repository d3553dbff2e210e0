//! What an operator does with the subscriptions of a person.

use catalog::Slug;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

use super::EmailAddress;
use super::confirmations::StoreError;
use super::database::{Database, NOW, erased_hash};

/// A row of an imported file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
}

impl ImportRow {
    /// Checks the proof of consent.
    ///
    /// # Errors
    /// If the time or the text is missing.
    pub fn check(&self) -> Result<(), ImportRowError> {
        let form = "0000-00-00T00:00:00Z";
        let has_form = self.confirmed.len() == form.len()
            && self.confirmed.bytes().zip(form.bytes()).all(|(found, expected)| match expected {
                b'0' => found.is_ascii_digit(),
                _ => found == expected,
            });
        if !has_form {
            return Err(ImportRowError::Time);
        }
        if self.consent.trim().is_empty() { Err(ImportRowError::Consent) } else { Ok(()) }
    }
}

impl Database {
    /// The sign-ups of an address, or all: a line for each, with its state.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn list(&self, address: Option<&EmailAddress>) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT address || '  ' || vendor || '  ' || CASE
                    WHEN suspended IS NOT NULL THEN 'suspended ' || suspended
                    WHEN confirmed IS NOT NULL THEN 'confirmed ' || confirmed
                    ELSE 'pending until ' || coalesce(expires, '')
                END
                FROM subscription JOIN subscriber ON id = subscriber
                WHERE ?1 IS NULL OR address = ?1 ORDER BY address, vendor",
        )?;
        let lines = statement.query_map([address.map(EmailAddress::as_str)], |row| row.get(0))?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Ends all subscriptions of an address, with everything that belongs to them, and returns their number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn remove(&mut self, address: &EmailAddress) -> Result<usize, StoreError> {
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
    pub fn erase(&mut self, address: &EmailAddress, forget: bool) -> Result<usize, StoreError> {
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
        // The deleted text must not remain in free pages, or in the log of the last transactions.
        self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(count)
    }

    /// Stores confirmed subscriptions. Returns how many are new, and how many were skipped because their address was
    /// erased.
    ///
    /// # Errors
    /// If the database cannot be written; then nothing is stored.
    pub fn import(&mut self, rows: &[ImportRow]) -> Result<(usize, usize), StoreError> {
        let transaction = self.connection.transaction()?;
        let (mut imported, mut erased) = (0, 0);
        for ImportRow { address, vendor, confirmed, consent } in rows {
            let hash = erased_hash(&self.salt, address);
            if transaction.prepare_cached("SELECT 1 FROM erased WHERE hash = ?1")?.exists([hash])? {
                erased += 1;
                continue;
            }
            transaction
                .prepare_cached("INSERT INTO subscriber (address) VALUES (?1) ON CONFLICT DO NOTHING")?
                .execute([address.as_str()])?;
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

/// Records a returned email that may arrive later, and suspends the address at the third one in 14 days.
pub(super) fn record_soft_bounce(
    connection: &Connection,
    subscriber: i64,
    notification: [u8; 32],
    reason: &str,
) -> rusqlite::Result<bool> {
    connection.execute(
        &format!("INSERT OR IGNORE INTO bounce (notification, subscriber, received) VALUES (?1, ?2, {NOW})"),
        params![notification, subscriber],
    )?;
    let count: i64 = connection.query_row(
        "SELECT count(*) FROM bounce
            WHERE subscriber = ?1 AND received > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-14 days')",
        [subscriber],
        |row| row.get(0),
    )?;
    if count >= 3 {
        super::suspend(connection, subscriber, reason)?;
    }
    Ok(count >= 3)
}
