//! How many typing errors lie between what was typed and what was meant: the optimal string alignment distance, in
//! which a missing, an extra and a wrong letter and two swapped neighbours are one error each.

use super::fold::RARE;
use super::matching::MOST_LETTERS;

/// The most errors that are told apart.
pub(super) const MOST_ERRORS: usize = 4;

/// A distance that is too far to count.
const FAR: usize = usize::MAX;

/// How many cells of a row may hold few errors: that of the diagonal, and as many on each side.
const BAND: usize = 2 * MOST_ERRORS + 1;

/// How many letters of what was typed tell what such a row becomes.
const NEAR: usize = BAND + 2;

/// The bits of each number of errors in [`Row::cells`]: the cells of the band, and room for what is moved out of it.
const LANE: usize = BAND + 3;

/// The first bit of each.
const LANES: u64 = 1 | 1 << LANE | 1 << (2 * LANE) | 1 << (3 * LANE) | 1 << (4 * LANE);

/// A cell for each number of errors.
fn in_all(cells: u16) -> u64 {
    u64::from(cells & ((1 << BAND) - 1)) * LANES
}

/// What was typed, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    letters: Vec<u16>,
    /// For each digit and each of a to z where it stands: one bit a place, in numbers of 64 bits.
    places: Vec<[u64; NUMBERS]>,
    /// The bits of a row that tell of as few errors as are looked for.
    told: u64,
}

/// How many numbers of 64 bits hold a bit for each letter that can be typed, and for the places before the first.
const NUMBERS: usize = (MOST_LETTERS + BEFORE).div_ceil(64);

/// How many places before the first letter the cells of the first rows look at.
const BEFORE: usize = MOST_ERRORS + 1;

impl Typed {
    /// Takes folded letters, [`MOST_LETTERS`] at most, and how many errors are looked for: more are not told apart.
    pub fn new(letters: &[u16], most: usize) -> Self {
        let mut places = vec![[0; NUMBERS]; RARE.into()];
        for (at, letter) in (BEFORE..).zip(letters) {
            let numbers = places.get_mut(usize::from(*letter));
            if let Some(number) = numbers.and_then(|numbers| numbers.get_mut(at / 64)) {
                *number |= 1 << (at % 64);
            }
        }
        let lanes = (1 << ((most.min(MOST_ERRORS) + 1) * LANE)) - 1;
        Self { letters: letters.to_vec(), places, told: in_all(u16::MAX) & lanes }
    }

    /// Which of the letters near the cells of a row are that one.
    fn near(&self, read: u16, letter: u16) -> u16 {
        let read = usize::from(read);
        let Some(numbers) = self.places.get(usize::from(letter)) else {
            let is_there =
                |at: usize| at.checked_sub(BEFORE).and_then(|at| self.letters.get(at)) == Some(&letter);
            return (0..NEAR).fold(0, |near, at| near | u16::from(is_there(read + at)) << at);
        };
        let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
        let (low, high, by) = (number(read / 64), number(read / 64 + 1), read % 64);
        // In two steps, since no number can be moved by all its 64 bits.
        (low >> by | high << 1 << (63 - by)) as u16 & ((1 << NEAR) - 1)
    }
}

/// One row of the table of distances: of all that was typed to what was read of a text so far. The cell in the
/// middle is of as many letters of what was typed as were read. Errors are few, so that all cells are compared at
/// once: for each number of errors a bit for each cell that has no more (Wu and Manber 1992, on the band alone).
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    cells: u64,
    /// Those of the row before it, for two letters that are swapped.
    before: u64,
    /// Which of the letters near its cells are the one that was read last.
    letters: u16,
    /// How many letters were read.
    pub read: u16,
}

impl Row {
    /// The row of which no letter was read yet: as many errors as letters that were typed.
    pub fn first() -> Self {
        let cells = (0..=MOST_ERRORS)
            .fold(0, |cells, errors| cells | ((2 << errors) - 1) << (errors * LANE + MOST_ERRORS));
        Self { cells, before: 0, letters: 0, read: 0 }
    }

    /// The row after one more letter.
    pub fn after(&self, letter: u16, typed: &Typed) -> Self {
        let letters = typed.near(self.read, letter);
        let right = self.cells & in_all(letters >> 1);
        let swapped = self.before & in_all(letters & self.letters >> 2);
        // A wrong letter, one that is missing in what was typed, two that are swapped: one error more.
        let mut cells = (right | (self.cells | self.cells >> 1 | swapped) << LANE) & typed.told;
        // One that was typed and is not there: one error more, for the next cell, so that up to four may follow.
        for errors in [1, 2, 4] {
            cells |= cells << (errors * (LANE + 1)) & typed.told;
        }
        Self { cells, before: self.cells, letters, read: self.read + 1 }
    }

    /// The fewest errors that there can be, whatever is read after this.
    pub fn least(&self) -> usize {
        lowest(self.cells)
    }

    /// How many errors there are between all that was typed and what was read.
    pub fn errors(&self, typed: &Typed) -> usize {
        match (typed.letters.len() + MOST_ERRORS).checked_sub(self.read.into()) {
            Some(cell @ 0..BAND) => lowest(self.cells >> cell & LANES),
            _ => FAR,
        }
    }
}

/// The lowest number of errors that has a cell.
fn lowest(cells: u64) -> usize {
    if cells == 0 { FAR } else { cells.trailing_zeros() as usize / LANE }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_ERRORS, Row, Typed};
    use crate::search::fold::letter;

    fn letters(text: &str) -> Vec<u16> {
        text.chars().map(letter).collect()
    }

    /// The distance, up to the most that are told apart.
    fn distance(typed: &str, text: &str) -> Option<usize> {
        let typed = Typed::new(&letters(typed), MOST_ERRORS);
        let last = letters(text).into_iter().fold(Row::first(), |row, letter| row.after(letter, &typed));
        Some(last.errors(&typed)).filter(|errors| *errors <= MOST_ERRORS)
    }

    /// The same after each letter of `to`, by the table that the definition gives.
    fn by_definition(from: &[u16], to: &[u16]) -> Vec<usize> {
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
        table[from.len()][1..].to_vec()
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
            typed in "[abcé2]{1,12}|[ab]{50,64}|[abé]{120,128}", text in "[abcé2]{0,14}|[ab]{40,70}|[abé]{118,132}",
            most in 0..=MOST_ERRORS,
        ) {
            let (typed, text) = (letters(&typed), letters(&text));
            let expected = by_definition(&typed, &text);
            let typed = Typed::new(&typed, most);
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
