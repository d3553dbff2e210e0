//! Atom feeds: one of all changes, and one a vendor.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Text};
use directory::answers::baa_answer;
use directory::{Change, Date, Record, newest_changes};

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
    feed(
        settings,
        &format!("{}: BAA and HIPAA status", record.name),
        &address,
        &page,
        record.last_verified,
        entries,
    )
}

/// The feed of every change of every vendor, newest first.
pub fn changes(settings: &Settings, base: &str, records: &[Record], today: Date) -> String {
    let changes = newest_changes(records);
    let updated = changes.first().map_or(today, |(_, change)| change.date);
    let entries = changes
        .into_iter()
        .map(|(record, change)| {
            change_entry(&settings.address(base, &format!("vendors/{}/", record.slug)), record, change)
        })
        .collect();
    let page = settings.address(base, "changes/");
    feed(
        settings,
        "Changes of BAA and HIPAA status",
        &settings.address(base, "changes.xml"),
        &page,
        updated,
        entries,
    )
}

fn change_entry(page: &str, record: &Record, change: &Change) -> Entry {
    let after = change.field.status_label(&change.to);
    let title = format!("{}: {after}", record.name);
    let id = format!("{page}#{}-{}", change.date, change.field.key());
    entry(&id, page, change.date, &title, &change.in_words())
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
