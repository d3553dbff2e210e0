//! How many typing errors lie between what was typed and what was meant: the optimal string alignment distance, in
//! which a missing, an extra and a wrong letter and two swapped neighbours are one error each.

/// The most errors that are told apart.
pub(super) const MOST_ERRORS: usize = 3;

/// A distance that is too far to count.
const FAR: u8 = u8::MAX;

/// The cells of a row that may hold few errors: those of the diagonal, and as many on each side.
type Band = [u8; 2 * MOST_ERRORS + 1];

/// One row of the table of distances: of all that was typed to what was read of a text so far. The cell in the
/// middle is of as many letters of what was typed as were read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    band: Band,
    /// The row before it, for two letters that are swapped.
    before: Band,
    /// The letter that was read last.
    last: u16,
    /// How many letters were read.
    pub read: usize,
}

impl Row {
    /// The row of which no letter was read yet.
    pub fn first() -> Self {
        let mut band = [FAR; 2 * MOST_ERRORS + 1];
        for (errors, cell) in (0..).zip(band.iter_mut().skip(MOST_ERRORS)) {
            *cell = errors;
        }
        Self { band, before: [FAR; 2 * MOST_ERRORS + 1], last: 0, read: 0 }
    }

    /// The row after one more letter, of up to `most` errors.
    pub fn after(&self, letter: u16, typed: &[u16], most: usize) -> Self {
        let read = self.read + 1;
        let mut band = [FAR; 2 * MOST_ERRORS + 1];
        let mut left = FAR;
        for place in MOST_ERRORS - most..=MOST_ERRORS + most {
            // How many letters of what was typed this cell is of.
            let Some(length) = (read + place).checked_sub(MOST_ERRORS) else { continue };
            if length > typed.len() {
                break;
            }
            let at = |band: &Band, place: usize| band.get(place).copied().unwrap_or(FAR);
            let typed_letter = |from_end: usize| length.checked_sub(from_end).and_then(|at| typed.get(at));
            let is_same = typed_letter(1) == Some(&letter);
            let mut least =
                if length == 0 { FAR } else { at(&self.band, place).saturating_add(u8::from(!is_same)) };
            least = least.min(at(&self.band, place + 1).saturating_add(1)).min(left.saturating_add(1));
            if typed_letter(2) == Some(&letter) && typed_letter(1) == Some(&self.last) {
                least = least.min(at(&self.before, place).saturating_add(1));
            }
            if let Some(cell) = band.get_mut(place) {
                *cell = least;
            }
            left = least;
        }
        Self { band, before: self.band, last: letter, read }
    }

    /// The fewest errors that there can be, whatever is read after this.
    pub fn least(&self) -> usize {
        self.band.iter().copied().fold(FAR, u8::min).into()
    }

    /// How many errors there are between all that was typed, of that many letters, and what was read.
    pub fn errors(&self, typed: usize) -> usize {
        let cell = (typed + MOST_ERRORS).checked_sub(self.read).and_then(|place| self.band.get(place));
        cell.copied().unwrap_or(FAR).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_ERRORS, Row};

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    /// The distance, up to the most that are told apart.
    fn distance(typed: &str, text: &str) -> Option<usize> {
        let typed = letters(typed);
        let row = |row: Row, letter: u16| row.after(letter, &typed, MOST_ERRORS);
        let last = letters(text).into_iter().fold(Row::first(), row);
        Some(last.errors(typed.len())).filter(|errors| *errors <= MOST_ERRORS)
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
        assert_eq!(distance("zoom", ""), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition_at_every_letter(
            typed in "[abcé2]{1,12}|[ab]{50,64}", text in "[abcé2]{0,14}|[ab]{40,70}", most in 0..=MOST_ERRORS,
        ) {
            let (typed, text) = (letters(&typed), letters(&text));
            let expected: Vec<usize> =
                (1..=text.len()).map(|read| by_definition(&typed, &text[..read])).collect();
            let mut row = Row::first();
            for (read, letter) in text.iter().enumerate() {
                row = row.after(*letter, &typed, most);
                prop_assert_eq!(row.errors(typed.len()).min(most + 1), expected[read].min(most + 1));
                let least = row.least().min(most + 1);
                prop_assert!(expected[read..].iter().all(|later| least <= *later), "what may still come is not cut off");
            }
        }
    }
}
