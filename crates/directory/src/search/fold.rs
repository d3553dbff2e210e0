//! Folding: what makes "Café", "CAFE" and "cafe" the same letters, and "Customer.io" the words
//! "customer" and "io". An own small table and not the standard library's, whose Unicode tables
//! would weigh more in the browser than the whole of search.

/// What one character of a text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// One letter or digit, or two ("ß").
    Letters(char, Option<char>),
    /// The end of a word.
    Break,
    /// Nothing: an accent on the letter before, or a mark that nobody sees.
    Nothing,
}

/// The base letters of U+00C0 to U+017F, in order. A capital stands for two letters; see [`pair`].
const LATIN: &[u8; 192] = b"\
    aaaaaaAceeeeiiiidnooooo ouuuuyTS\
    aaaaaaAceeeeiiiidnooooo ouuuuyTy\
    aaaaaaccccccccddddeeeeeeeeeegggg\
    gggghhhhiiiiiiiiiiIIjjkkklllllll\
    lllnnnnnnnnnooooooOOrrrrrrssssss\
    ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The two letters that a capital in [`LATIN`] stands for.
fn pair(capital: u8) -> (char, char) {
    match capital {
        b'A' => ('a', 'e'),
        b'I' => ('i', 'j'),
        b'O' => ('o', 'e'),
        b'T' => ('t', 'h'),
        _ => ('s', 's'),
    }
}

/// Folds one character.
pub(super) fn fold(character: char) -> Folded {
    match character {
        'a'..='z' | '0'..='9' => Folded::Letters(character, None),
        'A'..='Z' => Folded::Letters(character.to_ascii_lowercase(), None),
        // A soft hyphen, zero-width and direction marks, variation selectors, a byte order mark.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => Folded::Nothing,
        '\u{300}'..='\u{36f}' => Folded::Nothing,
        // White space, punctuation and symbols ("Slack™"), control and replacement characters, emoji.
        '\0'..='\u{bf}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1faff}' => Folded::Break,
        '\u{c0}'..='\u{17f}' => latin(character),
        // Greek and Cyrillic capitals; other scripts have no case.
        '\u{391}'..='\u{3a9}' | '\u{410}'..='\u{42f}' => moved(character, 0x20),
        '\u{400}'..='\u{40f}' => moved(character, 0x50),
        // Full-width forms, as East Asian keyboards write Latin letters.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32((character as u32).wrapping_sub(0xfee0)).map_or(Folded::Break, fold)
        }
        _ => Folded::Letters(character, None),
    }
}

fn latin(character: char) -> Folded {
    let place = (character as usize).wrapping_sub(0xc0);
    match LATIN.get(place).copied().unwrap_or(b' ') {
        b' ' => Folded::Break,
        capital @ b'A'..=b'Z' => {
            let (first, second) = pair(capital);
            Folded::Letters(first, Some(second))
        }
        letter => Folded::Letters(letter.into(), None),
    }
}

fn moved(character: char, by: u32) -> Folded {
    Folded::Letters(char::from_u32((character as u32).wrapping_add(by)).unwrap_or(character), None)
}

/// Reads a text letter by letter, and tells of each its character, at which byte of the text it stands, and
/// whether a word starts with it.
pub(super) fn read(text: &str, mut tell: impl FnMut(char, usize, bool)) {
    let mut is_within_word = false;
    for (at, character) in text.char_indices() {
        match fold(character) {
            Folded::Letters(first, second) => {
                tell(first, at, !is_within_word);
                if let Some(second) = second {
                    tell(second, at, false);
                }
                is_within_word = true;
            }
            Folded::Break => is_within_word = false,
            Folded::Nothing => {}
        }
    }
}

/// The first of the digits among [`letter`]s, and of a to z. What is lower stands for the end of a word or a text.
pub(super) const DIGIT: u16 = 2;
const A: u16 = DIGIT + 10;
/// Above all digits and a to z, and not above any other letter.
pub(super) const RARE: u16 = A + 26;

/// A folded letter or digit as 16 bits, in the order of the alphabet. Characters that need more, which no living
/// language writes names with, share the range of the surrogates.
pub(super) fn letter(character: char) -> u16 {
    match character {
        '0'..='9' => character as u16 - '0' as u16 + DIGIT,
        'a'..='z' => character as u16 - 'a' as u16 + A,
        _ => {
            let code = character as u32;
            u16::try_from(code).unwrap_or(0xd800 | (code & 0x7ff) as u16)
        }
    }
}

/// Whether a letter is a digit.
pub(super) fn is_digit(letter: u16) -> bool {
    (DIGIT..A).contains(&letter)
}

/// A text as search compares it: its letters and digits without what separates them, and where
/// its words start.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The folded letters and digits; see [`letter`].
    pub letters: Vec<u16>,
    /// Where each word starts in `letters`; no word is empty.
    pub starts: Vec<usize>,
}

