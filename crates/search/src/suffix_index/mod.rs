//! The full-text index: a sparse suffix array with its LCP (longest common prefix) table, which is searched like a
//! trie. A prefix that many texts share is compared once, and a subtree that no match can be in is skipped.
//!
//! Only suffixes that start at a word are indexed: "Google Cloud Platform" is indexed as itself, as "Cloud Platform"
//! and as "Platform" (a suffix tree on words: Andersson, Larsson and Swanson 1999). The table of LCP values and of next
//! smaller values stands in for the tree (Abouelhoda, Kurtz and Ohlebusch 2004, "Replacing suffix trees with enhanced
//! suffix arrays"). Approximate search computes one row of the edit distance table for each edge letter (Ukkonen 1993,
//! "Approximate string-matching over suffix trees"), and skips separators between words.

mod sort;

use catalog::text_folding::for_each_letter;

use super::edit_distance::{DistanceRow, Pattern};
use super::letters::{self, FIRST_RARE};

/// The terminator at the end of each text.
pub(super) const TERMINATOR: u16 = 0;
/// The separator between two words. It is above the terminator and below every letter, so that suffixes that start
/// with the same word are adjacent.
pub(super) const SEPARATOR: u16 = 1;
const _: () = assert!(
    TERMINATOR < SEPARATOR && SEPARATOR < letters::FIRST_DIGIT,
    "the terminator and the separator are below every letter"
);

/// A suffix of a text that starts at one of its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suffix {
    /// The index in [`SuffixIndex::letters`] of its first letter.
    start: u32,
    /// The document: a vendor or a shared text.
    pub doc_id: u32,
    /// Which of a vendor's names it is from: 0 is the name, then come the aliases. A shared text has one, with index 0.
    pub name_index: u16,
    /// Whether the suffix is the whole text.
    pub is_whole_text: bool,
}

/// The edge of the tree at which a suffix branches off from the previous one.
#[derive(Clone, Copy, Debug)]
struct LcpEdge {
    /// The length of the longest common prefix with the previous suffix, separators and the terminator included.
    lcp: u16,
    /// The letter of the suffix after that prefix.
    letter: u16,
    /// The index of the next suffix with a smaller LCP value.
    next_smaller: u32,
}

/// A distinct word that suffixes start with.
#[derive(Debug)]
struct Word {
    /// See [`letters::bigram_signature`].
    bigram_signature: u64,
    /// The index of the first suffix that starts with the word. The others follow it.
    first_suffix: u32,
}

/// The end of a prefix that a pattern matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct PrefixMatch {
    /// The length of the prefix in letters and separators.
    pub depth: usize,
    /// The length of the prefix in letters.
    pub letters: usize,
    /// The edit distance between the pattern and the prefix.
    pub errors: usize,
}

/// The index. Texts are added, then sorted, then searched.
#[derive(Debug, Default)]
pub(super) struct SuffixIndex {
    /// The letters of all texts: words with a separator between them, then a terminator.
    letters: Vec<u16>,
    /// The suffixes, once they are sorted in lexicographic order.
    suffixes: Vec<Suffix>,
    /// The edge of each suffix.
    edges: Vec<LcpEdge>,
    /// The distinct words, in order.
    words: Vec<Word>,
    /// The order of the suffixes after the finished sorting steps.
    permutation: Vec<u32>,
    /// The number of sorting steps that are finished.
    finished_steps: usize,
    /// Whether a text contains a letter that is neither a digit nor one of a to z.
    has_rare_letters: bool,
}

impl SuffixIndex {
    /// Adds a text of a document. After the last text, call [`Self::sort_step`] until it returns `false`. Searches before
    /// that give wrong results.
    pub fn add(&mut self, text: &str, doc_id: u32, name_index: usize) {
        let start = self.letters.len();
        let name_index = u16::try_from(name_index).unwrap_or(u16::MAX);
        let suffix = |at: usize| Suffix { start: at as u32, doc_id, name_index, is_whole_text: at == start };
        for_each_letter(text, |character, _, is_word_start| {
            if is_word_start {
                if self.letters.len() > start {
                    self.letters.push(SEPARATOR);
                }
                self.suffixes.push(suffix(self.letters.len()));
            }
            let letter = letters::letter(character);
            self.has_rare_letters |= letter >= FIRST_RARE;
            self.letters.push(letter);
        });
        if self.letters.len() == start {
            // A text without letters is sorted too.
            self.suffixes.push(suffix(start));
        }
        self.letters.push(TERMINATOR);
    }

