//! The number of typing errors between a pattern and a text, up to [`MAX_ERRORS`]: the optimal string alignment
//! distance (restricted Damerau-Levenshtein distance), in which a missing letter, an extra letter, a wrong letter and a
//! transposition of two adjacent letters are one error each, and no letter is edited twice.
//!
//! The rows of the dynamic programming table are computed bit-parallel, with one bit for each cell and number of errors
//! (Wu and Manber 1992, "Fast text searching allowing errors"), on the diagonal band alone (Ukkonen 1985, "Algorithms
//! for approximate string matching"). A row fits into 64 bits and is computed without a loop over its cells.

use super::letters::{FIRST_RARE, MAX_LETTERS};

/// The largest distance that is computed. All larger distances are equal.
pub(super) const MAX_ERRORS: usize = 4;

/// A distance that is larger than the largest one that is computed.
const TOO_FAR: usize = usize::MAX;

/// The width of the diagonal band in cells: the diagonal, and [`MAX_ERRORS`] cells on each side of it. Cells outside
/// the band have more errors.
const BAND: usize = 2 * MAX_ERRORS + 1;

/// The number of pattern letters that the cells of a row and the transpositions into them depend on.
const WINDOW: usize = BAND + 2;

/// The width in bits of a lane, the bits of one number of errors in [`DistanceRow`]: one bit for each cell of the band,
/// and padding for the bits that are shifted out of it.
const LANE: usize = BAND + 3;

/// The lowest bit of each lane.
const LANES: u64 = 1 | 1 << LANE | 1 << (2 * LANE) | 1 << (3 * LANE) | 1 << (4 * LANE);

/// Copies the bits of a band into every lane.
fn in_all_lanes(bits: u16) -> u64 {
    u64::from(bits & ((1 << BAND) - 1)) * LANES
}

/// A pattern that is prepared for comparison with many texts.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    letters: Vec<u16>,
    /// For each digit and each of a to z, its positions in the pattern as a bitset of 64-bit blocks, shifted by
    /// [`PADDING`] (the "Peq" vectors of Myers 1999).
    peq: Vec<[u64; BLOCKS]>,
    /// The bits of a row that are in the band and in the lane of an allowed number of errors.
    lane_mask: u64,
}

/// The number of 64-bit blocks that have a bit for every position of the longest pattern and for the padding.
const BLOCKS: usize = (MAX_LETTERS + PADDING).div_ceil(64);

/// The number of positions before the first letter that the windows of the first rows include.
const PADDING: usize = MAX_ERRORS + 1;

impl Pattern {
    /// Prepares a pattern of folded letters, [`MAX_LETTERS`] at most, for distances up to `max_errors`. All larger
    /// distances are equal.
    pub fn new(letters: &[u16], max_errors: usize) -> Self {
        let mut peq = vec![[0; BLOCKS]; FIRST_RARE.into()];
        for (position, letter) in (PADDING..).zip(letters) {
            let blocks = peq.get_mut(usize::from(*letter));
            if let Some(block) = blocks.and_then(|blocks| blocks.get_mut(position / 64)) {
                *block |= 1 << (position % 64);
            }
        }
        let lanes = (1 << ((max_errors.min(MAX_ERRORS) + 1) * LANE)) - 1;
        Self { letters: letters.to_vec(), peq, lane_mask: in_all_lanes(u16::MAX) & lanes }
    }

    /// The positions in the window of a row at which the pattern has a letter, as a bitset.
    fn match_mask(&self, row: u16, letter: u16) -> u16 {
        let row = usize::from(row);
        let Some(blocks) = self.peq.get(usize::from(letter)) else {
            let is_match = |position: usize| {
                position.checked_sub(PADDING).and_then(|at| self.letters.get(at)) == Some(&letter)
            };
            return (0..WINDOW).fold(0, |mask, bit| mask | u16::from(is_match(row + bit)) << bit);
        };
        let block = |index: usize| blocks.get(index).copied().unwrap_or(0);
        let (low, high, shift) = (block(row / 64), block(row / 64 + 1), row % 64);
        // Two shifts, because a shift by all 64 bits overflows.
        (low >> shift | high << 1 << (63 - shift)) as u16 & ((1 << WINDOW) - 1)
    }
}

/// A row of the dynamic programming table: the distances between the pattern's prefixes and the part of the text that
/// was read. The cell in the middle of the band is that of the pattern's prefix with as many letters as were read.
#[derive(Clone, Copy, Debug)]
pub(super) struct DistanceRow {
    /// In the lane of each number of errors, a bit for each cell whose distance is not larger.
    bits: u64,
    /// The bits of the previous row, for transpositions.
    previous_bits: u64,
    /// The match mask of the letter that was read last, for transpositions.
    match_mask: u16,
    /// The number of letters that were read.
    pub read: u16,
}

