//! Relevance: how well each vendor matches a query. The terms are matched against the distinct texts of the suffix
//! index, not against each vendor, and each vendor keeps its best match of each term.

use std::rc::Rc;

use catalog::Listing;

use super::letters::FoldedText;
use super::matching::{MatchClass, ParsedQuery, Term, Terms};
use super::suffix_index::{PrefixMatch, SEPARATOR, Suffix};
use super::{Engine, MatchReason};

/// The field of a vendor that a term matches. Within a match class, the earlier variant is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MatchField {
    Name,
    /// The whole label, key or synonym of a category.
    WholeCategory,
    Alias,
    Category,
    /// A certification or a SOC 2 report.
    Certification,
}

/// A text that many vendors have: a category, a certification or a SOC 2 report. It is indexed once, as a document of
/// its own.
#[derive(Debug)]
pub(super) struct SharedText {
    pub field: MatchField,
    /// The posting list: each vendor that has the text, with the index of the text among the vendor's certifications, or
    /// [`SOC2_REPORT`], or 0 for a category.
    pub postings: Vec<(u32, u16)>,
}

/// The text index of a SOC 2 report, which is matched as a certification. It is above the indexes of certifications.
pub(super) const SOC2_REPORT: u16 = MatchKey::MAX_TEXT_INDEX;

/// The sort key of a match, which packs the match class, the field and the index of the text; lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MatchKey(u16);

impl MatchKey {
    const NONE: Self = Self(u16::MAX);
    const TEXT_INDEX_BITS: u32 = 10;
    /// The number of fields.
    const FIELDS: u16 = MatchField::Certification as u16 + 1;
    const MAX_TEXT_INDEX: u16 = (1 << Self::TEXT_INDEX_BITS) - 1;

    /// A category or a certification is not a name, so an exact match of one counts as a prefix match.
    fn new(class: MatchClass, field: MatchField, text_index: u16) -> Self {
        let (class, field) = match field {
            MatchField::Category if class == MatchClass::EXACT => {
                (MatchClass::PREFIX, MatchField::WholeCategory)
            }
            MatchField::Name | MatchField::Alias => (class, field),
            _ => (class.max(MatchClass::PREFIX), field),
        };
        if class == MatchClass::NONE {
            return Self::NONE;
        }
        let rank = class.ordinal() * Self::FIELDS + field as u16;
        Self(rank << Self::TEXT_INDEX_BITS | text_index.min(Self::MAX_TEXT_INDEX))
    }

    /// The match class and the field as one number, below 64: there are ten classes and five fields.
    fn rank(self) -> u32 {
        (self.0 >> Self::TEXT_INDEX_BITS).into()
    }

    fn field(self) -> u16 {
        (self.0 >> Self::TEXT_INDEX_BITS) % Self::FIELDS
    }

    fn class(self) -> MatchClass {
        if self == Self::NONE {
            MatchClass::NONE
        } else {
            MatchClass::from_ordinal((self.0 >> Self::TEXT_INDEX_BITS) / Self::FIELDS)
        }
    }

    /// Whether a name or an alias contains the term from the start of a word on, without typing errors.
    fn is_literal_name(self) -> bool {
        let is_name = [MatchField::Name as u16, MatchField::Alias as u16].contains(&self.field());
        is_name && self.class() <= MatchClass::WORD_PREFIX
    }

    /// The text that is matched, unless every card shows it: the name, the category and the SOC 2 report.
    fn match_reason(self) -> Option<MatchReason> {
        let text_index = self.0 & Self::MAX_TEXT_INDEX;
        let is_certification = self.field() == MatchField::Certification as u16 && text_index < SOC2_REPORT;
        if self.field() == MatchField::Alias as u16 {
            Some(MatchReason::Alias(text_index.into()))
        } else {
            is_certification.then(|| MatchReason::Certification(text_index.into()))
        }
    }
}

/// The matches of a term.
struct TermMatches {
    term: Term,
    /// The best match of each document: of each vendor, then of each shared text.
    best: Vec<MatchKey>,
}

