//! Rules for sources: every stated status has a source that supports it, and the confidence is no stronger than the
//! sources.

use super::{Defect, Rule, name_key};
use crate::{BaaStatus, Confidence, Fact, PhiStatus, Record, Soc2Status};

pub(super) fn defects(record: &Record) -> Vec<Defect> {
    let mut defects = Vec::new();
    let verdict = record.verdict();
    let stated = [
        ("baa.status", verdict.baa.key(), verdict.baa != BaaStatus::Unknown, Fact::Baa),
        ("phi.status", verdict.phi.key(), verdict.phi != PhiStatus::Unknown, Fact::Phi),
        ("soc2.status", verdict.soc2.key(), verdict.soc2 != Soc2Status::Unknown, Fact::Soc2),
    ];
    for (field, key, is_stated, fact) in stated {
        if is_stated && !record.sources.iter().any(|source| source.supports(fact)) {
            let found = format!("{key}, but no source has the fact {}", fact.key());
            defects.push(Defect::new(field, Rule::StatusWithoutSource, found));
        }
    }
    if record.confidence == Confidence::High && !record.publishers(Fact::Baa).has_vendor {
        let found = "high, but no source from the vendor has the fact baa";
        defects.push(Defect::new("confidence", Rule::HighWithoutVendorSource, found));
    }
    for (index, source) in record.sources.iter().enumerate() {
        let url = source.url.as_str().trim_end_matches('/');
        let mut earlier = record.sources.iter().take(index);
        if earlier.any(|other| other.url.as_str().trim_end_matches('/') == url) {
            let field = format!("sources[{index}].url");
            defects.push(Defect::new(field, Rule::DuplicateSource, source.url.as_str()));
        }
    }
    for (index, certification) in record.certifications.iter().enumerate() {
        if name_key(certification).starts_with("soc2") {
            let field = format!("certifications[{index}]");
            defects.push(Defect::new(field, Rule::Soc2InCertifications, certification));
        }
    }
    defects
}
