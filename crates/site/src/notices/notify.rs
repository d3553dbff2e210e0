//! `site notify`: sends each stored notice once to each confirmed subscriber of its vendor.

use std::num::NonZeroU32;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use governor::clock::{Clock, MonotonicClock};
use governor::{Quota, RateLimiter};

use crate::mail::{Composer, Email, NoticeContent, Transport, notice};
use crate::state_file::FileLock;
use crate::subscriptions::{Database, Delivery, SendOutcome};

/// How often a deferred email, or a relay that cannot be reached, is tried again in one run.
const RETRIES: u32 = 3;

/// The number of emails in a row that may fail before the run ends: something is wrong with the sender or the relay.
const MAX_FAILURES: u32 = 10;

/// How fast emails are sent.
#[derive(Clone, Copy, Debug)]
pub struct SendRate {
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

/// Takes the lock of a database, so that only one program sends its notices.
///
/// # Errors
/// If another program has it.
pub fn lock_database(database: &Path) -> Result<FileLock> {
    // One database has one lock, whatever link leads to it.
    let database = database.canonicalize().with_context(|| format!("cannot read {}", database.display()))?;
    FileLock::take(&database, ".notify", "another 'site notify' is running")
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
    rate: SendRate,
    progress: &dyn Fn(),
) -> Result<RunSummary> {
    let limit = RateLimiter::direct_with_clock(Quota::per_second(rate.per_second), MonotonicClock);
    let mut summary = RunSummary::default();
    let mut failures = 0;
    // The content of the last notice: thousands of deliveries have the same one.
    let mut content: Option<NoticeContent> = None;
    for retry in 0..=RETRIES {
        summary.deferred = 0;
        let mut last: Option<Delivery> = None;
        while let Some(delivery) = database.next_delivery(last.as_ref())? {
            let content = match content.take().filter(|content| content.id == delivery.notice) {
                Some(same) => content.insert(same),
                None => content.insert(read_content(database, &delivery)?),
            };
            while let Err(early) = limit.check() {
                thread::sleep(early.wait_time_from(MonotonicClock.now()));
            }
            let email = notice(composer, content, &delivery)?;
            let outcome = send(database, transport, &email, rate, &delivery)?;
            progress();
            let (count, failure) = match outcome {
                SendOutcome::Sent => (&mut summary.sent, None),
                SendOutcome::Refused(reason) | SendOutcome::AddressRefused(reason) => {
                    (&mut summary.refused, Some(reason))
                }
                SendOutcome::Unsure(reason) => (&mut summary.unsure, Some(reason)),
                SendOutcome::Deferred(reason) => (&mut summary.deferred, Some(reason)),
                SendOutcome::Canceled => {
                    last = Some(delivery);
                    continue;
                }
            };
            *count += 1;
            if let Some(reason) = failure {
                failures += 1;
                tracing::warn!(%reason, "an email was not accepted");
                ensure!(
                    failures < MAX_FAILURES,
                    "{failures} emails in a row were not accepted; the last reply was: {reason}. All others remain queued"
                );
            } else {
                failures = 0;
            }
            last = Some(delivery);
        }
        if summary.deferred == 0 {
            break;
        }
        if retry < RETRIES {
            thread::sleep(rate.retry_wait * 2_u32.pow(retry));
        }
    }
    Ok(summary)
}

fn read_content(database: &Database, delivery: &Delivery) -> Result<NoticeContent> {
    let content = database.notice(&delivery.notice)?.context("a queued notice is not stored")?;
    serde_json::from_str(&content).context("a stored notice is damaged")
}

/// Sends the email of a delivery, and records what became of it.
fn send(
    database: &mut Database,
    transport: &mut Transport,
    email: &Email,
    rate: SendRate,
    delivery: &Delivery,
) -> Result<SendOutcome> {
    let mut retry = 0;
    let outcome = loop {
        match transport.send(email, || database.claim(delivery)) {
            Ok(outcome) => break outcome,
            Err(error) if retry == RETRIES || !error.is_temporary() => return Err(error.into()),
            Err(error) => {
                let wait = rate.retry_wait * 2_u32.pow(retry);
                retry += 1;
                tracing::warn!(%error, "next attempt in {} s ({retry} of {RETRIES})", wait.as_secs());
                thread::sleep(wait);
            }
        }
    };
    database.record_delivery(delivery, &outcome)?;
    Ok(outcome)
}
