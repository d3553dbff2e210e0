//! The calendar of a register: one yearly reminder for each vendor, in iCalendar (RFC 5545).

use catalog::Date;

use super::entry::Register;
use super::field::{AgreementStatus, EntryField};

/// The maximum length of a line, in bytes without its end (RFC 5545, section 3.1).
const MAX_LINE: usize = 75;

/// The calendar of the reviews; `None` if no entry has a review to come. `now` is the present time in UTC, as
/// `20261129T101500Z`.
pub fn to_calendar(register: &Register, now: &str) -> Option<String> {
    let mut events = 0;
    let mut calendar = String::new();
    let mut add = |line: &str| add_line(&mut calendar, line);
    add("BEGIN:VCALENDAR");
    add("VERSION:2.0");
    add("PRODID:-//Countersign//Business associate register//EN");
    for entry in register.sorted() {
        let Some(review) = entry.date(EntryField::ReviewOn).filter(|_| !entry.is_over()) else { continue };
        events += 1;
        let name = entry.get(EntryField::Name);
        let summary = match entry.status() {
            Some(AgreementStatus::NotNeeded) => ["Review whether you need a BAA with ", name].concat(),
            _ => ["Review the BAA with ", name].concat(),
        };
        let details = [EntryField::Service, EntryField::Owner, EntryField::Location].iter();
        let details = details.filter(|field| !entry.get(**field).is_empty());
        let details: Vec<String> =
            details.map(|field| [field.label(), ": ", entry.get(*field)].concat()).collect();
        let review = compact(review);
        // Otherwise a review on February 29 would recur only in leap years.
        let rule = if review.ends_with("0229") {
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
        } else {
            "RRULE:FREQ=YEARLY"
        };
        add("BEGIN:VEVENT");
        add(&["UID:", &escaped(&entry.id), "@register.countersign"].concat());
        add(&["DTSTAMP:", now].concat());
        add(&["DTSTART;VALUE=DATE:", &review].concat());
        add(rule);
        add(&["SUMMARY:", &escaped(&summary)].concat());
        if !details.is_empty() {
            add(&["DESCRIPTION:", &escaped(&details.join("\n"))].concat());
        }
        add("TRANSP:TRANSPARENT");
        add("BEGIN:VALARM");
        add("ACTION:DISPLAY");
        add("TRIGGER:-P30D");
        add(&["DESCRIPTION:", &escaped(&summary)].concat());
        add("END:VALARM");
        add("END:VEVENT");
    }
    add("END:VCALENDAR");
    (events > 0).then_some(calendar)
}

/// A date as iCalendar writes it: `20270331`.
fn compact(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// A text as a value (RFC 5545, section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// Adds a line, folded into lines of at most [`MAX_LINE`] bytes: a continuation begins with a space.
fn add_line(calendar: &mut String, line: &str) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > MAX_LINE {
            calendar.push_str("\r\n ");
            length = 1;
        }
        calendar.push(character);
        length += character.len_utf8();
    }
    calendar.push_str("\r\n");
}
