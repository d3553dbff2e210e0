//! Rules for a record's changes: each field's changes must form a chain that ends at the current status.

use super::{Defect, Rule};
use crate::{Change, Field, Record};

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let changes = &record.changes;
    let mut defects: Vec<Defect> =
        changes.iter().enumerate().flat_map(|(index, change)| change_defects(index, change)).collect();
    for (index, pair) in changes.windows(2).enumerate() {
        if let [newer, older] = pair
            && newer.date < older.date
        {
            let found = format!("{}, after {}", older.date, newer.date);
            let field = format!("changes[{}].date", index + 1);
            defects.push(Defect::new(field, Rule::UnorderedChanges, found));
        }
    }
    defects.extend(Field::ALL.iter().flat_map(|field| field_defects(record, *field)));
    defects
}

fn change_defects(index: usize, change: &Change) -> Vec<Defect> {
    let mut defects = Vec::new();
    for (end, key) in [("from", &change.from), ("to", &change.to)] {
        if !change.field.statuses().contains(&key.as_str()) {
            defects.push(Defect::new(format!("changes[{index}].{end}"), Rule::UnknownStatus, key));
        }
    }
    if change.from == change.to {
        let found = format!("from {} to {}", change.from, change.to);
        defects.push(Defect::new(format!("changes[{index}].to"), Rule::ChangeWithoutEffect, found));
    }
    defects
}

/// The defects between the changes of one field.
fn field_defects(record: &Record, field: Field) -> Vec<Defect> {
    // Newest first, as in the record.
    let changes = record.changes.iter().enumerate().filter(|(_, change)| change.field == field);
    let changes: Vec<(usize, &Change)> = changes.collect();
    let current = record.verdict().status_key(field);
    let mut defects = Vec::new();
    if let Some((index, newest)) = changes.first()
        && newest.to != current
    {
        let found = format!("{}, but {}.status is {current}", newest.to, field.key());
        defects.push(Defect::new(format!("changes[{index}].to"), Rule::OutdatedHistory, found));
    }
    for pair in changes.windows(2) {
        let [(index, newer), (_, older)] = pair else { continue };
        if newer.date == older.date {
            let found = format!("{} twice on {}", field.key(), newer.date);
            defects.push(Defect::new(format!("changes[{index}].date"), Rule::OneChangePerDay, found));
        } else if newer.from != older.to {
            let found = format!("{}, but {} led to {}", newer.from, older.date, older.to);
            defects.push(Defect::new(format!("changes[{index}].from"), Rule::DisconnectedChanges, found));
        }
    }
    defects
}
