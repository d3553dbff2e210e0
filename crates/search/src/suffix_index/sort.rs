//! Sorting of the suffix index: a least-significant-digit radix sort by the first letters, whose digits are pairs of
//! letters, then a comparison sort of the suffixes with equal first letters. The second pass also computes the LCP
//! values. Sorting is divided into steps, so that a page with many vendors can paint between them.

use std::cmp::Ordering;

use catalog::sort::sort_indexes;

use super::{LcpEdge, SEPARATOR, Suffix, SuffixIndex, TERMINATOR, Word};
use crate::letters::{self, FIRST_RARE};
use crate::sort_order;

/// The number of letter pairs that the radix sort sorts by.
const SORTED_PAIRS: usize = 7;
/// The steps after those of the radix sort.
const SORT_TIES: usize = SORTED_PAIRS + 1;
const LINK_EDGES: usize = SORT_TIES + 1;
/// The number of distinct values of [`rank`].
const RANKS: u16 = FIRST_RARE + 1;
const _: () = assert!(RANKS as usize * RANKS as usize <= sort_order::KEYS, "a key is two ranks");

impl SuffixIndex {
    /// Performs the next step of sorting. Returns `false` if all steps are finished.
    pub fn sort_step(&mut self) -> bool {
        match self.finished_steps {
            0 => self.permutation = (0..).take(self.suffixes.len()).collect(),
            step @ 1..=SORTED_PAIRS => self.sort_by_pair(SORTED_PAIRS - step),
            SORT_TIES => self.sort_ties(),
            LINK_EDGES => {
                self.link_edges();
                self.collect_words();
            }
            _ => return false,
        }
        self.finished_steps += 1;
        true
    }

    /// A pass of the radix sort.
    fn sort_by_pair(&mut self, pair: usize) {
        let key = |suffix: &Suffix| {
            let letters = self.tail(suffix, 2 * pair);
            rank(letters.first()) * RANKS + rank(letters.get(1))
        };
        let keys: Vec<u16> = self.suffixes.iter().map(key).collect();
        sort_order::counting_sort(&mut self.permutation, &keys);
    }

    /// Computes the edge of each suffix, and sorts each run of suffixes that the radix sort may have left out of order.
    fn sort_ties(&mut self) {
        let mut permutation = std::mem::take(&mut self.permutation);
        let mut edges = Vec::with_capacity(permutation.len());
        let mut run_start = 0;
        for index in 0..permutation.len() {
            let (mut edge, is_tie) = self.edge(&permutation, index);
            if !is_tie {
                if self.sort_run(run_start, &mut permutation, &mut edges) {
                    edge = self.edge(&permutation, index).0;
                }
                run_start = index;
            }
            edges.push(edge);
        }
        self.sort_run(run_start, &mut permutation, &mut edges);
        self.edges = edges;
        let mut suffixes = Vec::with_capacity(permutation.len());
        suffixes.extend(permutation.iter().filter_map(|index| self.suffixes.get(*index as usize)));
        self.suffixes = suffixes;
    }

    /// Sorts the run from `run_start` to the last computed edge, and computes its edges again. Returns false if the run
    /// has fewer than two suffixes.
    fn sort_run(&self, run_start: usize, permutation: &mut [u32], edges: &mut [LcpEdge]) -> bool {
        let run = permutation.get_mut(run_start..edges.len()).unwrap_or_default();
        if run.len() < 2 {
            return false;
        }
        let letters = |index: u32| self.tail_at(index as usize, 0);
        sort_indexes(run, &|one, other| compare(letters(one), letters(other)));
        for (index, edge) in edges.iter_mut().enumerate().skip(run_start) {
            *edge = self.edge(permutation, index).0;
        }
        true
    }

    /// The edge of the suffix at an index of the permutation, and whether it is a tie: whether it may be out of order
    /// with the previous suffix, since the radix sort did not distinguish the two. Not inlined: a browser recompiles a
    /// function with better optimization once it was called often, but not a loop that is running.
    #[inline(never)]
    fn edge(&self, permutation: &[u32], index: usize) -> (LcpEdge, bool) {
        let letters_at = |index: Option<usize>| {
            let suffix = index.and_then(|index| permutation.get(index));
            suffix.map_or(&[][..], |suffix| self.tail_at(*suffix as usize, 0))
        };
        let (previous, letters) = (letters_at(index.checked_sub(1)), letters_at(Some(index)));
        let lcp = common_prefix(previous, letters);
        let letter = letters.get(lcp).copied().unwrap_or(TERMINATOR);
        let has_terminator = ends_with_terminator(letters, lcp);
        let has_equal_rank = !has_terminator && rank(previous.get(lcp)) == rank(Some(&letter));
        // The order of the radix sort is not final after a rare letter, which others share their rank with, nor after the
        // last sorted pair.
        let prefix = letters.get(..lcp).unwrap_or_default();
        let is_after_rare = self.has_rare_letters && prefix.iter().any(|letter| *letter >= FIRST_RARE);
        let is_after_sorted = lcp >= 2 * SORTED_PAIRS + usize::from(has_terminator);
        let is_tie = has_equal_rank || is_after_rare || is_after_sorted;
        (LcpEdge { lcp: lcp as u16, letter, next_smaller: permutation.len() as u32 }, is_tie)
    }

    /// Computes the next smaller value of each edge, with a stack of the edges that have none yet.
    fn link_edges(&mut self) {
        let mut stack: Vec<usize> = Vec::new();
        for index in 0..self.edges.len() {
            let lcp = self.lcp(index);
            while let Some(open) = stack.pop_if(|open| self.lcp(*open) > lcp) {
                if let Some(edge) = self.edges.get_mut(open) {
                    edge.next_smaller = index as u32;
                }
            }
            stack.push(index);
        }
    }

    /// Collects the distinct first words of the suffixes.
    fn collect_words(&mut self) {
        let mut words: Vec<Word> = Vec::new();
        let mut word_length = 0;
        for (first_suffix, (suffix, edge)) in (0..).zip(self.suffixes.iter().zip(&self.edges)) {
            // The word is the same if all its letters are shared and no letter follows them.
            let lcp = usize::from(edge.lcp);
            let is_same = lcp > word_length || lcp == word_length && edge.letter <= SEPARATOR;
            if !is_same || words.is_empty() {
                let word = self.first_word(suffix);
                word_length = word.len();
                words.push(Word { bigram_signature: letters::bigram_signature(word), first_suffix });
            }
        }
        self.words = words;
    }
}

/// The length of the longest common prefix of two texts, separators and the terminator included.
fn common_prefix(one: &[u16], other: &[u16]) -> usize {
    let mut length = 0;
    for (one, other) in one.iter().zip(other).take(u16::MAX.into()) {
        if one != other {
            break;
        }
        length += 1;
        if *one == TERMINATOR {
            break;
        }
    }
    length
}

/// Whether a prefix of that length ends with the terminator.
fn ends_with_terminator(letters: &[u16], length: usize) -> bool {
    length.checked_sub(1).and_then(|last| letters.get(last)) == Some(&TERMINATOR)
}

/// The lexicographic order of two texts, which are each followed by other texts.
fn compare(one: &[u16], other: &[u16]) -> Ordering {
    let lcp = common_prefix(one, other);
    if ends_with_terminator(one, lcp) { Ordering::Equal } else { one.get(lcp).cmp(&other.get(lcp)) }
}

/// The rank of a letter in the radix sort. All rare letters have the same rank.
fn rank(letter: Option<&u16>) -> u16 {
    letter.copied().unwrap_or(TERMINATOR).min(FIRST_RARE)
}
