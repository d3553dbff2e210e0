//! The register: its file, its merge, its exports and what needs attention.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::LazyLock;

use catalog::{Date, Slug};
use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime};
use inventory::register::{
    AgreementStatus, Attention, AttentionKind, Column, CsvTable, DirectoryFacts, Entry, EntryField,
    FieldKind, ImportError, Need, OpenError, Register, merge, to_calendar, to_csv, to_ocr_list,
};
use inventory::{StackIndex, VendorNames};
use proptest::prelude::*;

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn entry(id: &str, values: &[(EntryField, &str)]) -> Entry {
    let mut entry = Entry::new(id);
    for (field, value) in values {
        entry.set(*field, value);
    }
    entry
}

static INDEX: LazyLock<StackIndex> =
    LazyLock::new(|| StackIndex::parse(include_str!("fixtures/index.json")).expect("a valid index"));

/// The time at which calendars are saved.
const NOW: &str = "20261129T101500Z";

fn sorted(register: &Register) -> Vec<Entry> {
    register.sorted().into_iter().cloned().collect()
}

fn register(entries: Vec<Entry>) -> Register {
    Register::with_entries(entries)
}

/// A value that fits the field, or any text in a field for texts.
fn value(field: EntryField) -> BoxedStrategy<String> {
    match field.kind() {
        FieldKind::Text => "[\\PC\n]{0,20}".boxed(),
        FieldKind::Date => {
            (0..40_000_i32).prop_map(|days| Date::from_unix_days(days).expect("a date").to_string()).boxed()
        }
        FieldKind::Choice => {
            prop::sample::select(field.choices()).prop_map(|(key, _)| key.to_owned()).boxed()
        }
    }
}

/// An entry with an id out of a few, and values in some fields.
fn any_entry() -> impl Strategy<Value = Entry> {
    let values: Vec<_> =
        EntryField::ALL.iter().map(|field| prop::option::weighted(0.2, value(*field))).collect();
    ("[a-h]", values).prop_map(|(id, values)| {
        let mut entry = Entry::new(&id);
        for (field, value) in EntryField::ALL.iter().zip(values) {
            entry.set(*field, &value.unwrap_or_default());
        }
        entry
    })
}

/// A register whose ids differ.
fn any_register() -> impl Strategy<Value = Register> {
    prop::collection::vec(any_entry(), 0..6).prop_map(|entries| {
        let mut register = Register::default();
        for entry in entries {
            if register.entry(&entry.id).is_none() {
                register.entries.push(entry);
            }
        }
        register
    })
}

