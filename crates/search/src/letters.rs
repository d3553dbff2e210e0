//! The alphabet of the search index: folded letters as 16-bit codes in alphabetical order, folded texts, and bigram
//! signatures of words. In this crate, digits are letters too.

use catalog::text_folding::for_each_letter;

/// The code of the digit 0. Codes below it are the separator and the terminator of the suffix index.
pub(super) const FIRST_DIGIT: u16 = 2;
const LETTER_A: u16 = FIRST_DIGIT + 10;
/// The lowest code of a rare letter: one that is neither a digit nor one of a to z.
pub(super) const FIRST_RARE: u16 = LETTER_A + 26;

/// The code of a folded letter or digit, in alphabetical order. Characters beyond 16 bits, which no living language
/// uses in names, share the code points of the surrogates.
pub(super) fn letter(character: char) -> u16 {
    match character {
        '0'..='9' => character as u16 - '0' as u16 + FIRST_DIGIT,
        'a'..='z' => character as u16 - 'a' as u16 + LETTER_A,
        _ => {
            let code = character as u32;
            u16::try_from(code).unwrap_or(0xd800 | (code & 0x7ff) as u16)
        }
    }
}

/// Whether a letter is a digit.
pub(super) fn is_digit(letter: u16) -> bool {
    (FIRST_DIGIT..LETTER_A).contains(&letter)
}

/// The maximum length of a query in letters.
pub(super) const MAX_LETTERS: usize = 128;

/// A folded text: its letters and digits without separators, and the positions at which words start.
#[derive(Debug, Default)]
pub(super) struct FoldedText {
    /// The folded letters and digits, encoded by [`letter`].
    pub letters: Vec<u16>,
    /// The index in `letters` of each word's first letter. No word is empty.
    pub word_starts: Vec<usize>,
}

impl FoldedText {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        Self::with_offsets(text, &mut |_| {})
    }

    /// Folds a text and calls `visit_offset`, for each folded letter, with the byte offset of the character that the
    /// letter comes from.
    pub fn with_offsets(text: &str, visit_offset: &mut dyn FnMut(usize)) -> Self {
        let mut folded = Self::default();
        for_each_letter(text, |character, offset, is_word_start| {
            if is_word_start {
                folded.word_starts.push(folded.letters.len());
            }
            folded.letters.push(letter(character));
            visit_offset(offset);
        });
        folded
    }

    /// The range in `letters` of each word, as its start and end.
    pub fn words(&self) -> impl Iterator<Item = (usize, usize)> {
        let ends = self.word_starts.iter().copied().skip(1).chain([self.letters.len()]);
        self.word_starts.iter().copied().zip(ends)
    }

    /// The letters in a range; empty if the range is out of bounds.
    pub fn slice(&self, start: usize, end: usize) -> &[u16] {
        self.letters.get(start..end).unwrap_or_default()
    }

    /// Whether a word ends before the letter at that position.
    pub fn is_word_end(&self, position: usize) -> bool {
        position == self.letters.len() || self.word_starts.contains(&position)
    }
}

/// The signature of a word: a bit for each of a to z that the word contains, and a hashed bit for each bigram. An
/// infix of a word has no bit that the word lacks, so that comparing signatures excludes most words without reading
/// their letters, and never excludes a match (superimposed coding, as in signature files and Bloom filters).
pub(super) fn bigram_signature(word: &[u16]) -> u64 {
    let letters = word.iter().filter(|letter| has_signature_bit(**letter));
    let letters = letters.fold(0, |bits, letter| bits | 1 << (letter - LETTER_A));
    let bigrams = word.iter().zip(word.iter().skip(1));
    bigrams.fold(letters, |bits, (first, second)| {
        let bigram = u32::from(*first).wrapping_mul(31).wrapping_add(u32::from(*second));
        bits | 1 << (26 + bigram % 38)
    })
}

/// Whether a letter has its own bit in a [`bigram_signature`]: whether it is one of a to z.
pub(super) fn has_signature_bit(letter: u16) -> bool {
    (LETTER_A..FIRST_RARE).contains(&letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FIRST_DIGIT, FIRST_RARE, FoldedText, bigram_signature, letter};

    proptest! {
        #[test]
        fn the_signature_of_a_word_includes_that_of_each_infix(
            text: String, start in 0_usize..8, end in 0_usize..16,
        ) {
            let letters = FoldedText::new(&text).letters;
            let infix = letters.get(start..end.min(letters.len())).unwrap_or_default();
            prop_assert_eq!(bigram_signature(infix) & !bigram_signature(&letters), 0);
        }

        #[test]
        fn letters_of_living_languages_have_distinct_codes_above_the_separator(text: String, character: char) {
            prop_assert!(FoldedText::new(&text).letters.iter().all(|letter| *letter >= FIRST_DIGIT));
            let code = u32::from(letter(character));
            let is_distinct = match character {
                '0'..='9' | 'a'..='z' => code < FIRST_RARE.into(),
                _ => code == u32::from(character),
            };
            prop_assert!(is_distinct || (0xd800..0xe000).contains(&code));
        }
    }
}
