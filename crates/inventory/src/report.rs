//! The report: the vendors in a stack, what points at one of several vendors, the unknown names and what was ignored.

use std::collections::BTreeMap;

use catalog::Slug;
use catalog::text_folding::folded;
use serde::Serialize;

use crate::evidence::{Evidence, EvidenceKind, Ignored, IgnoredReason, Problem};
use crate::matcher::{Matcher, Outcome};
use crate::place_order::sorted_by_place;
use crate::stack_index::StackIndex;
use crate::totals::Totals;

/// A place in an input that shows a vendor. The same text in the same input is one match, with the number of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The index of the input.
    pub input: usize,
    /// The first line, counted from 1.
    pub line: usize,
    /// What matches, without anything private.
    pub text: String,
    /// The kind of the signal.
    pub kind: EvidenceKind,
    /// In how many places the text occurs.
    pub count: usize,
}

/// A vendor in the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The vendor.
    pub slug: Slug,
    /// The places that show it, in the order of the inputs.
    pub matches: Vec<Match>,
}

/// Several vendors, of which the stack has at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneOf {
    /// The vendors, ordered by slug.
    pub slugs: Vec<Slug>,
    /// The places that show one of them.
    pub matches: Vec<Match>,
}

/// A name that the directory does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// The name.
    pub name: String,
    /// The index of the input.
    pub input: usize,
    /// The first line, counted from 1.
    pub line: usize,
    /// In how many places the name occurs.
    pub count: usize,
    /// The vendors that the name may mean if it has a typing error. They are never counted.
    pub did_you_mean: Vec<Slug>,
}

/// A correction of a report by hand. It is stated in values, so that it applies to a later report of more inputs too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// A text does not show the vendor.
    Remove {
        /// The vendor.
        slug: Slug,
        /// The text of the match.
        text: String,
    },
    /// Of several vendors, this one is in use.
    Choose {
        /// All of them, ordered by slug.
        slugs: Vec<Slug>,
        /// The one in use.
        slug: Slug,
    },
    /// None of several vendors is in use.
    ChooseNone {
        /// All of them, ordered by slug.
        slugs: Vec<Slug>,
    },
    /// An unknown name is a vendor's.
    Assign {
        /// The name.
        name: String,
        /// The vendor.
        slug: Slug,
    },
}

/// The result of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The vendors in the stack, in the order in which the inputs show them.
    pub found: Vec<Found>,
    /// What points at one of several vendors.
    pub one_of: Vec<OneOf>,
    /// The names that the directory does not know.
    pub unknown: Vec<Unknown>,
    /// What shows no vendor.
    pub ignored: Vec<Ignored>,
    /// What is wrong with the inputs.
    pub problems: Vec<Problem>,
}

impl Report {
    /// The number of vendors of each verdict class.
    pub fn totals(&self, index: &StackIndex) -> Totals {
        let vendors = self.found.iter().filter_map(|found| index.vendor(&found.slug));
        Totals::new(vendors.map(|vendor| vendor.baa_class()))
    }

    /// This report after a correction by hand. A correction that fits nothing in the report changes nothing.
    #[must_use]
    pub fn corrected(mut self, correction: &Correction) -> Self {
        match correction {
            Correction::Remove { slug, text } => self.remove(slug, text),
            Correction::Choose { slugs, slug } => {
                for found in self.take_one_of(slugs) {
                    self.add_match(slug, found);
                }
            }
            Correction::ChooseNone { slugs } => {
                for removed in self.take_one_of(slugs) {
                    self.ignore_removed(removed);
                }
            }
            Correction::Assign { name, slug } => {
                let (assigned, others) = self.unknown.into_iter().partition(|unknown| unknown.name == *name);
                self.unknown = others;
                let assigned: Vec<Unknown> = assigned;
                for Unknown { name, input, line, count, .. } in assigned {
                    self.add_match(slug, Match { input, line, text: name, kind: EvidenceKind::Name, count });
                }
            }
        }
        self
    }