proptest! {
    #[test]
    fn a_saved_register_opens_as_it_was(register in any_register()) {
        let opened = Register::open(&register.save()).expect("a register");
        prop_assert_eq!(opened.problems, Vec::<String>::new());
        prop_assert_eq!(opened.register.entries, sorted(&register));
    }

    #[test]
    fn csv_is_imported_as_it_was(register in any_register()) {
        let csv = to_csv(&register);
        let names = register.entries.iter().all(|entry| !entry.get(EntryField::Name).is_empty());
        match CsvTable::parse(&csv) {
            Err(error) => {
                prop_assert_eq!(error, ImportError::Empty);
                prop_assert!(register.entries.is_empty());
            }
            Ok(table) => {
                let (entries, problems) = table.entries(&table.mapping(), &mut || "new".to_owned());
                prop_assert_eq!(entries, sorted(&register));
                prop_assert_eq!(problems.is_empty(), names);
            }
        }
    }

    #[test]
    fn a_merge_loses_nothing_and_does_not_depend_on_the_order(first in any_register(), second in any_register()) {
        let nothing = Register::default();
        let merged = merge(&nothing, first.clone(), second.clone()).register;
        prop_assert_eq!(&merge(&nothing, second.clone(), first.clone()).register, &merged);
        for entry in first.entries.iter().chain(&second.entries) {
            // A version of the entry has every value.
            let has_all = |other: &Entry| EntryField::ALL.iter().all(|field| {
                entry.get(*field).is_empty() || entry.get(*field) == other.get(*field)
            });
            let versions = merged.entries.iter().filter(|other| other.id.starts_with(&entry.id));
            prop_assert!(versions.into_iter().any(has_all), "{entry:?} is not in {merged:?}");
        }
        // Merging again adds nothing.
        prop_assert_eq!(&merge(&nothing, merged.clone(), second).register, &merged);
    }

    #[test]
    fn what_only_one_side_changed_is_as_on_that_side(base in any_register(), changed in any_register()) {
        let expected = sorted(&changed);
        for merged in [
            merge(&base, base.clone(), changed.clone()),
            merge(&base, changed.clone(), base.clone()),
            merge(&base, changed.clone(), changed.clone()),
        ] {
            prop_assert_eq!(merged.conflicts, Vec::new());
            prop_assert_eq!(&merged.register.entries, &expected);
        }
    }

    #[test]
    fn a_calendar_read_by_another_program_has_the_same_dates(register in any_register()) {
        let text = to_calendar(&register, NOW).unwrap_or_else(|| "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned());
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= 75, "{line}");
        }
        let calendar: Calendar = text.parse().expect("a calendar");
        let read: Vec<(String, Date, String)> = calendar.components.iter().filter_map(|component| {
            let CalendarComponent::Event(event) = component else { return None };
            // A date without a time is the same day in every time zone.
            let Some(DatePerhapsTime::Date(day)) = event.get_start() else { panic!("no date in {event:?}") };
            Some((
                event.get_uid().expect("an id").to_owned(),
                date(&day.to_string()),
                event.get_summary().expect("a summary").to_owned(),
            ))
        }).collect();
        let expected: Vec<(String, Date, String)> = register.sorted().into_iter().filter_map(|entry| {
            let is_past = matches!(entry.status(), Some(AgreementStatus::Expired | AgreementStatus::Refused));
            let day = entry.date(EntryField::ReviewOn).filter(|_| !is_past)?;
            let id = format!("{}@register.countersign", entry.id);
            let is_needed = entry.status() != Some(AgreementStatus::NotNeeded);
            let what = if is_needed { "Review the BAA with" } else { "Review whether you need a BAA with" };
            Some((id, day, format!("{what} {}", entry.get(EntryField::Name))))
        }).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_text_is_opened_or_refused_with_a_sentence(text in "\\PC{0,200}") {
        if let Err(error) = Register::open(&text) {
            prop_assert!(error.to_string().starts_with("This "), "{error}");
        }
        drop(CsvTable::parse(&text));
    }
}

#[test]
fn nothing_of_a_file_is_lost() {
    let text = r#"{ "format": "countersign-register", "version": 1, "title": "Clinic",
        "entries": [
            { "id": "a", "name": "Zoom", "signed_on": "2026-02-30", "color": { "r": 1 } },
            { "id": "a", "name": "Slack", "status": "unsure" },
            { "name": 5, "notes": null },
            7
        ] }"#;
    let opened = Register::open(text).expect("a register");
    let problems: Vec<&str> = opened.problems.iter().map(String::as_str).collect();
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems[0].contains("Entry 1 (Zoom)") && problems[0].contains("2026-02-30"), "{}", problems[0]);
    assert!(problems[1].contains("“unsure”") && problems[2].contains("same id"), "{problems:?}");
    assert!(problems[3].contains("Entry 4"), "{}", problems[3]);
    assert_eq!(opened.register.entries.len(), 3);
    assert_eq!(opened.register.entries[0].get(EntryField::SignedOn), "2026-02-30");
    assert_eq!(opened.register.entries[0].date(EntryField::SignedOn), None);
    let saved = opened.register.save();
    for part in ["\"title\": \"Clinic\"", "\"color\": { \"r\": 1 }", "\n7\n", "2026-02-30", "unsure", "\"5\""]
    {
        assert!(saved.contains(part), "{part} is not in {saved}");
    }
    assert_eq!(Register::open(&saved).expect("a register").register.entries, sorted(&opened.register));
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let newer = r#"{ "format": "countersign-register", "version": 2, "entries": [] }"#;
    assert_eq!(Register::open(newer), Err(OpenError::NewerVersion(2)));
    assert!(matches!(Register::open("Zoom,Slack"), Err(OpenError::Json(_))));
    for text in ["{}", "[]", "{\"version\": 1}"] {
        assert_eq!(Register::open(text), Err(OpenError::Format), "{text}");
    }
    for (members, damaged) in [("\"version\": \"1\"", "version"), ("\"version\": 1", "entries")] {
        let text = format!("{{ \"format\": \"countersign-register\", {members} }}");
        assert_eq!(Register::open(&text), Err(OpenError::Member(damaged)), "{text}");
    }
}

