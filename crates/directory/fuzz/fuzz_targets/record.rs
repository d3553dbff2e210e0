//! Any text in the place of a record: it is refused, or it is a record that every sentence can be made of, that is
//! written as it was read, and whose unknown statuses never read as a yes.
#![no_main]

use directory::answers;
use directory::signals::SharedSignals;
use directory::{BaaStatus, Confidence, Date, Record, rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(record) = serde_json::from_str::<Record>(text) else { return };
    let written = serde_json::to_string(&record).expect("a record is written");
    let again: Record = serde_json::from_str(&written).expect("what was written is read");
    assert_eq!(again, record);

    let answer = answers::baa_answer(&record).text();
    let is_yes = answer.starts_with("Yes") || answer.starts_with("On some plans");
    let is_stated = record.confidence == Confidence::High;
    let is_signed = matches!(record.baa.status, BaaStatus::Available | BaaStatus::PlanGated);
    assert!(!is_yes || is_stated && is_signed, "{answer}");
    let _ = (answers::phi_answer(&record), answers::soc2_answer(&record), answers::request(&record));
    let _ = (answers::questions(&record), answers::description(&record), record.verdict());
    for change in &record.changes {
        let _ = (change.in_words(record.verdict()), record.meaning(change));
    }
    let today = Date::parse("2026-11-24").expect("a day");
    let shared = SharedSignals::default();
    let _ = rules::defects(&record, &shared, today);
    let _ = rules::defects_between(&[&record, &again], &shared);
});
