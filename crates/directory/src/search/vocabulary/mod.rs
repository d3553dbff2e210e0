//! All that vendors are found by, as one sorted list that is walked like a tree: what many texts begin with is
//! compared once, and where no text can be near any more, all that begin so are passed over.
//!
//! A text is entered once for each of its words, with all that follows: "Google Cloud Platform" as itself, as
//! "Cloud Platform" and as "Platform". Comparing passes over the gaps between words.

mod sort;

use super::distance::{Row, Typed};
use super::fold::{self, RARE};

/// The end of a text among the letters.
pub(super) const END: u16 = 0;
/// What stands between two words. It is above the end and below every letter, so that the entries that start
/// with the same word are neighbours.
pub(super) const GAP: u16 = 1;
const _: () = assert!(END < GAP && GAP < fold::DIGIT, "letters come after what ends them");

/// A text from one of its words on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where it starts among the letters.
    start: u32,
    /// Whose text it is.
    pub owner: u32,
    /// Which of the owner's texts it is.
    pub number: u16,
    /// Whether it is the whole text.
    pub is_whole: bool,
}

/// How an entry stands to the one before it.
#[derive(Clone, Copy, Debug)]
struct Branch {
    /// With how many letters, gaps and ends it begins like that one.
    shared: u16,
    /// What it has next.
    letter: u16,
    /// The next entry that shares fewer than it does.
    next: u32,
}

/// A word that entries start with.
#[derive(Debug)]
struct Word {
    /// See [`fold::sign`].
    sign: u64,
    /// The first of them; they are neighbours.
    first: u32,
}

/// Where something typed was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// How many letters and gaps of the entry were read.
    pub depth: usize,
    /// How many letters of it.
    pub letters: usize,
    /// How many typing errors lie between.
    pub errors: usize,
}

/// All texts.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// The letters of each text, its words with a gap between, then an end.
    letters: Vec<u16>,
    /// In the order of their letters.
    entries: Vec<Entry>,
    /// One for each entry.
    branches: Vec<Branch>,
    words: Vec<Word>,
    /// While it is being sorted: the order so far, and how many pieces of the work are done.
    numbers: Vec<u32>,
    pieces: usize,
    /// Whether a text has another letter than a digit or one of a to z.
    has_rare_letters: bool,
}

impl Vocabulary {
    /// Adds a text of an owner. [`Self::sort`] comes after the last.
    pub fn add(&mut self, text: &str, owner: u32, number: usize) {
        let start = self.letters.len();
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        let entry = |at: usize| Entry { start: at as u32, owner, number, is_whole: at == start };
        fold::read(text, |character, _, starts_word| {
            if starts_word {
                if self.letters.len() > start {
                    self.letters.push(GAP);
                }
                self.entries.push(entry(self.letters.len()));
            }
            let letter = fold::letter(character);
            self.has_rare_letters |= letter >= RARE;
            self.letters.push(letter);
        });
        if self.letters.len() == start {
            // A text without a letter has its place in the order too.
            self.entries.push(entry(start));
        }
        self.letters.push(END);
    }

