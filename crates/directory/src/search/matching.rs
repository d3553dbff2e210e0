//! How a typed word matches a text, and which match is better.

use super::distance::{self, Row};
use super::fold::{self, Text};
use super::vocabulary::{END, Entry, GAP, Place, Vocabulary};

/// How something typed matches a text; the lower, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(u8);

/// What part of a text was meant by something with typing errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Words,
    Beginning,
}

impl Kind {
    /// It is the whole text.
    pub const EXACT: Self = Self(0);
    /// The text starts with it.
    pub const PREFIX: Self = Self(1);
    /// A later word of the text starts with it; it may run on into the words after that one.
    pub const WORD_PREFIX: Self = Self(2);
    /// It stands within one word.
    pub const WITHIN: Self = Self(3);
    /// It does not match.
    pub const NONE: Self = Self(u8::MAX);

    /// With typing errors: fewer errors are better, then the whole text, whole words, a beginning.
    fn misspelt(errors: usize, part: Part) -> Self {
        let errors = u8::try_from(errors).unwrap_or(u8::MAX);
        Self(
            1 + Self::WITHIN.0
                + errors.saturating_sub(1).saturating_mul(3).saturating_add(part as u8).min(100),
        )
    }

    /// The kind as a number, below 15; see [`Self::from_number`].
    pub fn number(self) -> u16 {
        self.0.into()
    }

    /// The kind of that number.
    pub fn from_number(number: u16) -> Self {
        u8::try_from(number).map_or(Self::NONE, Self)
    }

    /// Whether there is more than one typing error.
    pub fn is_far(self) -> bool {
        self > Self::misspelt(1, Part::Beginning)
    }
}

/// Something typed, one word or several without what separates them, ready to be compared.
#[derive(Debug)]
pub(super) struct Needle {
    /// Folded; never empty.
    pub letters: Vec<u16>,
    has_digit: bool,
    /// The most typing errors that it may have.
    pub errors: usize,
}

/// Where something with typing errors was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// From how many letters on a beginning may have typing errors. In fewer, an error leaves so little
/// that words match which nobody meant.
const LETTERS_OF_A_MISSPELT_BEGINNING: usize = 6;

