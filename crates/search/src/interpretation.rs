//! Interpretation: what a query says besides a name. People ask "is zoom hipaa compliant?" or "zoom vs webex", and mean
//! "zoom". Words without a name are ignored while another word matches, and the page shows which.

use std::ops::Range;
use std::rc::Rc;

use catalog::comparison::Comparison;
use catalog::hosts::host_in;
use catalog::query_words::{
    OfferedFilter, Word, WordKind, described_filters, has, ignore_more, is_verb, keep_only, names, typed,
    words,
};
use catalog::signals::is_under;
use catalog::{Listing, Sort};

use super::letters::FoldedText;
use super::matching::Term;
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
    /// The domains by which the vendors are found, with a comma in between; empty if they are found by words.
    pub domain: String,
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
    pub scores: Rc<Vec<u32>>,
}

/// What the hosts in a text are.
#[derive(Default)]
struct FoundHosts<'a> {
    /// The indexes of their vendors, without repetition.
    vendors: Vec<usize>,
    /// Whether each host belongs to exactly one vendor.
    is_each_one_vendor: bool,
    /// The domains of vendors that the hosts are, or are below.
    domains: Vec<&'a str>,
    /// The hosts that belong to no vendor.
    unmatched: Vec<String>,
    /// The text with the name of the vendor in place of each host that belongs to one.
    named: String,
    /// The text without its hosts.
    others: String,
}

/// The difference between the scores of two matches, if those of the first precede the others: above any score.
const TIER: u32 = 1 << 24;