    /// Removes the matches of a vendor that have a text, and lists them as ignored. A vendor without matches is no longer
    /// in the stack.
    fn remove(&mut self, slug: &Slug, text: &str) {
        let has_text = |found: &Found| found.matches.iter().any(|found| found.text == text);
        let position = self.found.iter().position(|found| found.slug == *slug && has_text(found));
        let Some(position) = position else { return };
        let mut found = self.found.remove(position);
        for removed in found.matches.extract_if(.., |found| found.text == text) {
            self.ignore_removed(removed);
        }
        if !found.matches.is_empty() {
            self.found.insert(position, found);
        }
    }

    /// Takes the matches that show one of these vendors.
    fn take_one_of(&mut self, slugs: &[Slug]) -> Vec<Match> {
        let position = self.one_of.iter().position(|one_of| one_of.slugs == slugs);
        position.map_or(Vec::new(), |position| self.one_of.remove(position).matches)
    }

    /// Lists a match that a person removed as ignored.
    fn ignore_removed(&mut self, Match { input, line, text, .. }: Match) {
        let follows = |ignored: &Ignored| (ignored.input, ignored.line) > (input, line);
        let position = self.ignored.iter().position(follows).unwrap_or(self.ignored.len());
        self.ignored.insert(position, Ignored { input, line, text, reason: IgnoredReason::Removed });
    }

    fn add_match(&mut self, slug: &Slug, found: Match) {
        match self.found.iter_mut().find(|other| other.slug == *slug) {
            Some(other) => {
                other.matches.push(found);
                other.matches = sorted_matches(std::mem::take(&mut other.matches));
            }
            None => self.found.push(Found { slug: slug.clone(), matches: vec![found] }),
        }
    }
}

fn sorted_matches(matches: Vec<Match>) -> Vec<Match> {
    sorted_by_place(matches, |found| (found.input, found.line))
}

/// The place of the first of the sorted matches.
fn first_place(matches: &[Match]) -> (usize, usize) {
    matches.first().map_or((usize::MAX, 0), |found| (found.input, found.line))
}

/// A report that grows while inputs are read.
#[derive(Debug, Default)]
pub(crate) struct ReportBuilder {
    report: Report,
    /// The positions of vendors, of "one of", of matches and of unknown names, by keys that begin with the list's name.
    positions: BTreeMap<String, usize>,
}

impl ReportBuilder {
    /// Adds what one piece of evidence shows.
    pub(crate) fn add(&mut self, input: usize, evidence: &Evidence, matcher: &Matcher) {
        for outcome in matcher.outcomes(evidence) {
            match outcome {
                Outcome::Vendor { slug, kind, text } => {
                    let list = ["found ", slug.as_str()].concat();
                    let position = position(&mut self.positions, list.clone(), self.report.found.len());
                    if position == self.report.found.len() {
                        self.report.found.push(Found { slug, matches: Vec::new() });
                    }
                    if let Some(found) = self.report.found.get_mut(position) {
                        let found_match = Match { input, line: evidence.line, text, kind, count: 1 };
                        add_match(&mut self.positions, &list, &mut found.matches, found_match);
                    }
                }
                Outcome::OneOf { slugs, kind, text } => {
                    let list = slugs
                        .iter()
                        .fold("one_of".to_owned(), |list, slug| [&list, " ", slug.as_str()].concat());
                    let position = position(&mut self.positions, list.clone(), self.report.one_of.len());
                    if position == self.report.one_of.len() {
                        self.report.one_of.push(OneOf { slugs, matches: Vec::new() });
                    }
                    if let Some(one_of) = self.report.one_of.get_mut(position) {
                        let found_match = Match { input, line: evidence.line, text, kind, count: 1 };
                        add_match(&mut self.positions, &list, &mut one_of.matches, found_match);
                    }
                }
                Outcome::SharedHost if evidence.is_local => {
                    self.ignore(input, evidence, IgnoredReason::LocalHost)
                }
                Outcome::SharedHost => self.ignore(input, evidence, IgnoredReason::SharedHost),
                Outcome::Unknown => self.add_unknown(input, evidence, matcher),
            }
        }
    }

