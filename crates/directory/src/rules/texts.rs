//! Texts are shown as they are; these rules keep out what would make them show something else.

use super::{Defect, Rule};
use crate::Record;

/// How a text that is still to be written begins, in the record that `site new` makes.
pub const PLACEHOLDER: &str = "FILL IN";

/// Whether a character has no shape of its own and can change what its neighbours seem to say: control
/// characters and line separators, marks that change the direction of writing (after Unicode's report
/// 36, section 2.2), characters without width, and what Unicode calls no character, two of which XML cannot say. The
/// joiners that emoji and some scripts need are not.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || u32::from(character) & 0xfffe == 0xfffe
        || matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
        || matches!(character, '\u{180e}' | '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
        || matches!(
            character,
            '\u{115f}'
                | '\u{1160}'
                | '\u{3164}'
                | '\u{ad}'
                | '\u{200b}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{2060}'
                | '\u{feff}'
        )
}

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut found = Vec::new();
    for (field, text) in texts(record) {
        if text.contains(is_hidden) {
            found.push(Defect::new(field.clone(), Rule::PlainText, text));
        }
        if text.trim() != text {
            found.push(Defect::new(field.clone(), Rule::Trimmed, format!("\"{text}\"")));
        }
        if text.contains(PLACEHOLDER) {
            found.push(Defect::new(field, Rule::FilledIn, text));
        }
    }
    found
}

/// Every text of a record that a page shows as it is, with its field. Addresses, dates, statuses and
/// keys are not among them: their types say what they may hold.
fn texts(record: &Record) -> impl Iterator<Item = (String, &str)> {
    let single = [
        ("name", Some(&record.name)),
        ("baa.summary", Some(&record.baa.summary)),
        ("phi.summary", Some(&record.phi.summary)),
        ("soc2.summary", record.soc2.summary.as_ref()),
        ("notes", record.notes.as_ref()),
    ];
    let single = single.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?.as_str())));
    let lists = [
        ("aliases", &record.aliases),
        ("baa.plans", &record.baa.plans),
        ("certifications", &record.certifications),
    ];
    let lists = lists.into_iter().flat_map(|(field, texts)| {
        texts.iter().enumerate().map(move |(index, text)| (format!("{field}[{index}]"), text.as_str()))
    });
    let supports = record.sources.iter().map(|source| source.supports.as_str());
    let supports = supports.enumerate().map(|(index, text)| (format!("sources[{index}].supports"), text));
    let notes = record.changes.iter().map(|change| change.note.as_str());
    let notes = notes.enumerate().map(|(index, text)| (format!("changes[{index}].note"), text));
    single.chain(lists).chain(supports).chain(notes)
}
