//! The confirmation emails of pending sign-ups: which are due, and what became of them.

use catalog::Slug;
use rusqlite::params;

use super::database::{Database, NOW};
use super::{EmailAddress, SendOutcome, Token, TokenPurpose, suspend};

/// The largest number of confirmation emails to one address in a day, whoever entered the address.
const MAX_PER_DAY: u32 = 10;

/// The number of emails whose tokens are stored in one transaction.
const BATCH: u32 = 50;

/// A confirmation email that is due, with the tokens of its links.
#[derive(Clone, Debug)]
pub struct DueConfirmation {
    subscriber: i64,
    /// The address.
    pub address: EmailAddress,
    /// The vendor's slug.
    pub vendor: Slug,
    /// The token that confirms.
    pub confirm: Token,
    /// The token that unsubscribes.
    pub unsubscribe: Token,
    /// The token of the return path.
    pub bounce: Token,
}

/// An error of a statement, or of the system's random numbers.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's error.
    #[error("the sign-ups cannot be read or written: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The system has no random numbers.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}

impl Database {
    /// The next confirmation emails, and stores their tokens. After a crash they are returned again: a confirmation email
    /// may be sent twice, and both links work.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub fn due_confirmations(&mut self) -> Result<Vec<DueConfirmation>, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut due = Vec::new();
        {
            let mut statement = transaction.prepare_cached(&format!(
                "WITH due AS (
                    SELECT subscriber, vendor, email_due,
                        row_number() OVER (PARTITION BY subscriber ORDER BY email_due, vendor) AS position
                    FROM subscription WHERE email_due <= {NOW}
                )
                SELECT id, address, vendor FROM due JOIN subscriber ON id = subscriber
                WHERE suspended IS NULL AND ?1 >= position + (
                    SELECT count(*) FROM subscription AS sent WHERE sent.subscriber = id
                        AND email_sent > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')
                )
                ORDER BY email_due, id LIMIT ?2"
            ))?;
            let mut rows = statement.query([MAX_PER_DAY, BATCH])?;
            while let Some(row) = rows.next()? {
                let (subscriber, address, vendor): (i64, String, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let (Ok(address), Ok(vendor)) = (EmailAddress::parse(&address), Slug::parse(&vendor)) else {
                    continue;
                };
                let [confirm, unsubscribe, bounce] =
                    [TokenPurpose::Confirm, TokenPurpose::Unsubscribe, TokenPurpose::Bounce]
                        .map(|purpose| store_token(&transaction, purpose, subscriber, &vendor));
                let (confirm, unsubscribe, bounce) = (confirm?, unsubscribe?, bounce?);
                due.push(DueConfirmation { subscriber, address, vendor, confirm, unsubscribe, bounce });
            }
        }
        transaction.commit()?;
        Ok(due)
    }

    /// Records the outcomes of confirmation emails. A deferred one is due again after a minute, then after two, four, and
    /// so on up to a day.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn record_confirmations(
        &mut self,
        outcomes: &[(DueConfirmation, SendOutcome)],
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (DueConfirmation { subscriber, vendor, .. }, outcome) in outcomes {
            let set = match outcome {
                // An email whose arrival is unknown is not repeated: the person can sign up again.
                SendOutcome::Sent | SendOutcome::Unsure(_) => {
                    "email_due = NULL, failures = 0,
                    email_sent = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
                    expires = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+7 days')"
                }
                SendOutcome::AddressRefused(_) => "email_due = NULL",
                SendOutcome::Deferred(_) | SendOutcome::Refused(_) | SendOutcome::Canceled => {
                    "failures = failures + 1, email_due = strftime('%Y-%m-%dT%H:%M:%SZ', 'now',
                        min(1 << min(failures, 11), 1440) || ' minutes')"
                }
            };
            if let SendOutcome::AddressRefused(reason) = outcome {
                suspend(&transaction, *subscriber, reason)?;
            }
            transaction
                .prepare_cached(&format!(
                    "UPDATE subscription SET {set}
                        WHERE subscriber = ?1 AND vendor = ?2 AND confirmed IS NULL"
                ))?
                .execute(params![subscriber, vendor.as_str()])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Deletes the sign-ups that were not confirmed in time, and returns their number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn delete_expired(&mut self) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction()?;
        let deleted = transaction
            .execute(&format!("DELETE FROM subscription WHERE confirmed IS NULL AND expires <= {NOW}"), [])?;
        transaction.execute(
            "DELETE FROM subscriber WHERE suspended IS NULL
                AND id NOT IN (SELECT subscriber FROM subscription)",
            [],
        )?;
        transaction.commit()?;
        Ok(deleted)
    }
}

/// Creates a token and stores its hash.
pub(super) fn store_token(
    connection: &rusqlite::Connection,
    purpose: TokenPurpose,
    subscriber: i64,
    vendor: &Slug,
) -> Result<Token, StoreError> {
    let token = Token::random()?;
    connection
        .prepare_cached(&format!(
            "INSERT INTO token (hash, purpose, subscriber, vendor, created) VALUES (?1, ?2, ?3, ?4, {NOW})"
        ))?
        .execute(params![token.hash(), purpose.key(), subscriber, vendor.as_str()])?;
    Ok(token)
}
