//! The deliveries of notices: one for each notice and subscriber. A delivery is claimed before the email is sent, so
//! that it is never sent twice, even if the program is killed.

use catalog::{Renamed, Slug};
use rusqlite::{Connection, OptionalExtension, params};

use super::database::{Database, NOW, now_plus};
use super::token::EmailTokens;
use super::{EmailAddress, SendOutcome, SubscriptionError, suspend};

/// How long after its notice a deferred email is given up: RFC 5321, section 4.5.4.1, recommends four to five days.
const GIVE_UP: &str = "-5 days";

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
    /// The tokens of the email.
    pub tokens: EmailTokens,
}

/// A notice that is to be stored.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// The notice's identifier.
    pub id: String,
    /// The vendor's slug.
    pub vendor: Slug,
    /// Whether the notice says that the vendor was renamed or removed.
    pub is_removal: bool,
    /// The content, which only the sender of the notice reads.
    pub content: String,
}

/// The number of deliveries in each state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Not sent yet.
    pub queued: u32,
    /// Perhaps sent: the connection or the program ended between the email and the server's reply.
    pub unsure: u32,
}

impl Database {
    /// Stores new notices, with a delivery for each confirmed subscriber of the vendor; a notice that is stored already
    /// is not stored again. Renamed vendors keep their subscribers. Returns the number of new deliveries per notice. A dry
    /// run stores nothing.
    ///
    /// # Errors
    /// If the database cannot be read or written; then nothing is stored.
    pub fn queue_notices(
        &mut self,
        notices: &[NewNotice],
        renamed: &Renamed,
        is_dry_run: bool,
    ) -> Result<Vec<usize>, SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let mut counts = vec![0; notices.len()];
        // A notice that a vendor left is for those who signed up under the old slug, all others for the new one.
        for is_removal in [true, false] {
            for (notice, count) in notices.iter().zip(&mut counts) {
                if notice.is_removal == is_removal {
                    *count = queue_notice(&transaction, notice)?;
                }
            }
            if is_removal {
                rename_vendors(&transaction, renamed)?;
            }
        }
        if !is_dry_run {
            transaction.commit()?;
        }
        Ok(counts)
    }

    /// Prepares a run: the deliveries that a killed program had claimed are unsure, and those that were deferred for five
    /// days are refused. No other program may be sending notices.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn start_run(&mut self) -> Result<(), SubscriptionError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            &format!(
                "UPDATE delivery SET state = 'unsure', changed = {NOW}
                    WHERE state <> 'sent' AND state = 'claimed'"
            ),
            [],
        )?;
        transaction.execute(
            &format!(
                "UPDATE delivery SET state = 'refused', changed = {NOW}
                    WHERE state <> 'sent' AND state = 'queued' AND failures > 0
                        AND notice IN (SELECT id FROM notice WHERE created < {})",
                now_plus(GIVE_UP)
            ),
            [],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Queues all unsure deliveries again: their subscribers may get an email twice.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn queue_unsure(&mut self) -> Result<(), SubscriptionError> {
        self.queue_again("unsure")
    }

    /// Queues all refused deliveries again.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn queue_refused(&mut self) -> Result<(), SubscriptionError> {
        self.queue_again("refused")
    }

    fn queue_again(&mut self, state: &str) -> Result<(), SubscriptionError> {
        let queue = format!(
            "UPDATE delivery SET state = 'queued', failures = 0, changed = {NOW}
                WHERE state <> 'sent' AND state = ?1"
        );
        self.connection.execute(&queue, [state])?;
        Ok(())
    }

    /// A stored notice.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn notice(&self, id: &str) -> Result<Option<String>, SubscriptionError> {
        let mut statement = self.connection.prepare_cached("SELECT content FROM notice WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// The next queued delivery after another one, in the order of notices and subscribers.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub fn next_delivery(&mut self, last: Option<&Delivery>) -> Result<Option<Delivery>, SubscriptionError> {
        let (last_notice, last_subscriber) =
            last.map_or(("", -1), |last| (last.notice.as_str(), last.subscriber));
        let mut after = (last_notice.to_owned(), last_subscriber);
        loop {
            let row = self
                .connection
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
            let Some((notice, subscriber, address, vendor, signed_up)) = row else { return Ok(None) };
            if let (Ok(address), Ok(vendor)) = (EmailAddress::parse(&address), Slug::parse(&vendor)) {
                let tokens = EmailTokens::random()?;
                return Ok(Some(Delivery { notice, subscriber, address, vendor, signed_up, tokens }));
            }
            after = (notice, subscriber);
        }
    }

    /// Claims a delivery, and stores the tokens of its email; false if the person has left in the meantime.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn claim(&mut self, delivery: &Delivery) -> Result<bool, SubscriptionError> {
        let transaction = self.connection.transaction()?;
        let is_claimed = transaction
            .prepare_cached(&format!(
                "UPDATE delivery SET state = 'claimed', changed = {NOW}
                    WHERE notice = ?1 AND subscriber = ?2 AND state = 'queued'
                        AND EXISTS (SELECT 1 FROM subscription WHERE subscriber = delivery.subscriber
                            AND vendor = delivery.vendor AND confirmed IS NOT NULL)"
            ))?
            .execute(params![delivery.notice, delivery.subscriber])?
            > 0;
        if is_claimed {
            delivery.tokens.store(&transaction, delivery.subscriber, &delivery.vendor)?;
        }
        transaction.commit()?;
        Ok(is_claimed)
    }

    /// Records the outcome of a delivery.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn record_delivery(
        &mut self,
        delivery: &Delivery,
        outcome: &SendOutcome,
    ) -> Result<(), SubscriptionError> {
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
    pub fn delivery_counts(&self) -> Result<DeliveryCounts, SubscriptionError> {
        let count = |condition: &str| {
            let count =
                format!("SELECT count(*) FROM delivery JOIN subscriber ON id = subscriber WHERE {condition}");
            self.connection.query_row(&count, [], |row| row.get::<_, u32>(0))
        };
        Ok(DeliveryCounts {
            queued: count("state <> 'sent' AND state = 'queued' AND suspended IS NULL")?,
            unsure: count("state <> 'sent' AND state = 'unsure'")?,
        })
    }
}

