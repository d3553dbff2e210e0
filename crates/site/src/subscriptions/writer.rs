//! The writer of the sign-up service: one thread. Changes that wait at the same time are committed in one transaction, so
//! that a disk that needs milliseconds for a commit still stores hundreds of sign-ups per second.

use std::io;
use std::path::Path;
use std::sync::mpsc as blocking;
use std::thread;

use catalog::Slug;
use countersign::SIGN_UP_CONSENT;
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::{mpsc, oneshot};

use super::database::{Database, DatabaseError, NOW, is_erased, now_plus, store_address};
use super::{EmailAddress, Token, TokenPurpose};

/// The number of changes that may wait to be written; further ones are rejected.
const QUEUE_CAPACITY: usize = 1024;

/// The largest number of changes in one transaction.
const MAX_BATCH: usize = 256;

/// A sign-up for notices about a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// The email address.
    pub address: EmailAddress,
    /// The vendor's slug.
    pub vendor: Slug,
}

/// Which notices an unsubscription ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those about the vendor of the link.
    Vendor,
    /// All of the person.
    All,
}

/// A change to the subscriptions, as the queue contains it.
#[derive(Clone, Debug)]
pub enum WriteCommand {
    /// Stores a pending sign-up. A confirmation email is due, except for a confirmed subscription, within an hour of the
    /// last one, and for an erased or suspended address.
    SignUp(SignUp),
    /// Confirms the sign-up of a token. Confirming it again changes nothing.
    Confirm(Token),
    /// Ends subscriptions of the person of a token.
    Unsubscribe(Token, Scope),
    /// Changes nothing, to try whether the database can be written.
    Nothing,
}

/// The queue of the writer. Clones write to the same file.
#[derive(Clone, Debug)]
pub struct Writer(mpsc::Sender<WriteRequest>);

#[derive(Debug)]
struct WriteRequest {
    command: WriteCommand,
    result: oneshot::Sender<Result<Option<Slug>, WriteError>>,
}

/// A change that was not stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The queue is full.
    #[error("too many changes are waiting")]
    QueueFull,
    /// The database cannot be written.
    #[error("{0}")]
    Failed(String),
}

impl Writer {
    /// Opens or creates the database. `stored` receives a message after each transaction with a sign-up.
    ///
    /// # Errors
    /// As [`Database::open`], and if the thread cannot be started.
    pub fn open(path: &Path, stored: Option<blocking::SyncSender<()>>) -> Result<Self, DatabaseError> {
        let database = Database::open(path)?;
        let (queue, requests) = mpsc::channel(QUEUE_CAPACITY);
        let io = |source: io::Error| DatabaseError::Io { path: path.to_owned(), source };
        thread::Builder::new()
            .name("sign-ups".to_owned())
            .spawn(move || write_queue(database, requests, stored.as_ref()))
            .map_err(io)?;
        Ok(Self(queue))
    }

    /// Stores a change. Once this returns, the change survives a crash of the program or the machine. Returns the vendor
    /// of the sign-up or of the token; `None` if the token is unknown or has expired.
    ///
    /// # Errors
    /// If the change cannot be written; then it is not stored.
    pub async fn write(&self, command: WriteCommand) -> Result<Option<Slug>, WriteError> {
        let (result, stored) = oneshot::channel();
        self.0.try_send(WriteRequest { command, result }).map_err(|_| WriteError::QueueFull)?;
        stored.await.unwrap_or(Err(WriteError::QueueFull))
    }
}

/// Writes the queue in batches until all senders are gone.
fn write_queue(
    mut database: Database,
    mut requests: mpsc::Receiver<WriteRequest>,
    stored: Option<&blocking::SyncSender<()>>,
) {
    let mut batch = Vec::new();
    while requests.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        let result = write_batch(&mut database, &batch);
        tracing::debug!(changes = batch.len(), is_stored = result.is_ok(), "store a batch");
        let has_sign_up = batch.iter().any(|request| matches!(request.command, WriteCommand::SignUp(_)));
        if let Some(stored) = stored.filter(|_| has_sign_up && result.is_ok()) {
            // If the channel is full, the receiver has not read the last message yet, and will see this change too.
            let _ = stored.try_send(());
        }
        let mut vendors = result.as_ref().into_iter().flatten().cloned();
        for request in batch.drain(..) {
            let result = match &result {
                Ok(_) => Ok(vendors.next().flatten()),
                Err(error) => Err(error.clone()),
            };
            // The receiver is gone if the client closed its connection; the change is stored nevertheless.
            let _ = request.result.send(result);
        }
    }
}

/// Writes all changes or none. Returns the vendor of each.
fn write_batch(database: &mut Database, batch: &[WriteRequest]) -> Result<Vec<Option<Slug>>, WriteError> {
    let Database { connection, salt } = database;
    let mut write = || {
        let transaction = connection.transaction()?;
        let vendors = batch.iter().map(|request| match &request.command {
            WriteCommand::SignUp(sign_up) => insert(&transaction, salt, sign_up),
            WriteCommand::Confirm(token) => confirm(&transaction, token),
            WriteCommand::Unsubscribe(token, scope) => unsubscribe(&transaction, token, *scope),
            WriteCommand::Nothing => probe(&transaction).map(|()| None),
        });
        let vendors = vendors.collect::<Result<Vec<_>, rusqlite::Error>>()?;
        transaction.commit()?;
        Ok(vendors)
    };
    write().map_err(|error: rusqlite::Error| WriteError::Failed(error.to_string()))
}

