//! Interpretation: what a query says besides a name. People ask "is zoom hipaa compliant?" or "zoom vs webex", and mean
//! "zoom". Words without a name are ignored while another word matches, and the page shows which.

use std::ops::Range;

use catalog::comparison::Comparison;
use catalog::query_words::{
    OfferedFilter, Word, WordKind, described_filters, has, ignore_more, is_verb, keep_only, names, typed,
    words,
};
use catalog::{Listing, Sort};

use super::letters::FoldedText;
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
    /// The words that nothing matches, as they were typed, with a comma in between.
    pub unmatched: String,
    /// Whether no word names anything, so that every vendor is a result.
    pub is_general: bool,
    /// The filters that the text describes. They are offered, and never applied.
    pub filters: Vec<OfferedFilter>,
    /// The vendors that the text compares, by index; empty, or at least two.
    pub comparison: Vec<usize>,
    /// The index of the vendor whose alternatives the text asks for.
    pub alternatives_to: Option<usize>,
}

/// The maximum number of words of a query that is interpreted. Longer queries are matched without interpretation.
const MAX_WORDS: usize = 16;

/// The maximum number of words of a name with a function word, such as "Sign In Scheduling".
const MAX_NAME_WORDS: usize = 4;

/// A query that is interpreted and matched.
#[derive(Default)]
pub(super) struct InterpretedQuery {
    pub interpretation: Interpretation,
    /// The matches. The first one that finds a vendor explains why.
    matches: Vec<QueryMatches>,
    /// The best score of each vendor; lower is better, and [`NO_MATCH`] is the highest.
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
    /// Interprets the text of a query, and matches it.
    pub(super) fn interpret(&self, text: &str) -> InterpretedQuery {
        let mut words = words(text);
        let mut query = InterpretedQuery::default();
        query.interpretation.filters = described_filters(&words);
        let is_single_function_word = words.len() == 1 && has(&words, WordKind::Function);
        let has_ignored = has(&words, WordKind::Function) || has(&words, WordKind::Topic);
        if has_ignored && !is_single_function_word && words.len() <= MAX_WORDS {
            // Function words can be parts of a name, as in "does dropbox sign offer a baa".
            for name in self.find_names(&words, 0..words.len(), false) {
                let name = words.get_mut(name).unwrap_or_default();
                name.iter_mut().for_each(|word| word.kind = WordKind::Name);
            }
            if self.add_comparison(&mut words, &mut query) || self.add_question(text, &mut words, &mut query)
            {
                return query;
            }
        }
        text.clone_into(&mut query.interpretation.text);
        query.add(self.match_text(text), 0);
        query
    }

    /// Interprets words of which some carry no name. Returns whether to ignore these.
    fn add_question(&self, text: &str, words: &mut [Word], query: &mut InterpretedQuery) -> bool {
        // A name may start with such words ("Sign In Scheduling") and not be typed to its end.
        let phrase = self.match_phrase(text);
        if phrase.has_any() && !has(words, WordKind::Topic) {
            return false;
        }
        let mut matches = self.match_text(&names(words));
        if has(words, WordKind::Name) && !matches.has_any() {
            if self.match_text(text).has_any() {
                return false;
            }
            let all = 0..words.len();
            let mut found = self.find_names(words, all.clone(), true);
            if found.is_empty() {
                found = self.find_names(words, all, false);
            }
            if found.is_empty() {
                ignore_more(words);
            } else {
                query.interpretation.unmatched = keep_only(words, &found);
            }
            matches = self.match_text(&names(words));
            self.add_each(words, &found, TIER, query);
        }
        query.add(phrase, 0);
        if !has(words, WordKind::Name) {
            // First the vendors whose names contain a word about HIPAA, then all others.
            query.interpretation.is_general = true;
            let topics = words.iter().filter(|word| word.kind == WordKind::Topic);
            topics.for_each(|word| query.add(self.match_phrase(word.folded()), TIER));
            query.scores.iter_mut().for_each(|score| *score = (*score).min(2 * TIER));
            return true;
        }
        let interpretation = &mut query.interpretation;
        interpretation.text = names(words);
        interpretation.ignored =
            typed(words, ", ", |word| matches!(word.kind, WordKind::Function | WordKind::Topic));
        let vendor = self.exact_vendor(&interpretation.text);
        // A question about a vendor is not a search for others.
        if vendor.is_some() || !matches.has_any() {
            interpretation.filters.clear();
        }
        if words.iter().any(Word::asks_for_alternatives) {
            interpretation.alternatives_to = vendor;
        }
        query.add(matches, TIER);
        true
    }

    /// Compares vendors if each part between words such as "vs" is the name of one. Returns whether that is so.
    fn add_comparison(&self, words: &mut [Word], query: &mut InterpretedQuery) -> bool {
        let mut vendors = Vec::new();
        let mut found = Vec::new();
        let mut start = 0;
        for part in words.split(Word::is_between_names) {
            let end = start + part.len();
            let names = self.find_names(words, start..end, true);
            let [name] = &names[..] else { return false };
            let is_other = |word: &Word| word.kind == WordKind::Name && !word.is_context();
            let purpose = part.iter().position(Word::is_before_purpose).map_or(end, |at| start + at);
            if (start..purpose).any(|at| !name.contains(&at) && words.get(at).is_some_and(is_other)) {
                return false;
            }
            let text = typed(words.get(name.clone()).unwrap_or_default(), " ", |_| true);
            if let Some(vendor) = self.exact_vendor(&text).filter(|vendor| !vendors.contains(vendor)) {
                vendors.push(vendor);
            }
            found.push(name.clone());
            start = end + 1;
        }
        if !(2..=Comparison::MAX).contains(&found.len()) {
            return false;
        }
        keep_only(words, &found);
        self.add_each(words, &found, 0, query);
        let interpretation = &mut query.interpretation;
        interpretation.text = names(words);
        interpretation.ignored =
            typed(words, ", ", |word| word.kind != WordKind::Name && !word.is_between_names());
        interpretation.filters.clear();
        if vendors.len() > 1 {
            interpretation.comparison = vendors;
        }
        true
    }

    /// Matches each of the found names.
    fn add_each(&self, words: &[Word], found: &[Range<usize>], tier: u32, query: &mut InterpretedQuery) {
        for name in found {
            let name = words.get(name.clone()).unwrap_or_default();
            query.add(self.match_text(&names(name)), tier);
        }
    }

    /// The complete names and aliases in a range of words, or also kinds of software unless `is_vendor`: the longest first,
    /// without those that overlap a longer one.
    fn find_names(&self, words: &[Word], within: Range<usize>, is_vendor: bool) -> Vec<Range<usize>> {
        let mut names: Vec<Range<usize>> = Vec::new();
        for length in (1..=MAX_NAME_WORDS).rev() {
            for start in within.clone() {
                let range = start..start + length;
                let Some(span) = words.get(range.clone()).filter(|_| range.end <= within.end) else { break };
                let is_free = names.iter().all(|name| range.end <= name.start || name.end <= range.start);
                if is_free
                    && (length > 1 || has(span, WordKind::Name))
                    && !is_verb(words, range.end)
                    && let Some(document) = self.exact_document(&typed(span, " ", |_| true))
                    && (document < self.listings.len() || !is_vendor)
                {
                    names.push(range);
                }
            }
        }
        names
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

    /// The vendor with this name or alias.
    fn exact_vendor(&self, text: &str) -> Option<usize> {
        self.exact_document(text).filter(|document| *document < self.listings.len())
    }
}
