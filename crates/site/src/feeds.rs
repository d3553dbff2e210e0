//! Atom feeds: one of all changes, one a category, and one a vendor. Their identifiers and dates come from the
//! records, so that what a reader has seen stays seen when the site is published again. A feed without vendors has no
//! entries, and the day of publication as its date.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Text};
use directory::answers::baa_answer;
use directory::{Category, Change, Date, Record, newest_changes};

use crate::settings::Settings;

/// A vendor's feed: its changes, or its present verdict where none is on record.
pub fn vendor(settings: &Settings, base: &str, record: &Record) -> String {
    let page = settings.address(base, &format!("vendors/{}/", record.slug));
    let entries = if record.changes.is_empty() {
        vec![entry(&page, &page, record.last_verified, &record.name, &baa_answer(record).text())]
    } else {
        record.changes.iter().map(|change| change_entry(&page, record, change)).collect()
    };
    let address = settings.address(base, &format!("vendors/{}.xml", record.slug));
    let updated = record.changes.first().map_or(record.last_verified, |change| change.date);
    feed(settings, &format!("{}: BAA and HIPAA status", record.name), &address, &page, updated, entries)
}

/// The feed of every change of every vendor, newest first.
pub fn changes(settings: &Settings, base: &str, records: &[Record], today: Date) -> String {
    let page = settings.address(base, "changes/");
    let address = settings.address(base, "changes.xml");
    let title = "Changes of BAA and HIPAA status";
    of_all(settings, base, title, (&address, &page), records, today)
}

/// The feed of every change of a category's vendors, newest first.
pub fn category(
    settings: &Settings,
    base: &str,
    category: Category,
    records: &[Record],
    today: Date,
) -> String {
    let page = settings.address(base, &format!("categories/{}/", category.key()));
    let address = settings.address(base, &format!("categories/{}.xml", category.key()));
    let records: Vec<Record> = records.iter().filter(|record| record.category == category).cloned().collect();
    let title = format!("{}: BAA and HIPAA status", category.label());
    of_all(settings, base, &title, (&address, &page), &records, today)
}

fn of_all(
    settings: &Settings,
    base: &str,
    title: &str,
    (address, page): (&str, &str),
    records: &[Record],
    today: Date,
) -> String {
    let changes = newest_changes(records);
    let verified = || records.iter().map(|record| record.last_verified).max();
    let updated = changes.first().map(|(_, change)| change.date).or_else(verified).unwrap_or(today);
    let entries = changes
        .into_iter()
        .map(|(record, change)| {
            change_entry(&settings.address(base, &format!("vendors/{}/", record.slug)), record, change)
        })
        .collect();
    feed(settings, title, address, page, updated, entries)
}

fn change_entry(page: &str, record: &Record, change: &Change) -> Entry {
    let (_, after) = change.labels(record.verdict());
    let title = format!("{}: {after}", record.name);
    let id = format!("{page}#{}-{}", change.date, change.field.key());
    let text = format!("{} {}", change.in_words(record.verdict()), record.meaning(change));
    entry(&id, page, change.date, &title, text.trim_end())
}

fn entry(id: &str, page: &str, date: Date, title: &str, text: &str) -> Entry {
    Entry {
        id: id.to_owned(),
        title: Text::plain(title),
        updated: at_midnight(date),
        links: vec![link(page, "alternate")],
        summary: Some(Text::plain(text)),
        ..Entry::default()
    }
}

fn feed(
    settings: &Settings,
    title: &str,
    address: &str,
    page: &str,
    updated: Date,
    entries: Vec<Entry>,
) -> String {
    Feed {
        id: address.to_owned(),
        title: Text::plain(format!("{title} | {}", settings.name)),
        updated: at_midnight(updated),
        authors: vec![atom_syndication::Person { name: settings.name.clone(), ..Default::default() }],
        links: vec![link(address, "self"), link(page, "alternate")],
        entries,
        ..Feed::default()
    }
    .to_string()
}

fn link(href: &str, rel: &str) -> Link {
    Link { href: href.to_owned(), rel: rel.to_owned(), ..Link::default() }
}

/// Records have days; Atom asks for moments.
fn at_midnight(date: Date) -> FixedDateTime {
    FixedDateTime::parse_from_rfc3339(&format!("{date}T00:00:00Z")).unwrap_or_default()
}
