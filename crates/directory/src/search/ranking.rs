//! How well each vendor matches what was typed.

use super::fold::Text;
use super::matching::{Kind, Needle, Sought};
use super::vocabulary::{Entry, GAP, Place};
use super::{Engine, Matched};
use crate::Listing;

/// Which of a vendor's texts was matched; the earlier, the better within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Name,
    Alias,
    Category,
    /// Or the words of a SOC 2 report.
    Certification,
}

/// What owners after the vendors share: a category, a certification, a report.
#[derive(Debug)]
pub(super) struct Group {
    pub source: Source,
    /// The vendors, and which of each vendor's texts it is.
    pub members: Vec<(u32, u16)>,
}

/// The number of the certification that a SOC 2 report is: it comes after all others.
pub(super) const REPORT: u16 = Match::MOST_NUMBER;

/// How a text matches a vendor best: the kind, then the source, then the number of the text; the lower, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match(u16);

impl Match {
    const NONE: Self = Self(u16::MAX);
    const NUMBER_BITS: u32 = 10;
    const MOST_NUMBER: u16 = (1 << Self::NUMBER_BITS) - 1;

    /// A category or a certification is not a name, so that an exact one counts as a prefix.
    fn new(kind: Kind, source: Source, number: u16) -> Self {
        let kind = match source {
            Source::Name | Source::Alias => kind,
            Source::Category | Source::Certification => kind.max(Kind::PREFIX),
        };
        if kind == Kind::NONE {
            return Self::NONE;
        }
        let rank = kind.number() * 4 + source as u16;
        Self(rank << Self::NUMBER_BITS | number.min(Self::MOST_NUMBER))
    }

    /// The kind and the source as one number, below 64.
    fn rank(self) -> u32 {
        (self.0 >> Self::NUMBER_BITS).into()
    }

    fn kind(self) -> Kind {
        if self == Self::NONE { Kind::NONE } else { Kind::from_number(self.0 >> Self::NUMBER_BITS >> 2) }
    }

    /// The text that is matched, where the card does not show it anyway.
    fn proof(self) -> Option<Matched> {
        let number = self.0 & Self::MOST_NUMBER;
        match self.0 >> Self::NUMBER_BITS & 3 {
            1 => Some(Matched::Alias(number.into())),
            3 if number < REPORT => Some(Matched::Certification(number.into())),
            _ => None,
        }
    }
}

/// Something typed, compared with every vendor.
struct Term {
    needle: Needle,
    /// For each vendor, then for each group, how it matches best.
    matches: Vec<Match>,
}

/// What was typed, compared with every vendor.
pub(super) struct Terms {
    whole: Term,
    words: Vec<Term>,
    /// For each vendor where it stands among the results; the lower, the better.
    orders: Vec<u32>,
}

/// The order of what is not found.
pub(super) const NOT_FOUND: u32 = u32::MAX;

impl Engine {
    /// Compares what was typed with every vendor: as a whole, and by all words, of which the worst decides;
    /// whichever is better counts.
    pub(super) fn compare(&self, sought: Sought) -> Terms {
        let mut whole = self.term(sought.whole);
        self.compare_whole(&mut whole, &sought.words);
        let mut orders: Vec<u32> = vec![0; if sought.words.is_empty() { 0 } else { self.listings.len() }];
        let mut words = Vec::new();
        for word in sought.words {
            let mut term = self.term(word);
            self.compare_word(&mut term);
            let mut is_any_left = false;
            for (order, best) in orders.iter_mut().zip(&term.matches) {
                if *order == NOT_FOUND || *best == Match::NONE {
                    *order = NOT_FOUND;
                } else {
                    is_any_left = true;
                    let rank = best.rank();
                    *order = (*order >> 16).max(rank) << 16 | ((*order & 0xffff) + rank);
                }
            }
            words.push(term);
            if !is_any_left {
                orders.clear();
                break;
            }
        }
        // Without words to compare, or where no vendor has them all.
        orders.resize(self.listings.len(), NOT_FOUND);
        for (order, best) in orders.iter_mut().zip(&whole.matches) {
            *order = order_of(*best).min(*order);
        }
        Terms { whole, words, orders }
    }

    fn term(&self, needle: Needle) -> Term {
        Term { needle, matches: vec![Match::NONE; self.listings.len() + self.groups.len()] }
    }

    fn compare_whole(&self, term: &mut Term, words: &[Needle]) {
        let Term { needle, matches } = term;
        let has =
            |entry: &Entry, word: &Needle| self.vocabulary.words_of(entry).any(|other| other == word.letters);
        self.vocabulary.walk(&needle.letters, needle.errors, &mut |entries, place| {
            for entry in entries {
                let kind = needle.kind(&self.vocabulary, entry, place);
                // Where one of its words is right, the others are no more than one error away: "Dropbox Plus" is
                // not a misspelt "Dropbox Business".
                if kind != Kind::NONE && !(kind.is_far() && words.iter().any(|word| has(entry, word))) {
                    self.improve(matches, entry, kind);
                }
            }
        });
        // All words of a text in another order count as its beginning.
        if let Some(first) = words.first() {
            self.vocabulary.walk(&first.letters, 0, &mut |entries, place| {
                for entry in entries.iter().filter(|entry| self.is_word(entry, place)) {
                    let of_text = || self.vocabulary.words_of(entry);
                    let letters: usize = of_text().map(<[u16]>::len).sum();
                    let is_as_long = letters == needle.letters.len() && of_text().count() == words.len();
                    if is_as_long && words.iter().all(|word| has(entry, word)) {
                        self.improve(matches, entry, Kind::PREFIX);
                    }
                }
            });
        }
        self.finish(needle, matches, Kind::EXACT);
    }

