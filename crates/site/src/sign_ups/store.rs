//! The file that sign-ups are kept in: SQLite, written by one thread. What waits at the same time is written and
//! made durable together, so that a disk that takes milliseconds for that still keeps hundreds in a second.

use std::collections::HashSet;
use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use directory::{Renamed, Slug};
use rusqlite::{Connection, OpenFlags, params};
use tokio::sync::{mpsc, oneshot};

use super::address::EmailAddress;

/// How many sign-ups may wait to be written; more are told to come back.
const QUEUE: usize = 1024;

/// How many are written together at most.
const TOGETHER: usize = 256;

/// How long another program may hold the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// The form of the file, which SQLite keeps in it.
const VERSION: i64 = 1;

/// One row for each address and vendor, whatever the case of the letters. A second sign-up counts up in its row, so
/// that it takes as long as the first: how long an answer takes does not tell whether the address was known.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS sign_up (
    address TEXT NOT NULL COLLATE NOCASE,
    vendor TEXT NOT NULL,
    signed_up TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (address, vendor)
) STRICT";

const KEEP: &str = "INSERT INTO sign_up (address, vendor) VALUES (?1, ?2)
    ON CONFLICT (address, vendor) DO UPDATE SET times = times + 1";

const LIST: &str = "SELECT address, vendor, signed_up FROM sign_up ORDER BY signed_up, address, vendor";

/// Someone who wants to hear of a vendor's changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Where to.
    pub address: EmailAddress,
    /// Of which vendor.
    pub vendor: Slug,
}

/// The sign-ups, open for more. Clones write into the same file.
#[derive(Clone, Debug)]
pub struct SignUps(mpsc::Sender<Job>);

#[derive(Debug)]
struct Job {
    sign_up: SignUp,
    kept: oneshot::Sender<Result<(), KeepError>>,
}

/// Why the file of the sign-ups cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A folder or file that cannot be made.
    #[error("cannot keep sign-ups in {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that is none of sign-ups.
    #[error("cannot keep sign-ups in {path}: {source}")]
    Sql {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A file that a later build wrote.
    #[error("{path} is of version {found}, and this build knows version {VERSION}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// The list could not be written.
    #[error("cannot write the list: {0}")]
    Csv(#[from] csv::Error),
}

impl StoreError {
    /// Whether nobody reads the list any more.
    pub fn is_broken_pipe(&self) -> bool {
        let Self::Csv(error) = self else { return false };
        matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Why a sign-up was not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// More wait than can be written soon.
    #[error("too many sign-ups are waiting")]
    Busy,
    /// The file could not be written.
    #[error("{0}")]
    Failed(String),
}

impl SignUps {
    /// Opens the file, which is made where there is none, for its owner alone.
    ///
    /// # Errors
    /// When the file cannot be made or written, or is something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(io)?;
        let connection = connect(path)?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        thread::Builder::new()
            .name("sign-ups".to_owned())
            .spawn(move || write_all(connection, jobs))
            .map_err(io)?;
        Ok(Self(queue))
    }

    /// Keeps a sign-up. Once this returns, it survives whatever ends the program or the machine.
    ///
    /// # Errors
    /// When it could not be written; then it is not kept.
    pub async fn keep(&self, sign_up: SignUp) -> Result<(), KeepError> {
        let (kept, answer) = oneshot::channel();
        self.0.try_send(Job { sign_up, kept }).map_err(|_| KeepError::Busy)?;
        answer.await.unwrap_or(Err(KeepError::Busy))
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let sql = |source| StoreError::Sql { path: path.to_owned(), source };
    let connection = Connection::open(path).map_err(sql)?;
    connection.busy_timeout(PATIENCE).map_err(sql)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sql)?;
    if found > VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found });
    }
    // Each commit is on the disk before it returns; readers never wait for the writer.
    connection.pragma_update(None, "journal_mode", "wal").map_err(sql)?;
    connection.pragma_update(None, "synchronous", "full").map_err(sql)?;
    connection.execute(TABLE, []).map_err(sql)?;
    connection.pragma_update(None, "user_version", VERSION).map_err(sql)?;
    Ok(connection)
}

/// Writes what waits, until nobody can send more.
fn write_all(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    let mut together = Vec::new();
    while jobs.blocking_recv_many(&mut together, TOGETHER) > 0 {
        let written = write(&mut connection, &together);
        for job in together.drain(..) {
            // Who has gone away meanwhile is signed up all the same.
            let _ = job.kept.send(written.clone());
        }
    }
}

fn write(connection: &mut Connection, jobs: &[Job]) -> Result<(), KeepError> {
    let mut keep = || {
        let transaction = connection.transaction()?;
        {
            let mut statement = transaction.prepare(KEEP)?;
            for Job { sign_up: SignUp { address, vendor }, .. } in jobs {
                statement.execute(params![address.as_str(), vendor.as_str()])?;
            }
        }
        transaction.commit()
    };
    keep().map_err(|error| KeepError::Failed(error.to_string()))
}

/// Writes the sign-ups as CSV, oldest first: of one vendor, or of all. A vendor that was `renamed` has its new slug, and
/// an address comes once a vendor. Asked for by an old slug, it is those who signed up under it. Taken while the site is
/// served, it holds every sign-up that was answered before.
///
/// # Errors
/// When there is no such file, or the list cannot be written.
pub fn export(
    path: &Path,
    vendor: Option<&Slug>,
    renamed: &Renamed,
    out: impl io::Write,
) -> Result<(), StoreError> {
    let sql = |source| StoreError::Sql { path: path.to_owned(), source };
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sql)?;
    connection.busy_timeout(PATIENCE).map_err(sql)?;
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["address", "vendor", "signed_up"])?;
    let mut statement = connection.prepare(LIST).map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut written = HashSet::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let field = |index| row.get::<_, String>(index).map_err(sql);
        let (address, stored, signed_up) = (field(0)?, field(1)?, field(2)?);
        let new = Slug::parse(&stored).ok().and_then(|old| renamed.new_slug(&old));
        let now = new.map_or(stored.as_str(), Slug::as_str);
        let is_asked_for = vendor.is_none_or(|vendor| [stored.as_str(), now].contains(&vendor.as_str()));
        if is_asked_for && written.insert((address.to_ascii_lowercase(), now.to_owned())) {
            out.write_record([address.as_str(), now, &signed_up])?;
        }
    }
    out.flush().map_err(csv::Error::from)?;
    Ok(())
}
