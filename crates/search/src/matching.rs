//! Query parsing and match classes: what a query searches for, how a term of it matches a text, and which match is
//! better. This is a tiered ranking: a better class always precedes a worse one, whatever the verdict.

use super::edit_distance::{DistanceRow, Pattern};
use super::letters::{self, FoldedText, MAX_LETTERS};
use super::suffix_index::{PrefixMatch, SEPARATOR, Suffix, SuffixIndex, TERMINATOR};

/// The class of a match between a term and a text; lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MatchClass(u8);

/// The extent of a fuzzy match in its text; the earlier variant is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Covers the text.
    WholeText,
    /// Ends at the end of a word, but does not cover the text.
    Words,
    /// Ends within a word.
    Prefix,
}

impl Extent {
    /// The number of extents, which is the number of classes for each number of errors.
    const COUNT: u8 = 3;
}

impl MatchClass {
    /// The term is the whole text.
    pub const EXACT: Self = Self(0);
    /// The term is a prefix of the text.
    pub const PREFIX: Self = Self(1);
    /// The term is a prefix of the text from a later word on. It may extend over several words.
    pub const WORD_PREFIX: Self = Self(2);
    /// The term is an infix of a word.
    pub const INFIX: Self = Self(3);
    /// The term does not match.
    pub const NONE: Self = Self(u8::MAX);

    /// The class of a match with at least one typing error. Fewer errors are better, then the larger extent.
    fn fuzzy(errors: usize, extent: Extent) -> Self {
        let errors = u8::try_from(errors).unwrap_or(u8::MAX);
        let index = errors.saturating_sub(1).saturating_mul(Extent::COUNT).saturating_add(extent as u8);
        // The upper limit is never reached with at most two errors. It keeps every match better than `NONE`.
        Self(1 + Self::INFIX.0 + index.min(100))
    }

    /// The ordinal of the class; see [`Self::from_ordinal`]. The highest is 9, for a prefix with two errors, so it fits
    /// in four bits, unless the class is [`Self::NONE`].
    pub fn ordinal(self) -> u16 {
        self.0.into()
    }

    /// The class with an ordinal.
    pub fn from_ordinal(ordinal: u16) -> Self {
        u8::try_from(ordinal).map_or(Self::NONE, Self)
    }

    /// Whether the match has more than one typing error.
    pub fn has_several_errors(self) -> bool {
        self > Self::fuzzy(1, Extent::Prefix)
    }
}

/// A search term: a word of the query, or the query with its separators removed.
#[derive(Debug)]
pub(super) struct Term {
    /// The folded letters; never empty.
    pub letters: Vec<u16>,
    has_digit: bool,
    /// The maximum number of typing errors in a match.
    pub max_errors: usize,
}

/// A fuzzy match within a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct FuzzyMatch {
    pub class: MatchClass,
    /// The index of the first letter in [`FoldedText::letters`].
    pub start: usize,
    /// The index after the last letter.
    pub end: usize,
}

/// The minimum length of a term that matches a prefix with typing errors. In a shorter term, an error leaves so few
/// letters that unrelated words match.
const MIN_FUZZY_PREFIX_LENGTH: usize = 6;

