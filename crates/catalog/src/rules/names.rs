//! Rules for names: a search for a name must find the one vendor that has it.

use std::collections::HashMap;

use super::{Defect, Rule};
use crate::{Record, text_folding};

/// The key by which names are compared: the folded name, so that "Drop Box", "drop-box" and "Dröpbox" have the same
/// key. A name without letters and digits is its own key.
pub fn name_key(name: &str) -> String {
    let folded = text_folding::folded(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut defects = Vec::new();
    for (field, name) in names(record) {
        if let Some(other) = seen.insert(name_key(name), name) {
            let found = format!("\"{name}\", like \"{other}\"");
            defects.push(Defect::new(field, Rule::RedundantAlias, found));
        }
    }
    defects
}

pub(super) fn defects_between(records: &[&Record]) -> Vec<(usize, Defect)> {
    let mut owners: HashMap<String, (usize, &str)> = HashMap::new();
    let mut defects = Vec::new();
    for (index, record) in records.iter().enumerate() {
        for (field, name) in names(record) {
            let (owner, other) = *owners.entry(name_key(name)).or_insert((index, name));
            if owner != index {
                let owner = records.get(owner).map_or("", |record| record.slug.as_str());
                let found = format!("\"{name}\", like \"{other}\" in {owner}");
                defects.push((index, Defect::new(field, Rule::DuplicateName, found)));
            }
        }
    }
    defects
}

/// The name and the aliases, each with the path of its field.
fn names(record: &Record) -> impl Iterator<Item = (String, &str)> {
    let aliases =
        record.aliases.iter().enumerate().map(|(index, alias)| (format!("aliases[{index}]"), alias.as_str()));
    std::iter::once(("name".to_owned(), record.name.as_str())).chain(aliases)
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn names_that_differ_in_case_accents_spaces_dots_or_hyphens_have_the_same_key() {
        for name in ["Drop Box", "drop-box", "DROPBOX", "Dröp.box", " dropbox\u{200b}"] {
            assert_eq!(name_key(name), "dropbox");
        }
    }

    #[test]
    fn names_in_other_scripts_or_of_symbols_only_have_different_keys() {
        assert_ne!(name_key("東京"), name_key("大阪"));
        assert_ne!(name_key("+"), name_key("++"));
    }
}