/// The matches of a query.
pub(super) struct QueryMatches {
    joined: TermMatches,
    words: Vec<TermMatches>,
    /// The score of each vendor; lower is better, and [`NO_MATCH`] is the highest. The upper 16 bits are the worst rank of
    /// a term, the lower 16 bits the sum of the ranks. Shared, since most queries are matched once, and the scores of this
    /// match are the result.
    pub scores: Rc<Vec<u32>>,
}

/// The score of a vendor that does not match.
pub(super) const NO_MATCH: u32 = u32::MAX;

impl Engine {
    /// Matches the terms of a query against all documents. A vendor matches if the joined term matches, or if every word
    /// matches; then the worst word decides the score. The better of the two scores counts.
    fn match_terms(&self, terms: Terms) -> QueryMatches {
        let mut joined = self.without_matches(terms.joined);
        self.match_joined(&mut joined, &terms.words);
        let mut scores: Vec<u32> = vec![0; if terms.words.is_empty() { 0 } else { self.listings.len() }];
        let mut words = Vec::new();
        for word in terms.words {
            let mut word = self.without_matches(word);
            self.match_word(&mut word);
            let mut is_any_left = false;
            for (score, best) in scores.iter_mut().zip(&word.best) {
                if *score == NO_MATCH || *best == MatchKey::NONE {
                    *score = NO_MATCH;
                } else {
                    is_any_left = true;
                    let rank = best.rank();
                    *score = (*score >> 16).max(rank) << 16 | ((*score & 0xffff) + rank);
                }
            }
            words.push(word);
            if !is_any_left {
                scores.clear();
                break;
            }
        }
        // There are no words, or no vendor matches all of them.
        scores.resize(self.listings.len(), NO_MATCH);
        for (score, best) in scores.iter_mut().zip(&joined.best) {
            *score = score_of(*best).min(*score);
        }
        QueryMatches { joined, words, scores: Rc::new(scores) }
    }

    /// Matches a text; one without letters, or with too many, matches nothing.
    pub(super) fn match_text(&self, text: &str) -> QueryMatches {
        match ParsedQuery::new(text) {
            ParsedQuery::Terms(terms) => self.match_terms(*terms),
            ParsedQuery::Empty | ParsedQuery::TooLong => QueryMatches {
                joined: self.without_matches(Term::new(&[])),
                words: Vec::new(),
                scores: Rc::new(vec![NO_MATCH; self.listings.len()]),
            },
        }
    }

    /// Matches a text as one phrase, with names and aliases only and without typing errors.
    pub(super) fn match_phrase(&self, text: &str) -> QueryMatches {
        let ParsedQuery::Terms(terms) = ParsedQuery::new(text) else { return self.match_text("") };
        let mut joined = self.without_matches(terms.joined);
        joined.term.max_errors = 0;
        self.match_joined(&mut joined, &terms.words);
        joined.best.truncate(self.listings.len());
        for best in &mut joined.best {
            if !best.is_literal_name() {
                *best = MatchKey::NONE;
            }
        }
        let scores = Rc::new(joined.best.iter().map(|best| score_of(*best)).collect());
        QueryMatches { joined, words: Vec::new(), scores }
    }

    fn without_matches(&self, term: Term) -> TermMatches {
        TermMatches { term, best: vec![MatchKey::NONE; self.listings.len() + self.shared_texts.len()] }
    }

