//! Texts are shown as they are; these rules keep out what would make them show something else.

use super::{Defect, Rule, find_hidden};
use crate::{Baa, Change, Links, Phi, Record, Soc2, Source};

/// How a text that is still to be written begins, in the record that `site new` makes.
pub const PLACEHOLDER: &str = "FILL IN";

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut found = Vec::new();
    for (field, text) in texts(record) {
        if find_hidden(text).is_some() {
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
