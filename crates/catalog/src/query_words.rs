//! The words of a query: which of them may name a vendor or a kind of software, and what the others ask for. People ask
//! "is zoom hipaa compliant?" or "zoom vs webex", and mean "zoom".

use std::ops::Range;

use crate::Query;
use crate::facets::Facet;
use crate::text_folding::for_each_letter;

/// Options of a facet that a query describes. A page offers them, and never applies them by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedFilter {
    /// The facet.
    pub facet: Facet,
    /// The keys of the options, with a comma in between.
    pub keys: &'static str,
    /// What is shown with the filter.
    pub label: &'static str,
}

impl OfferedFilter {
    /// The query with all these options selected; `None` if they are.
    pub fn apply(self, query: &Query) -> Option<Query> {
        let mut filtered = query.clone();
        let missing = self.keys.split(',').filter(|key| !query.is_selected(self.facet, key));
        missing.for_each(|key| filtered.toggle_key(self.facet, key));
        (filtered != *query).then_some(filtered)
    }
}

/// Words about the subject of this directory, with frequent misspellings: every vendor has to do with them.
const TOPIC_WORDS: &str =
    "hipaa hippa hipa hippaa compliant compliance complient complaint baa baas bba phi ephi";

/// Words that connect other words, ask for any software, or are parts of a company's name.
const FUNCTION_WORDS: &str = "a about agreement agreements allow allowed allows alternative alternatives am an and any \
    anyone app application applications apps are as associate at available be best between but can certified co companies \
    company compare comparison competitor competitors corp corporation cost costs could covered difference do does doesn doing \
    don eligible enter enters for free from get getting give good has have how i if in inc include included includes instead \
    into is it legal legally like list llc ltd may longer mean month much my need needs never no not of offer offers ok on or our per plan \
    plans platform platforms price pricing product products provide provider providers provides put refuse refuses replacement \
    review reviews s safe secure service services should sign signed signing signs similar software solution solutions stand \
    store switch t tell that the there they this to tool tools under use used uses using v vendor vendors versus vs want we \
    what when where which who will willing with without won wont you your";

/// Words that are ignored if nothing matches them: who uses the software, and statuses. Years are ignored too.
const CONTEXT_WORDS: &str = "clinic clinics dental dentist dentists doctor doctors health healthcare hospital hospitals \
    medical new nurses patients physicians practice private small soc soc2 solo startup startups therapist therapists therapy \
    type 1 2 i ii";

/// Phrases about the subject, with `|` in between.
const TOPIC_PHRASES: &str =
    "business associate agreement|business associate agreements|patient data|patient information";

/// Phrases of function words and a verb that is also a name, with `|` in between.
const FUNCTION_PHRASES: &str = "to make|i make|we make";

/// Words that are skipped in a phrase for a status.
const FILLER_WORDS: &str = "a an any the to";

/// Words after which a noun follows, so that a word before them can be a verb.
const DETERMINERS: &str = "a an any the our your my";

/// Words between names to compare.
const COMPARISON_WORDS: &str = "vs versus v or and";

/// Words that ask for the alternatives of a vendor.
const ALTERNATIVE_WORDS: &str =
    "alternative alternatives replacement instead like similar competitor competitors";

/// Phrases for a status, without filler words and with `|` in between, and the filter that they describe. The first phrase for
/// a facet counts.
const STATUS_PHRASES: [(&str, OfferedFilter); 7] = [
    (
        "no baa|without baa|not sign|don t sign|doesn t sign|won t sign|wont sign|never signs|longer signs|refuse sign|refuses sign",
        OfferedFilter {
            facet: Facet::Baa,
            keys: "not_available",
            label: "No BAA (incl. reported or unlikely)",
        },
    ),
    (
        "sign baa|signs baa|signs baas|offers baa|with baa|has baa|baa available|sign business associate agreement",
        OfferedFilter {
            facet: Facet::Baa,
            keys: "available,plan_gated",
            label: "Signs a BAA, or on some plans (incl. reported)",
        },
    ),
    ("no phi", OfferedFilter { facet: Facet::Phi, keys: "not_eligible", label: "No PHI" }),
    (
        "phi allowed|phi eligible|allows phi|store phi|patient data allowed",
        OfferedFilter { facet: Facet::Phi, keys: "eligible", label: "PHI allowed" },
    ),
    (
        "soc 2 type 2|soc 2 type ii|soc2 type 2|soc2 type ii",
        OfferedFilter { facet: Facet::Soc2, keys: "type_2", label: "SOC 2 Type II" },
    ),
    (
        "soc 2 type 1|soc 2 type i|soc2 type 1|soc2 type i",
        OfferedFilter { facet: Facet::Soc2, keys: "type_1", label: "SOC 2 Type I" },
    ),
    (
        "soc 2|soc2",
        OfferedFilter { facet: Facet::Soc2, keys: "type_2,type_1,reported", label: "SOC 2 of any type" },
    ),
];

