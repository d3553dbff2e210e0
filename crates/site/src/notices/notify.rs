//! `site notify`: sends each stored notice once to each confirmed subscriber of its vendor.

use std::fs::{File, TryLockError};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use governor::clock::{Clock, MonotonicClock};
use governor::{Quota, RateLimiter};

use crate::mail::{Composer, StoredNotice, Transport, notice};
use crate::subscriptions::{Database, Delivery, SendOutcome};

/// How often a deferred email, or a relay that cannot be reached, is tried again in one run.
const RETRIES: u32 = 3;

/// The settings of a run.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The largest number of emails per second.
    pub per_second: NonZeroU32,
    /// The time before the first retry; each further one waits twice as long.
    pub retry_wait: Duration,
}

/// What became of the emails of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunSummary {
    /// Sent.
    pub sent: usize,
    /// Refused by the server: the email or the address.
    pub refused: usize,
    /// Perhaps sent.
    pub unsure: usize,
    /// Deferred by the server, and still queued.
    pub deferred: usize,
}

/// A lock, so that only one program sends the notices of a database. The system releases it when the program ends,
/// however it ends.
#[derive(Debug)]
pub struct RunLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl RunLock {
    /// Takes the lock of a database.
    ///
    /// # Errors
    /// If another program has it.
    pub fn take(database: &Path) -> Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push(".notify");
        let path = PathBuf::from(path);
        let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                bail!("another 'site notify' is running: {} is locked", path.display())
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

/// Sends all queued deliveries; `progress` is called after each.
///
/// # Errors
/// If the relay cannot be used, or the database cannot be read or written. All deliveries that were not sent remain
/// queued.
pub fn send_queued(
    database: &mut Database,
    transport: &mut Transport,
    composer: &Composer,
    pace: Pace,
    progress: &dyn Fn(),
) -> Result<RunSummary> {
    let limit = RateLimiter::direct_with_clock(Quota::per_second(pace.per_second), MonotonicClock);
    let mut summary = RunSummary::default();
    for retry in 0..=RETRIES {
        summary.deferred = 0;
        let mut last: Option<Delivery> = None;
        while let Some(delivery) = database.next_delivery(last.as_ref())? {
            while let Err(early) = limit.check() {
                thread::sleep(early.wait_time_from(MonotonicClock.now()));
            }
            match send(database, transport, composer, pace, &delivery)? {
                SendOutcome::Sent => summary.sent += 1,
                SendOutcome::Refused(_) | SendOutcome::AddressRefused(_) => summary.refused += 1,
                SendOutcome::Unsure(_) => summary.unsure += 1,
                SendOutcome::Deferred(_) => summary.deferred += 1,
                SendOutcome::Canceled => {}
            }
            progress();
            last = Some(delivery);
        }
        if summary.deferred == 0 {
            break;
        }
        if retry < RETRIES {
            thread::sleep(pace.retry_wait * 2_u32.pow(retry));
        }
    }
    Ok(summary)
}

/// Sends one delivery, and records what became of it.
fn send(
    database: &mut Database,
    transport: &mut Transport,
    composer: &Composer,
    pace: Pace,
    delivery: &Delivery,
) -> Result<SendOutcome> {
    let content = database.notice(&delivery.notice)?.context("a queued notice is not stored")?;
    let content: StoredNotice = serde_json::from_str(&content).context("a stored notice is damaged")?;
    let email = notice(composer, &content, delivery)?;
    let mut retry = 0;
    let outcome = loop {
        match transport.send(&email, || database.claim(delivery)) {
            Ok(outcome) => break outcome,
            Err(error) if retry == RETRIES => return Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, "try the relay again");
                thread::sleep(pace.retry_wait * 2_u32.pow(retry));
                retry += 1;
            }
        }
    };
    if let SendOutcome::Refused(reason)
    | SendOutcome::Deferred(reason)
    | SendOutcome::AddressRefused(reason) = &outcome
    {
        tracing::warn!(%reason, "an email was not accepted");
    }
    database.record_delivery(delivery, &outcome)?;
    Ok(outcome)
}