impl InterpretedQuery {
    /// Adds matches, whose scores are higher by `tier`.
    fn add(&mut self, matches: QueryMatches, tier: u32) {
        if self.matches.is_empty() && tier == 0 {
            self.scores = Rc::clone(&matches.scores);
        } else {
            let scores = Rc::make_mut(&mut self.scores);
            scores.resize(matches.scores.len(), NO_MATCH);
            for (score, other) in scores.iter_mut().zip(&*matches.scores) {
                if *other != NO_MATCH {
                    *score = (*score).min(*other + tier);
                }
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
        let mut query = InterpretedQuery::default();
        if self.add_hosts(text, &mut query) { query } else { self.interpret_words(text) }
    }

    /// Interprets a text whose hosts are names, and matches it.
    fn interpret_words(&self, text: &str) -> InterpretedQuery {
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

    /// Finds vendors by the hosts in a text, and then by its other words. The labels of a host are no words:
    /// "zoom.us.example.com" is not Zoom. Returns whether there is a host.
    fn add_hosts(&self, text: &str, query: &mut InterpretedQuery) -> bool {
        let Some(FoundHosts { vendors, is_each_one_vendor, domains, unmatched, named, others }) =
            self.find_hosts(text)
        else {
            return false;
        };
        let words = words(&others);
        if words.iter().any(|word| word.kind == WordKind::Name && !word.is_context()) {
            *query = self.interpret_words(&named);
            let scores = Rc::make_mut(&mut query.scores).iter_mut();
            scores.filter(|score| **score != NO_MATCH).for_each(|score| *score += TIER);
        } else {
            query.interpretation.ignored = typed(&words, ", ", |_| true);
        }
        let scores = Rc::make_mut(&mut query.scores);
        scores.resize(self.listings.len(), NO_MATCH);
        for vendor in &vendors {
            scores.get_mut(*vendor).into_iter().for_each(|score| *score = 0);
        }
        let interpretation = &mut query.interpretation;
        interpretation.filters.clear();
        interpretation.domain = domains.join(", ");
        if is_each_one_vendor
            && (2..=Comparison::MAX).contains(&vendors.len())
            && interpretation.comparison.is_empty()
        {
            interpretation.comparison.clone_from(&vendors);
        }
        if let ([vendor], true) = (&vendors[..], words.iter().any(Word::asks_for_alternatives)) {
            interpretation.alternatives_to = Some(*vendor);
        }
        if !unmatched.is_empty() {
            interpretation.unmatched = unmatched.join(", ");
            if vendors.is_empty() {
                // Similar names are offered for it.
                interpretation.text = unmatched.join(" ");
            }
        }
        true
    }

    /// Finds the hosts in a text; `None` if there are none.
    fn find_hosts(&self, text: &str) -> Option<FoundHosts<'_>> {
        // Every host has a dot.
        if !text.contains('.') {
            return None;
        }
        let mut hosts = FoundHosts { is_each_one_vendor: true, ..FoundHosts::default() };
        let mut has_host = false;
        for word in text.split_whitespace() {
            let Some(host) = host_of_word(word) else {
                [&mut hosts.named, &mut hosts.others].into_iter().for_each(|text| text.extend([" ", word]));
                continue;
            };
            has_host = true;
            let (domain, vendors) = self.vendors_of_host(&host);
            match &vendors[..] {
                [] => hosts.unmatched.push(host),
                [vendor] => {
                    let names = self.listing(*vendor).into_iter().flat_map(|vendor| [" ", &vendor.name]);
                    hosts.named.extend(names);
                }
                _ => {}
            }
            if !domain.is_empty() && !hosts.domains.contains(&domain) {
                hosts.domains.push(domain);
            }
            hosts.is_each_one_vendor &= vendors.len() == 1;
            for vendor in vendors {
                if !hosts.vendors.contains(&vendor) {
                    hosts.vendors.push(vendor);
                }
            }
        }
        has_host.then_some(hosts)
    }

    /// The longest domain that is a host or above it, and its vendors. Without a domain: the vendors whose name is a host
    /// itself, such as "Stream.io", and starts with this one or differs from it by typing errors.
    fn vendors_of_host(&self, host: &str) -> (&str, Vec<usize>) {
        let mut longest = "";
        let mut vendors = Vec::new();
        for (index, listing) in self.listings.iter().enumerate() {
            for domain in listing.domains.iter().filter(|domain| is_under(host, domain)) {
                if domain.len() > longest.len() {
                    longest = domain;
                    vendors.clear();
                }
                if domain == longest {
                    vendors.push(index);
                }
            }
        }
        if vendors.is_empty() {
            let letters = FoldedText::new(host).letters;
            let max_errors = Term::new(&letters).max_errors;
            self.suffix_index.fuzzy_prefix_search(&letters, max_errors, &mut |suffixes, prefix| {
                for suffix in suffixes.iter().filter(|suffix| suffix.is_whole_text) {
                    let document = suffix.doc_id as usize;
                    let is_whole = self.suffix_index.tail(suffix, prefix.depth).first() == Some(&TERMINATOR);
                    let name = self.listing(document).and_then(|listing| match suffix.name_index {
                        0 => Some(&listing.name),
                        alias => listing.aliases.get(usize::from(alias) - 1),
                    });
                    let is_start = |name: &String| {
                        name.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(host))
                    };
                    if !vendors.contains(&document)
                        && name.is_some_and(|name| (is_whole || is_start(name)) && host_in(name).is_some())
                    {
                        vendors.push(document);
                    }
                }
            });
        }
        (longest, vendors)
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
            Rc::make_mut(&mut query.scores).iter_mut().for_each(|score| *score = (*score).min(2 * TIER));
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

/// The host in a word. A host with letters beyond ASCII, such as a Cyrillic "а" in "slаck.com", belongs to no vendor.
fn host_of_word(word: &str) -> Option<String> {
    if word.is_ascii() {
        return host_in(word);
    }
    let in_ascii = |c: char| if c.is_alphanumeric() && !c.is_ascii() { 'x' } else { c };
    let host = host_in(&word.chars().map(in_ascii).collect::<String>())?;
    Some(if word.contains(&host) { host } else { word.to_owned() })
}
