//! How many typing errors lie between what was typed and what was meant: the optimal string alignment
//! distance, in which a missing, an extra and a wrong letter and two swapped neighbours are one error
//! each. All columns of the table at once, one bit a letter, after Hyyrö, "A bit-vector algorithm for
//! computing Levenshtein and Damerau edit distances" (2003).

/// What was typed, ready to be compared.
#[derive(Debug)]
pub(super) struct Pattern {
    letters: Vec<char>,
    /// For each of a to z, the places at which it stands.
    places: [u64; 26],
}

impl Pattern {
    /// The most letters that a pattern can have: the bits of a word.
    pub const MOST_LETTERS: usize = 64;

    /// Takes 1 to [`Self::MOST_LETTERS`] letters.
    pub fn new(letters: &[char]) -> Option<Self> {
        if letters.is_empty() || letters.len() > Self::MOST_LETTERS {
            return None;
        }
        let mut pattern = Self { letters: letters.to_vec(), places: [0; 26] };
        for (places, letter) in pattern.places.iter_mut().zip('a'..='z') {
            *places = places_of(letters, letter);
        }
        Some(pattern)
    }

    /// How many letters it has.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// A comparison with a text of which no letter was read yet.
    pub fn begin(&self) -> Comparison<'_> {
        Comparison {
            pattern: self,
            rises: u64::MAX,
            falls: 0,
            diagonal: 0,
            places_before: 0,
            distance: self.letters.len(),
        }
    }

    /// The distance to a whole text.
    pub fn distance(&self, text: &[char]) -> usize {
        let mut comparison = self.begin();
        text.iter().fold(self.letters.len(), |_, letter| comparison.read(*letter))
    }

    fn places(&self, letter: char) -> u64 {
        let place = (letter as usize).wrapping_sub('a' as usize);
        match self.places.get(place) {
            Some(places) => *places,
            None => places_of(&self.letters, letter),
        }
    }
}

fn places_of(letters: &[char], wanted: char) -> u64 {
    letters.iter().rev().fold(0, |places, letter| places << 1 | u64::from(*letter == wanted))
}

/// A comparison of a pattern with a text, read letter by letter. It holds one column of the table:
/// where it rises and falls by one from letter to letter of the pattern.
pub(super) struct Comparison<'a> {
    pattern: &'a Pattern,
    rises: u64,
    falls: u64,
    diagonal: u64,
    places_before: u64,
    distance: usize,
}

impl Comparison<'_> {
    /// Reads the next letter, and returns the distance of the whole pattern to the text read so far.
    pub fn read(&mut self, letter: char) -> usize {
        let places = self.pattern.places(letter);
        let swapped = ((!self.diagonal & places) << 1) & self.places_before;
        self.diagonal =
            ((places & self.rises).wrapping_add(self.rises) ^ self.rises) | places | self.falls | swapped;
        let grows = self.falls | !(self.diagonal | self.rises);
        let shrinks = self.diagonal & self.rises;
        let last = 1 << self.pattern.letters.len().saturating_sub(1);
        if grows & last != 0 {
            self.distance += 1;
        }
        if shrinks & last != 0 {
            self.distance = self.distance.saturating_sub(1);
        }
        // The distance to no letters at all grows by one with each letter of the text.
        let grows = grows << 1 | 1;
        self.rises = (shrinks << 1) | !(self.diagonal | grows);
        self.falls = grows & self.diagonal;
        self.places_before = places;
        self.distance
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn distance(from: &str, to: &str) -> usize {
        Pattern::new(&letters(from)).expect("1 to 64 letters").distance(&letters(to))
    }

    /// The same by the table that the definition gives.
    fn by_definition(from: &[char], to: &[char]) -> usize {
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
        assert_eq!(distance("mailchimp", "mailchimp"), 0);
        assert_eq!(distance("malchimp", "mailchimp"), 1, "missing");
        assert_eq!(distance("mailcchimp", "mailchimp"), 1, "extra");
        assert_eq!(distance("mailchinp", "mailchimp"), 1, "wrong");
        assert_eq!(distance("mialchimp", "mailchimp"), 1, "swapped");
        assert_eq!(distance("lsp", "rsp"), 1);
        assert_eq!(distance("ca", "abc"), 3, "no letter is touched twice");
        assert_eq!(distance("яндекс", "яндкес"), 1, "in any script");
        assert_eq!(distance("zoom", ""), 4);
    }

    #[test]
    fn a_pattern_has_1_to_64_letters() {
        assert!(Pattern::new(&[]).is_none());
        assert!(Pattern::new(&['a'; 65]).is_none());
        assert_eq!(Pattern::new(&['a'; 64]).map(|pattern| pattern.distance(&['b'; 70])), Some(70));
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition_at_every_letter(from in "[abcé2]{1,12}|[ab]{50,64}", to in "[abcé2]{0,14}|[ab]{40,70}") {
            let (from, to) = (letters(&from), letters(&to));
            let pattern = Pattern::new(&from).expect("1 to 64 letters");
            let mut comparison = pattern.begin();
            for (read, letter) in to.iter().enumerate() {
                prop_assert_eq!(comparison.read(*letter), by_definition(&from, &to[..=read]));
            }
        }
    }
}
