//! The deliveries of notices: one for each notice and subscriber. A delivery is claimed before the email is sent, so
//! that it is never sent twice, even if the program is killed.

use catalog::{Renamed, Slug};
use rusqlite::{Connection, OptionalExtension, params};

use super::confirmations::{StoreError, store_token};
use super::database::{Database, NOW};
use super::{EmailAddress, SendOutcome, Token, TokenPurpose, suspend};
use crate::notices::Notice;

/// A notice for one subscriber.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The notice's identifier.
    pub notice: String,
    subscriber: i64,
    /// The address.
    pub address: EmailAddress,
    /// The vendor's slug in the subscription.
    pub vendor: Slug,
    /// When the person signed up.
    pub signed_up: String,
    /// The token that unsubscribes.
    pub unsubscribe: Token,
    /// The token of the return path.
    pub bounce: Token,
}

/// The number of deliveries in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Not sent yet.
    pub queued: u32,
    /// Sent.
    pub sent: u32,
    /// Perhaps sent: the connection or the program ended between the email and the server's reply.
    pub unsure: u32,
    /// Rejected by the server.
    pub refused: u32,
}

impl Database {
    /// Stores new notices, with a delivery for each confirmed subscriber of the vendor; a notice that is stored already
    /// is not stored again. Renamed vendors keep their subscribers. Returns the number of new deliveries per notice.
    ///
    /// # Errors
    /// If the database cannot be read or written; then nothing is stored.
    pub fn queue_notices(
        &mut self,
        notices: &[Notice],
        renamed: &Renamed,
        is_dry_run: bool,
    ) -> Result<Vec<usize>, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut counts = Vec::new();
        // A notice of a removal is for those who signed up under the old slug, and all others for the new one.
        let (removals, verdicts): (Vec<_>, Vec<_>) =
            notices.iter().enumerate().partition(|(_, notice)| notice.gone.is_some());
        for (index, notice) in removals {
            counts.push((index, queue_notice(&transaction, notice)?));
        }
        rename_vendors(&transaction, renamed)?;
        for (index, notice) in verdicts {
            counts.push((index, queue_notice(&transaction, notice)?));
        }
        if !is_dry_run {
            transaction.commit()?;
        }
        counts.sort_unstable();
        Ok(counts.into_iter().map(|(_, count)| count).collect())
    }

    /// Marks the deliveries that a killed program had claimed as unsure, and returns the number of unsure ones. No other
    /// program may be sending notices.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn mark_unsure(&mut self) -> Result<u32, StoreError> {
        self.connection.execute(
            &format!("UPDATE delivery SET state = 'unsure', changed = {NOW} WHERE state = 'claimed'"),
            [],
        )?;
        Ok(self.delivery_counts()?.unsure)
    }

    /// Queues the unsure deliveries again: their subscribers may get an email twice.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn queue_unsure(&mut self) -> Result<usize, StoreError> {
        let queue = format!("UPDATE delivery SET state = 'queued', changed = {NOW} WHERE state = 'unsure'");
        Ok(self.connection.execute(&queue, [])?)
    }

    /// A stored notice.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn notice(&self, id: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT content FROM notice WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// The next queued delivery after another one, in the order of notices and subscribers, with new tokens.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub fn next_delivery(&mut self, last: Option<&Delivery>) -> Result<Option<Delivery>, StoreError> {
        let transaction = self.connection.transaction()?;
        let (last_notice, last_subscriber) =
            last.map_or(("", -1), |last| (last.notice.as_str(), last.subscriber));
        let mut after = (last_notice.to_owned(), last_subscriber);
        let delivery = loop {
            let row = transaction
                .prepare_cached(
                    "SELECT delivery.notice, delivery.subscriber, address, delivery.vendor, signed_up
                    FROM delivery JOIN subscriber ON id = delivery.subscriber
                        JOIN subscription USING (subscriber, vendor)
                    WHERE state = 'queued' AND suspended IS NULL AND confirmed IS NOT NULL
                        AND (notice, delivery.subscriber) > (?1, ?2)
                    ORDER BY notice, delivery.subscriber LIMIT 1",
                )?
                .query_row(params![after.0, after.1], |row| {
                    let (address, vendor): (String, String) = (row.get(2)?, row.get(3)?);
                    Ok((row.get(0)?, row.get(1)?, address, vendor, row.get(4)?))
                })
                .optional()?;
            let Some((notice, subscriber, address, vendor, signed_up)) = row else { break None };
            if let (Ok(address), Ok(vendor)) = (EmailAddress::parse(&address), Slug::parse(&vendor)) {
                let unsubscribe = store_token(&transaction, TokenPurpose::Unsubscribe, subscriber, &vendor)?;
                let bounce = store_token(&transaction, TokenPurpose::Bounce, subscriber, &vendor)?;
                break Some(Delivery { notice, subscriber, address, vendor, signed_up, unsubscribe, bounce });
            }
            after = (notice, subscriber);
        };
        transaction.commit()?;
        Ok(delivery)
    }

    /// Claims a delivery; false if the person has left in the meantime.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn claim(&mut self, delivery: &Delivery) -> Result<bool, StoreError> {
        let mut claim = self.connection.prepare_cached(&format!(
            "UPDATE delivery SET state = 'claimed', changed = {NOW}
                WHERE notice = ?1 AND subscriber = ?2 AND state = 'queued'
                    AND EXISTS (SELECT 1 FROM subscription WHERE subscriber = delivery.subscriber
                        AND vendor = delivery.vendor AND confirmed IS NOT NULL)"
        ))?;
        Ok(claim.execute(params![delivery.notice, delivery.subscriber])? > 0)
    }

    /// Records the outcome of a delivery.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn record_delivery(&mut self, delivery: &Delivery, outcome: &SendOutcome) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let (state, failures) = match outcome {
            SendOutcome::Sent => ("sent", 0),
            SendOutcome::Unsure(_) => ("unsure", 0),
            SendOutcome::Refused(_) => ("refused", 1),
            SendOutcome::AddressRefused(reason) => {
                suspend(&transaction, delivery.subscriber, reason)?;
                ("refused", 1)
            }
            SendOutcome::Deferred(_) => ("queued", 1),
            SendOutcome::Canceled => return Ok(()),
        };
        transaction
            .prepare_cached(&format!(
                "UPDATE delivery SET state = ?3, failures = failures + ?4, changed = {NOW}
                    WHERE notice = ?1 AND subscriber = ?2"
            ))?
            .execute(params![delivery.notice, delivery.subscriber, state, failures])?;
        transaction.commit()?;
        Ok(())
    }

    /// Counts all deliveries. Those to a suspended address, which will not be sent, are not counted as queued.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let count = |condition: &str| {
            let count =
                format!("SELECT count(*) FROM delivery JOIN subscriber ON id = subscriber WHERE {condition}");
            self.connection.query_row(&count, [], |row| row.get::<_, u32>(0))
        };
        Ok(DeliveryCounts {
            queued: count("state = 'queued' AND suspended IS NULL")?,
            sent: count("state = 'sent'")?,
            unsure: count("state = 'unsure'")?,
            refused: count("state = 'refused'")?,
        })
    }
}

