//! The file of the subscriptions: opening, creating, and migrating it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::EmailAddress;

/// How long another program may lock the database while the service runs, whose clients wait.
const SERVICE_TIMEOUT: Duration = Duration::from_secs(5);

/// The same for a command: an outcome that is not recorded would be unknown.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(300);

/// The statements that lead from each version of the schema to the next one. The database stores its version.
const MIGRATIONS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The newest version of the schema.
pub(super) const VERSION: u32 = MIGRATIONS.len() as u32;

/// The current time as the database stores it.
pub(super) const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

/// The current time with a modifier of SQLite, such as `+7 days`.
pub(super) fn now_plus(modifier: &str) -> String {
    format!("strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '{modifier}')")
}

/// The open database. Several programs can have it open.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
    pub(super) salt: Vec<u8>,
}

/// A database that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file or its folder cannot be created.
    #[error("cannot open the sign-ups in {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file is not a database of sign-ups.
    #[error("cannot open the sign-ups in {path}: {source}")]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The file is empty, or a database of another program.
    #[error("{0} is not a database of sign-ups")]
    Other(PathBuf),
    /// A newer build wrote the file.
    #[error("{path} has version {found}, and this build reads versions up to {VERSION}")]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The file's version.
        found: u32,
    },
}

impl Database {
    /// Opens the database for the service. A missing file is created, with access for its owner only. A file of an
    /// earlier version is migrated, after a copy of it was stored next to it as `NAME.vVERSION`.
    ///
    /// # Errors
    /// If the file cannot be created or written, or is not a database of sign-ups.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        let io = |source| DatabaseError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(io)?;
        Self::connect(path, SERVICE_TIMEOUT, true)
    }

    /// Opens the database for a command, as [`Database::open`] does, but does not create it.
    ///
    /// # Errors
    /// If there is no such file, or it cannot be written, or is not a database of sign-ups.
    pub fn open_existing(path: &Path) -> Result<Self, DatabaseError> {
        Self::connect(path, COMMAND_TIMEOUT, false)
    }

    fn connect(path: &Path, busy_timeout: Duration, may_be_empty: bool) -> Result<Self, DatabaseError> {
        let sql = |source| DatabaseError::Sql { path: path.to_owned(), source };
        fs::metadata(path).map_err(|source| DatabaseError::Io { path: path.to_owned(), source })?;
        let mut connection = Connection::open(path).map_err(sql)?;
        connection.busy_timeout(busy_timeout).map_err(sql)?;
        // A transaction that reads first and writes later would fail at once if another program wrote in between.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        let is_empty = "SELECT count(*) = 0 FROM sqlite_schema";
        let is_empty = connection.query_row(is_empty, [], |row| row.get(0)).map_err(sql)?;
        let found = version(&connection, path)?;
        if found == 0 && !(may_be_empty && is_empty) {
            return Err(DatabaseError::Other(path.to_owned()));
        }
        if found < VERSION {
            back_up(&connection, path, found)?;
            migrate(&mut connection, path)?;
        }
        // Each commit is on the disk before it returns, and readers never wait for the writer.
        connection.pragma_update(None, "journal_mode", "wal").map_err(sql)?;
        connection.pragma_update(None, "synchronous", "full").map_err(sql)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(sql)?;
        // What is deleted is overwritten.
        connection.pragma_update(None, "secure_delete", true).map_err(sql)?;
        let salt = connection.query_row("SELECT value FROM salt", [], |row| row.get(0)).map_err(sql)?;
        Ok(Self { connection, salt })
    }
}

/// Whether an address was erased, and must not be signed up again.
pub(super) fn is_erased(
    connection: &Connection,
    salt: &[u8],
    address: &EmailAddress,
) -> rusqlite::Result<bool> {
    let mut erased = connection.prepare_cached("SELECT 1 FROM erased WHERE hash = ?1")?;
    erased.exists([erased_hash(salt, address)])
}

/// Stores an address, unless it is known.
pub(super) fn store_address(connection: &Connection, address: &EmailAddress) -> rusqlite::Result<()> {
    let mut store =
        connection.prepare_cached("INSERT INTO subscriber (address) VALUES (?1) ON CONFLICT DO NOTHING")?;
    store.execute([address.as_str()]).map(|_rows| ())
}

/// The hash that remains of an erased address.
pub(super) fn erased_hash(salt: &[u8], address: &EmailAddress) -> [u8; 32] {
    let address = address.as_str().to_ascii_lowercase();
    Sha256::new().chain_update(salt).chain_update(address).finalize().into()
}

/// Migrates the database in one transaction: an interrupted migration changes nothing.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), DatabaseError> {
    let sql = |source| DatabaseError::Sql { path: path.to_owned(), source };
    let transaction = connection.transaction().map_err(sql)?;
    // Another program may have migrated the database in the meantime.
    let found = version(&transaction, path)?;
    for statements in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(statements).map_err(sql)?;
    }
    transaction.pragma_update(None, "user_version", VERSION).map_err(sql)?;
    transaction.commit().map_err(sql)
}

fn version(connection: &Connection, path: &Path) -> Result<u32, DatabaseError> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    let found = found.map_err(|source| DatabaseError::Sql { path: path.to_owned(), source })?;
    if found > VERSION {
        return Err(DatabaseError::NewerVersion { path: path.to_owned(), found });
    }
    Ok(found)
}

/// Copies a database with contents to `NAME.vVERSION`. A copy that exists already is kept: it is the older one.
fn back_up(connection: &Connection, path: &Path, found: u32) -> Result<(), DatabaseError> {
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".v{found}"));
    let copy = PathBuf::from(copy);
    if found == 0 || copy.exists() {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A file that only its owner can read, under its name once it is complete.
    let unfinished = tempfile::NamedTempFile::new_in(folder)
        .map_err(|source| DatabaseError::Io { path: copy.clone(), source })?;
    connection
        .execute("VACUUM INTO ?1", [unfinished.path().to_string_lossy()])
        .map_err(|source| DatabaseError::Sql { path: copy.clone(), source })?;
    unfinished.as_file().sync_all().map_err(|source| DatabaseError::Io { path: copy.clone(), source })?;
    unfinished
        .persist(&copy)
        .map_err(|error| DatabaseError::Io { path: copy.clone(), source: error.error })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Database;

    /// A command that gave up while another program writes would leave the outcome of an email unknown.
    #[test]
    fn a_command_waits_longer_for_another_program_than_the_service_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sign-ups.sqlite");
        let timeout = |database: Database| {
            let timeout =
                database.connection.pragma_query_value(None, "busy_timeout", |row| row.get::<_, u32>(0));
            timeout.expect("a timeout")
        };
        let service = timeout(Database::open(&path).expect("a database"));
        let command = timeout(Database::open_existing(&path).expect("a database"));
        assert_eq!((service, command), (5_000, 300_000));
    }
}
