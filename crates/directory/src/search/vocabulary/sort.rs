//! How a vocabulary is put in order: in pieces, so that a page with many vendors can paint in between.

use std::cmp::Ordering;

use super::{Branch, END, Entry, GAP, Vocabulary, Word};
use crate::search::{fold, order};

/// How many pairs of letters all entries are sorted by at once; what begins with the same is then compared.
const SORTED_PAIRS: usize = 6;
/// The pieces of sorting after those.
const ALIKE: usize = SORTED_PAIRS + 1;
const BRANCHES: usize = ALIKE + 1;
const WORDS: usize = BRANCHES + 1;
/// How many ranks [`rank`] tells apart.
const RANKS: u16 = 39;

impl Vocabulary {
    /// Does the next piece of sorting what was added. Returns false where nothing is left to do.
    pub fn sort(&mut self) -> bool {
        match self.pieces {
            0 => self.numbers = (0..).take(self.entries.len()).collect(),
            piece @ 1..=SORTED_PAIRS => self.sort_by_pair(SORTED_PAIRS - piece),
            ALIKE => self.sort_alike(),
            BRANCHES => self.find_branches(),
            WORDS => {
                self.find_next();
                self.find_words();
            }
            _ => return false,
        }
        self.pieces += 1;
        true
    }

    fn sort_by_pair(&mut self, pair: usize) {
        let key = |entry: &Entry| {
            let letters = self.rest(entry, 2 * pair);
            rank(letters.first()) * RANKS + rank(letters.get(1))
        };
        let keys: Vec<u16> = self.entries.iter().map(key).collect();
        order::arrange(&mut self.numbers, &keys);
    }

    /// Sorts those that the first letters do not tell apart.
    fn sort_alike(&mut self) {
        let mut numbers = std::mem::take(&mut self.numbers);
        let from_start = |number: u32| self.at(number as usize, 0);
        for alike in numbers.chunk_by_mut(|one, next| are_alike(from_start(*one), from_start(*next))) {
            if alike.len() > 1 {
                order::sort(alike, &|one, other| compare(from_start(one), from_start(other)));
            }
        }
        let entry = |number: &u32| self.entries.get(*number as usize).copied();
        self.entries = numbers.iter().filter_map(entry).collect();
    }

    fn find_branches(&mut self) {
        let mut before: &[u16] = &[];
        let branch = |entry: &Entry| {
            let letters = self.rest(entry, 0);
            let pairs = before.iter().zip(letters).take(u16::MAX.into());
            let mut shared = 0;
            for (one, other) in pairs {
                if one != other {
                    break;
                }
                shared += 1;
                if *one == END {
                    break;
                }
            }
            before = letters;
            let letter = letters.get(usize::from(shared)).copied().unwrap_or(END);
            Branch { shared, letter, next: self.entries.len() as u32 }
        };
        self.branches = self.entries.iter().map(branch).collect();
    }

    fn find_next(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.branches.len() {
            let shared = self.shared(at);
            while let Some(one) = open.pop_if(|one| self.shared(*one) > shared) {
                if let Some(branch) = self.branches.get_mut(one) {
                    branch.next = at as u32;
                }
            }
            open.push(at);
        }
    }

    fn find_words(&mut self) {
        let mut words = Vec::new();
        let mut before: &[u16] = &[];
        for (first, entry) in (0..).zip(&self.entries) {
            let word = self.word(entry);
            if word != before || first == 0 {
                words.push(Word { sign: fold::sign(word), first });
            }
            before = word;
        }
        self.words = words;
    }
}

/// Whether sorting by pairs does not tell two texts apart.
fn are_alike(one: &[u16], other: &[u16]) -> bool {
    let mut letters = one.iter().zip(other).take(2 * SORTED_PAIRS);
    letters.all(|(one, other)| one == other || rank(Some(one)) == rank(Some(other)))
}

/// The order of two texts, each with what stands behind its end.
fn compare(one: &[u16], other: &[u16]) -> Ordering {
    for (one, other) in one.iter().zip(other) {
        if one != other {
            return one.cmp(other);
        }
        if *one == END {
            break;
        }
    }
    Ordering::Equal
}

/// Where a letter stands in the order, as far as [`RANKS`] tell it.
fn rank(letter: Option<&u16>) -> u16 {
    match letter.copied().unwrap_or(END) {
        letter @ (END | GAP) => letter,
        digit @ 48..=57 => digit - 46,
        letter @ 97..=122 => letter - 85,
        _ => RANKS - 1,
    }
}
