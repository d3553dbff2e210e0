//! A record's changes must tell one story, from the status of then to the status of today.

use super::{Defect, Rule};
use crate::{Change, Field, Record};

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let changes = &record.changes;
    let mut found: Vec<Defect> =
        changes.iter().enumerate().flat_map(|(index, change)| change_defects(index, change)).collect();
    for (index, pair) in changes.windows(2).enumerate() {
        if let [newer, older] = pair
            && newer.date < older.date
        {
            let both = format!("{}, after {}", older.date, newer.date);
            let defect = Defect::new(format!("changes[{}].date", index + 1), Rule::ChangesInOrder, both);
            found.push(defect.comparing([format!("changes[{index}].date")]));
        }
    }
    found.extend(Field::ALL.iter().flat_map(|field| field_defects(record, *field)));
    found
}

fn change_defects(index: usize, change: &Change) -> Vec<Defect> {
    let mut found = Vec::new();
    for (end, key) in [("from", &change.from), ("to", &change.to)] {
        if !change.field.statuses().contains(&key.as_str()) {
            let defect = Defect::new(format!("changes[{index}].{end}"), Rule::ChangeHasStatuses, key);
            found.push(defect.comparing([format!("changes[{index}].field")]));
        }
    }
    if change.from == change.to {
        let both = format!("from {} to {}", change.from, change.to);
        let defect = Defect::new(format!("changes[{index}].to"), Rule::ChangeChanges, both);
        found.push(defect.comparing([format!("changes[{index}].from")]));
    }
    found
}

/// What does not hold between the changes of one field, newest first.
fn field_defects(record: &Record, field: Field) -> Vec<Defect> {
    let changes = record.changes.iter().enumerate().filter(|(_, change)| change.field == field);
    let changes: Vec<(usize, &Change)> = changes.collect();
    // Of which field each of all changes is: that says which of them are neighbors.
    let fields = || (0..record.changes.len()).map(|index| format!("changes[{index}].field"));
    let mut found = Vec::new();
    if let Some((index, newest)) = changes.first()
        && newest.to != record.verdict().key(field)
    {
        let both = format!("{}, but {}.status is {}", newest.to, field.key(), record.verdict().key(field));
        let defect = Defect::new(format!("changes[{index}].to"), Rule::ChangesReachToday, both);
        found.push(defect.comparing(fields()).comparing([format!("{}.status", field.key())]));
    }
    for pair in changes.windows(2) {
        let [(index, newer), (before, older)] = pair else { continue };
        let dates = [index, before].map(|index| format!("changes[{index}].date"));
        if newer.date == older.date {
            let what = format!("{} twice on {}", field.key(), newer.date);
            let defect = Defect::new(format!("changes[{index}].date"), Rule::OneChangeADay, what);
            found.push(defect.comparing(fields()).comparing(dates));
        } else if newer.from != older.to {
            let both = format!("{}, but {} led to {}", newer.from, older.date, older.to);
            let defect = Defect::new(format!("changes[{index}].from"), Rule::ChangesConnect, both);
            let compared = fields().chain(dates).chain([format!("changes[{before}].to")]);
            found.push(defect.comparing(compared));
        }
    }
    found
}
