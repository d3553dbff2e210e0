//! Rules for texts. Pages show texts unchanged, so a text must not contain anything that displays as something else.

use super::{Defect, Rule, find_hidden};
use crate::{Baa, Change, Links, Phi, Record, Soc2, Source};

/// The beginning of every text that is still to be written in a record from `site new`.
pub const PLACEHOLDER: &str = "FILL IN";

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut defects = Vec::new();
    for (field, text) in texts(record) {
        if find_hidden(text).is_some() {
            defects.push(Defect::new(field.clone(), Rule::HiddenCharacter, text));
        }
        if text.trim() != text {
            defects.push(Defect::new(field.clone(), Rule::UntrimmedText, format!("\"{text}\"")));
        }
        if text.contains(PLACEHOLDER) {
            defects.push(Defect::new(field, Rule::PlaceholderText, text));
        }
    }
    defects
}

/// Every text that pages show unchanged, with the path of its field. URLs, dates, statuses and keys are excluded,
/// because their types restrict their contents.
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
    let mut texts = Vec::new();
    for (field, text) in [
        ("name", Some(name)),
        ("baa.summary", Some(baa_summary)),
        ("baa.price", price.as_ref()),
        ("phi.summary", Some(phi_summary)),
        ("soc2.summary", soc2_summary.as_ref()),
        ("notes", notes.as_ref()),
    ] {
        texts.extend(text.map(|text| (field.to_owned(), text.as_str())));
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
    for (field, list) in lists {
        let list = list.iter().enumerate();
        texts.extend(list.map(|(index, text)| (format!("{field}[{index}]"), text.as_str())));
    }
    let tokens = signals.iter();
    texts.extend(tokens.map(|signal| (format!("signals.{}[{}]", signal.kind, signal.index), signal.token)));
    for (index, source) in sources.iter().enumerate() {
        let Source { url: _, supports, facts: _, publisher: _, terms, dated: _, archived: _ } = source;
        texts.push((format!("sources[{index}].supports"), supports));
        let terms = terms.iter().enumerate();
        texts.extend(terms.map(|(term, text)| (format!("sources[{index}].terms[{term}]"), text.as_str())));
    }
    for (index, change) in changes.iter().enumerate() {
        let Change { date: _, field: _, from: _, to: _, note } = change;
        texts.push((format!("changes[{index}].note"), note));
    }
    texts
}
