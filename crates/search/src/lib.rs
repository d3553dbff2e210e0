//! The search engine: which vendors a query finds, in which order, and how many results each facet option would give.
//! The [`Engine`] is built once from the listings, and searched on each key press.
//!
//! 1. The query is folded and parsed into terms (`letters`, `matching`). With its separators removed it is one term, so
//!    that "customer io" finds Customer.io and "customerio" does too. If it has several words, each word is a term too,
//!    and a vendor must match all of them.
//!    Words without a name, as in a question, are ignored first, and an address finds the vendors with its domain
//!    (`interpretation`).
//! 2. Each term is matched against a suffix array of all distinct texts, not against each vendor (`suffix_index`), with
//!    typing errors up to an edit distance of two (`edit_distance`).
//! 3. Each vendor is scored by its best matches (`ranking`). A better match class always precedes a worse one
//!    (`matching` defines their order); equal matches are ordered by verdict, then by name (`sort_order`).
//! 4. Filters and facet counts are operations on bitsets (`facet_counts`).
//!
//! For display, `highlight` finds the matched parts of a text, and `no_results` suggests what else to search for.

mod edit_distance;
mod facet_counts;
mod highlight;
mod index_builder;
mod interpretation;
mod letters;
mod matching;
mod no_results;
mod ranking;
mod sort_order;
mod suffix_index;
#[cfg(test)]
mod tests;

pub use facet_counts::FacetCounts;
pub use highlight::{Fragment, highlight};
pub use index_builder::IndexBuilder;
pub use interpretation::Interpretation;
pub use no_results::Relaxation;

use catalog::hosts::without_private_parts;
use catalog::{Listing, Query, Sort};
use facet_counts::FacetBitsets;
use matching::ParsedQuery;
use ranking::{NO_MATCH, SharedText};
use sort_order::{Order, SortRanks, TopK};
use suffix_index::SuffixIndex;

/// The search engine over a list of vendors.
#[derive(Debug, Default)]
pub struct Engine {
    listings: Vec<Listing>,
    /// The index of all texts. The documents are the vendors, by their index in `listings`, then the shared texts.
    suffix_index: SuffixIndex,
    shared_texts: Vec<SharedText>,
    sort_ranks: SortRanks,
    facet_bitsets: FacetBitsets,
}

/// The results of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// The first vendors, in the sort order of the query.
    pub hits: Vec<Hit>,
    /// The number of all vendors that the query finds.
    pub total: usize,
    /// The number of results that each facet option would give.
    pub counts: FacetCounts,
    /// How the text of the query was understood.
    pub interpretation: Interpretation,
}

/// A vendor that a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The vendor's index in [`Engine::listings`].
    pub index: usize,
    /// The text that the query matches, unless it is the name, the category or the SOC 2 status, which every card shows.
    pub match_reason: Option<MatchReason>,
}

/// A text other than the name that a query matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchReason {
    /// The alias with that index in [`Listing::aliases`].
    Alias(usize),
    /// The certification with that index in [`Listing::certifications`].
    Certification(usize),
}

impl MatchReason {
    /// The alias or certification; empty if the listing has none with that index.
    pub fn text(self, listing: &Listing) -> &str {
        let text = match self {
            Self::Alias(index) => listing.aliases.get(index),
            Self::Certification(index) => listing.certifications.get(index),
        };
        text.map_or("", String::as_str)
    }
}

impl Engine {
    /// All vendors.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// The vendor with that index.
    pub fn listing(&self, index: usize) -> Option<&Listing> {
        self.listings.get(index)
    }

    /// Searches for a query and returns its first `limit` results. A text without letters and digits finds every
    /// vendor, and one of more than 128 letters finds none. The words of a text with more than 16 distinct words are not
    /// searched for separately. For the default query, featured vendors come first.
    pub fn search(&self, query: &Query, limit: usize) -> Results {
        let text = without_private_parts(&query.text);
        let interpreted = match ParsedQuery::new(&text) {
            ParsedQuery::Empty => None,
            ParsedQuery::TooLong => return Results::default(),
            ParsedQuery::Terms(_) => Some(self.interpret(&text)),
        };
        let scores = interpreted.as_ref().map(|interpreted| interpreted.scores.as_slice());
        let mut vendors = self.matching_vendors(scores);
        let counts = self.facet_bitsets.filter(query, &mut vendors);
        let order = Order::new(query);
        let ranks = self.sort_ranks.ranks(query.sort);
        let mut top = TopK::new(limit);
        for index in set_bits(&vendors) {
            let score = match scores.filter(|_| query.sort == Sort::Best) {
                Some(scores) => scores.get(index).copied().unwrap_or(0),
                None => self.listing(index).map_or(0, |listing| order.score(listing)),
            };
            top.add(order.key(score, rank_of(ranks, index)), index as u32);
        }
        let hit = |index: usize| {
            let match_reason = interpreted
                .as_ref()
                .zip(self.listing(index))
                .and_then(|(interpreted, listing)| interpreted.match_reason(index, listing));
            Hit { index, match_reason }
        };
        let total = vendors.iter().map(|block| block.count_ones() as usize).sum();
        let hits = top.indexes().map(hit).collect();
        let interpretation = interpreted.map(|interpreted| interpreted.interpretation).unwrap_or_default();
        Results { hits, total, counts, interpretation }
    }

    /// The set of the vendors that match, as a bitset: all vendors if there are no scores.
    fn matching_vendors(&self, scores: Option<&[u32]>) -> Vec<u64> {
        let block = |first: usize| {
            let count = self.listings.len().saturating_sub(first).min(64);
            let all = u64::MAX >> (64 - count.max(1));
            let Some(scores) = scores else { return all };
            let scores = scores.iter().skip(first).take(count);
            scores.rev().fold(0, |bits, score| bits << 1 | u64::from(*score != NO_MATCH))
        };
        (0..self.listings.len()).step_by(64).map(block).collect()
    }
}

/// The indexes of the set bits of a bitset, in ascending order.
fn set_bits(bitset: &[u64]) -> impl Iterator<Item = usize> {
    bitset.iter().enumerate().flat_map(|(at, block)| {
        let mut remaining = *block;
        std::iter::from_fn(move || {
            let bit = remaining.trailing_zeros() as usize;
            // Clears the lowest set bit; stops when no bit is set.
            remaining &= remaining.checked_sub(1)?;
            Some(at * 64 + bit)
        })
    })
}

fn rank_of(ranks: &[u32], index: usize) -> u64 {
    ranks.get(index).copied().unwrap_or(u32::MAX).into()
}
