//! How a typed word matches a text, and which match is better.

use super::distance::Pattern;
use super::fold::{Text, alphabet};

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

    /// Whether there is more than one typing error.
    pub fn is_far(self) -> bool {
        self > Self::misspelt(1, Part::Beginning)
    }

    /// Whether the letters as typed stand in the text.
    pub fn is_literal(self) -> bool {
        self <= Self::WITHIN
    }
}

/// Where a vendor was matched; the earlier, the better within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Name,
    Alias(usize),
    Category,
    Certification(usize),
    Soc2,
}

/// How well a vendor matches: the kind first, then the place; the lower, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u16);

impl Rank {
    /// No match.
    pub const NONE: Self = Self(u16::MAX);

    /// A category or a certification is not a name, so that an exact one counts as a prefix.
    pub fn new(kind: Kind, place: Place) -> Self {
        let (kind, place) = match place {
            Place::Name => (kind, 0),
            Place::Alias(_) => (kind, 1),
            Place::Category => (kind.max(Kind::PREFIX), 2),
            Place::Certification(_) | Place::Soc2 => (kind.max(Kind::PREFIX), 3),
        };
        if kind == Kind::NONE { Self::NONE } else { Self(u16::from(kind.0) * 4 + place) }
    }

    /// The rank as a number to add up.
    pub fn number(self) -> u64 {
        self.0.into()
    }
}

/// Something typed, one word or several without what separates them, ready to be compared.
#[derive(Debug)]
pub(super) struct Needle {
    /// Folded; never empty.
    pub letters: Vec<char>,
    alphabet: u32,
    has_digit: bool,
    /// The most typing errors that it may have.
    errors: usize,
    pattern: Option<Pattern>,
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
    pub fn new(letters: &[char]) -> Self {
        let has_digit = letters.iter().any(char::is_ascii_digit);
        let errors = match letters.len() {
            _ if has_digit => 0,
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        let pattern = if errors > 0 { Pattern::new(letters) } else { None };
        Self { letters: letters.to_vec(), alphabet: alphabet(letters), has_digit, errors, pattern }
    }

    /// How this matches a text.
    pub fn kind(&self, text: &Text) -> Kind {
        let missing = (self.alphabet & !text.alphabet).count_ones() as usize;
        // Each error brings in one letter at most that the text does not have.
        if missing > self.errors {
            return Kind::NONE;
        }
        let literal = if missing == 0 { self.literal(text) } else { Kind::NONE };
        if literal != Kind::NONE {
            return literal;
        }
        self.meant(text).map_or(Kind::NONE, |meant| meant.kind)
    }

    fn literal(&self, text: &Text) -> Kind {
        if text.letters.starts_with(&self.letters) {
            let is_whole = text.letters.len() == self.letters.len();
            return if is_whole { Kind::EXACT } else { Kind::PREFIX };
        }
        if text.starts.iter().any(|start| self.starts_at(text, *start)) {
            return Kind::WORD_PREFIX;
        }
        let is_within = text.words().any(|(start, end)| self.within(text.part(start, end)).is_some());
        if is_within { Kind::WITHIN } else { Kind::NONE }
    }

    /// Whether the text goes on with this at that place.
    pub fn starts_at(&self, text: &Text, place: usize) -> bool {
        text.part(place, text.letters.len()).starts_with(&self.letters)
    }

    /// Whether the text has this as a word.
    pub fn is_word_of(&self, text: &Text) -> bool {
        text.words().any(|(start, end)| text.part(start, end) == self.letters)
    }

    /// Where this first stands in a word. Digits within a number are another number.
    pub fn within(&self, word: &[char]) -> Option<usize> {
        if self.has_digit {
            return None;
        }
        word.windows(self.letters.len().max(1)).position(|part| part == self.letters)
    }

    /// Where the text has this but for typing errors.
    pub fn meant(&self, text: &Text) -> Option<Meant> {
        let pattern = self.pattern.as_ref()?;
        let mut best: Option<Meant> = None;
        for start in text.starts.iter().copied() {
            let rest = text.part(start, text.letters.len());
            let may_be_beginning = self.may_be_beginning_of(rest);
            let mut comparison = pattern.begin();
            for (read, letter) in rest.iter().take(self.letters.len() + self.errors).enumerate() {
                let errors = comparison.read(*letter);
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
    fn may_be_beginning_of(&self, text: &[char]) -> bool {
        let is_alike = match (self.letters.as_slice(), text) {
            ([first, ..], [meant, ..]) if first == meant => true,
            ([first, second, ..], [meant_first, meant_second, ..]) => {
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
const MOST_LETTERS: usize = 128;
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
    use super::{Kind, Needle, Part, Place, Rank, Typed};
    use crate::search::fold::Text;

    fn kind(typed: &str, text: &str) -> Kind {
        Needle::new(&Text::new(typed).letters).kind(&Text::new(text))
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
    fn the_place_decides_within_a_kind_and_only_names_are_exact() {
        let ranks = [
            Rank::new(Kind::EXACT, Place::Name),
            Rank::new(Kind::EXACT, Place::Alias(3)),
            Rank::new(Kind::PREFIX, Place::Name),
            Rank::new(Kind::PREFIX, Place::Alias(0)),
            Rank::new(Kind::EXACT, Place::Category),
            Rank::new(Kind::EXACT, Place::Certification(0)),
            Rank::new(Kind::WORD_PREFIX, Place::Name),
            Rank::new(Kind::NONE, Place::Name),
        ];
        assert!(ranks.is_sorted_by(|better, worse| better < worse));
        assert_eq!(Rank::new(Kind::EXACT, Place::Category), Rank::new(Kind::PREFIX, Place::Category));
    }

    #[test]
    fn a_text_is_taken_apart_within_bounds() {
        let words = |text: &str| match Typed::new(text) {
            Typed::Nothing => "nothing".to_owned(),
            Typed::TooMuch => "too much".to_owned(),
            Typed::Sought(sought) => {
                let needles = std::iter::once(&sought.whole).chain(&sought.words);
                needles.map(|needle| needle.letters.iter().collect()).collect::<Vec<String>>().join(" ")
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
