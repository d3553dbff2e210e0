//! How a vocabulary is put in order: in pieces, so that a page with many vendors can paint in between.

use std::cmp::Ordering;

use super::{Branch, END, Entry, GAP, Vocabulary, Word};
use crate::search::fold::{self, RARE};
use crate::search::order;

/// How many pairs of letters all entries are sorted by at once; what begins with the same is then compared.
const SORTED_PAIRS: usize = 7;
/// The pieces of sorting after those.
const ALIKE: usize = SORTED_PAIRS + 1;
const WORDS: usize = ALIKE + 1;
/// How many ranks [`rank`] tells apart.
const RANKS: u16 = RARE + 1;
const _: () = assert!(RANKS as usize * RANKS as usize <= order::KEYS, "a key is two ranks");

impl Vocabulary {
    /// Does the next piece of sorting what was added. Returns false where nothing is left to do.
    pub fn sort(&mut self) -> bool {
        match self.pieces {
            0 => self.numbers = (0..).take(self.entries.len()).collect(),
            piece @ 1..=SORTED_PAIRS => self.sort_by_pair(SORTED_PAIRS - piece),
            ALIKE => self.sort_alike(),
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

    /// Finds how each entry stands to the one before it, and sorts those that the first letters do not tell apart.
    fn sort_alike(&mut self) {
        let mut numbers = std::mem::take(&mut self.numbers);
        let mut branches = Vec::with_capacity(numbers.len());
        let mut first = 0;
        for at in 0..numbers.len() {
            let (mut branch, is_untold) = self.branch(&numbers, at);
            if !is_untold {
                if self.sort_from(first, &mut numbers, &mut branches) {
                    branch = self.branch(&numbers, at).0;
                }
                first = at;
            }
            branches.push(branch);
        }
        self.sort_from(first, &mut numbers, &mut branches);
        self.branches = branches;
        let mut entries = Vec::with_capacity(numbers.len());
        entries.extend(numbers.iter().filter_map(|number| self.entries.get(*number as usize)));
        self.entries = entries;
    }

    /// Sorts those that have their branch, from one on. Returns false where there is but one.
    fn sort_from(&self, first: usize, numbers: &mut [u32], branches: &mut [Branch]) -> bool {
        let alike = numbers.get_mut(first..branches.len()).unwrap_or_default();
        if alike.len() < 2 {
            return false;
        }
        let from_start = |number: u32| self.at(number as usize, 0);
        order::sort(alike, &|one, other| compare(from_start(one), from_start(other)));
        for (at, branch) in branches.iter_mut().enumerate().skip(first) {
            *branch = self.branch(numbers, at).0;
        }
        true
    }

    /// How the entry of the number at that place stands to the one before it, and whether they may stand in the wrong
    /// order, since sorting by pairs does not tell. A function of its own, which a browser compiles better once it was
    /// called often; a loop stays as it was compiled before it began.
    #[inline(never)]
    fn branch(&self, numbers: &[u32], at: usize) -> (Branch, bool) {
        let text = |at: Option<usize>| {
            let number = at.and_then(|at| numbers.get(at));
            number.map_or(&[][..], |number| self.at(*number as usize, 0))
        };
        let (before, letters) = (text(at.checked_sub(1)), text(Some(at)));
        let shared = shared(before, letters);
        let letter = letters.get(shared).copied().unwrap_or(END);
        let is_whole = is_whole(letters, shared);
        let is_same_rank = !is_whole && rank(before.get(shared)) == rank(Some(&letter));
        // Behind a letter of the rank of others, and behind all letters that were looked at.
        let alike = letters.get(..shared).unwrap_or_default();
        let is_behind_rare = self.has_rare_letters && alike.iter().any(|letter| *letter >= RARE);
        let is_behind_all = shared >= 2 * SORTED_PAIRS + usize::from(is_whole);
        let is_untold = is_same_rank || is_behind_rare || is_behind_all;
        (Branch { shared: shared as u16, letter, next: numbers.len() as u32 }, is_untold)
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
        let mut words: Vec<Word> = Vec::new();
        let mut length = 0;
        for (first, (entry, branch)) in (0..).zip(self.entries.iter().zip(&self.branches)) {
            // The same word where all its letters are shared, and no letter follows them.
            let shared = usize::from(branch.shared);
            let is_same = shared > length || shared == length && branch.letter <= GAP;
            if !is_same || words.is_empty() {
                let word = self.word(entry);
                length = word.len();
                words.push(Word { sign: fold::sign(word), first });
            }
        }
        self.words = words;
    }
}

/// With how many letters, gaps and ends two texts begin alike.
fn shared(one: &[u16], other: &[u16]) -> usize {
    let mut shared = 0;
    for (one, other) in one.iter().zip(other).take(u16::MAX.into()) {
        if one != other {
            break;
        }
        shared += 1;
        if *one == END {
            break;
        }
    }
    shared
}

/// Whether the first so many of the letters are a whole text with its end.
fn is_whole(letters: &[u16], first: usize) -> bool {
    first.checked_sub(1).and_then(|last| letters.get(last)) == Some(&END)
}

/// The order of two texts, each with what stands behind its end.
fn compare(one: &[u16], other: &[u16]) -> Ordering {
    let shared = shared(one, other);
    if is_whole(one, shared) { Ordering::Equal } else { one.get(shared).cmp(&other.get(shared)) }
}

/// Where a letter stands in the order, as far as [`RANKS`] tell it.
fn rank(letter: Option<&u16>) -> u16 {
    letter.copied().unwrap_or(END).min(RARE)
}