/// Stores a notice with its deliveries, unless it is stored already.
fn queue_notice(connection: &Connection, notice: &Notice) -> Result<usize, StoreError> {
    let content = serde_json::to_string(notice)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let is_new = connection.execute(
        &format!("INSERT OR IGNORE INTO notice (id, content, created) VALUES (?1, ?2, {NOW})"),
        params![notice.id, content],
    )? > 0;
    if !is_new {
        return Ok(0);
    }
    Ok(connection.execute(
        &format!(
            "INSERT INTO delivery (notice, subscriber, vendor, changed)
                SELECT ?1, subscriber, vendor, {NOW} FROM subscription JOIN subscriber ON id = subscriber
                WHERE vendor = ?2 AND confirmed IS NOT NULL AND suspended IS NULL"
        ),
        params![notice.id, notice.vendor.as_str()],
    )?)
}

/// Moves subscriptions, open deliveries, and tokens from the old slug of a vendor to the new one.
fn rename_vendors(connection: &Connection, renamed: &Renamed) -> Result<(), StoreError> {
    for (old, new) in renamed.renames() {
        let slugs = params![old.as_str(), new.as_str()];
        connection.execute("UPDATE OR IGNORE subscription SET vendor = ?2 WHERE vendor = ?1", slugs)?;
        // Who signed up under both slugs has a subscription under the new one already.
        connection.execute("DELETE FROM subscription WHERE vendor = ?1", [old.as_str()])?;
        connection
            .execute("UPDATE delivery SET vendor = ?2 WHERE vendor = ?1 AND state = 'queued'", slugs)?;
        connection.execute("UPDATE token SET vendor = ?2 WHERE vendor = ?1", slugs)?;
    }
    Ok(())
}
