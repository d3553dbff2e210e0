//! How old a record is.

use crate::Date;

/// Past this many days a record may be out of date, and its page says so.
pub const OUTDATED_AFTER_DAYS: i32 = 180;

/// Whether a record last verified on that day may be out of date.
pub fn is_outdated(last_verified: Date, today: Date) -> bool {
    today.days_since(last_verified) > OUTDATED_AFTER_DAYS
}

/// How long ago that day was, in words; `None` for a day that is still to come, as a wrong clock has it.
pub fn days_ago(day: Date, today: Date) -> Option<String> {
    match today.days_since(day) {
        ..0 => None,
        0 => Some("today".to_owned()),
        1 => Some("1 day ago".to_owned()),
        days => Some([&days.to_string(), " days ago"].concat()),
    }
}