    /// The total length of all texts in letters, separators and terminators.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    fn lcp(&self, index: usize) -> usize {
        self.edges.get(index).map_or(0, |edge| edge.lcp.into())
    }

    /// The letters of the suffix at an index, from an offset on. They run on into the texts after it.
    fn tail_at(&self, index: usize, offset: usize) -> &[u16] {
        self.suffixes.get(index).map_or(&[], |suffix| self.tail(suffix, offset))
    }

    /// The first word of a suffix.
    fn first_word(&self, suffix: &Suffix) -> &[u16] {
        self.tail(suffix, 0).split(|letter| *letter <= SEPARATOR).next().unwrap_or_default()
    }

    /// The letters of a suffix, from an offset on. They run on into the texts after it.
    pub fn tail(&self, suffix: &Suffix, offset: usize) -> &[u16] {
        self.letters.get(suffix.start as usize + offset..).unwrap_or_default()
    }

    /// The letters and separators of a suffix, without the terminator.
    pub fn text(&self, suffix: &Suffix) -> &[u16] {
        self.tail(suffix, 0).split(|letter| *letter == TERMINATOR).next().unwrap_or_default()
    }

    /// The words of the whole text that a suffix is from.
    pub fn whole_text_words(&self, suffix: &Suffix) -> impl Iterator<Item = &[u16]> {
        let start = suffix.start as usize;
        let preceding = self.letters.get(..start).unwrap_or_default().iter();
        let start = start - preceding.rev().take_while(|letter| **letter != TERMINATOR).count();
        let text = self.letters.get(start..).unwrap_or_default().split(|letter| *letter == TERMINATOR).next();
        text.unwrap_or_default().split(|letter| *letter == SEPARATOR)
    }

    /// All suffixes, in lexicographic order: "Box" before "Box Sign", digits before letters.
    pub fn suffixes(&self) -> &[Suffix] {
        &self.suffixes
    }

    /// Finds every prefix within `max_errors` of a pattern, and calls `visit` with the suffixes that start with the
    /// prefix. Returns the number of letters that were compared.
    pub fn fuzzy_prefix_search(
        &self,
        pattern: &[u16],
        max_errors: usize,
        visit: &mut dyn FnMut(&[Suffix], PrefixMatch),
    ) -> usize {
        let pattern = &Pattern::new(pattern, max_errors);
        // The row of each prefix of the current suffix.
        let mut rows = vec![DistanceRow::first()];
        let mut compared = 0;
        let mut index = 0;
        while let Some(edge) = self.edges.get(index) {
            let mut depth = usize::from(edge.lcp);
            rows.truncate(depth + 1);
            let mut letter = edge.letter;
            // Most edges are pruned at their first letter, so the suffix is read only when a second letter is needed.
            let mut tail = None;
            loop {
                depth += 1;
                let Some(last) = rows.last().filter(|_| letter != TERMINATOR) else { break };
                let mut row = *last;
                if letter != SEPARATOR {
                    compared += 1;
                    row = last.next(letter, pattern);
                    if row.lower_bound() > max_errors {
                        break;
                    }
                    let errors = row.errors(pattern);
                    if errors <= max_errors {
                        let end = self.interval_end(index, depth);
                        let suffixes = self.suffixes.get(index..end).unwrap_or_default();
                        visit(suffixes, PrefixMatch { depth, letters: row.read.into(), errors });
                    }
                }
                rows.push(row);
                let tail = tail.get_or_insert_with(|| self.tail_at(index, depth).iter());
                letter = tail.next().copied().unwrap_or(TERMINATOR);
            }
            index = self.interval_end(index, depth);
        }
        compared
    }

    /// The end of the LCP interval of a prefix: the index of the next suffix that does not share the first `depth`
    /// letters.
    fn interval_end(&self, index: usize, depth: usize) -> usize {
        let mut next = index + 1;
        while let Some(edge) = self.edges.get(next).filter(|edge| usize::from(edge.lcp) >= depth) {
            next = edge.next_smaller as usize;
        }
        next
    }

    /// Finds every word that contains a pattern, and calls `visit` with the suffixes that start with the word. Returns
    /// the number of words whose letters were compared.
    pub fn infix_search(&self, pattern: &[u16], visit: &mut dyn FnMut(&[Suffix])) -> usize {
        let signature = letters::bigram_signature(pattern);
        let is_decided_by_signature = matches!(pattern, [letter] if letters::has_signature_bit(*letter));
        let mut compared = 0;
        for (index, word) in self.words.iter().enumerate() {
            if signature & !word.bigram_signature != 0 {
                continue;
            }
            let first = word.first_suffix as usize;
            let suffixes = self.suffixes.get(first..).unwrap_or_default();
            if !is_decided_by_signature {
                compared += 1;
                let letters = suffixes.first().map_or(&[][..], |suffix| self.first_word(suffix));
                if !letters.windows(pattern.len().max(1)).any(|window| window == pattern) {
                    continue;
                }
            }
            let end =
                self.words.get(index + 1).map_or(self.suffixes.len(), |next| next.first_suffix as usize);
            visit(suffixes.get(..end - first).unwrap_or_default());
        }
        compared
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::SuffixIndex;
    use crate::letters::FoldedText;

    const SYLLABLES: [&str; 20] = [
        "ba", "cor", "dex", "fi", "gam", "ho", "jun", "ka", "lim", "mo", "nar", "os", "pi", "qua", "ril",
        "su", "tor", "ve", "wim", "zo",
    ];

    /// Distinct names of five syllables.
    fn names(count: usize) -> impl Iterator<Item = String> {
        // The factor and the number of possible names are coprime, so that no name is repeated.
        (0..count).map(|number| {
            let mut remaining = number * 1_234_567 % SYLLABLES.len().pow(5);
            (0..5)
                .map(|_| {
                    let syllable = SYLLABLES[remaining % SYLLABLES.len()];
                    remaining /= SYLLABLES.len();
                    syllable
                })
                .collect()
        })
    }

    fn index_of(texts: impl Iterator<Item = String>) -> SuffixIndex {
        let mut index = SuffixIndex::default();
        (0..).zip(texts).for_each(|(doc_id, text)| index.add(&text, doc_id, 0));
        while index.sort_step() {}
        index
    }

    /// The cost of a query: the letters compared by prefix search and the words compared by infix search.
    fn cost(index: &SuffixIndex, query: &str, errors: usize) -> (usize, usize) {
        let letters = FoldedText::new(query).letters;
        let compared_letters = index.fuzzy_prefix_search(&letters, errors, &mut |_, _| {});
        (compared_letters, index.infix_search(&letters, &mut |_| {}))
    }

    #[test]
    fn the_cost_of_prefix_search_is_sublinear() {
        let (few, many) = (index_of(names(1_000)), index_of(names(64_000)));
        for (query, errors) in
            [("nar", 0), ("narko", 1), ("narosmokav", 2), ("zozozozozo", 2), ("qqqqqqqqqq", 2)]
        {
            let (few_cost, many_cost) = (cost(&few, query, errors).0, cost(&many, query, errors).0);
            assert!(
                few_cost > 0 && many_cost < few_cost * 8,
                "{query}: {few_cost} letters of 1,000 names, {many_cost} of 64,000"
            );
        }
    }

    #[test]
    fn infix_search_compares_few_words() {
        let index = index_of(names(64_000));
        for (query, limit) in
            [("n", 0), ("na", 15_000), ("nar", 15_000), ("arosm", 2_000), ("narosmokav", 100)]
        {
            let compared = cost(&index, query, 0).1;
            assert!(compared <= limit, "{query}: {compared}");
        }
    }

    #[test]
    fn a_text_of_many_documents_is_compared_once() {
        let one = index_of(["Sample Cloud".to_owned()].into_iter());
        let many = index_of(std::iter::repeat_n("Sample Cloud".to_owned(), 1_000));
        for query in ["sample", "cloud", "smaple clodu", "e"] {
            assert_eq!(cost(&one, query, 2), cost(&many, query, 2), "{query}");
        }
    }

    #[test]
    fn a_document_is_found_by_the_prefixes_of_its_suffixes_and_by_nothing_else() {
        let texts = ["Acme", "Acme Storage", "Storage Acme", "acmestorage", "Zoë", "株式会社", "", "..."];
        let index = index_of(texts.iter().map(|text| (*text).to_owned()));
        let doc_ids = |query: &str| {
            let mut doc_ids = Vec::new();
            index.fuzzy_prefix_search(&FoldedText::new(query).letters, 0, &mut |suffixes, _| {
                doc_ids.extend(suffixes.iter().map(|suffix| suffix.doc_id));
            });
            doc_ids.sort_unstable();
            doc_ids
        };
        assert_eq!(doc_ids("acme"), [0, 1, 2, 3]);
        assert_eq!(doc_ids("acme st"), [1, 3]);
        assert_eq!(doc_ids("storagea"), [2]);
        assert_eq!(doc_ids("zoe"), [4]);
        assert_eq!(doc_ids("株"), [5]);
        assert_eq!(doc_ids("stor"), [1, 2]);
        assert!(doc_ids("x").is_empty());
    }

    /// The radix sort gives all rare letters the same rank, so that a separator after one must still be compared.
    #[test]
    fn suffixes_with_rare_letters_are_in_order() {
        let index = index_of(["株", "株 式", "式 株"].map(str::to_owned).into_iter());
        let texts: Vec<&[u16]> = index.suffixes().iter().map(|suffix| index.text(suffix)).collect();
        assert!(texts.is_sorted(), "{texts:?}");
    }

    proptest! {
        #[test]
        fn suffixes_are_in_order_and_edges_have_their_lcp_values(
            texts in vec(vec("a|ab|secure|session|technologies2|株|式|株式", 1..4), 0..24),
        ) {
            let texts = texts.iter().map(|words| words.join(" "));
            let index = index_of(texts);
            let text_at = |at: usize| index.text(&index.suffixes[at]);
            for at in 1..index.suffixes.len() {
                let (previous, text) = (text_at(at - 1), text_at(at));
                prop_assert!(previous <= text, "{:?} before {:?}", previous, text);
                let lcp = previous.iter().zip(text).take_while(|(one, other)| one == other).count();
                let with_terminator = lcp + usize::from(previous == text);
                prop_assert_eq!(index.lcp(at), with_terminator, "{:?} before {:?}", previous, text);
            }
            let word_starts = index.words.iter().map(|word| word.first_suffix);
            let is_first = |at: &usize| {
                let word_at = |at: usize| index.first_word(&index.suffixes[at]);
                *at == 0 || word_at(*at) != word_at(*at - 1)
            };
            prop_assert!(word_starts.eq((0..index.suffixes.len()).filter(is_first).map(|at| at as u32)));
        }
    }
}
