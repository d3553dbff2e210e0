//! The confirmation emails of pending sign-ups: which are due, and what became of them.

use catalog::Slug;
use rusqlite::params;

use super::database::{Database, NOW, now_plus};
use super::token::{EmailTokens, store_token};
use super::{EmailAddress, SendOutcome, SubscriptionError, Token, TokenPurpose, suspend};

/// The largest number of confirmation emails to one address in a day, whoever entered the address.
const MAX_PER_DAY: u32 = 10;

/// The number of emails that are read at once.
const BATCH: u32 = 50;

/// A confirmation email that is due.
#[derive(Clone, Debug)]
pub struct DueConfirmation {
    subscriber: i64,
    /// The address.
    pub address: EmailAddress,
    /// The vendor's slug.
    pub vendor: Slug,
    /// The token that confirms.
    pub confirm: Token,
    /// The tokens that all emails have.
    pub tokens: EmailTokens,
}

impl Database {
    /// The next confirmation emails. One that is due after more than two days was deferred while the clock was ahead, since
    /// none is deferred by more than a day; it is due now.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub fn due_confirmations(&self) -> Result<Vec<DueConfirmation>, SubscriptionError> {
        let (a_day_ago, in_2_days) = (now_plus("-1 day"), now_plus("+2 days"));
        let mut statement = self.connection.prepare_cached(&format!(
            "WITH due AS (
                SELECT subscriber, vendor, email_due,
                    row_number() OVER (PARTITION BY subscriber ORDER BY email_due, vendor) AS position
                FROM subscription WHERE email_due <= {NOW} OR email_due > {in_2_days}
            )
            SELECT id, address, vendor FROM due JOIN subscriber ON id = subscriber
            WHERE suspended IS NULL AND ?1 >= position + (
                SELECT count(*) FROM token
                    WHERE token.subscriber = id AND purpose = 'confirm' AND created BETWEEN {a_day_ago} AND {NOW}
            )
            ORDER BY email_due, id LIMIT ?2"
        ))?;
        let rows = statement.query_map([MAX_PER_DAY, BATCH], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut due = Vec::new();
        // All rows first: those that cannot be used are changed.
        for (subscriber, address, slug) in rows.collect::<Result<Vec<_>, _>>()? {
            if let (Ok(address), Ok(vendor)) = (EmailAddress::parse(&address), Slug::parse(&slug)) {
                let (confirm, tokens) = (Token::random()?, EmailTokens::random()?);
                due.push(DueConfirmation { subscriber, address, vendor, confirm, tokens });
            } else {
                // Version 1 accepted some addresses that no mail server does.
                self.connection.execute(
                    "UPDATE subscription SET email_due = NULL WHERE subscriber = ?1 AND vendor = ?2",
                    params![subscriber, slug],
                )?;
            }
        }
        Ok(due)
    }

    /// Stores the tokens of a confirmation email right before its content is sent. If the program ends before the outcome
    /// is recorded, the email is sent again with other tokens, and both links work.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn claim_confirmation(&mut self, due: &DueConfirmation) -> Result<bool, SubscriptionError> {
        let DueConfirmation { subscriber, vendor, confirm, tokens, .. } = due;
        let transaction = self.connection.transaction()?;
        let is_due = transaction
            .prepare_cached(
                "SELECT 1 FROM subscription WHERE subscriber = ?1 AND vendor = ?2 AND email_due IS NOT NULL",
            )?
            .exists(params![subscriber, vendor.as_str()])?;
        if is_due {
            store_token(&transaction, confirm, TokenPurpose::Confirm, *subscriber, vendor)?;
            tokens.store(&transaction, *subscriber, vendor)?;
        }
        transaction.commit()?;
        Ok(is_due)
    }

    /// Records the outcome of a confirmation email. A deferred one is due again after a minute, then after two, four, and
    /// so on up to a day.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn record_confirmation(
        &mut self,
        due: &DueConfirmation,
        outcome: &SendOutcome,
    ) -> Result<(), SubscriptionError> {
        let DueConfirmation { subscriber, vendor, .. } = due;
        let transaction = self.connection.transaction()?;
        let set = match outcome {
            // An email whose arrival is unknown is not repeated: the person can sign up again.
            SendOutcome::Sent | SendOutcome::Unsure(_) => {
                let in_7_days = now_plus("+7 days");
                format!("email_due = NULL, failures = 0, email_sent = {NOW}, expires = {in_7_days}")
            }
            SendOutcome::AddressRefused(_) | SendOutcome::Canceled => "email_due = NULL".to_owned(),
            SendOutcome::Deferred(_) | SendOutcome::Refused(_) => {
                "failures = failures + 1, email_due = strftime('%Y-%m-%dT%H:%M:%SZ', 'now',
                    min(1 << min(failures, 11), 1440) || ' minutes')"
                    .to_owned()
            }
        };
        if let SendOutcome::AddressRefused(reason) = outcome {
            suspend(&transaction, *subscriber, reason)?;
        }
        transaction
            .prepare_cached(&format!(
                "UPDATE subscription SET {set} WHERE subscriber = ?1 AND vendor = ?2 AND confirmed IS NULL"
            ))?
            .execute(params![subscriber, vendor.as_str()])?;
        transaction.commit()?;
        Ok(())
    }

    /// Deletes what is no longer needed: sign-ups that were not confirmed in time, with their tokens; completed deliveries,
    /// and the tokens of returned emails, after some time. Links that unsubscribe work as long as the person has a
    /// subscription. Returns the number of sign-ups.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn clean_up(&mut self) -> Result<usize, SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let expired = format!("confirmed IS NULL AND expires <= {NOW}");
        transaction.execute(
            &format!(
                "DELETE FROM token WHERE purpose = 'confirm'
                    AND (subscriber, vendor) IN (SELECT subscriber, vendor FROM subscription WHERE {expired})"
            ),
            [],
        )?;
        let deleted = transaction.execute(&format!("DELETE FROM subscription WHERE {expired}"), [])?;
        for (rows, age) in [
            ("token WHERE purpose = 'bounce' AND created", "-30 days"),
            ("delivery WHERE state IN ('sent', 'refused') AND changed", "-90 days"),
        ] {
            transaction.execute(&format!("DELETE FROM {rows} < {}", now_plus(age)), [])?;
        }
        transaction.execute(
            "DELETE FROM subscriber WHERE suspended IS NULL
                AND id NOT IN (SELECT subscriber FROM subscription)",
            [],
        )?;
        transaction.commit()?;
        Ok(deleted)
    }
}