/// Stores a notice with its deliveries, unless it is stored already.
fn queue_notice(connection: &Connection, notice: &NewNotice) -> Result<usize, SubscriptionError> {
    let NewNotice { id, vendor, content, .. } = notice;
    let is_new = connection.execute(
        &format!("INSERT OR IGNORE INTO notice (id, content, created) VALUES (?1, ?2, {NOW})"),
        params![id, content],
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
        params![id, vendor.as_str()],
    )?)
}

/// Moves subscriptions, open deliveries, and tokens from the old slug of a vendor to the new one.
fn rename_vendors(connection: &Connection, renamed: &Renamed) -> Result<(), SubscriptionError> {
    for (old, new) in renamed.renames() {
        let slugs = params![old.as_str(), new.as_str()];
        // Who signed up under both slugs has confirmed the new one if one of them was confirmed.
        connection.execute(
            "INSERT INTO subscription
                    (subscriber, vendor, signed_up, consent, times, confirmed, expires, email_due, failures, email_sent)
                SELECT subscriber, ?2, signed_up, consent, times, confirmed, expires, email_due, failures, email_sent
                FROM subscription WHERE vendor = ?1
            ON CONFLICT (subscriber, vendor) DO UPDATE SET signed_up = excluded.signed_up,
                consent = excluded.consent, confirmed = excluded.confirmed, expires = NULL, email_due = NULL
                WHERE confirmed IS NULL AND excluded.confirmed IS NOT NULL",
            slugs,
        )?;
        connection.execute("DELETE FROM subscription WHERE vendor = ?1", [old.as_str()])?;
        connection.execute(
            "UPDATE delivery SET vendor = ?2 WHERE state <> 'sent' AND state = 'queued' AND vendor = ?1",
            slugs,
        )?;
        connection.execute("UPDATE token SET vendor = ?2 WHERE vendor = ?1", slugs)?;
    }
    Ok(())
}
