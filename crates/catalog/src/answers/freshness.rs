//! The age of a record.

use crate::Date;

/// The age, in days since the last verification, above which a record's page says that it may be out of date.
pub const OUTDATED_AFTER_DAYS: i32 = 180;

/// Whether a record that was last verified on this day may be out of date.
pub fn is_outdated(last_verified: Date, today: Date) -> bool {
    today.days_since(last_verified) > OUTDATED_AFTER_DAYS
}

/// The age of a date in words: "today", "1 day ago", "181 days ago". `None` for a date in the future, which means that
/// the clock is wrong.
pub fn days_ago(day: Date, today: Date) -> Option<String> {
    match today.days_since(day) {
        ..0 => None,
        0 => Some("today".to_owned()),
        1 => Some("1 day ago".to_owned()),
        days => Some([&days.to_string(), " days ago"].concat()),
    }
}