    /// One word of several is not the whole name, even of a vendor that is called so.
    fn compare_word(&self, term: &mut Term) {
        let Term { needle, matches } = term;
        self.vocabulary.walk(&needle.letters, needle.errors, &mut |entries, place| {
            for entry in entries {
                let kind = needle.kind(&self.vocabulary, entry, place);
                self.improve(matches, entry, kind.max(Kind::PREFIX));
            }
        });
        self.finish(needle, matches, Kind::PREFIX);
    }

    /// Whether that place is the end of the word that an entry starts with.
    fn is_word(&self, entry: &Entry, place: Place) -> bool {
        let next = self.vocabulary.rest(entry, place.depth).first();
        place.depth == place.letters && next.is_none_or(|letter| *letter <= GAP)
    }

    /// What stands within words, and what vendors have of their groups.
    fn finish(&self, needle: &Needle, matches: &mut [Match], at_best: Kind) {
        if needle.may_be_within() {
            self.vocabulary.within(&needle.letters, &mut |entries| {
                entries.iter().for_each(|entry| self.improve(matches, entry, Kind::WITHIN));
            });
        }
        let (vendors, groups) = matches.split_at_mut(self.listings.len());
        for (group, best) in self.groups.iter().zip(groups) {
            if *best == Match::NONE {
                continue;
            }
            let kind = best.kind().max(at_best);
            for (vendor, number) in &group.members {
                // The words of a report are on every second card, so that a part of one ("y") or a neighbour says
                // nothing.
                if *number != REPORT || kind <= Kind::WORD_PREFIX {
                    improve(vendors, *vendor, Match::new(kind, group.source, *number));
                }
            }
        }
    }

    fn improve(&self, matches: &mut [Match], entry: &Entry, kind: Kind) {
        let source = if entry.number == 0 { Source::Name } else { Source::Alias };
        improve(matches, entry.owner, Match::new(kind, source, entry.number.saturating_sub(1)));
    }
}

fn improve(matches: &mut [Match], owner: u32, found: Match) {
    if let Some(best) = matches.get_mut(owner as usize) {
        *best = found.min(*best);
    }
}

/// The worst rank first, then the sum of all. Both are small: a rank is below 64, and there are 16 words at most.
fn order_of(found: Match) -> u32 {
    if found == Match::NONE { NOT_FOUND } else { found.rank() << 16 | found.rank() }
}

impl Terms {
    /// For each vendor where it stands among the results.
    pub fn orders(&self) -> &[u32] {
        &self.orders
    }

    /// Why a vendor that is found is there, where neither its name, nor its category, nor its SOC 2 status says so.
    pub fn proof(&self, index: usize, listing: &Listing) -> Option<Matched> {
        let name = Text::new(&listing.name);
        let proof = |term: &Term| {
            let proof = term.matches.get(index)?.proof();
            // The name shows the letters itself.
            proof.filter(|_| !term.needle.is_literal(&name))
        };
        let by_whole = self.whole.matches.get(index).map(|best| order_of(*best));
        if by_whole == self.orders.get(index).copied() {
            return proof(&self.whole);
        }
        self.words.iter().find_map(proof).map(|first| self.best_proof(listing, first))
    }

    /// The alias or certification that most of the words match; the given one where none is better.
    fn best_proof(&self, listing: &Listing, given: Matched) -> Matched {
        let hits = |matched: Matched| {
            let text = Text::new(matched.text(listing));
            self.words.iter().filter(|word| word.needle.is_literal(&text)).count()
        };
        let aliases = (0..listing.aliases.len()).map(Matched::Alias);
        let certifications = (0..listing.certifications.len()).map(Matched::Certification);
        let mut best = (hits(given), given);
        for other in aliases.chain(certifications) {
            let other_hits = hits(other);
            if other_hits > best.0 {
                best = (other_hits, other);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::{Match, REPORT, Source};
    use crate::search::Matched;
    use crate::search::matching::Kind;

    #[test]
    fn the_source_decides_within_a_kind_and_only_names_are_exact() {
        let matches = [
            Match::new(Kind::EXACT, Source::Name, 0),
            Match::new(Kind::EXACT, Source::Alias, 3),
            Match::new(Kind::PREFIX, Source::Name, 0),
            Match::new(Kind::PREFIX, Source::Alias, 0),
            Match::new(Kind::EXACT, Source::Category, 0),
            Match::new(Kind::EXACT, Source::Certification, 0),
            Match::new(Kind::WORD_PREFIX, Source::Name, 0),
            Match::new(Kind::NONE, Source::Name, 0),
        ];
        assert!(matches.is_sorted_by(|better, worse| better < worse));
        let exact = Match::new(Kind::EXACT, Source::Category, 0);
        assert_eq!(exact, Match::new(Kind::PREFIX, Source::Category, 0));
    }

    #[test]
    fn a_match_gives_back_what_it_was_made_of() {
        let alias = Match::new(Kind::WITHIN, Source::Alias, 3);
        assert_eq!((alias.kind(), alias.proof()), (Kind::WITHIN, Some(Matched::Alias(3))));
        let report = Match::new(Kind::PREFIX, Source::Certification, REPORT);
        assert_eq!((report.kind(), report.proof()), (Kind::PREFIX, None));
        assert_eq!(Match::NONE.kind(), Kind::NONE);
        let many = Match::new(Kind::EXACT, Source::Alias, u16::MAX);
        assert_eq!(many.proof(), Some(Matched::Alias(1023)), "more aliases than a vendor has");
    }
}
