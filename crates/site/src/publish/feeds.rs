//! Atom feeds: one of all changes, one per category and one per vendor. Their identifiers and dates come from the
//! records, so that republishing the site shows no entry as new. A feed without vendors has no entries and the date of
//! publication.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Text};
use catalog::answers::baa_answer;
use catalog::{Category, Change, Date, Record, newest_changes};

use crate::settings::Settings;

/// A vendor's feed: its changes, or its current verdict if no change is recorded.
pub fn vendor(settings: &Settings, base: &str, record: &Record) -> String {
    let page = settings.absolute_url(base, &format!("vendors/{}/", record.slug));
    let entries = if record.changes.is_empty() {
        vec![entry(&page, &page, record.last_verified, &record.name, &baa_answer(record).text())]
    } else {
        record.changes.iter().map(|change| change_entry(&page, record, change)).collect()
    };
    let url = settings.absolute_url(base, &format!("vendors/{}.xml", record.slug));
    let updated = record.changes.first().map_or(record.last_verified, |change| change.date);
    feed(settings, &format!("{}: BAA and HIPAA status", record.name), &url, &page, updated, entries)
}

/// The feed of all changes of all vendors, newest first.
pub fn changes(settings: &Settings, base: &str, records: &[Record], today: Date) -> String {
    let page = settings.absolute_url(base, "changes/");
    let url = settings.absolute_url(base, "changes.xml");
    let title = "Changes in BAA and HIPAA status";
    changes_feed(settings, base, title, (&url, &page), records, today)
}

/// The feed of all changes of a category's vendors, newest first.
pub fn category(
    settings: &Settings,
    base: &str,
    category: Category,
    records: &[Record],
    today: Date,
) -> String {
    let page = settings.absolute_url(base, &format!("categories/{}/", category.key()));
    let url = settings.absolute_url(base, &format!("categories/{}.xml", category.key()));
    let records: Vec<Record> = records.iter().filter(|record| record.category == category).cloned().collect();
    let title = format!("{}: BAA and HIPAA status", category.label());
    changes_feed(settings, base, &title, (&url, &page), &records, today)
}

fn changes_feed(
    settings: &Settings,
    base: &str,
    title: &str,
    (url, page): (&str, &str),
    records: &[Record],
    today: Date,
) -> String {
    let changes = newest_changes(records);
    let verified = || records.iter().map(|record| record.last_verified).max();
    let updated = changes.first().map(|(_, change)| change.date).or_else(verified).unwrap_or(today);
    let entries = changes
        .into_iter()
        .map(|(record, change)| {
            change_entry(&settings.absolute_url(base, &format!("vendors/{}/", record.slug)), record, change)
        })
        .collect();
    feed(settings, title, url, page, updated, entries)
}

fn change_entry(page: &str, record: &Record, change: &Change) -> Entry {
    let (_, after) = change.labels(record.verdict());
    let title = format!("{}: {after}", record.name);
    let id = format!("{page}#{}-{}", change.date, change.field.key());
    let text = format!("{} {}", change.describe(record.verdict()), record.meaning(change));
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
    url: &str,
    page: &str,
    updated: Date,
    entries: Vec<Entry>,
) -> String {
    Feed {
        id: url.to_owned(),
        title: Text::plain(format!("{title} | {}", settings.name)),
        updated: at_midnight(updated),
        authors: vec![atom_syndication::Person { name: settings.name.clone(), ..Default::default() }],
        links: vec![link(url, "self"), link(page, "alternate")],
        entries,
        ..Feed::default()
    }
    .to_string()
}

fn link(href: &str, rel: &str) -> Link {
    Link { href: href.to_owned(), rel: rel.to_owned(), ..Link::default() }
}

/// Midnight UTC of a date: Atom requires a time of day.
fn at_midnight(date: Date) -> FixedDateTime {
    FixedDateTime::parse_from_rfc3339(&format!("{date}T00:00:00Z")).unwrap_or_default()
}