    /// How many letters there are.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    fn shared(&self, entry: usize) -> usize {
        self.branches.get(entry).map_or(0, |branch| branch.shared.into())
    }

    /// What stands in an entry from that letter on, and what stands behind it.
    fn at(&self, entry: usize, letter: usize) -> &[u16] {
        self.entries.get(entry).map_or(&[], |entry| self.rest(entry, letter))
    }

    /// The word that an entry starts with.
    fn word(&self, entry: &Entry) -> &[u16] {
        self.rest(entry, 0).split(|letter| *letter <= GAP).next().unwrap_or_default()
    }

    /// What stands in an entry from that letter on, and what stands behind it.
    pub fn rest(&self, entry: &Entry, letter: usize) -> &[u16] {
        self.letters.get(entry.start as usize + letter..).unwrap_or_default()
    }

    /// The words of an entry.
    pub fn text(&self, entry: &Entry) -> &[u16] {
        self.rest(entry, 0).split(|letter| *letter == END).next().unwrap_or_default()
    }

    /// The words of the whole text that an entry is from.
    pub fn words_of(&self, entry: &Entry) -> impl Iterator<Item = &[u16]> {
        let start = entry.start as usize;
        let before = self.letters.get(..start).unwrap_or_default().iter();
        let start = start - before.rev().take_while(|letter| **letter != END).count();
        let text = self.letters.get(start..).unwrap_or_default().split(|letter| *letter == END).next();
        text.unwrap_or_default().split(|letter| *letter == GAP)
    }

    /// All entries, sorted: the words of one text before those of a longer one, digits before letters.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Finds what begins with what was typed but for `most` errors, and tells for each beginning which entries
    /// have it. Returns how many letters were read.
    pub fn walk(&self, typed: &[u16], most: usize, found: &mut dyn FnMut(&[Entry], Place)) -> usize {
        let typed = &Typed::new(typed, most);
        let mut rows = vec![Row::first()];
        let mut steps = 0;
        let mut at = 0;
        while let Some(branch) = self.branches.get(at) {
            let mut depth = usize::from(branch.shared);
            rows.truncate(depth + 1);
            let mut letter = branch.letter;
            // Many a branch ends with its first letter, so that its entry is not looked at before that.
            let mut rest = None;
            loop {
                depth += 1;
                let Some(last) = rows.last().filter(|_| letter != END) else { break };
                let mut row = *last;
                if letter != GAP {
                    steps += 1;
                    row = last.after(letter, typed);
                    if row.least() > most {
                        break;
                    }
                    let errors = row.errors(typed);
                    if errors <= most {
                        let entries = self.entries.get(at..self.end_of(at, depth)).unwrap_or_default();
                        found(entries, Place { depth, letters: row.read.into(), errors });
                    }
                }
                rows.push(row);
                let rest = rest.get_or_insert_with(|| self.at(at, depth).iter());
                letter = rest.next().copied().unwrap_or(END);
            }
            at = self.end_of(at, depth);
        }
        steps
    }

    /// The first entry after that one that does not begin like it.
    fn end_of(&self, at: usize, depth: usize) -> usize {
        let mut next = at + 1;
        while let Some(branch) = self.branches.get(next).filter(|branch| usize::from(branch.shared) >= depth)
        {
            next = branch.next as usize;
        }
        next
    }

    /// Finds the words that have what was typed within them, and tells which entries start with each. Returns how
    /// many words were looked through.
    pub fn within(&self, typed: &[u16], found: &mut dyn FnMut(&[Entry])) -> usize {
        let sign = fold::sign(typed);
        let is_told_by_sign = matches!(typed, [letter] if fold::has_own_sign(*letter));
        let mut steps = 0;
        for (at, word) in self.words.iter().enumerate() {
            if sign & !word.sign != 0 {
                continue;
            }
            let first = word.first as usize;
            let entries = self.entries.get(first..).unwrap_or_default();
            if !is_told_by_sign {
                steps += 1;
                let letters = entries.first().map_or(&[][..], |entry| self.word(entry));
                if !letters.windows(typed.len().max(1)).any(|part| part == typed) {
                    continue;
                }
            }
            let end = self.words.get(at + 1).map_or(self.entries.len(), |next| next.first as usize);
            found(entries.get(..end - first).unwrap_or_default());
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::Vocabulary;
    use crate::search::fold::Text;

    const SYLLABLES: [&str; 20] = [
        "ba", "cor", "dex", "fi", "gam", "ho", "jun", "ka", "lim", "mo", "nar", "os", "pi", "qua", "ril",
        "su", "tor", "ve", "wim", "zo",
    ];

    /// So many names of five syllables, each another.
    fn names(count: usize) -> impl Iterator<Item = String> {
        // The step has no divisor in common with the number of names that there can be.
        (0..count).map(|number| {
            let mut rest = number * 1_234_567 % SYLLABLES.len().pow(5);
            (0..5)
                .map(|_| {
                    let syllable = SYLLABLES[rest % SYLLABLES.len()];
                    rest /= SYLLABLES.len();
                    syllable
                })
                .collect()
        })
    }

    fn vocabulary(names: impl Iterator<Item = String>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        (0..).zip(names).for_each(|(owner, name)| vocabulary.add(&name, owner, 0));
        while vocabulary.sort() {}
        vocabulary
    }

    /// How many steps a text takes: letters read, and words looked through.
    fn steps(vocabulary: &Vocabulary, typed: &str, errors: usize) -> (usize, usize) {
        let letters = Text::new(typed).letters;
        (vocabulary.walk(&letters, errors, &mut |_, _| {}), vocabulary.within(&letters, &mut |_| {}))
    }

    #[test]
    fn many_times_the_names_take_few_times_the_steps() {
        let (few, many) = (vocabulary(names(1_000)), vocabulary(names(64_000)));
        for (typed, errors) in
            [("nar", 0), ("narko", 1), ("narosmokav", 2), ("zozozozozo", 2), ("qqqqqqqqqq", 2)]
        {
            let (before, after) = (steps(&few, typed, errors).0, steps(&many, typed, errors).0);
            assert!(
                before > 0 && after < before * 8,
                "{typed}: {before} steps of 1,000 names, {after} of 64,000"
            );
        }
    }

    #[test]
    fn few_words_are_looked_through() {
        let names = vocabulary(names(64_000));
        for (typed, most) in
            [("n", 0), ("na", 15_000), ("nar", 15_000), ("arosm", 2_000), ("narosmokav", 100)]
        {
            let looked_through = steps(&names, typed, 0).1;
            assert!(looked_through <= most, "{typed}: {looked_through}");
        }
    }

    #[test]
    fn what_many_vendors_have_is_compared_once() {
        let one = vocabulary(["Sample Cloud".to_owned()].into_iter());
        let many = vocabulary(std::iter::repeat_n("Sample Cloud".to_owned(), 1_000));
        for typed in ["sample", "cloud", "smaple clodu", "e"] {
            assert_eq!(steps(&one, typed, 2), steps(&many, typed, 2), "{typed}");
        }
    }

    #[test]
    fn every_entry_is_found_by_its_letters_and_by_no_others() {
        let texts = ["Acme", "Acme Storage", "Storage Acme", "acmestorage", "Zoë", "株式会社", "", "..."];
        let vocabulary = vocabulary(texts.iter().map(|text| (*text).to_owned()));
        let owners = |typed: &str| {
            let mut owners = Vec::new();
            vocabulary.walk(&Text::new(typed).letters, 0, &mut |entries, _| {
                owners.extend(entries.iter().map(|entry| entry.owner));
            });
            owners.sort_unstable();
            owners
        };
        assert_eq!(owners("acme"), [0, 1, 2, 3]);
        assert_eq!(owners("acme st"), [1, 3]);
        assert_eq!(owners("storagea"), [2]);
        assert_eq!(owners("zoe"), [4]);
        assert_eq!(owners("株"), [5]);
        assert_eq!(owners("stor"), [1, 2]);
        assert!(owners("x").is_empty());
    }

    #[test]
    fn words_of_another_script_stand_in_order_whatever_follows_them() {
        let vocabulary = vocabulary(["株", "株 式", "式 株"].map(str::to_owned).into_iter());
        let texts: Vec<&[u16]> = vocabulary.entries().iter().map(|entry| vocabulary.text(entry)).collect();
        assert!(texts.is_sorted(), "{texts:?}");
    }

    proptest! {
        #[test]
        fn entries_stand_in_order_each_with_what_it_has_in_common_with_the_one_before(
            texts in vec(vec("a|ab|secure|session|technologies2|株|式|株式", 1..4), 0..24),
        ) {
            let texts = texts.iter().map(|words| words.join(" "));
            let vocabulary = vocabulary(texts);
            let of = |at: usize| vocabulary.text(&vocabulary.entries[at]);
            for at in 1..vocabulary.entries.len() {
                let (before, text) = (of(at - 1), of(at));
                prop_assert!(before <= text, "{:?} before {:?}", before, text);
                let alike = before.iter().zip(text).take_while(|(one, other)| one == other).count();
                let with_end = alike + usize::from(before == text);
                prop_assert_eq!(vocabulary.shared(at), with_end, "{:?} before {:?}", before, text);
            }
            let starts = vocabulary.words.iter().map(|word| word.first);
            let is_first = |at: &usize| {
                *at == 0 || vocabulary.word(&vocabulary.entries[*at]) != vocabulary.word(&vocabulary.entries[*at - 1])
            };
            prop_assert!(starts.eq((0..vocabulary.entries.len()).filter(is_first).map(|at| at as u32)));
        }
    }
}
