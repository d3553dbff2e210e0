//! Days of the system clock.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use catalog::Date;

/// The date of a time in UTC, so that it is the same on every machine.
///
/// # Errors
/// If the calendar does not contain it.
pub fn date(time: SystemTime) -> Result<Date> {
    const SECONDS_PER_DAY: u64 = 86_400;
    let since_1970 = time.duration_since(UNIX_EPOCH).context("the system clock is before 1970")?;
    let date = i32::try_from(since_1970.as_secs() / SECONDS_PER_DAY).ok().and_then(Date::from_unix_days);
    date.context("the system clock is outside of the calendar")
}
