//! The database of sign-ups: SQLite with one writer thread. Sign-ups that wait at the same time are committed in one
//! transaction, so that a disk that needs milliseconds for a commit still stores hundreds of sign-ups per second.

use std::collections::HashSet;
use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use catalog::{Renamed, Slug};
use rusqlite::{Connection, OpenFlags, params};
use tokio::sync::{mpsc, oneshot};

use super::email_address::EmailAddress;

/// The number of sign-ups that may wait to be written; further ones are rejected.
const QUEUE_CAPACITY: usize = 1024;

/// The largest number of sign-ups in one transaction.
const MAX_BATCH: usize = 256;

/// How long another program may lock the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The version of the database schema, stored in the database.
const VERSION: i64 = 1;

/// One row per address and vendor, regardless of case. A repeated sign-up increments a counter, so that it takes as long
/// as the first one: the response time does not reveal whether the address was known.
const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS sign_up (
    address TEXT NOT NULL COLLATE NOCASE,
    vendor TEXT NOT NULL,
    signed_up TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (address, vendor)
) STRICT";

const UPSERT: &str = "INSERT INTO sign_up (address, vendor) VALUES (?1, ?2)
    ON CONFLICT (address, vendor) DO UPDATE SET times = times + 1";

const SELECT_ALL: &str = "SELECT address, vendor, signed_up FROM sign_up ORDER BY signed_up, address, vendor";

/// A sign-up for notices about a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// The email address.
    pub address: EmailAddress,
    /// The vendor's slug.
    pub vendor: Slug,
}

/// The database, open for writing. Clones write to the same file.
#[derive(Clone, Debug)]
pub struct SignUpStore(mpsc::Sender<WriteRequest>);

#[derive(Debug)]
struct WriteRequest {
    sign_up: SignUp,
    result: oneshot::Sender<Result<(), InsertError>>,
}

/// A database that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignUpStoreError {
    /// The file or its folder cannot be created.
    #[error("cannot store sign-ups in {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file is not a database of sign-ups.
    #[error("cannot store sign-ups in {path}: {source}")]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// A newer build wrote the file.
    #[error("{path} has version {found}, and this build reads versions up to {VERSION}")]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The file's version.
        found: i64,
    },
    /// The list cannot be written.
    #[error("cannot write the list: {0}")]
    Csv(#[from] csv::Error),
}

impl SignUpStoreError {
    /// Whether the reader of the list closed the pipe.
    pub fn is_broken_pipe(&self) -> bool {
        let Self::Csv(error) = self else { return false };
        matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A sign-up that was not stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InsertError {
    /// The queue is full.
    #[error("too many sign-ups are waiting")]
    QueueFull,
    /// The database cannot be written.
    #[error("{0}")]
    Failed(String),
}

impl SignUpStore {
    /// Opens the database. A missing file is created, with access for its owner only.
    ///
    /// # Errors
    /// If the file cannot be created or written, or is not a database of sign-ups.
    pub fn open(path: &Path) -> Result<Self, SignUpStoreError> {
        let io = |source| SignUpStoreError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(io)?;
        let connection = connect(path)?;
        let (queue, requests) = mpsc::channel(QUEUE_CAPACITY);
        thread::Builder::new()
            .name("sign-ups".to_owned())
            .spawn(move || write_queue(connection, requests))
            .map_err(io)?;
        Ok(Self(queue))
    }

    /// Stores a sign-up. Once this returns, the sign-up survives a crash of the program or the machine.
    ///
    /// # Errors
    /// If the sign-up cannot be written; then it is not stored.
    pub async fn insert(&self, sign_up: SignUp) -> Result<(), InsertError> {
        let (result, stored) = oneshot::channel();
        self.0.try_send(WriteRequest { sign_up, result }).map_err(|_| InsertError::QueueFull)?;
        stored.await.unwrap_or(Err(InsertError::QueueFull))
    }
}

fn connect(path: &Path) -> Result<Connection, SignUpStoreError> {
    let sql = |source| SignUpStoreError::Sql { path: path.to_owned(), source };
    let connection = Connection::open(path).map_err(sql)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(sql)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sql)?;
    if found > VERSION {
        return Err(SignUpStoreError::NewerVersion { path: path.to_owned(), found });
    }
    // Each commit is on the disk before it returns, and readers never wait for the writer.
    connection.pragma_update(None, "journal_mode", "wal").map_err(sql)?;
    connection.pragma_update(None, "synchronous", "full").map_err(sql)?;
    connection.execute(CREATE_TABLE, []).map_err(sql)?;
    connection.pragma_update(None, "user_version", VERSION).map_err(sql)?;
    Ok(connection)
}

/// Writes the queue in batches until all senders are gone.
fn write_queue(mut connection: Connection, mut requests: mpsc::Receiver<WriteRequest>) {
    let mut batch = Vec::new();
    while requests.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        let result = write_batch(&mut connection, &batch);
        tracing::debug!(sign_ups = batch.len(), ?result, "store a batch");
        for request in batch.drain(..) {
            // The receiver is gone if the client closed its connection; the sign-up is stored nevertheless.
            let _ = request.result.send(result.clone());
        }
    }
}

fn write_batch(connection: &mut Connection, batch: &[WriteRequest]) -> Result<(), InsertError> {
    let mut write = || {
        let transaction = connection.transaction()?;
        {
            let mut statement = transaction.prepare(UPSERT)?;
            for WriteRequest { sign_up: SignUp { address, vendor }, .. } in batch {
                statement.execute(params![address.as_str(), vendor.as_str()])?;
            }
        }
        transaction.commit()
    };
    write().map_err(|error| InsertError::Failed(error.to_string()))
}

/// Writes the sign-ups as CSV, oldest first: those of one vendor, or all. A renamed vendor is listed under its new slug,
/// with each address once. An old slug selects the sign-ups that were made under it. An export while the site is served
/// contains every sign-up that was confirmed before.
///
/// # Errors
/// If there is no such database, or the list cannot be written.
pub fn export(
    path: &Path,
    vendor: Option<&Slug>,
    renamed: &Renamed,
    out: impl io::Write,
) -> Result<(), SignUpStoreError> {
    let sql = |source| SignUpStoreError::Sql { path: path.to_owned(), source };
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sql)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(sql)?;
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["address", "vendor", "signed_up"])?;
    let mut statement = connection.prepare(SELECT_ALL).map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut written = HashSet::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let column = |index| row.get::<_, String>(index).map_err(sql);
        let (address, stored, signed_up) = (column(0)?, column(1)?, column(2)?);
        let new = Slug::parse(&stored).ok().and_then(|old| renamed.new_slug(&old));
        let current = new.map_or(stored.as_str(), Slug::as_str);
        let is_selected = vendor.is_none_or(|vendor| [stored.as_str(), current].contains(&vendor.as_str()));
        if is_selected && written.insert((address.to_ascii_lowercase(), current.to_owned())) {
            out.write_record([address.as_str(), current, &signed_up])?;
        }
    }
    out.flush().map_err(csv::Error::from)?;
    Ok(())
}