impl DistanceRow {
    /// The row before any letter is read: the distance of each prefix is its length.
    pub fn first() -> Self {
        let bits = (0..=MAX_ERRORS)
            .fold(0, |bits, errors| bits | ((2 << errors) - 1) << (errors * LANE + MAX_ERRORS));
        Self { bits, previous_bits: 0, match_mask: 0, read: 0 }
    }

    /// The row after one more letter.
    pub fn next(&self, letter: u16, pattern: &Pattern) -> Self {
        let match_mask = pattern.match_mask(self.read, letter);
        let matches = self.bits & in_all_lanes(match_mask >> 1);
        let transpositions = self.previous_bits & in_all_lanes(match_mask & self.match_mask >> 2);
        // One error more: a substitution, a letter that the pattern lacks, or a transposition.
        let mut bits = (matches | (self.bits | self.bits >> 1 | transpositions) << LANE) & pattern.lane_mask;
        // One error more: a pattern letter that the text lacks, which leads to the next cell of the same row. Up to four
        // such letters in sequence take three doubling steps.
        for errors in [1, 2, 4] {
            bits |= bits << (errors * (LANE + 1)) & pattern.lane_mask;
        }
        Self { bits, previous_bits: self.bits, match_mask, read: self.read + 1 }
    }

    /// A lower bound of the distance between the pattern and every text that starts with what was read.
    pub fn lower_bound(&self) -> usize {
        lowest_lane(self.bits)
    }

    /// The distance between the pattern and what was read.
    pub fn errors(&self, pattern: &Pattern) -> usize {
        match (pattern.letters.len() + MAX_ERRORS).checked_sub(self.read.into()) {
            Some(cell @ 0..BAND) => lowest_lane(self.bits >> cell & LANES),
            _ => TOO_FAR,
        }
    }
}

/// The lowest number of errors whose lane has a bit.
fn lowest_lane(bits: u64) -> usize {
    if bits == 0 { TOO_FAR } else { bits.trailing_zeros() as usize / LANE }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DistanceRow, MAX_ERRORS, Pattern};
    use crate::letters::letter;

    fn letters(text: &str) -> Vec<u16> {
        text.chars().map(letter).collect()
    }

    /// The distance, if it is not larger than [`MAX_ERRORS`].
    fn distance(pattern: &str, text: &str) -> Option<usize> {
        let pattern = Pattern::new(&letters(pattern), MAX_ERRORS);
        let last =
            letters(text).into_iter().fold(DistanceRow::first(), |row, letter| row.next(letter, &pattern));
        Some(last.errors(&pattern)).filter(|errors| *errors <= MAX_ERRORS)
    }

    /// The distance between `from` and each prefix of `to`, by the recurrence that defines it.
    fn distances_by_definition(from: &[u16], to: &[u16]) -> Vec<usize> {
        let mut table = vec![vec![0; to.len() + 1]; from.len() + 1];
        for i in 0..=from.len() {
            for j in 0..=to.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let substituted = table[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
                    let best = substituted.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    let is_transposition =
                        i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                    if is_transposition { best.min(table[i - 2][j - 2] + 1) } else { best }
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
        assert_eq!(distance("ca", "abc"), Some(3), "no letter is edited twice");
        assert_eq!(distance("яндекс", "яндкес"), Some(1), "in any script");
        assert_eq!(distance("zoo", ""), Some(3));
        assert_eq!(distance("zoom", ""), Some(4));
        assert_eq!(distance("slack", ""), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition_at_every_letter(
            pattern in "[abcé2]{1,12}|[ab]{50,64}|[abé]{120,128}", text in "[abcé2]{0,14}|[ab]{40,70}|[abé]{118,132}",
            max_errors in 0..=MAX_ERRORS,
        ) {
            let (pattern, text) = (letters(&pattern), letters(&text));
            let expected = distances_by_definition(&pattern, &text);
            let pattern = Pattern::new(&pattern, max_errors);
            let mut row = DistanceRow::first();
            for (read, letter) in text.iter().enumerate() {
                row = row.next(*letter, &pattern);
                prop_assert_eq!(row.errors(&pattern).min(max_errors + 1), expected[read].min(max_errors + 1));
                let lower_bound = row.lower_bound().min(max_errors + 1);
                prop_assert!(
                    expected[read..].iter().all(|later| lower_bound <= *later), "the bound excludes no later match"
                );
            }
        }
    }
}
