//! Rules for domains and signals: each identifies one record, unless it is declared as shared.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use super::{Defect, Rule};
use crate::signals::{SharedSignals, is_under};
use crate::{Record, Slug};

/// A file with the domains or signals that several products share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedFile {
    /// `corporate-domains.json`
    CorporateDomains,
    /// `ambiguous-signals.json`
    AmbiguousSignals,
}

/// The defects of one record, given the shared domains.
pub(super) fn defects(record: &Record, shared: &SharedSignals) -> Vec<Defect> {
    let mut defects = Vec::new();
    let host = record.website.host().split(':').next().unwrap_or_default().to_lowercase();
    let is_own = record.domains.iter().any(|domain| is_under(&host, domain));
    let is_corporate = shared
        .corporate_domains
        .iter()
        .any(|(domain, slugs)| is_under(&host, domain) && slugs.contains(&record.slug));
    if !is_own && !is_corporate {
        defects.push(Defect::new("website", Rule::WebsiteOutsideDomains, record.website.as_str()));
    }
    for (index, domain) in record.domains.iter().enumerate() {
        if shared.corporate_domains.contains_key(domain) {
            defects.push(Defect::new(format!("domains[{index}]"), Rule::CorporateDomain, domain));
        }
    }
    defects
}

/// The conflicts between records, each with the index of the record that has the defect.
pub(super) fn defects_between(records: &[&Record], shared: &SharedSignals) -> Vec<(usize, Defect)> {
    let mut defects = Vec::new();
    let mut domains: HashMap<&str, usize> = HashMap::new();
    let mut signals: HashMap<(&str, String), usize> = HashMap::new();
    let mut variables: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let slug = |index: usize| records.get(index).map_or("", |record| record.slug.as_str());
    for (index, record) in records.iter().enumerate() {
        for (position, domain) in record.domains.iter().enumerate() {
            let owner = *domains.entry(domain).or_insert(index);
            if owner != index {
                let found = format!("{domain}, like {}", slug(owner));
                let field = format!("domains[{position}]");
                defects.push((index, Defect::new(field, Rule::DuplicateDomain, found)));
            }
        }
        for signal in record.signals.iter() {
            if signal.kind == "env" {
                variables.entry(signal.token).or_insert((index, signal.index));
            }
            let key = signal.key();
            let is_shared = shared.ambiguous_signals.get(signal.kind).is_some_and(|tokens| {
                tokens.get(signal.token).is_some_and(|slugs| slugs.contains(&record.slug))
            });
            let owner = *signals.entry((signal.kind, key)).or_insert(index);
            if owner != index && !is_shared {
                let found = format!("{}, like {}", signal.token, slug(owner));
                let field = format!("signals.{}[{}]", signal.kind, signal.index);
                defects.push((index, Defect::new(field, Rule::DuplicateSignal, found)));
            }
        }
    }
    // The prefix of one vendor's variables must not match another vendor's variables.
    for (prefix, (index, position)) in variables.iter().filter(|(name, _)| name.ends_with('_')) {
        let longer = variables.range::<str, _>((Bound::Excluded(*prefix), Bound::Unbounded));
        for (name, (other, _)) in longer.take_while(|(name, _)| name.starts_with(prefix)) {
            if other != index {
                let found = format!("{prefix}, a prefix of {name} in {}", slug(*other));
                let field = format!("signals.env[{position}]");
                defects.push((*index, Defect::new(field, Rule::DuplicateSignal, found)));
            }
        }
    }
    defects
}

/// The defects of the files with shared domains and signals, given all records.
pub(super) fn shared_defects(shared: &SharedSignals, records: &[&Record]) -> Vec<(SharedFile, Defect)> {
    let known: HashSet<&Slug> = records.iter().map(|record| &record.slug).collect();
    let unknown = |field: &str, slugs: &[Slug]| -> Vec<Defect> {
        let unknown = slugs.iter().filter(|slug| !known.contains(slug));
        unknown.map(|slug| Defect::new(field, Rule::UnknownVendor, slug.as_str())).collect()
    };
    let mut defects = Vec::new();
    for (domain, slugs) in &shared.corporate_domains {
        let unknown = unknown(domain, slugs).into_iter();
        defects.extend(unknown.map(|defect| (SharedFile::CorporateDomains, defect)));
    }
    let kinds = crate::Signals::default();
    let kinds = kinds.by_kind().map(|(kind, _)| kind);
    for (kind, tokens) in &shared.ambiguous_signals {
        if !kinds.contains(&kind.as_str()) {
            let defect = Defect::new(kind, Rule::UnknownSignalKind, kind);
            defects.push((SharedFile::AmbiguousSignals, defect));
        }
        for (token, slugs) in tokens {
            let unknown = unknown(&format!("{kind}.{token}"), slugs).into_iter();
            defects.extend(unknown.map(|defect| (SharedFile::AmbiguousSignals, defect)));
        }
    }
    defects
}
