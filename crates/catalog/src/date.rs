//! Calendar dates in the form of the records: `2026-11-23`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

/// An error for text that is not a calendar date in the form YYYY-MM-DD.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a date in the form YYYY-MM-DD")]
pub struct DateError(String);

impl Date {
    /// Parses `YYYY-MM-DD`.
    ///
    /// # Errors
    /// If the text has another form or the calendar has no such date.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let parse = || {
            let mut parts = text.split('-');
            let mut number = |digits: usize| {
                let part = parts.next()?;
                let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| part.parse::<u16>().ok()).flatten()
            };
            let (year, month, day) = (number(4)?, number(2)?, number(2)?);
            if parts.next().is_some() {
                return None;
            }
            let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
            time::Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
        };
        parse().map(Self).ok_or_else(|| DateError(text.to_owned()))
    }

    /// The date `days` days after January 1, 1970; `None` if it is outside the range of the calendar.
    pub fn from_unix_days(days: i32) -> Option<Self> {
        const EPOCH_JULIAN_DAY: i32 = 2_440_588;
        let julian = EPOCH_JULIAN_DAY.checked_add(days)?;
        time::Date::from_julian_day(julian).ok().map(Self)
    }

    /// The number of days from `earlier` to this date; negative if this date is before `earlier`.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.to_julian_day() - earlier.0.to_julian_day()
    }

    /// The same day in the next year, or February 28 for February 29; `None` outside the range of the calendar.
    pub fn in_one_year(self) -> Option<Self> {
        let year = self.0.year() + 1;
        let last_of_february = || time::Date::from_calendar_date(year, time::Month::February, 28);
        self.0.replace_year(year).or_else(|_| last_of_february()).ok().map(Self)
    }

    /// The date as pages show it: `Nov 23, 2026`.
    pub fn describe(self) -> String {
        let month = self.0.month().to_string();
        let month = month.get(..3).unwrap_or(&month);
        format!("{month} {}, {}", self.0.day(), self.0.year())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn a_date_parses_and_formats() {
        let date = Date::parse("2024-02-29").expect("a leap day");
        assert_eq!(date.to_string(), "2024-02-29");
        assert_eq!(date.describe(), "Feb 29, 2024");
    }

    #[test]
    fn text_that_is_not_a_calendar_date_is_an_error() {
        for text in [
            "",
            "2023-02-29",
            "2026-13-01",
            "2026-1-01",
            "2026-11-23T00:00",
            "+026-11-23",
            "2026-11-23-1",
            "٢٠٢٦-١١-٢٣",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_count_days_from_the_unix_epoch_and_from_each_other() {
        assert_eq!(Date::from_unix_days(0).map(|date| date.to_string()).as_deref(), Some("1970-01-01"));
        let later = Date::parse("2026-11-24").expect("a date");
        let earlier = Date::parse("2026-05-31").expect("a date");
        assert_eq!(later.days_since(earlier), 177);
        assert_eq!(Date::from_unix_days(i32::MAX), None);
    }

    #[test]
    fn the_next_year_has_the_same_day_except_for_a_leap_day() {
        for (date, next) in
            [("2026-02-03", "2027-02-03"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28")]
        {
            let date = Date::parse(date).expect("a date");
            assert_eq!(date.in_one_year().map(|next| next.to_string()).as_deref(), Some(next));
        }
    }
}