/// Each phrase in [`STATUS_PHRASES`] contains at least one of these words.
const STATUS_WORDS: &str = "baa baas data phi sign signs soc soc2";

/// The kind of a word of a query.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// It may be a part of a name, or of a kind of software.
    Name,
    /// It connects other words, or asks for any software: "does", "with", "best", "tool".
    Function,
    /// It is about the subject of this directory: "HIPAA", "compliant", "BAA".
    Topic,
    /// It may be a part of a name, but nothing matches it.
    Unmatched,
}

/// A word of a query.
pub struct Word<'a> {
    /// The word as it was typed.
    pub typed: &'a str,
    folded: String,
    /// What the word is for.
    pub kind: WordKind,
}

impl Word<'_> {
    /// The word without case and accents.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the word is between names to compare.
    pub fn is_between_names(&self) -> bool {
        self.kind == WordKind::Function && is_in(COMPARISON_WORDS, &self.folded)
    }

    /// Whether the word says who uses the software, or is a part of a status or a year.
    pub fn is_context(&self) -> bool {
        let is_year = || self.folded.parse::<u16>().is_ok_and(|year| (2000..2100).contains(&year));
        is_in(CONTEXT_WORDS, &self.folded) || is_year()
    }

    /// Whether the words after it say what the software is for.
    pub fn is_before_purpose(&self) -> bool {
        self.folded == "for" && self.kind == WordKind::Function
    }

    /// Whether the word asks for the alternatives of a vendor.
    pub fn asks_for_alternatives(&self) -> bool {
        is_in(ALTERNATIVE_WORDS, &self.folded)
    }
}

/// Ignores all words but those in the ranges. Returns the others that may be names, with a comma in between.
pub fn keep_only(words: &mut [Word], ranges: &[Range<usize>]) -> String {
    let is_kept = |index: usize| ranges.iter().any(|range| range.contains(&index));
    for (index, word) in words.iter_mut().enumerate() {
        word.kind = match word.kind {
            _ if is_kept(index) => WordKind::Name,
            WordKind::Name => WordKind::Unmatched,
            kind => kind,
        };
    }
    typed(words, ", ", |word| word.kind == WordKind::Unmatched)
}

/// Whether any of the words is of this kind.
pub fn has(words: &[Word], kind: WordKind) -> bool {
    words.iter().any(|word| word.kind == kind)
}

/// Whether the word before `end` is a verb, and not the end of a name: "does dropbox sign a baa".
pub fn is_verb(words: &[Word], end: usize) -> bool {
    let is_at = |index: usize, list| words.get(index).is_some_and(|word| is_in(list, &word.folded));
    let is_before_topic = words.get(end).is_some_and(|word| word.kind == WordKind::Topic);
    is_at(end - 1, "sign") && (is_at(end, DETERMINERS) || is_before_topic && is_at(0, "do does will"))
}

/// The words of a text.
// Not inlined into the crate `search`, which is compiled for speed and not for size.
#[inline(never)]
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::new();
    let mut start = 0;
    for_each_letter(text, |letter, offset, is_word_start| {
        if is_word_start {
            start = offset;
            words.push(Word { typed: "", folded: String::new(), kind: WordKind::Name });
        }
        if let Some(word) = words.last_mut() {
            word.folded.push(letter);
            let length = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            word.typed = text.get(start..offset + length).unwrap_or_default();
        }
    });
    for word in &mut words {
        if is_in(TOPIC_WORDS, &word.folded) {
            word.kind = WordKind::Topic;
        } else if is_in(FUNCTION_WORDS, &word.folded) {
            word.kind = WordKind::Function;
        }
    }
    for (phrases, kind) in [(TOPIC_PHRASES, WordKind::Topic), (FUNCTION_PHRASES, WordKind::Function)] {
        for phrase in phrases.split('|') {
            if let Some(start) = position(&words, phrase, "") {
                let length = phrase.split(' ').count();
                words.iter_mut().skip(start).take(length).for_each(|word| word.kind = kind);
            }
        }
    }
    words
}