    fn match_joined(&self, joined: &mut TermMatches, words: &[Term]) {
        let TermMatches { term, best } = joined;
        let has_word = |suffix: &Suffix, word: &Term| {
            self.suffix_index.whole_text_words(suffix).any(|other| other == word.letters)
        };
        self.suffix_index.fuzzy_prefix_search(&term.letters, term.max_errors, &mut |suffixes, prefix| {
            for suffix in suffixes {
                let class = term.class(&self.suffix_index, suffix, prefix);
                // If the text has one of the words literally, the others have one error at most: "Dropbox Plus" is not
                // a misspelling of "Dropbox Business".
                let is_other_text =
                    class.has_several_errors() && words.iter().any(|word| has_word(suffix, word));
                if class != MatchClass::NONE && !is_other_text {
                    self.improve_document(best, suffix, class);
                }
            }
        });
        // All words of a text in a different order count as a prefix.
        if let Some(first) = words.first() {
            self.suffix_index.fuzzy_prefix_search(&first.letters, 0, &mut |suffixes, prefix| {
                for suffix in suffixes.iter().filter(|suffix| self.is_word(suffix, prefix)) {
                    let text_words = || self.suffix_index.whole_text_words(suffix);
                    let letters: usize = text_words().map(<[u16]>::len).sum();
                    let has_equal_length =
                        letters == term.letters.len() && text_words().count() == words.len();
                    if has_equal_length && words.iter().all(|word| has_word(suffix, word)) {
                        self.improve_document(best, suffix, MatchClass::PREFIX);
                    }
                }
            });
        }
        self.match_infixes_and_shared_texts(term, best, MatchClass::EXACT);
    }

    /// A word of a longer query is not a full name, even if a vendor has that name: its class is a prefix at best.
    fn match_word(&self, word: &mut TermMatches) {
        let TermMatches { term, best } = word;
        self.suffix_index.fuzzy_prefix_search(&term.letters, term.max_errors, &mut |suffixes, prefix| {
            for suffix in suffixes {
                let class = term.class(&self.suffix_index, suffix, prefix);
                self.improve_document(best, suffix, class.max(MatchClass::PREFIX));
            }
        });
        self.match_infixes_and_shared_texts(term, best, MatchClass::PREFIX);
    }

    /// Whether a prefix is the first word of a suffix.
    fn is_word(&self, suffix: &Suffix, prefix: PrefixMatch) -> bool {
        let next = self.suffix_index.tail(suffix, prefix.depth).first();
        prefix.depth == prefix.letters && next.is_none_or(|letter| *letter <= SEPARATOR)
    }

    /// Matches infixes of words, then passes the match of each shared text on to its vendors, in `best_class` at best.
    fn match_infixes_and_shared_texts(&self, term: &Term, best: &mut [MatchKey], best_class: MatchClass) {
        if term.allows_infix_match() {
            self.suffix_index.infix_search(&term.letters, &mut |suffixes| {
                suffixes.iter().for_each(|suffix| self.improve_document(best, suffix, MatchClass::INFIX));
            });
        }
        let (vendors, shared_texts) = best.split_at_mut(self.listings.len());
        for (text, key) in self.shared_texts.iter().zip(shared_texts) {
            if *key == MatchKey::NONE {
                continue;
            }
            let class = key.class().max(best_class);
            // A category has so many synonyms that an infix of one says nothing.
            if text.field == MatchField::Category && class == MatchClass::INFIX {
                continue;
            }
            for (vendor, text_index) in &text.postings {
                // So many cards have the words of the SOC 2 label that an infix of one ("y") or a misspelling says nothing.
                if *text_index != SOC2_REPORT || class <= MatchClass::WORD_PREFIX {
                    improve(vendors, *vendor, MatchKey::new(class, text.field, *text_index));
                }
            }
        }
    }

    /// Improves the match of a document. The field in the key of a shared text is a placeholder: only its class is used.
    fn improve_document(&self, best: &mut [MatchKey], suffix: &Suffix, class: MatchClass) {
        let field = if suffix.name_index == 0 { MatchField::Name } else { MatchField::Alias };
        improve(best, suffix.doc_id, MatchKey::new(class, field, suffix.name_index.saturating_sub(1)));
    }
}

/// Replaces the best match of a document by a better one.
fn improve(best: &mut [MatchKey], doc_id: u32, key: MatchKey) {
    if let Some(best) = best.get_mut(doc_id as usize) {
        *best = key.min(*best);
    }
}

/// The score of a single term; see [`QueryMatches::scores`]. The sum does not overflow: a rank is below 64, and a query
/// has up to 16 words.
fn score_of(key: MatchKey) -> u32 {
    if key == MatchKey::NONE { NO_MATCH } else { key.rank() << 16 | key.rank() }
}