fn insert(connection: &Connection, salt: &[u8], sign_up: &SignUp) -> rusqlite::Result<Option<Slug>> {
    let SignUp { address, vendor } = sign_up;
    if is_erased(connection, salt, address)? {
        // A write as well, so that the response takes as long.
        touch(connection)?;
        return Ok(Some(vendor.clone()));
    }
    store_address(connection, address)?;
    let (in_7_days, an_hour_ago, in_an_hour) =
        (now_plus("+7 days"), now_plus("-1 hour"), now_plus("+1 hour"));
    // While a sign-up is pending, it counts from the last time. An email in the future was sent while the clock was ahead.
    let mut subscription = connection.prepare_cached(&format!(
        "INSERT INTO subscription (subscriber, vendor, signed_up, consent, expires, email_due)
            SELECT id, ?2, {NOW}, ?3, {in_7_days}, {NOW}
            FROM subscriber WHERE address = ?1
        ON CONFLICT (subscriber, vendor) DO UPDATE SET
            times = times + 1,
            signed_up = iif(confirmed IS NULL, excluded.signed_up, signed_up),
            consent = iif(confirmed IS NULL, excluded.consent, consent),
            expires = iif(confirmed IS NULL, excluded.expires, NULL),
            email_due = iif(confirmed IS NULL AND email_due IS NULL
                    AND email_sent NOT BETWEEN {an_hour_ago} AND {in_an_hour},
                excluded.email_due, email_due)"
    ))?;
    subscription.execute(params![address.as_str(), vendor.as_str(), SIGN_UP_CONSENT])?;
    Ok(Some(vendor.clone()))
}

/// Writes without a change.
fn touch(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare_cached("UPDATE salt SET value = value")?.execute([]).map(|_rows| ())
}

/// Writes as much as a sign-up does, and deletes it.
fn probe(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "INSERT INTO erased (hash) VALUES (zeroblob(32768)); DELETE FROM erased WHERE length(hash) > 32",
    )
}

/// The subscriber and the vendor of a token.
pub(super) fn find_token(
    connection: &Connection,
    token: &Token,
    purpose: TokenPurpose,
) -> rusqlite::Result<Option<(i64, String)>> {
    let mut token_row =
        connection.prepare_cached("SELECT subscriber, vendor FROM token WHERE hash = ?1 AND purpose = ?2")?;
    token_row.query_row(params![token.hash(), purpose.key()], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn confirm(connection: &Connection, token: &Token) -> rusqlite::Result<Option<Slug>> {
    let Some((subscriber, vendor)) = find_token(connection, token, TokenPurpose::Confirm)? else {
        return Ok(None);
    };
    let a_week_ago = now_plus("-7 days");
    let mut confirm = connection.prepare_cached(&format!(
        "UPDATE subscription SET confirmed = coalesce(confirmed, {NOW}), expires = NULL, email_due = NULL
            WHERE subscriber = ?1 AND vendor = ?2 AND (confirmed IS NOT NULL
                OR expires > {NOW} AND (SELECT created FROM token WHERE hash = ?3) > {a_week_ago})"
    ))?;
    let is_found = confirm.execute(params![subscriber, vendor, token.hash()])? > 0;
    Ok(Slug::parse(&vendor).ok().filter(|_| is_found))
}

pub(super) fn unsubscribe(
    connection: &Connection,
    token: &Token,
    scope: Scope,
) -> rusqlite::Result<Option<Slug>> {
    let Some((subscriber, vendor)) = find_token(connection, token, TokenPurpose::Unsubscribe)? else {
        return Ok(None);
    };
    let only = match scope {
        Scope::All => None,
        Scope::Vendor => Some(&vendor),
    };
    // The links that confirm are invalid now; those that unsubscribe still end all other subscriptions.
    for rows in
        ["subscription WHERE true", "delivery WHERE state = 'queued'", "token WHERE purpose = 'confirm'"]
    {
        connection
            .prepare_cached(&format!(
                "DELETE FROM {rows} AND subscriber = ?1 AND (?2 IS NULL OR vendor = ?2)"
            ))?
            .execute(params![subscriber, only])?;
    }
    delete_without_subscription(connection, subscriber)?;
    Ok(Slug::parse(&vendor).ok())
}

/// Deletes a subscriber without a subscription, with the tokens and deliveries. A suspended address stays known, so that
/// nothing is sent to it again.
fn delete_without_subscription(connection: &Connection, subscriber: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM subscriber WHERE id = ?1 AND suspended IS NULL
                AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscriber = ?1)",
        )?
        .execute([subscriber])?;
    Ok(())
}
