//! No statement without a source that supports it, and none firmer than its source.

use super::{Defect, Rule, fold};
use crate::{BaaStatus, Confidence, Fact, PhiStatus, Record, Soc2Status};

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut found = Vec::new();
    let verdict = record.verdict();
    let stated = [
        ("baa.status", verdict.baa.key(), verdict.baa != BaaStatus::Unknown, Fact::Baa),
        ("phi.status", verdict.phi.key(), verdict.phi != PhiStatus::Unknown, Fact::Phi),
        ("soc2.status", verdict.soc2.key(), verdict.soc2 != Soc2Status::Unknown, Fact::Soc2),
    ];
    for (field, key, is_stated, fact) in stated {
        if is_stated && !record.sources.iter().any(|source| source.supports(fact)) {
            let both = format!("{key}, but no source has the fact {}", fact.key());
            found.push(Defect::new(field, Rule::StatusWithoutSource, both).comparing(["sources"]));
        }
    }
    if record.confidence == Confidence::High && !record.publishers(Fact::Baa).vendor {
        let both = "high, but no source of the vendor has the fact baa";
        found.push(Defect::new("confidence", Rule::HighWithoutVendorSource, both).comparing(["sources"]));
    }
    let page =
        |index: usize| record.sources.get(index).map(|source| source.url.as_str().trim_end_matches('/'));
    for (index, source) in record.sources.iter().enumerate() {
        if (0..index).any(|other| page(other) == page(index)) {
            found.push(Defect::new(
                format!("sources[{index}].url"),
                Rule::SourcesDiffer,
                source.url.as_str(),
            ));
        }
    }
    for (index, certification) in record.certifications.iter().enumerate() {
        if fold(certification).starts_with("soc2") {
            let field = format!("certifications[{index}]");
            found.push(Defect::new(field, Rule::Soc2HasItsField, certification));
        }
    }
    found
}