/// The index of the word at which a phrase starts. Words of the list `skipped` do not count.
fn position(words: &[Word], phrase: &str, skipped: &str) -> Option<usize> {
    let is_at = |start: &usize| {
        let mut rest = words.iter().skip(*start).filter(|word| !is_in(skipped, &word.folded));
        phrase.split(' ').all(|expected| rest.next().is_some_and(|word| word.folded == expected))
    };
    (0..words.len()).find(is_at)
}

/// Whether a list of words, with spaces in between, has a word.
fn is_in(list: &str, word: &str) -> bool {
    let is_space = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
    // Faster than splitting the list.
    list.match_indices(word).any(|(start, word)| {
        let (before, rest) = list.as_bytes().split_at_checked(start).unwrap_or_default();
        is_space(before.last()) && is_space(rest.get(word.len()))
    })
}

/// The filters that phrases of a query describe.
// As `words`.
#[inline(never)]
pub fn described_filters(words: &[Word]) -> Vec<OfferedFilter> {
    let mut filters: Vec<OfferedFilter> = Vec::new();
    // Most queries end here, on every key press.
    if !words.iter().any(|word| is_in(STATUS_WORDS, &word.folded)) {
        return filters;
    }
    for (phrases, filter) in STATUS_PHRASES {
        let is_first = filters.iter().all(|other| other.facet != filter.facet);
        if is_first && phrases.split('|').any(|phrase| position(words, phrase, FILLER_WORDS).is_some()) {
            filters.push(filter);
        }
    }
    filters
}

/// Ignores words of a query that finds nothing: those in [`CONTEXT_WORDS`]; and, if a word that may be a name precedes
/// them, those after "for", and the last one if it may be an ignored word that is not typed to its end.
pub fn ignore_more(words: &mut [Word]) {
    let (mut has_name, mut is_purpose) = (false, false);
    for word in words.iter_mut() {
        if is_purpose || word.is_context() {
            word.kind = WordKind::Function;
        }
        is_purpose |= has_name && word.is_before_purpose();
        has_name |= word.kind == WordKind::Name;
    }
    if let [words @ .., last] = words
        && has(words, WordKind::Name)
    {
        let mut ignored = TOPIC_WORDS.split(' ').chain(FUNCTION_WORDS.split(' '));
        if ignored.any(|other| other.starts_with(&last.folded)) {
            last.kind = WordKind::Function;
        }
    }
}

/// The words that may be names, as they were typed, with a space in between.
pub fn names(words: &[Word]) -> String {
    typed(words, " ", |word| word.kind == WordKind::Name)
}

/// Some of the words as they were typed, with a separator in between.
pub fn typed(words: &[Word], separator: &str, is_included: fn(&Word) -> bool) -> String {
    let words = words.iter().filter(|word| is_included(word));
    let words: Vec<&str> = words.map(|word| word.typed).collect();
    words.join(separator)
}

#[cfg(test)]
mod tests {
    use super::{
        ALTERNATIVE_WORDS, COMPARISON_WORDS, FUNCTION_WORDS, STATUS_PHRASES, described_filters, is_in, words,
    };
    use crate::{Query, UrlState};

    #[test]
    fn words_for_comparisons_and_alternatives_are_function_words() {
        for word in COMPARISON_WORDS.split(' ').chain(ALTERNATIVE_WORDS.split(' ')) {
            assert!(is_in(FUNCTION_WORDS, word), "{word}");
        }
    }

    #[test]
    fn every_described_filter_selects_each_of_its_options_once() {
        for (phrases, filter) in STATUS_PHRASES {
            for phrase in phrases.split('|') {
                let described = described_filters(&words(phrase));
                assert!(described.contains(&filter), "{phrase}: {described:?}");
            }
            let filtered = filter.apply(&Query::default()).expect("a filter");
            let keys = filter.keys.replace(',', "%2C");
            let url = filtered.to_query_string().replace(',', "%2C");
            assert_eq!(url, format!("{}={keys}", filter.facet.key()));
            assert_eq!(filter.apply(&filtered), None);
        }
    }
}
