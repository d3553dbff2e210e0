//! Merging two versions of a register, without losing anything of either.

use crate::checksum::sha256;
use crate::place_order::sorted_by_name;

use super::entry::{Entry, Register};
use super::field::EntryField;

/// Two versions of one entry that contradict each other. Both are kept as entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The id of the version that keeps the id of the entry.
    pub id: String,
    /// The id of the other version.
    pub other_id: String,
    /// The labels of what differs.
    pub differences: Vec<String>,
}

/// The result of a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The entries of both.
    pub register: Register,
    /// The number of entries that only the second register has.
    pub added: usize,
    /// The number of entries of the first register that get values of the second.
    pub completed: usize,
    /// The entries that contradict each other.
    pub conflicts: Vec<Conflict>,
}

/// Merges two registers that derive from `base`, which is empty if they have nothing in common. A change that only one of
/// them made is taken from it. The order of the two makes no difference to the entries.
pub fn merge(base: &Register, first: Register, second: Register) -> Merged {
    let mut merged = Merged::default();
    merged.register.other_members = sorted_members(first.other_members, second.other_members);
    merged.register.unreadable = first.unreadable;
    for json in second.unreadable {
        if !merged.register.unreadable.contains(&json) {
            merged.register.unreadable.push(json);
        }
    }
    merged.register.unreadable = sorted_by_name(merged.register.unreadable, String::clone);
    let mut others: Vec<Option<Entry>> = second.entries.into_iter().map(Some).collect();
    for entry in first.entries {
        let other = others.iter_mut().find(|other| other.as_ref().is_some_and(|other| other.id == entry.id));
        match other.and_then(Option::take) {
            Some(other) => merged.add_versions(base.entry(&entry.id), entry, other),
            // The second register removed an entry that the first one did not change.
            None if base.entry(&entry.id) == Some(&entry) => {}
            None => merged.push(entry),
        }
    }
    for entry in others.into_iter().flatten().filter(|entry| base.entry(&entry.id) != Some(entry)) {
        merged.added += usize::from(base.entry(&entry.id).is_none());
        merged.push(entry);
    }
    merged.register.entries = merged.register.sorted().into_iter().cloned().collect();
    merged
}

/// The members of both lists, each once, in an order that does not depend on that of the lists.
fn sorted_members(first: Vec<(String, String)>, second: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut members = first;
    for member in second {
        if !members.contains(&member) {
            members.push(member);
        }
    }
    sorted_by_name(members, |(key, value)| [key, "\0", value].concat())
}

impl Merged {
    /// Adds an entry. If one with its id is there, which is the other version of a conflict that was merged before, the two
    /// are versions of one entry.
    fn push(&mut self, entry: Entry) {
        match self.register.entries.iter().position(|other| other.id == entry.id) {
            None => self.register.entries.push(entry),
            Some(position) if self.register.entries.get(position) == Some(&entry) => {}
            Some(position) => {
                let other = self.register.entries.remove(position);
                self.add_versions(None, other, entry);
            }
        }
    }

    /// Adds two versions of an entry: as one if they do not contradict each other.
    fn add_versions(&mut self, base: Option<&Entry>, first: Entry, second: Entry) {
        let (combined, differences) = combined(base, &first, &second);
        if differences.is_empty() {
            self.completed += usize::from(combined != first);
            return self.push(combined);
        }
        let (kept, mut other) =
            if first.to_json() <= second.to_json() { (first, second) } else { (second, first) };
        // The id depends only on the version.
        let digits: String = sha256(other.to_json().as_bytes()).chars().take(8).collect();
        other.id = [&other.id, "-", &digits].concat();
        self.conflicts.push(Conflict { id: kept.id.clone(), other_id: other.id.clone(), differences });
        self.push(kept);
        self.push(other);
    }
}

/// One entry with the changes of both, and the labels of what both changed differently.
fn combined(base: Option<&Entry>, first: &Entry, second: &Entry) -> (Entry, Vec<String>) {
    let mut entry = first.clone();
    let mut differences = Vec::new();
    for field in EntryField::ALL {
        let before = base.map_or("", |base| base.get(*field));
        let (a, b) = (first.get(*field), second.get(*field));
        if a == before {
            entry.set(*field, b);
        } else if b != before && a != b {
            differences.push(field.label().to_owned());
        }
    }
    for (key, value) in &second.other_members {
        match entry.other_members.iter().find(|(other, _)| other == key) {
            None => entry.other_members.push((key.clone(), value.clone())),
            Some((_, other)) if other == value => {}
            Some(_) => differences.push(key.clone()),
        }
    }
    entry.other_members = sorted_members(std::mem::take(&mut entry.other_members), Vec::new());
    (entry, differences)
}
