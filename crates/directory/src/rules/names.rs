//! Who searches for a name must find the one vendor that bears it.

use std::collections::HashMap;

use super::{Defect, Rule};
use crate::{Record, search};

/// A name as search hears it. "Drop Box", "drop-box" and "Dröpbox" fold alike. A name without letters or digits
/// stays as it is.
pub fn fold(name: &str) -> String {
    let folded = search::folded(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut seen: HashMap<String, (String, &str)> = HashMap::new();
    let mut found = Vec::new();
    for (field, name) in names(record) {
        if let Some((other_field, other)) = seen.insert(fold(name), (field.clone(), name)) {
            let both = format!("\"{name}\", like \"{other}\"");
            found.push(Defect::new(field, Rule::AliasAddsName, both).comparing([other_field]));
        }
    }
    found
}

pub(super) fn defects_between(records: &[&Record]) -> Vec<(usize, Defect)> {
    let mut owners: HashMap<String, (usize, &str)> = HashMap::new();
    let mut found = Vec::new();
    for (index, record) in records.iter().enumerate() {
        for (field, name) in names(record) {
            let (owner, other) = *owners.entry(fold(name)).or_insert((index, name));
            if owner != index {
                let owner = records.get(owner).map_or("", |record| record.slug.as_str());
                let both = format!("\"{name}\", like \"{other}\" of {owner}");
                found.push((index, Defect::new(field, Rule::NameIsFree, both)));
            }
        }
    }
    found
}

fn names(record: &Record) -> impl Iterator<Item = (String, &str)> {
    let aliases =
        record.aliases.iter().enumerate().map(|(index, alias)| (format!("aliases[{index}]"), alias.as_str()));
    std::iter::once(("name".to_owned(), record.name.as_str())).chain(aliases)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_spaces_dots_and_hyphens_make_no_difference() {
        for name in ["Drop Box", "drop-box", "DROPBOX", "Dröp.box", " dropbox\u{200b}"] {
            assert_eq!(fold(name), "dropbox");
        }
    }

    #[test]
    fn names_in_other_scripts_and_of_signs_alone_stay_apart() {
        assert_ne!(fold("東京"), fold("大阪"));
        assert_ne!(fold("+"), fold("++"));
    }
}
