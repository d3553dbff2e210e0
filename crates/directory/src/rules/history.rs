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
            found.push(Defect::new(format!("changes[{}].date", index + 1), Rule::ChangesInOrder, both));
        }
    }
    found.extend(Field::ALL.iter().flat_map(|field| field_defects(record, *field)));
    found
}

fn change_defects(index: usize, change: &Change) -> Vec<Defect> {
    let mut found = Vec::new();
    for (end, key) in [("from", &change.from), ("to", &change.to)] {
        if !change.field.statuses().contains(&key.as_str()) {
            found.push(Defect::new(format!("changes[{index}].{end}"), Rule::ChangeHasStatuses, key));
        }
    }
    if change.from == change.to {
        let both = format!("from {} to {}", change.from, change.to);
        found.push(Defect::new(format!("changes[{index}].to"), Rule::ChangeChanges, both));
    }
    found
}

/// What does not hold between the changes of one field, newest first.
fn field_defects(record: &Record, field: Field) -> Vec<Defect> {
    let changes = record.changes.iter().enumerate().filter(|(_, change)| change.field == field);
    let changes: Vec<(usize, &Change)> = changes.collect();
    let mut found = Vec::new();
    if let Some((index, newest)) = changes.first()
        && newest.to != record.verdict().key(field)
    {
        let both = format!("{}, but {}.status is {}", newest.to, field.key(), record.verdict().key(field));
        found.push(Defect::new(format!("changes[{index}].to"), Rule::ChangesReachToday, both));
    }
    for pair in changes.windows(2) {
        let [(index, newer), (_, older)] = pair else { continue };
        if newer.date == older.date {
            let what = format!("{} twice on {}", field.key(), newer.date);
            found.push(Defect::new(format!("changes[{index}].date"), Rule::OneChangeADay, what));
        } else if newer.from != older.to {
            let both = format!("{}, but {} led to {}", newer.from, older.date, older.to);
            found.push(Defect::new(format!("changes[{index}].from"), Rule::ChangesConnect, both));
        }
    }
    found
}
