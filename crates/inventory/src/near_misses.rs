//! Near misses: the vendors whose names differ from an unknown name by a typing error. They are offered as "Did you
//! mean", and never counted.

use catalog::text_folding::folded;

/// The shortest name, in folded letters, that is compared. In shorter names, one letter makes another word.
const MIN_LENGTH: usize = 5;
/// From this length on, two errors are accepted.
const LENGTH_FOR_TWO: usize = 9;
/// The longest name that is compared.
const MAX_LENGTH: usize = 40;
/// How many vendors are offered.
const MAX_OFFERED: usize = 3;

/// The names of all vendors, prepared for comparison.
#[derive(Debug, Default)]
pub(crate) struct NearMisses {
    names: Vec<(u32, Vec<char>, usize)>,
}

/// The set of letters and digits of a text as bits. Two texts with one error differ in at most two bits.
fn letter_set(letters: &[char]) -> u32 {
    letters.iter().fold(0, |set, letter| set | 1 << (*letter as u32 % 32))
}

impl NearMisses {
    /// Adds a name of the vendor with that index.
    pub(crate) fn add(&mut self, name: &str, vendor: usize) {
        let letters: Vec<char> = folded(name).chars().collect();
        if (MIN_LENGTH..=MAX_LENGTH).contains(&letters.len()) {
            self.names.push((letter_set(&letters), letters, vendor));
        }
    }

    /// The indexes of the vendors with the nearest name, if it is near enough.
    pub(crate) fn nearest(&self, name: &str) -> Vec<usize> {
        let letters: Vec<char> = folded(name).chars().collect();
        if !(MIN_LENGTH..=MAX_LENGTH).contains(&letters.len()) {
            return Vec::new();
        }
        let set = letter_set(&letters);
        let mut limit = if letters.len() >= LENGTH_FOR_TWO { 2 } else { 1 };
        let mut nearest: Vec<usize> = Vec::new();
        for (other_set, other, vendor) in &self.names {
            let is_far = (set ^ other_set).count_ones() as usize > 2 * limit
                || other.len().abs_diff(letters.len()) > limit;
            // Near names begin with the same letter, unless the first two are exchanged.
            let has_start = other.first() == letters.first()
                || other.get(..2).is_some_and(|start| start.iter().rev().eq(letters.iter().take(2)));
            if is_far || !has_start {
                continue;
            }
            let distance = edit_distance(&letters, other);
            if distance < limit {
                limit = distance;
                nearest.clear();
            }
            if distance <= limit && !nearest.contains(vendor) {
                nearest.push(*vendor);
            }
        }
        nearest.truncate(MAX_OFFERED);
        nearest
    }
}

/// The optimal string alignment distance: insertions, deletions, substitutions, and exchanges of neighbors
/// (<https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance>).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut last_b = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let substitution = at(&previous, j) + usize::from(x != y);
            let mut best = substitution.min(at(&previous, j + 1) + 1).min(at(&row, j) + 1);
            if last_a == Some(y) && last_b == Some(x) && j > 0 {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
            last_b = Some(y);
        }
        before = std::mem::replace(&mut previous, row);
        last_a = Some(x);
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{NearMisses, edit_distance};

    #[test]
    fn a_typing_error_is_a_near_miss_and_a_short_name_is_none() {
        let mut names = NearMisses::default();
        for (index, name) in ["Twilio", "Rippling", "Slack", "Zoom", "Calendly"].iter().enumerate() {
            names.add(name, index);
        }
        for (name, nearest) in [
            ("Twillio", vec![0]),
            ("Reppling", vec![1]),
            ("Salck", vec![2]),
            ("Calendely", vec![4]),
            ("Zooom", vec![]),
            ("Trello", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(names.nearest(name), nearest, "{name}");
        }
    }

    #[test]
    fn the_distance_counts_exchanged_neighbors_once() {
        let distance =
            |a: &str, b: &str| edit_distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, expected) in
            [("", "", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3), ("", "ab", 2)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
