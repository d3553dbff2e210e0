//! Interpretation: what a query says besides a name. People ask "is zoom hipaa compliant?" or "zoom vs webex", and mean
//! "zoom". Words without a name are ignored while another word matches, and the page shows which.

use std::ops::Range;

use catalog::query_words::{
    Filter, Word, WordKind, described_filters, has, ignore_more, is_verb, keep_only, typed, words,
};
use catalog::{Listing, Sort};

use super::letters::FoldedText;
use super::matching::{ParsedQuery, Terms};
use super::ranking::{NO_MATCH, QueryMatches};
use super::suffix_index::TERMINATOR;
use super::{Engine, MatchReason, rank_of};

/// How the engine understands the text of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interpretation {
    /// The text without the ignored words: what names are compared with.
    pub text: String,
    /// The ignored words as they were typed, with a comma in between.
    pub ignored: String,
    /// Whether no word names anything, so that every vendor is a result.
    pub is_general: bool,
    /// The filters that the text describes. They are offered, and never applied.
    pub filters: Vec<Filter>,
    /// The vendors that the text compares, by index; empty, or at least two.
    pub comparison: Vec<usize>,
    /// The index of the vendor whose alternatives the text asks for.
    pub alternatives_to: Option<usize>,
}

/// The maximum number of words of a query that is interpreted; a longer one is searched for as it is.
const MAX_WORDS: usize = 16;

/// The maximum number of words of a name with a function word, such as "Sign In Scheduling".
const MAX_NAME_WORDS: usize = 4;

/// The maximum number of vendors to compare.
const MAX_COMPARED: usize = 5;

/// A query that is interpreted and matched.
#[derive(Default)]
pub(super) struct InterpretedQuery {
    pub interpretation: Interpretation,
    /// The matches. A vendor that several of them find has the score of the first.
    matches: Vec<QueryMatches>,
    /// The score of each vendor; lower is better, and [`NO_MATCH`] is the highest.
    pub scores: Vec<u32>,
}

/// The difference between the scores of two matches, if those of the first precede the others: above any score.
const TIER: u32 = 1 << 24;

impl InterpretedQuery {
    /// Adds matches, whose scores are higher by `tier`.
    fn add(&mut self, matches: QueryMatches, tier: u32) {
        self.scores.resize(matches.scores().len(), NO_MATCH);
        for (score, other) in self.scores.iter_mut().zip(matches.scores()) {
            if *other != NO_MATCH {
                *score = (*score).min(*other + tier);
            }
        }
        self.matches.push(matches);
    }

    /// The text that explains why a vendor matches, unless its card shows that text anyway.
    pub fn match_reason(&self, index: usize, listing: &Listing) -> Option<MatchReason> {
        let matches = self.matches.iter().find(|matches| matches.finds(index))?;
        matches.match_reason(index, listing)
    }
}

impl Engine {
    /// Interprets the text of a query, and matches it. `terms` are its terms.
    pub(super) fn interpret(&self, text: &str, terms: Terms) -> InterpretedQuery {
        let mut words = words(text);
        let mut query = InterpretedQuery::default();
        query.interpretation.filters = described_filters(&words);
        let is_single_function_word = words.len() == 1 && has(&words, WordKind::Function);
        let has_ignored = has(&words, WordKind::Function) || has(&words, WordKind::Topic);
        if has_ignored && !is_single_function_word && words.len() <= MAX_WORDS {
            self.keep_name(&mut words);
            if self.add_comparison(&mut words, &mut query)
                || self.add_question(&mut words, &terms, &mut query)
            {
                return query;
            }
        }
        text.clone_into(&mut query.interpretation.text);
        query.add(self.match_terms(terms), 0);
        query
    }

    /// Interprets words of which some carry no name. Returns whether to ignore these.
    fn add_question(&self, words: &mut [Word], terms: &Terms, query: &mut InterpretedQuery) -> bool {
        // A name may start with such words ("Sign In Scheduling") and not be typed to its end.
        let phrase = self.match_phrase(terms);
        if phrase.has_any() && !has(words, WordKind::Topic) {
            return false;
        }
        let mut names = self.match_names(words);
        if has(words, WordKind::Name) && !names.has_any() {
            if self.match_terms(Terms::clone(terms)).has_any() {
                return false;
            }
            match self.longest_name(words, true).or_else(|| self.longest_name(words, false)) {
                Some((range, _)) => keep_only(words, &[range]),
                None => ignore_more(words),
            }
            names = self.match_names(words);
        }
        query.add(phrase, 0);
        if !has(words, WordKind::Name) {
            // First the vendors whose names contain a word about HIPAA, then all others.
            query.interpretation.is_general = true;
            let topics = words.iter().filter(|word| word.kind == WordKind::Topic);
            for terms in topics.filter_map(|word| parse(word.folded())) {
                query.add(self.match_phrase(&terms), TIER);
            }
            query.scores.iter_mut().for_each(|score| *score = (*score).min(2 * TIER));
            return true;
        }
        let interpretation = &mut query.interpretation;
        interpretation.text = typed(words, " ", |word| word.kind == WordKind::Name);
        interpretation.ignored = typed(words, ", ", |word| word.kind != WordKind::Name);
        let vendor = self.exact_vendor(&interpretation.text);
        // A question about a vendor is not a search for others.
        if vendor.is_some() || !names.has_any() {
            interpretation.filters.clear();
        }
        if words.iter().any(Word::asks_for_alternatives) {
            interpretation.alternatives_to = vendor;
        }
        query.add(names, TIER);
        true
    }