impl Needle {
    /// Takes folded letters. A number is never misspelt (ISO 27001 is not ISO 27701), and in a short word
    /// each letter counts.
    pub fn new(letters: &[u16]) -> Self {
        let has_digit = letters.iter().copied().any(fold::is_digit);
        let errors = match letters.len() {
            _ if has_digit => 0,
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        Self { letters: letters.to_vec(), has_digit, errors }
    }

    /// How this matches the texts of an entry that begins with it at that place.
    pub fn kind(&self, vocabulary: &Vocabulary, entry: &Entry, place: Place) -> Kind {
        let next = || vocabulary.rest(entry, place.depth).first().copied().unwrap_or(END);
        if place.errors == 0 {
            return match entry.is_whole {
                true if next() == END => Kind::EXACT,
                true => Kind::PREFIX,
                false => Kind::WORD_PREFIX,
            };
        }
        let next = next();
        let part = match next {
            END if entry.is_whole => Part::Whole,
            END | GAP => Part::Words,
            _ if self.may_be_beginning_of(vocabulary.rest(entry, 0)) => Part::Beginning,
            _ => return Kind::NONE,
        };
        Kind::misspelt(place.errors, part)
    }

    /// Whether the letters as typed stand in the text.
    pub fn is_literal(&self, text: &Text) -> bool {
        text.starts.iter().any(|start| self.starts_at(text, *start))
            || text.words().any(|(start, end)| self.within(text.part(start, end)).is_some())
    }

    /// Whether this may stand within a word. Digits within a number are another number.
    pub fn may_be_within(&self) -> bool {
        !self.has_digit
    }

    /// Whether the text goes on with this at that place.
    pub fn starts_at(&self, text: &Text, place: usize) -> bool {
        text.part(place, text.letters.len()).starts_with(&self.letters)
    }

    /// Where this first stands in a word.
    pub fn within(&self, word: &[u16]) -> Option<usize> {
        let mut parts = word.windows(self.letters.len().max(1));
        parts.position(|part| part == self.letters).filter(|_| self.may_be_within())
    }

    /// Where the text has this but for typing errors.
    pub fn meant(&self, text: &Text) -> Option<Meant> {
        let typed = distance::Typed::new(&self.letters, self.errors);
        let mut best: Option<Meant> = None;
        for start in text.starts.iter().copied() {
            let rest = text.part(start, text.letters.len());
            let may_be_beginning = self.may_be_beginning_of(rest);
            let mut row = Row::first();
            for (read, letter) in rest.iter().take(self.letters.len() + self.errors).enumerate() {
                row = row.after(*letter, &typed);
                let errors = row.errors(&typed);
                if errors > self.errors {
                    continue;
                }
                let end = start + read + 1;
                let part = if !text.is_word_end(end) {
                    Part::Beginning
                } else if start == 0 && end == text.letters.len() {
                    Part::Whole
                } else {
                    Part::Words
                };
                let kind = Kind::misspelt(errors, part);
                if (part != Part::Beginning || may_be_beginning) && best.is_none_or(|best| kind < best.kind) {
                    best = Some(Meant { kind, start, end });
                }
            }
        }
        best
    }

    /// Whether this may be a misspelt beginning: it is long enough, and its first letter is right or
    /// swapped with the second.
    fn may_be_beginning_of(&self, text: &[u16]) -> bool {
        let is_alike = match (self.letters.as_slice(), text) {
            ([first, ..], [meant, ..]) if first == meant => true,
            ([first, second, ..], [meant_first, GAP, meant_second, ..] | [meant_first, meant_second, ..]) => {
                first == meant_second && second == meant_first
            }
            _ => false,
        };
        is_alike && self.letters.len() >= LETTERS_OF_A_MISSPELT_BEGINNING
    }
}

/// What was typed, taken apart.
#[derive(Debug)]
pub(super) struct Sought {
    /// All of it, without what separates the words.
    pub whole: Needle,
    /// Each different word, where there are several but not too many.
    pub words: Vec<Needle>,
}

/// The most letters of a text that can find something.
pub(super) const MOST_LETTERS: usize = 128;
/// The most different words of a text that are looked for one by one.
const MOST_WORDS: usize = 16;

/// What a typed text asks for.
#[derive(Debug)]
pub(super) enum Typed {
    /// No letter and no digit: everything.
    Nothing,
    /// More than any vendor's names hold, so that nothing can match and no work is done.
    TooMuch,
    /// Something to look for.
    Sought(Box<Sought>),
}

impl Typed {
    /// Takes a text apart.
    pub fn new(text: &str) -> Self {
        let text = Text::new(text);
        if text.letters.is_empty() {
            return Self::Nothing;
        }
        if text.letters.len() > MOST_LETTERS {
            return Self::TooMuch;
        }
        let mut words: Vec<Needle> = Vec::new();
        if text.starts.len() > 1 {
            for (start, end) in text.words() {
                let word = text.part(start, end);
                if words.iter().all(|known| known.letters != word) {
                    words.push(Needle::new(word));
                }
            }
        }
        if words.len() > MOST_WORDS {
            words.clear();
        }
        Self::Sought(Box::new(Sought { whole: Needle::new(&text.letters), words }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Needle, Part, Typed};
    use crate::search::fold::{self, Text};
    use crate::search::vocabulary::Vocabulary;

    /// The best kind by which something typed matches a text.
    fn kind(typed: &str, text: &str) -> Kind {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add(text, 0, 0);
        while vocabulary.sort() {}
        let needle = Needle::new(&Text::new(typed).letters);
        let mut best = Kind::NONE;
        vocabulary.walk(&needle.letters, needle.errors, &mut |entries, place| {
            let kinds = entries.iter().map(|entry| needle.kind(&vocabulary, entry, place));
            best = kinds.fold(best, Kind::min);
        });
        if needle.may_be_within() {
            vocabulary.within(&needle.letters, &mut |_| best = best.min(Kind::WITHIN));
        }
        best
    }

    #[test]
    fn the_kinds_come_in_the_order_of_the_design() {
        let kinds = [
            kind("cloud", "Cloud"),
            kind("cloud", "Cloudflare"),
            kind("cloud", "Google Cloud"),
            kind("cloud", "iCloud"),
            kind("clowd", "Cloud"),
            kind("clowd", "Google Cloud"),
            kind("clowdf", "Cloudflare"),
            kind("clowdfalre", "Cloudflare"),
            kind("clowdfalre", "Cloudflare R2"),
            kind("clowdfal", "Cloudflare"),
            kind("cloud", "Clerk"),
        ];
        let expected = [
            Kind::EXACT,
            Kind::PREFIX,
            Kind::WORD_PREFIX,
            Kind::WITHIN,
            Kind::misspelt(1, Part::Whole),
            Kind::misspelt(1, Part::Words),
            Kind::misspelt(1, Part::Beginning),
            Kind::misspelt(2, Part::Whole),
            Kind::misspelt(2, Part::Words),
            Kind::misspelt(2, Part::Beginning),
            Kind::NONE,
        ];
        assert_eq!(kinds, expected);
        assert!(kinds.is_sorted());
    }

    #[test]
    fn what_separates_words_makes_no_difference() {
        for typed in ["customerio", "customer io", "Customer.IO", "custom er-io"] {
            assert_eq!(kind(typed, "Customer.io"), Kind::EXACT, "{typed}");
        }
        assert_eq!(kind("drop box", "Dropbox"), Kind::EXACT);
        assert_eq!(kind("cloudplat", "Google Cloud Platform"), Kind::WORD_PREFIX);
        assert_eq!(kind("mail chmp", "Mailchimp"), Kind::misspelt(1, Part::Whole));
    }

    #[test]
    fn letters_from_two_words_are_not_within_a_word() {
        assert_eq!(kind("mol", "Sumo Logic"), Kind::NONE);
        assert_eq!(kind("umo", "Sumo Logic"), Kind::WITHIN);
    }

    #[test]
    fn short_words_have_no_typing_errors_and_long_ones_two() {
        assert_eq!(kind("lsp", "rsp"), Kind::NONE);
        assert_eq!(kind("zom", "Zoom"), Kind::NONE);
        assert_eq!(kind("slck", "Slack"), Kind::misspelt(1, Part::Whole));
        assert_eq!(kind("sclk", "Slack"), Kind::NONE, "two errors in four letters");
        assert_eq!(kind("mailcihpm", "Mailchimp"), Kind::misspelt(2, Part::Whole));
        assert_eq!(kind("maiclihpm", "Mailchimp"), Kind::NONE, "three errors");
    }

    #[test]
    fn a_misspelt_beginning_needs_its_first_letter_and_six_letters() {
        assert_eq!(kind("mialch", "Mailchimp"), Kind::misspelt(1, Part::Beginning));
        assert_eq!(kind("amilch", "Mailchimp"), Kind::misspelt(1, Part::Beginning));
        assert_eq!(kind("nailch", "Mailchimp"), Kind::NONE);
        assert_eq!(kind("mialc", "Mailchimp"), Kind::NONE);
    }

    #[test]
    fn numbers_match_digit_by_digit() {
        assert_eq!(kind("27001", "ISO 27001"), Kind::WORD_PREFIX);
        assert_eq!(kind("2700", "ISO 27001"), Kind::WORD_PREFIX);
        assert_eq!(kind("iso27001", "ISO 27001"), Kind::EXACT);
        for typed in ["7001", "27701", "27010", "iso27701", "270011", "is027001"] {
            assert_eq!(kind(typed, "ISO 27001"), Kind::NONE, "{typed}");
        }
        assert_eq!(kind("password", "1Password"), Kind::WITHIN, "letters beside a digit are letters");
    }

    #[test]
    fn a_text_is_taken_apart_within_bounds() {
        let words = |text: &str| match Typed::new(text) {
            Typed::Nothing => "nothing".to_owned(),
            Typed::TooMuch => "too much".to_owned(),
            Typed::Sought(sought) => {
                let needles = std::iter::once(&sought.whole).chain(&sought.words);
                let typed = |letter: &u16| ('a'..='z').find(|typed| fold::letter(*typed) == *letter);
                let word = |needle: &Needle| needle.letters.iter().filter_map(typed).collect::<String>();
                needles.map(word).collect::<Vec<String>>().join(" ")
            }
        };
        assert_eq!(words(" .,- "), "nothing");
        assert_eq!(words("Drop-box"), "dropbox drop box");
        assert_eq!(words("box box"), "boxbox box");
        assert_eq!(words("Dropbox"), "dropbox");
        assert_eq!(words(&"a".repeat(10_000)), "too much");
        assert_eq!(words("a b c d e f g h i j k l m n o p q"), "abcdefghijklmnopq");
    }
}
