//! Texts are shown as they are; these rules keep out what would make them show something else.

use super::{Defect, Rule};
use crate::{Baa, Change, Links, Phi, Record, Soc2, Source};

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
fn texts(record: &Record) -> Vec<(String, &str)> {
    let Record {
        schema: _,
        slug: _,
        name,
        aliases,
        category: _,
        website: _,
        domains,
        baa: Baa { status: _, summary: baa_summary, plans, excluded_plans, price, route: _, url: _ },
        phi: Phi { status: _, summary: phi_summary, covered, excluded, settings },
        soc2: Soc2 { status: _, summary: soc2_summary },
        certifications,
        links: Links { trust_center: _, subprocessors: _ },
        notes,
        last_verified: _,
        confidence: _,
        sources,
        signals,
        changes,
    } = record;
    let mut found = Vec::new();
    for (field, text) in [
        ("name", Some(name)),
        ("baa.summary", Some(baa_summary)),
        ("baa.price", price.as_ref()),
        ("phi.summary", Some(phi_summary)),
        ("soc2.summary", soc2_summary.as_ref()),
        ("notes", notes.as_ref()),
    ] {
        found.extend(text.map(|text| (field.to_owned(), text.as_str())));
    }
    let lists = [
        ("aliases", aliases),
        ("domains", domains),
        ("baa.plans", plans),
        ("baa.excluded_plans", excluded_plans),
        ("phi.covered", covered),
        ("phi.excluded", excluded),
        ("phi.settings", settings),
        ("certifications", certifications),
    ];
    for (field, texts) in lists {
        let texts = texts.iter().enumerate();
        found.extend(texts.map(|(index, text)| (format!("{field}[{index}]"), text.as_str())));
    }
    let tokens = signals.iter();
    found.extend(tokens.map(|one| (format!("signals.{}[{}]", one.kind, one.index), one.token)));
    for (index, source) in sources.iter().enumerate() {
        let Source { url: _, supports, facts: _, publisher: _, terms, dated: _, archived: _ } = source;
        found.push((format!("sources[{index}].supports"), supports));
        let terms = terms.iter().enumerate();
        found.extend(terms.map(|(at, text)| (format!("sources[{index}].terms[{at}]"), text.as_str())));
    }
    for (index, change) in changes.iter().enumerate() {
        let Change { date: _, field: _, from: _, to: _, note } = change;
        found.push((format!("changes[{index}].note"), note));
    }
    found
}