    /// Compares vendors if each part between words such as "vs" contains the name of one. Returns whether that is so.
    fn add_comparison(&self, words: &mut [Word], query: &mut InterpretedQuery) -> bool {
        let mut vendors = Vec::new();
        let mut names = Vec::new();
        let mut start = 0;
        for part in words.split(Word::is_between_names) {
            let found = self.longest_name(part, true);
            let Some((name, vendor)) = found else { return false };
            vendors.push(vendor);
            names.push(start + name.start..start + name.end);
            start += part.len() + 1;
        }
        if !(2..=MAX_COMPARED).contains(&vendors.len()) {
            return false;
        }
        for name in &names {
            query.add(self.match_names(words.get(name.clone()).unwrap_or_default()), 0);
        }
        vendors.dedup();
        let interpretation = &mut query.interpretation;
        keep_only(words, &names);
        interpretation.text = typed(words, " ", |word| word.kind == WordKind::Name);
        interpretation.ignored =
            typed(words, ", ", |word| word.kind != WordKind::Name && !word.is_between_names());
        interpretation.filters.clear();
        if vendors.len() > 1 {
            interpretation.comparison = vendors;
        }
        true
    }

    /// Matches the words that may be names.
    fn match_names(&self, words: &[Word]) -> QueryMatches {
        match parse(&typed(words, " ", |word| word.kind == WordKind::Name)) {
            Some(terms) => self.match_terms(terms),
            None => self.no_matches(),
        }
    }

    /// Marks function words that are parts of the longest name, as in "does dropbox sign offer a baa".
    fn keep_name(&self, words: &mut [Word]) {
        if let Some((range, _)) = self.longest_name(words, true)
            && !is_verb(words, range.end)
        {
            let name = words.get_mut(range).unwrap_or_default();
            name.iter_mut().for_each(|word| word.kind = WordKind::Name);
        }
    }

    /// The longest name or alias among the words, or kind of software unless `is_vendor`, with its document.
    fn longest_name(&self, words: &[Word], is_vendor: bool) -> Option<(Range<usize>, usize)> {
        for length in (1..=MAX_NAME_WORDS).rev() {
            for start in 0..words.len() {
                let range = start..start + length;
                let Some(span) = words.get(range.clone()) else { break };
                if has(span, WordKind::Name)
                    && let Some(document) = self.exact_document(&typed(span, " ", |_| true))
                    && (document < self.listings.len() || !is_vendor)
                {
                    return Some((range, document));
                }
            }
        }
        None
    }

    /// The vendor with this name or alias, or the shared text that is equal; of several, the one with the name, then the
    /// best verdict.
    fn exact_document(&self, text: &str) -> Option<usize> {
        let letters = FoldedText::new(text).letters;
        let ranks = self.sort_ranks.ranks(Sort::Best);
        let mut best = None;
        let mut best_rank = u64::MAX;
        self.suffix_index.fuzzy_prefix_search(&letters, 0, &mut |suffixes, prefix| {
            for suffix in suffixes.iter().filter(|suffix| suffix.is_whole_text) {
                let document = suffix.doc_id as usize;
                let is_end = self.suffix_index.tail(suffix, prefix.depth).first() == Some(&TERMINATOR);
                let rank = u64::from(suffix.name_index > 0) << 32 | rank_of(ranks, document);
                if is_end && rank < best_rank {
                    (best, best_rank) = (Some(document), rank);
                }
            }
        });
        best
    }

    fn exact_vendor(&self, text: &str) -> Option<usize> {
        self.exact_document(text).filter(|document| *document < self.listings.len())
    }
}

/// The terms of a text; `None` if it has no letters, or too many.
fn parse(text: &str) -> Option<Terms> {
    match ParsedQuery::new(text) {
        ParsedQuery::Terms(terms) => Some(*terms),
        ParsedQuery::Empty | ParsedQuery::TooLong => None,
    }
}