impl QueryMatches {
    /// Whether a vendor matches.
    pub fn finds(&self, index: usize) -> bool {
        self.scores.get(index).is_some_and(|score| *score != NO_MATCH)
    }

    /// Whether any vendor matches.
    pub fn has_any(&self) -> bool {
        self.scores.iter().any(|score| *score != NO_MATCH)
    }

    /// The text that explains why a vendor matches, unless its card shows that text anyway.
    pub fn match_reason(&self, index: usize, listing: &Listing) -> Option<MatchReason> {
        let name = FoldedText::new(&listing.name);
        let match_reason = |matches: &TermMatches| {
            let reason = matches.best.get(index)?.match_reason();
            // A term that the name contains is highlighted in the name.
            reason.filter(|_| !matches.term.is_literal_in(&name))
        };
        let joined_score = self.joined.best.get(index).map(|best| score_of(*best));
        if joined_score == self.scores.get(index).copied() {
            return match_reason(&self.joined);
        }
        self.words.iter().find_map(match_reason).map(|first| self.best_match_reason(listing, first))
    }

    /// The alias or certification that contains the most words; `first` if no other contains more.
    fn best_match_reason(&self, listing: &Listing, first: MatchReason) -> MatchReason {
        let count_words = |reason: MatchReason| {
            let text = FoldedText::new(reason.text(listing));
            self.words.iter().filter(|word| word.term.is_literal_in(&text)).count()
        };
        let aliases = (0..listing.aliases.len()).map(MatchReason::Alias);
        let certifications = (0..listing.certifications.len()).map(MatchReason::Certification);
        let mut best = (count_words(first), first);
        for reason in aliases.chain(certifications) {
            let word_count = count_words(reason);
            if word_count > best.0 {
                best = (word_count, reason);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::{MatchField, MatchKey, SOC2_REPORT};
    use crate::MatchReason;
    use crate::matching::MatchClass;

    #[test]
    fn the_field_decides_within_a_class_and_only_names_are_exact() {
        let keys = [
            MatchKey::new(MatchClass::EXACT, MatchField::Name, 0),
            MatchKey::new(MatchClass::EXACT, MatchField::Alias, 3),
            MatchKey::new(MatchClass::PREFIX, MatchField::Name, 0),
            MatchKey::new(MatchClass::EXACT, MatchField::Category, 0),
            MatchKey::new(MatchClass::PREFIX, MatchField::Alias, 0),
            MatchKey::new(MatchClass::PREFIX, MatchField::Category, 0),
            MatchKey::new(MatchClass::EXACT, MatchField::Certification, 0),
            MatchKey::new(MatchClass::WORD_PREFIX, MatchField::Name, 0),
            MatchKey::new(MatchClass::NONE, MatchField::Name, 0),
        ];
        assert!(keys.is_sorted_by(|better, worse| better < worse));
        let exact = MatchKey::new(MatchClass::EXACT, MatchField::Certification, 0);
        assert_eq!(exact, MatchKey::new(MatchClass::PREFIX, MatchField::Certification, 0));
    }

    #[test]
    fn a_key_unpacks_to_its_class_and_match_reason() {
        let alias = MatchKey::new(MatchClass::INFIX, MatchField::Alias, 3);
        assert_eq!((alias.class(), alias.match_reason()), (MatchClass::INFIX, Some(MatchReason::Alias(3))));
        let report = MatchKey::new(MatchClass::PREFIX, MatchField::Certification, SOC2_REPORT);
        assert_eq!((report.class(), report.match_reason()), (MatchClass::PREFIX, None));
        assert_eq!(MatchKey::NONE.class(), MatchClass::NONE);
        let many = MatchKey::new(MatchClass::EXACT, MatchField::Alias, u16::MAX);
        assert_eq!(many.match_reason(), Some(MatchReason::Alias(1023)), "more aliases than a vendor has");
    }
}
