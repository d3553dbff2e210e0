//! Fuzz target: any text as a record. It is rejected, or it is a record that reads back from its JSON, that every answer
//! can be written for, and whose answer is "Yes" or "On some plans" only with high confidence and a signed BAA.
#![no_main]

use catalog::answers;
use catalog::signals::SharedSignals;
use catalog::{BaaStatus, Confidence, Date, Record, rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(record) = serde_json::from_str::<Record>(text) else { return };
    let written = serde_json::to_string(&record).expect("a record serializes");
    let again: Record = serde_json::from_str(&written).expect("a serialized record deserializes");
    assert_eq!(again, record);

    let answer = answers::baa_answer(&record).text();
    let is_yes = answer.starts_with("Yes") || answer.starts_with("On some plans");
    let is_stated = record.confidence == Confidence::High;
    let is_signed = matches!(record.baa.status, BaaStatus::Available | BaaStatus::PlanGated);
    assert!(!is_yes || is_stated && is_signed, "{answer}");
    let _ = (answers::phi_answer(&record), answers::soc2_answer(&record), answers::request_section(&record));
    let _ = (answers::questions(&record), answers::description(&record), record.verdict());
    for change in &record.changes {
        let _ = (change.describe(record.verdict()), record.meaning(change));
    }
    let today = Date::parse("2026-11-24").expect("a day");
    let shared = SharedSignals::default();
    let _ = rules::defects(&record, &shared, today);
    let _ = rules::defects_between(&[&record, &again], &shared);
});
