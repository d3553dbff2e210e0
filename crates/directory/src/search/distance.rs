//! How many typing errors lie between what was typed and what was meant: the optimal string alignment distance, in
//! which a missing, an extra and a wrong letter and two swapped neighbours are one error each.

/// The most errors that are told apart.
pub(super) const MOST_ERRORS: usize = 4;

/// A distance that is too far to count.
const FAR: u8 = u8::MAX;

/// How many cells of a row may hold few errors: that of the diagonal, and as many on each side.
const BAND: usize = 2 * MOST_ERRORS + 1;

/// What was typed, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// With letters that no text has on both sides, so that each cell of a band has one.
    padded: Vec<u16>,
    length: usize,
}

impl Typed {
    /// Takes folded letters.
    pub fn new(letters: &[u16]) -> Self {
        let mut padded = vec![0; MOST_ERRORS + 1];
        padded.extend_from_slice(letters);
        padded.resize(letters.len() + 3 * (MOST_ERRORS + 1), 0);
        Self { padded, length: letters.len() }
    }
}

/// One row of the table of distances: of all that was typed to what was read of a text so far. The cell in the
/// middle is of as many letters of what was typed as were read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    band: [u8; BAND],
    /// The row before it, for two letters that are swapped.
    before: [u8; BAND],
    /// The letter that was read last.
    last: u16,
    /// How many letters were read.
    pub read: u16,
}

impl Row {
    /// The row of which no letter was read yet.
    pub fn first() -> Self {
        let mut band = [FAR; BAND];
        for (errors, cell) in (0..).zip(band.iter_mut().skip(MOST_ERRORS)) {
            *cell = errors;
        }
        Self { band, before: [FAR; BAND], last: 0, read: 0 }
    }

    /// The row after one more letter.
    pub fn after(&self, letter: u16, typed: &Typed) -> Self {
        let mut row = Self { band: [FAR; BAND], before: self.band, last: letter, read: self.read + 1 };
        // For each cell the letter of what was typed that it is of, after the one before that.
        let near = typed.padded.get(self.read.into()..).and_then(|near| near.first_chunk::<{ BAND + 1 }>());
        let Some(near) = near else { return row };
        let mut left = FAR;
        for place in 0..BAND {
            let mut least = self.band[place]
                .saturating_add(u8::from(near[place + 1] != letter))
                .min(left.saturating_add(1));
            if place + 1 < BAND {
                least = least.min(self.band[place + 1].saturating_add(1));
            }
            if near[place] == letter && near[place + 1] == self.last {
                least = least.min(self.before[place].saturating_add(1));
            }
            row.band[place] = least;
            left = least;
        }
        row
    }

    /// The fewest errors that there can be, whatever is read after this.
    pub fn least(&self) -> usize {
        self.band.iter().copied().fold(FAR, u8::min).into()
    }

    /// How many errors there are between all that was typed and what was read.
    pub fn errors(&self, typed: &Typed) -> usize {
        let cell = (typed.length + MOST_ERRORS).checked_sub(self.read.into());
        cell.and_then(|place| self.band.get(place)).copied().unwrap_or(FAR).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_ERRORS, Row, Typed};

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    /// The distance, up to the most that are told apart.
    fn distance(typed: &str, text: &str) -> Option<usize> {
        let typed = Typed::new(&letters(typed));
        let last = letters(text).into_iter().fold(Row::first(), |row, letter| row.after(letter, &typed));
        Some(last.errors(&typed)).filter(|errors| *errors <= MOST_ERRORS)
    }

    /// The same by the table that the definition gives.
    fn by_definition(from: &[u16], to: &[u16]) -> usize {
        let mut table = vec![vec![0; to.len() + 1]; from.len() + 1];
        for i in 0..=from.len() {
            for j in 0..=to.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let wrong = table[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
                    let best = wrong.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    let is_swap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                    if is_swap { best.min(table[i - 2][j - 2] + 1) } else { best }
                };
            }
        }
        table[from.len()][to.len()]
    }

    #[test]
    fn each_kind_of_typing_error_is_one_error() {
        assert_eq!(distance("mailchimp", "mailchimp"), Some(0));
        assert_eq!(distance("malchimp", "mailchimp"), Some(1), "missing");
        assert_eq!(distance("mailcchimp", "mailchimp"), Some(1), "extra");
        assert_eq!(distance("mailchinp", "mailchimp"), Some(1), "wrong");
        assert_eq!(distance("mialchimp", "mailchimp"), Some(1), "swapped");
        assert_eq!(distance("lsp", "rsp"), Some(1));
        assert_eq!(distance("ca", "abc"), Some(3), "no letter is touched twice");
        assert_eq!(distance("яндекс", "яндкес"), Some(1), "in any script");
        assert_eq!(distance("zoo", ""), Some(3));
        assert_eq!(distance("zoom", ""), Some(4));
        assert_eq!(distance("slack", ""), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition_at_every_letter(
            typed in "[abcé2]{1,12}|[ab]{50,64}", text in "[abcé2]{0,14}|[ab]{40,70}",
        ) {
            let (typed, text) = (letters(&typed), letters(&text));
            let most = MOST_ERRORS;
            let expected: Vec<usize> =
                (1..=text.len()).map(|read| by_definition(&typed, &text[..read])).collect();
            let typed = Typed::new(&typed);
            let mut row = Row::first();
            for (read, letter) in text.iter().enumerate() {
                row = row.after(*letter, &typed);
                prop_assert_eq!(row.errors(&typed).min(most + 1), expected[read].min(most + 1));
                let least = row.least().min(most + 1);
                prop_assert!(expected[read..].iter().all(|later| least <= *later), "what may still come is not cut off");
            }
        }
    }
}