impl Term {
    /// A term of folded letters. A term with a digit, or of up to three letters, matches only without typing errors:
    /// ISO 27001 is not ISO 27701.
    pub fn new(letters: &[u16]) -> Self {
        let has_digit = letters.iter().copied().any(letters::is_digit);
        let max_errors = match letters.len() {
            _ if has_digit => 0,
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        Self { letters: letters.to_vec(), has_digit, max_errors }
    }

    /// Classifies a match of this term with `prefix`, a prefix of `suffix`.
    pub fn class(&self, suffix_index: &SuffixIndex, suffix: &Suffix, prefix: PrefixMatch) -> MatchClass {
        let next_letter = || suffix_index.tail(suffix, prefix.depth).first().copied().unwrap_or(TERMINATOR);
        if prefix.errors == 0 {
            return match suffix.is_whole_text {
                true if next_letter() == TERMINATOR => MatchClass::EXACT,
                true => MatchClass::PREFIX,
                false => MatchClass::WORD_PREFIX,
            };
        }
        let extent = match next_letter() {
            TERMINATOR if suffix.is_whole_text => Extent::WholeText,
            TERMINATOR | SEPARATOR => Extent::Words,
            _ if self.allows_fuzzy_prefix(suffix_index.tail(suffix, 0)) => Extent::Prefix,
            _ => return MatchClass::NONE,
        };
        MatchClass::fuzzy(prefix.errors, extent)
    }

    /// Whether the text contains the term without typing errors.
    pub fn is_literal_in(&self, text: &FoldedText) -> bool {
        text.word_starts.iter().any(|start| self.is_at(text, *start))
            || text.words().any(|(start, end)| self.position_in_word(text.slice(start, end)).is_some())
    }

    /// Whether the term may match an infix of a word. Digits within a number are a different number.
    pub fn allows_infix_match(&self) -> bool {
        !self.has_digit
    }

    /// Whether the text contains the term at a position.
    pub fn is_at(&self, text: &FoldedText, position: usize) -> bool {
        text.slice(position, text.letters.len()).starts_with(&self.letters)
    }

    /// The first position of the term within a word.
    pub fn position_in_word(&self, word: &[u16]) -> Option<usize> {
        // A term has at least one letter; `windows` would panic at none.
        let mut windows = word.windows(self.letters.len().max(1));
        windows.position(|window| window == self.letters).filter(|_| self.allows_infix_match())
    }

    /// The best match with typing errors in a text. Only for a text that the term
    /// [is not literal in](Self::is_literal_in).
    pub fn fuzzy_match(&self, text: &FoldedText) -> Option<FuzzyMatch> {
        let pattern = Pattern::new(&self.letters, self.max_errors);
        let mut best: Option<FuzzyMatch> = None;
        for start in text.word_starts.iter().copied() {
            let tail = text.slice(start, text.letters.len());
            let allows_fuzzy_prefix = self.allows_fuzzy_prefix(tail);
            let mut row = DistanceRow::first();
            for (index, letter) in tail.iter().take(self.letters.len() + self.max_errors).enumerate() {
                row = row.next(*letter, &pattern);
                let errors = row.errors(&pattern);
                if errors > self.max_errors {
                    continue;
                }
                let end = start + index + 1;
                let extent = if !text.is_word_end(end) {
                    Extent::Prefix
                } else if start == 0 && end == text.letters.len() {
                    Extent::WholeText
                } else {
                    Extent::Words
                };
                let class = MatchClass::fuzzy(errors, extent);
                let is_allowed = extent != Extent::Prefix || allows_fuzzy_prefix;
                if is_allowed && best.is_none_or(|best| class < best.class) {
                    best = Some(FuzzyMatch { class, start, end });
                }
            }
        }
        best
    }

    /// Whether the term may match a prefix of the text with typing errors: whether it is long enough, and its first
    /// letter is correct or transposed with the second.
    fn allows_fuzzy_prefix(&self, text: &[u16]) -> bool {
        let has_first_letter = match (self.letters.as_slice(), text) {
            ([first, ..], [text_first, ..]) if first == text_first => true,
            (
                [first, second, ..],
                [text_first, SEPARATOR, text_second, ..] | [text_first, text_second, ..],
            ) => first == text_second && second == text_first,
            _ => false,
        };
        has_first_letter && self.letters.len() >= MIN_FUZZY_PREFIX_LENGTH
    }
}

/// The terms of a query.
#[derive(Debug)]
pub(super) struct Terms {
    /// The query with its separators removed.
    pub joined: Term,
    /// The distinct words of the query; empty if there is only one word or more than [`MAX_WORDS`].
    pub words: Vec<Term>,
}

/// The maximum number of distinct words in a query that are searched for separately.
const MAX_WORDS: usize = 16;

/// A query text, parsed.
#[derive(Debug)]
pub(super) enum ParsedQuery {
    /// The text has no letter or digit: it finds every vendor.
    Empty,
    /// The text is longer than every vendor's names: it finds nothing.
    TooLong,
    /// The text has terms to search for.
    Terms(Box<Terms>),
}

impl ParsedQuery {
    /// Parses a query text.
    pub fn new(text: &str) -> Self {
        let text = FoldedText::new(text);
        if text.letters.is_empty() {
            return Self::Empty;
        }
        if text.letters.len() > MAX_LETTERS {
            return Self::TooLong;
        }
        let mut words: Vec<Term> = Vec::new();
        if text.word_starts.len() > 1 {
            for (start, end) in text.words() {
                let word = text.slice(start, end);
                if words.iter().all(|other| other.letters != word) {
                    words.push(Term::new(word));
                }
            }
        }
        if words.len() > MAX_WORDS {
            words.clear();
        }
        Self::Terms(Box::new(Terms { joined: Term::new(&text.letters), words }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, MatchClass, ParsedQuery, Term};
    use crate::letters::{self, FoldedText};
    use crate::suffix_index::SuffixIndex;

    /// The best class of a match between a query of one term and a text.
    fn class(query: &str, text: &str) -> MatchClass {
        let mut suffix_index = SuffixIndex::default();
        suffix_index.add(text, 0, 0);
        while suffix_index.sort_step() {}
        let term = Term::new(&FoldedText::new(query).letters);
        let mut best = MatchClass::NONE;
        suffix_index.fuzzy_prefix_search(&term.letters, term.max_errors, &mut |suffixes, prefix| {
            let classes = suffixes.iter().map(|suffix| term.class(&suffix_index, suffix, prefix));
            best = classes.fold(best, MatchClass::min);
        });
        if term.allows_infix_match() {
            suffix_index.infix_search(&term.letters, &mut |_| best = best.min(MatchClass::INFIX));
        }
        best
    }

    #[test]
    fn classes_are_ordered_from_exact_to_none() {
        let classes = [
            class("cloud", "Cloud"),
            class("cloud", "Cloudflare"),
            class("cloud", "Google Cloud"),
            class("cloud", "iCloud"),
            class("clowd", "Cloud"),
            class("clowd", "Google Cloud"),
            class("clowdf", "Cloudflare"),
            class("clowdfalre", "Cloudflare"),
            class("clowdfalre", "Cloudflare R2"),
            class("clowdfal", "Cloudflare"),
            class("cloud", "Clerk"),
        ];
        let expected = [
            MatchClass::EXACT,
            MatchClass::PREFIX,
            MatchClass::WORD_PREFIX,
            MatchClass::INFIX,
            MatchClass::fuzzy(1, Extent::WholeText),
            MatchClass::fuzzy(1, Extent::Words),
            MatchClass::fuzzy(1, Extent::Prefix),
            MatchClass::fuzzy(2, Extent::WholeText),
            MatchClass::fuzzy(2, Extent::Words),
            MatchClass::fuzzy(2, Extent::Prefix),
            MatchClass::NONE,
        ];
        assert_eq!(classes, expected);
        assert!(classes.is_sorted());
    }

    #[test]
    fn separators_do_not_matter() {
        for query in ["customerio", "customer io", "Customer.IO", "custom er-io"] {
            assert_eq!(class(query, "Customer.io"), MatchClass::EXACT, "{query}");
        }
        assert_eq!(class("drop box", "Dropbox"), MatchClass::EXACT);
        assert_eq!(class("cloudplat", "Google Cloud Platform"), MatchClass::WORD_PREFIX);
        assert_eq!(class("mail chmp", "Mailchimp"), MatchClass::fuzzy(1, Extent::WholeText));
    }

    #[test]
    fn an_infix_is_within_one_word() {
        assert_eq!(class("mol", "Sumo Logic"), MatchClass::NONE);
        assert_eq!(class("umo", "Sumo Logic"), MatchClass::INFIX);
    }

    #[test]
    fn the_number_of_typing_errors_depends_on_the_length() {
        assert_eq!(class("lsp", "rsp"), MatchClass::NONE);
        assert_eq!(class("zom", "Zoom"), MatchClass::NONE);
        assert_eq!(class("slck", "Slack"), MatchClass::fuzzy(1, Extent::WholeText));
        assert_eq!(class("sclk", "Slack"), MatchClass::NONE, "two errors in four letters");
        assert_eq!(class("mailcihpm", "Mailchimp"), MatchClass::fuzzy(2, Extent::WholeText));
        assert_eq!(class("maiclihpm", "Mailchimp"), MatchClass::NONE, "three errors");
    }

    #[test]
    fn a_fuzzy_prefix_has_six_letters_and_the_correct_first_letter() {
        assert_eq!(class("mialch", "Mailchimp"), MatchClass::fuzzy(1, Extent::Prefix));
        assert_eq!(class("amilch", "Mailchimp"), MatchClass::fuzzy(1, Extent::Prefix));
        assert_eq!(class("nailch", "Mailchimp"), MatchClass::NONE);
        assert_eq!(class("mialc", "Mailchimp"), MatchClass::NONE);
    }

    #[test]
    fn numbers_have_no_typing_errors_and_no_infixes() {
        assert_eq!(class("27001", "ISO 27001"), MatchClass::WORD_PREFIX);
        assert_eq!(class("2700", "ISO 27001"), MatchClass::WORD_PREFIX);
        assert_eq!(class("iso27001", "ISO 27001"), MatchClass::EXACT);
        for query in ["7001", "27701", "27010", "iso27701", "270011", "is027001"] {
            assert_eq!(class(query, "ISO 27001"), MatchClass::NONE, "{query}");
        }
        assert_eq!(class("password", "1Password"), MatchClass::INFIX, "letters next to a digit are an infix");
    }

    #[test]
    fn a_query_is_parsed_into_its_joined_term_and_distinct_words_within_limits() {
        let parse = |text: &str| match ParsedQuery::new(text) {
            ParsedQuery::Empty => "(empty)".to_owned(),
            ParsedQuery::TooLong => "(too long)".to_owned(),
            ParsedQuery::Terms(terms) => {
                let decode = |letter: &u16| ('a'..='z').find(|other| letters::letter(*other) == *letter);
                let text = |term: &Term| term.letters.iter().filter_map(decode).collect::<String>();
                let terms = std::iter::once(&terms.joined).chain(&terms.words);
                terms.map(text).collect::<Vec<String>>().join(" ")
            }
        };
        assert_eq!(parse(" .,- "), "(empty)");
        assert_eq!(parse("Drop-box"), "dropbox drop box");
        assert_eq!(parse("box box"), "boxbox box");
        assert_eq!(parse("Dropbox"), "dropbox");
        assert_eq!(parse(&"a".repeat(10_000)), "(too long)");
        assert_eq!(parse("a b c d e f g h i j k l m n o p q"), "abcdefghijklmnopq");
    }
}