impl Text {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        Self::read(text, &mut |_| {})
    }

    /// Folds a text and says for each folded letter at which byte its character stands.
    pub fn read(text: &str, source: &mut dyn FnMut(usize)) -> Self {
        let mut folded = Self::default();
        read(text, |character, at, starts_word| {
            if starts_word {
                folded.starts.push(folded.letters.len());
            }
            folded.letters.push(letter(character));
            source(at);
        });
        folded
    }

    /// Where each word starts and ends in `letters`.
    pub fn words(&self) -> impl Iterator<Item = (usize, usize)> {
        let ends = self.starts.iter().copied().skip(1).chain([self.letters.len()]);
        self.starts.iter().copied().zip(ends)
    }

    /// The letters from one place to another; none where there is no such place.
    pub fn part(&self, start: usize, end: usize) -> &[u16] {
        self.letters.get(start..end).unwrap_or_default()
    }

    /// Whether a word ends at that place.
    pub fn is_word_end(&self, place: usize) -> bool {
        place == self.letters.len() || self.starts.contains(&place)
    }
}

/// A sign of a word: the letters a to z that it has and the pairs of neighbours, as bits. What stands within a word
/// has no bit that the word has not.
pub(super) fn sign(word: &[u16]) -> u64 {
    let letters = word.iter().filter(|letter| has_own_sign(**letter));
    let letters = letters.fold(0, |bits, letter| bits | 1 << (letter - A));
    let pairs = word.iter().zip(word.iter().skip(1));
    pairs.fold(letters, |bits, (one, next)| {
        let pair = u32::from(*one).wrapping_mul(31).wrapping_add(u32::from(*next));
        bits | 1 << (26 + pair % 38)
    })
}

/// Whether a letter has a bit of its own in a [`sign`]: one of a to z.
pub(super) fn has_own_sign(letter: u16) -> bool {
    (A..RARE).contains(&letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DIGIT, RARE, Text, letter, sign};
    use crate::search::folded_words as folded;

    #[test]
    fn case_accents_and_the_way_an_accent_is_written_make_no_difference() {
        for text in ["Café", "CAFÉ", "cafe\u{301}", "ＣＡＦＥ", "ca\u{ad}fe", "\u{202e}cafe\u{200d}"] {
            assert_eq!(folded(text), "cafe", "{text:?}");
        }
        for (text, expected) in [
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("Þór Œuvre Ĳssel", "thor oeuvre ijssel"),
            ("Łódź Ğı İstanbul", "lodz gi istanbul"),
            ("Ñandú Çelik Ý ÿ ſ", "nandu celik y y s"),
            ("ЯНДЕКС Ёлка", "яндекс ёлка"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("株式会社", "株式会社"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }

    #[test]
    fn every_latin_letter_of_the_table_has_the_base_letter_of_its_place() {
        for (letters, base) in [
            ("ÀÁÂÃÄÅàáâãäåĀāĂăĄą", 'a'),
            ("ÇçĆćĈĉĊċČč", 'c'),
            ("ÐðĎďĐđ", 'd'),
            ("ÈÉÊËèéêëĒēĔĕĖėĘęĚě", 'e'),
            ("ĜĝĞğĠġĢģ", 'g'),
            ("ĤĥĦħ", 'h'),
            ("ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", 'i'),
            ("Ĵĵ", 'j'),
            ("Ķķĸ", 'k'),
            ("ĹĺĻļĽľĿŀŁł", 'l'),
            ("ÑñŃńŅņŇňŉŊŋ", 'n'),
            ("ÒÓÔÕÖØòóôõöøŌōŎŏŐő", 'o'),
            ("ŔŕŖŗŘř", 'r'),
            ("ŚśŜŝŞşŠšſ", 's'),
            ("ŢţŤťŦŧ", 't'),
            ("ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", 'u'),
            ("Ŵŵ", 'w'),
            ("ÝýÿŶŷŸ", 'y'),
            ("ŹźŻżŽž", 'z'),
        ] {
            for letter in letters.chars() {
                assert_eq!(folded(&letter.to_string()), base.to_string(), "{letter}");
            }
        }
        let pairs: String = folded("Ææ Ĳĳ Œœ Þþ ß");
        assert_eq!(pairs, "aeae ijij oeoe thth ss");
    }

    #[test]
    fn whatever_separates_words_makes_no_difference() {
        for text in [
            "customer io",
            "Customer.io",
            "customer-io",
            " customer\u{a0}\t(io)",
            "customer'io",
            "customer™ io🔥",
        ] {
            assert_eq!(folded(text), "customer io", "{text:?}");
        }
        for text in ["", "   ", "...", "\0", "\u{fffd}", "×÷", "🔥", "\u{301}", "\u{202e}"] {
            assert_eq!(folded(text), "", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_what_is_folded_changes_nothing(text: String) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }

        #[test]
        fn the_sign_of_a_part_is_in_that_of_the_word(text: String, from in 0_usize..8, to in 0_usize..16) {
            let letters = Text::new(&text).letters;
            let part = letters.get(from..to.min(letters.len())).unwrap_or_default();
            prop_assert_eq!(sign(part) & !sign(&letters), 0);
        }

        #[test]
        fn no_letter_is_taken_for_an_end_or_a_gap_and_16_bits_keep_all_letters_of_living_languages_apart(
            text: String, character: char,
        ) {
            prop_assert!(Text::new(&text).letters.iter().all(|letter| *letter >= DIGIT));
            let code = u32::from(letter(character));
            let is_itself = match character {
                '0'..='9' | 'a'..='z' => code < RARE.into(),
                _ => code == u32::from(character),
            };
            prop_assert!(is_itself || (0xd800..0xe000).contains(&code));
        }
    }
}