    fn add_unknown(&mut self, input: usize, evidence: &Evidence, matcher: &Matcher) {
        let reason = match evidence.kind {
            EvidenceKind::Name | EvidenceKind::Domain | EvidenceKind::Csp => {
                return self.add_unknown_name(input, evidence, matcher);
            }
            EvidenceKind::Env => IgnoredReason::UnknownVariable,
            EvidenceKind::DnsTxt
            | EvidenceKind::DnsSpf
            | EvidenceKind::DnsMx
            | EvidenceKind::DnsCname
            | EvidenceKind::DnsNs => IgnoredReason::UnknownDnsRecord,
            EvidenceKind::Npm
            | EvidenceKind::Pypi
            | EvidenceKind::Rubygems
            | EvidenceKind::Go
            | EvidenceKind::Cargo
            | EvidenceKind::Composer
            | EvidenceKind::Terraform
            | EvidenceKind::Docker => IgnoredReason::UnknownPackage,
        };
        self.ignore(input, evidence, reason);
    }

    fn add_unknown_name(&mut self, input: usize, evidence: &Evidence, matcher: &Matcher) {
        let name = &evidence.text;
        let folded = folded(name);
        let key = if folded.is_empty() { name } else { &folded };
        let key = ["unknown ", &input.to_string(), " ", key].concat();
        let position = position(&mut self.positions, key, self.report.unknown.len());
        match self.report.unknown.get_mut(position) {
            Some(unknown) => unknown.count += 1,
            None => {
                let did_you_mean = matcher.did_you_mean(name);
                let unknown =
                    Unknown { name: name.clone(), input, line: evidence.line, count: 1, did_you_mean };
                self.report.unknown.push(unknown);
            }
        }
    }

    fn ignore(&mut self, input: usize, evidence: &Evidence, reason: IgnoredReason) {
        let text = match evidence.kind {
            // What is left of a token is not shown.
            EvidenceKind::DnsTxt => String::new(),
            _ => evidence.text.clone(),
        };
        self.report.ignored.push(Ignored { input, line: evidence.line, text, reason });
    }

    /// Adds what the parsers ignored, and the problems that they found.
    pub(crate) fn extend(&mut self, ignored: Vec<Ignored>, problems: Vec<Problem>) {
        self.report.ignored.extend(ignored);
        self.report.problems.extend(problems);
    }

    /// The report, in the order of the inputs and lines.
    pub(crate) fn finish(self) -> Report {
        let Report { mut found, mut one_of, unknown, ignored, problems } = self.report;
        for found in &mut found {
            found.matches = sorted_matches(std::mem::take(&mut found.matches));
        }
        for one_of in &mut one_of {
            one_of.matches = sorted_matches(std::mem::take(&mut one_of.matches));
        }
        Report {
            found: sorted_by_place(found, |found| first_place(&found.matches)),
            one_of: sorted_by_place(one_of, |one_of| first_place(&one_of.matches)),
            unknown: sorted_by_place(unknown, |unknown| (unknown.input, unknown.line)),
            ignored: sorted_by_place(ignored, |ignored| (ignored.input, ignored.line)),
            problems: sorted_by_place(problems, |problem| (problem.input, problem.line.unwrap_or(0))),
        }
    }
}

/// The position of a key, which is the next one for a new key.
fn position(positions: &mut BTreeMap<String, usize>, key: String, next: usize) -> usize {
    *positions.entry(key).or_insert(next)
}

/// Adds a match to a list, or counts it if the input has the text already.
fn add_match(positions: &mut BTreeMap<String, usize>, list: &str, matches: &mut Vec<Match>, found: Match) {
    let key =
        ["match ", list, "\n", &found.input.to_string(), " ", found.kind.key(), " ", &found.text].concat();
    let position = position(positions, key, matches.len());
    match matches.get_mut(position) {
        Some(known) => {
            known.count += 1;
            known.line = known.line.min(found.line);
        }
        None => matches.push(found),
    }
}