#[test]
fn the_questions_decide_about_the_need_with_a_reason() {
    for (answers, need) in [
        (["", "", ""], Need::Unanswered),
        (["no", "", ""], Need::NoPhi),
        (["yes", "no", ""], Need::NotOnBehalf),
        (["yes", "yes", ""], Need::Unanswered),
        (["yes", "yes", "yes"], Need::Conduit),
        (["yes", "yes", "no"], Need::Needed),
        (["perhaps", "yes", "no"], Need::Unanswered),
    ] {
        let fields = [EntryField::HasPhi, EntryField::OnBehalf, EntryField::OnlyTransmits];
        let values: Vec<(EntryField, &str)> = fields.into_iter().zip(answers).collect();
        assert_eq!(entry("a", &values).need(), need, "{answers:?}");
        assert!(!need.sentence().is_empty());
    }
}

/// Values of an entry, and what needs attention then.
type Case<'a> = (&'a [(EntryField, &'a str)], &'a [AttentionKind]);

fn attention(values: &[(EntryField, &str)]) -> Vec<Attention> {
    register(vec![entry("a", values)]).attention(Some(&INDEX), date("2026-11-29"))
}

fn kinds(values: &[(EntryField, &str)]) -> Vec<AttentionKind> {
    attention(values).into_iter().map(|attention| attention.kind).collect()
}

#[test]
fn what_needs_attention_is_found() {
    use AttentionKind::{ExcludedInUse, Incomplete, NoAnswer, PhiWithoutBaa, ReviewDue};
    let phi = (EntryField::HasPhi, "yes");
    let signed = [(EntryField::Status, "signed"), (EntryField::SignedOn, "2026-01-01")];
    let not_needed = (EntryField::Status, "not_needed");
    let needed = [phi, (EntryField::OnBehalf, "yes"), (EntryField::OnlyTransmits, "no")];
    let requested = (EntryField::Status, "requested");
    let cases: [Case; 19] = [
        (&[], &[Incomplete]),
        (&[(EntryField::HasPhi, "no")], &[]),
        (&[phi, (EntryField::OnBehalf, "no")], &[]),
        (&needed, &[PhiWithoutBaa, Incomplete]),
        (&[phi, signed[0], signed[1]], &[]),
        (&[signed[0]], &[Incomplete]),
        (&[phi, (EntryField::Status, "refused")], &[PhiWithoutBaa, Incomplete]),
        (&[(EntryField::Status, "expired")], &[Incomplete]),
        (&[phi, signed[0], signed[1], (EntryField::ExpiresOn, "2026-11-28")], &[PhiWithoutBaa, ReviewDue]),
        (&[phi, signed[0], signed[1], (EntryField::ExpiresOn, "2026-11-29")], &[ReviewDue]),
        (&[not_needed], &[Incomplete]),
        (&[not_needed, (EntryField::Reason, "No PHI")], &[]),
        (&[needed[0], needed[1], needed[2], not_needed], &[PhiWithoutBaa]),
        (&[signed[0], signed[1], (EntryField::ExcludedInUse, "Chat")], &[ExcludedInUse]),
        (&[signed[0], signed[1], (EntryField::ReviewOn, "2026-12-29")], &[ReviewDue]),
        (&[signed[0], signed[1], (EntryField::ReviewOn, "2026-12-30")], &[]),
        (&[requested, (EntryField::RequestedOn, "2026-11-15")], &[NoAnswer, Incomplete]),
        (&[requested, (EntryField::RequestedOn, "2026-11-16"), needed[0], (EntryField::OnBehalf, "no")], &[]),
        (&[requested], &[Incomplete]),
    ];
    for (values, expected) in cases {
        assert_eq!(kinds(values), expected, "{values:?}");
    }
}

#[test]
fn a_verdict_that_changed_after_the_signature_needs_attention() {
    let mut index = INDEX.clone();
    let zoom = index.vendors.iter_mut().find(|vendor| vendor.slug.as_str() == "zoom").expect("a vendor");
    zoom.changed = Some(date("2026-06-01"));
    for (signed_on, expected) in [("2026-05-31", 1), ("2026-06-01", 0), ("", 0)] {
        let entry = entry(
            "a",
            &[
                (EntryField::Vendor, "zoom"),
                (EntryField::Status, "signed"),
                (EntryField::SignedOn, signed_on),
            ],
        );
        let mut attention = register(vec![entry]).attention(Some(&index), date("2026-11-29"));
        attention.retain(|one| one.kind == AttentionKind::VerdictChanged);
        assert_eq!(attention.len(), expected, "{attention:?}");
        assert!(attention.iter().all(|one| one.sentence.contains("Jun 1, 2026")), "{attention:?}");
    }
}

#[test]
fn a_vendor_that_left_the_directory_needs_attention() {
    let attention = attention(&[(EntryField::Vendor, "no-such-vendor"), (EntryField::HasPhi, "no")]);
    let [one] = attention.as_slice() else { panic!("{attention:?}") };
    assert!(one.kind == AttentionKind::VerdictChanged && one.sentence.contains("no-such-vendor"), "{one:?}");
}

#[test]
fn two_versions_that_differ_are_both_kept_and_named() {
    let first = register(vec![entry("a", &[(EntryField::Name, "Zoom"), (EntryField::Notes, "one")])]);
    let second = register(vec![entry(
        "a",
        &[(EntryField::Name, "Zoom"), (EntryField::Notes, "two"), (EntryField::Owner, "Ana")],
    )]);
    let merged = merge(&Register::default(), first, second);
    assert_eq!((merged.added, merged.completed, merged.register.entries.len()), (0, 0, 2));
    let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
    assert_eq!(conflict.differences, ["Notes"]);
    assert!(
        merged.register.entry(&conflict.id).is_some() && merged.register.entry(&conflict.other_id).is_some()
    );
}

#[test]
fn entries_of_one_name_are_numbered() {
    let named = |id: &str, name: &str| entry(id, &[(EntryField::Name, name)]);
    let register =
        register(vec![named("b", "Zoom"), named("a", "zoom"), named("c", "Slack"), named("d", "")]);
    let titles: Vec<String> = register.titled().into_iter().map(|(_, title)| title).collect();
    assert_eq!(titles, ["(no name)", "Slack", "zoom (1 of 2)", "Zoom (2 of 2)"]);
    assert_eq!(register.title("b").as_deref(), Some("Zoom (2 of 2)"));
}

#[test]
fn two_versions_that_complete_each_other_become_one() {
    let first = register(vec![entry("a", &[(EntryField::Name, "Zoom"), (EntryField::Notes, "one")])]);
    let second = register(vec![entry("a", &[(EntryField::Name, "Zoom"), (EntryField::Owner, "Ana")])]);
    let merged = merge(&Register::default(), first, second);
    assert_eq!((merged.completed, merged.register.entries.len()), (1, 1));
    let entry = &merged.register.entries[0];
    assert_eq!((entry.get(EntryField::Notes), entry.get(EntryField::Owner)), ("one", "Ana"));
}

#[test]
fn ocrs_list_has_its_27_columns_and_a_row_for_each_business_associate() {
    let register = register(vec![
        entry(
            "a",
            &[
                (EntryField::Name, "Zoom"),
                (EntryField::Vendor, "zoom"),
                (EntryField::Service, "Visits"),
                (EntryField::Status, "signed"),
                (EntryField::PrimaryPhone, "1"),
            ],
        ),
        entry(
            "b",
            &[
                (EntryField::Name, "Zoom Phone"),
                (EntryField::Vendor, "zoom"),
                (EntryField::Service, "Calls"),
                (EntryField::Status, "to_request"),
                (EntryField::PrimaryEmail, "of another contact"),
            ],
        ),
        entry(
            "c",
            &[
                (EntryField::Name, "Shredder"),
                (EntryField::HasPhi, "yes"),
                (EntryField::OnBehalf, "yes"),
                (EntryField::OnlyTransmits, "no"),
                (EntryField::Status, "not_needed"),
                (EntryField::PrimaryEmail, "=cmd()"),
                (EntryField::Website, "https://x.example"),
            ],
        ),
        entry("d", &[(EntryField::Name, "Post office"), (EntryField::Status, "not_needed")]),
        entry("e", &[(EntryField::Name, "Unanswered")]),
        entry(
            "f",
            &[(EntryField::Name, "No PHI"), (EntryField::HasPhi, "no"), (EntryField::Status, "to_request")],
        ),
    ]);
    let facts = |slug: &Slug| {
        (slug.as_str() == "zoom").then(|| DirectoryFacts {
            service: "Video".to_owned(),
            website: "https://zoom.example".to_owned(),
        })
    };
    let list = to_ocr_list(&register, None, &facts);
    let mut reader = csv::ReaderBuilder::new().from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    let headers: Vec<String> = reader.headers().expect("headers").iter().map(str::to_owned).collect();
    assert_eq!(headers.len(), 27);
    assert_eq!(
        headers[..4],
        ["BA Name", "Type of Service", "Primary Contact Title", "Primary Contact First Name"]
    );
    assert_eq!(headers[14], "Secondary Contact Title");
    assert_eq!(headers[25..], ["Secondary Contact Email", "Website"]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows of 27 cells");
    let cells = |row: usize| [0, 1, 13, 26].map(|column| rows[row][column].to_owned());
    assert_eq!(cells(0), ["Shredder", "", "'=cmd()", "https://x.example"]);
    assert_eq!(cells(1), ["Zoom", "Visits; Calls", "", "https://zoom.example"]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn columns_of_another_program_are_mapped_and_the_rest_goes_to_the_notes() {
    let text = "Vendor Name;Date signed;BAA Status;Risk;Color\n\
        Zoom;3/31/2026;signed;low;\n\
        \"Line\nbreak\";2026-02-30;maybe;;red;extra\n\
        ;;;;\n";
    let table = CsvTable::parse(text).expect("a table");
    let mapping = table.mapping();
    assert_eq!(
        mapping[..3],
        [
            Column::Field(EntryField::Name),
            Column::Field(EntryField::SignedOn),
            Column::Field(EntryField::Status)
        ]
    );
    assert_eq!(mapping[3..], [Column::AddToNotes, Column::AddToNotes]);
    let mut number = 0;
    let (entries, problems) = table.entries(&mapping, &mut || {
        number += 1;
        number.to_string()
    });
    assert_eq!(entries.len(), 2);
    let values = |entry: &Entry| {
        [EntryField::Name, EntryField::SignedOn, EntryField::Status, EntryField::Notes]
            .map(|field| entry.get(field).to_owned())
    };
    assert_eq!(values(&entries[0]), ["Zoom", "2026-03-31", "signed", "Risk: low"]);
    assert_eq!(values(&entries[1]), ["Line\nbreak", "2026-02-30", "maybe", "Color: red\nextra"]);
    assert!(
        problems.len() == 2 && problems.iter().all(|problem| problem.starts_with("Line 3: ")),
        "{problems:?}"
    );
    assert_eq!((entries[0].id.as_str(), entries[1].id.as_str()), ("1", "2"));
}

#[test]
fn the_second_of_two_columns_for_one_field_goes_to_the_notes() {
    let table = CsvTable::parse("Name,Data\nZoom,Visits\n").expect("a table");
    let mapping = [Column::Field(EntryField::Name), Column::Field(EntryField::Name)];
    let (entries, _) = table.entries(&mapping, &mut || "1".to_owned());
    assert_eq!(
        (entries[0].get(EntryField::Name), entries[0].get(EntryField::Notes)),
        ("Zoom", "Data: Visits")
    );
}

#[test]
fn an_entry_is_linked_to_the_vendor_with_its_name() {
    for (vendor, expected) in [("", "zoom"), ("no-such-vendor", "zoom"), ("slack", "slack")] {
        let mut entry = entry("a", &[(EntryField::Name, "ZOOM"), (EntryField::Vendor, vendor)]);
        entry.link(&INDEX, &VendorNames::new(&INDEX));
        assert_eq!(entry.get(EntryField::Vendor), expected, "{vendor}");
    }
}

#[test]
fn entries_of_renamed_vendors_follow_and_those_of_removed_ones_say_so() {
    let slug = |text: &str| Slug::parse(text).expect("a slug");
    let mut index = INDEX.clone();
    index.renamed = vec![(slug("meetings"), slug("zoom"))];
    let vendor = |vendor| (EntryField::Vendor, vendor);
    let register = register(vec![
        entry("a", &[(EntryField::Name, "Meetings"), vendor("meetings")]),
        entry("b", &[(EntryField::Name, "Gone"), vendor("gone")]),
        entry("c", &[(EntryField::Name, "Slack"), vendor("slack")]),
    ]);
    let current = register.entries.iter().map(|entry| entry.current_slug(Some(&index)).expect("a slug"));
    assert_eq!(current.map(|slug| slug.to_string()).collect::<Vec<_>>(), ["zoom", "gone", "slack"]);
    assert!(register.vendors(Some(&index)).contains(&slug("zoom")));
    assert!(!register.vendors(None).contains(&slug("zoom")));
    let attention = register.attention(Some(&index), date("2026-11-29"));
    let changed = attention.iter().filter(|one| one.kind == AttentionKind::VerdictChanged);
    assert_eq!(changed.map(|one| one.id.as_str()).collect::<Vec<_>>(), ["b"]);
    // The link of an entry is not lost when it is saved again under its old name.
    let mut saved = register.entries[0].clone();
    saved.link(&index, &VendorNames::new(&index));
    assert_eq!(saved, register.entries[0]);
    // One row for the old and the new slug.
    let both = ["meetings", "zoom"]
        .map(|slug| entry(slug, &[(EntryField::Name, slug), vendor(slug), (EntryField::Status, "signed")]));
    let list = to_ocr_list(&Register::with_entries(both.to_vec()), Some(&index), &|_| None);
    assert_eq!(list.lines().count(), 2, "{list}");
}

#[test]
fn two_entries_never_get_one_id() {
    let table = CsvTable::parse("Register ID,Vendor\na,Zoom\na,Doxy\n").expect("a table");
    let (entries, problems) = table.entries(&table.mapping(), &mut || "new".to_owned());
    assert_eq!(entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["a", "new"]);
    assert!(problems[0].starts_with("Line 3: another row has the same Register ID."), "{problems:?}");
    // A version of a conflict that was edited since, and the same file again.
    let nothing = Register::default();
    let first = register(vec![entry("a", &[(EntryField::Notes, "one")])]);
    let second = register(vec![entry("a", &[(EntryField::Notes, "two")])]);
    let mut merged = merge(&nothing, first, second.clone()).register;
    merged.entries.iter_mut().for_each(|entry| entry.set(EntryField::Notes, "three"));
    let merged = merge(&nothing, merged, second).register;
    let mut ids: Vec<&str> = merged.entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), merged.entries.len(), "{merged:?}");
    assert!(merged.entries.iter().any(|entry| entry.get(EntryField::Notes) == "two"), "{merged:?}");
}

#[test]
fn an_entry_that_both_changed_is_merged_by_its_fields() {
    let base = register(vec![entry("a", &[(EntryField::Name, "Zoom"), (EntryField::Owner, "Ana")])]);
    let (mut first, mut second) = (base.clone(), base.clone());
    first.entries[0].set(EntryField::Owner, "");
    second.entries[0].set(EntryField::Notes, "new");
    let merged = merge(&base, first.clone(), second.clone());
    let entry = &merged.register.entries[0];
    assert_eq!((entry.get(EntryField::Owner), entry.get(EntryField::Notes)), ("", "new"));
    // An entry that one removed and the other changed stays.
    let merged = merge(&base, Register::default(), second);
    assert_eq!((merged.register.entries.len(), merged.added), (1, 0));
}

#[test]
fn a_table_that_cannot_be_imported_is_refused_by_its_line() {
    assert_eq!(CsvTable::parse("Name\n\"Zoom\n"), Err(ImportError::OpenQuote(2)));
    assert_eq!(CsvTable::parse("Name\n"), Err(ImportError::Empty));
    assert_eq!(CsvTable::parse(""), Err(ImportError::Empty));
}

#[test]
fn a_review_on_the_leap_day_returns_every_year() {
    let review = entry("a", &[(EntryField::Name, "Zoom"), (EntryField::ReviewOn, "2028-02-29")]);
    let calendar = to_calendar(&register(vec![review]), NOW).expect("a calendar");
    assert_eq!(to_calendar(&Register::default(), NOW), None);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20280229\r\n"), "{calendar}");
    assert!(calendar.contains("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1\r\n"), "{calendar}");
    assert!(calendar.contains("TRIGGER:-P30D\r\n"), "{calendar}");
}

#[test]
fn a_register_of_5000_entries_is_saved_and_opened() {
    let entries = (0..5_000)
        .map(|number| {
            let number = number.to_string();
            entry(&number, &[(EntryField::Name, &number), (EntryField::Status, "signed")])
        })
        .collect();
    let register = register(entries);
    let opened = Register::open(&register.save()).expect("a register").register;
    assert_eq!(opened.entries, sorted(&register));
    let merged = merge(&register, register.clone(), opened);
    assert_eq!((merged.added, merged.completed, merged.register.entries.len()), (0, 0, 5_000));
    assert_eq!(to_ocr_list(&merged.register, None, &|_| None).lines().count(), 5_001);
}
