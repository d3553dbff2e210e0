//! How well one vendor matches what was typed.

use super::fold::Text;
use super::matching::{Kind, Needle, Place, Rank, Sought};
use super::{Engine, Matched, Names};
use crate::Category;

/// What was typed, compared already with what many vendors share.
pub(super) struct Terms<'a> {
    whole: Term<'a>,
    words: Vec<Term<'a>>,
}

struct Term<'a> {
    needle: &'a Needle,
    /// The words that it is made of, where there are several.
    words: &'a [Needle],
    /// How it matches each category.
    categories: Vec<Kind>,
    /// How it matches each certification.
    certifications: Vec<Kind>,
    /// The best kind that it can be.
    at_best: Kind,
}

/// How a text finds a vendor.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// Where it stands among the results; the lower, the better; below 2³².
    pub order: u64,
    /// Why, where nothing else says so.
    pub matched: Option<Matched>,
}

/// How a term matches a vendor best.
struct Best {
    rank: Rank,
    matched: Option<Matched>,
}

impl<'a> Terms<'a> {
    /// Compares what was typed with what many vendors share.
    pub fn new(sought: &'a Sought, engine: &Engine) -> Self {
        // One word of several is not the whole name, even of a vendor that is called so.
        Self {
            whole: Term::new(&sought.whole, &sought.words, Kind::EXACT, engine),
            words: sought.words.iter().map(|word| Term::new(word, &[], Kind::PREFIX, engine)).collect(),
        }
    }

    /// How a vendor matches: by the whole text, or by all words, of which the worst decides; whichever
    /// is better.
    pub fn find(&self, names: &Names, category: Category) -> Option<Found> {
        let whole = self.whole.best(names, category);
        let by_whole = Found { order: order(whole.rank, whole.rank.number()), matched: whole.matched };
        match self.find_by_words(names, category) {
            Some(by_words) if by_words.order < by_whole.order => Some(by_words),
            _ if whole.rank == Rank::NONE => None,
            _ => Some(by_whole),
        }
    }

    fn find_by_words(&self, names: &Names, category: Category) -> Option<Found> {
        let mut worst = None;
        let mut sum = 0;
        let mut matched = None;
        for word in &self.words {
            let best = word.best(names, category);
            if best.rank == Rank::NONE {
                return None;
            }
            worst = worst.max(Some(best.rank));
            sum += best.rank.number();
            matched = matched.or(best.matched);
        }
        let matched = matched.map(|matched| self.best_proof(names, matched));
        worst.map(|worst| Found { order: order(worst, sum), matched })
    }

    /// The alias or certification that most of the words match; the given one where none is better.
    fn best_proof(&self, names: &Names, given: Matched) -> Matched {
        let hits = |matched: Matched| {
            let is_hit = |word: &&Term| {
                let kind = match matched {
                    Matched::Alias(number) => names.aliases.get(number).map(|alias| word.kind(alias)),
                    Matched::Certification(number) => {
                        names.certifications.get(number).map(|place| kind_at(&word.certifications, *place))
                    }
                };
                kind.is_some_and(Kind::is_literal)
            };
            self.words.iter().filter(is_hit).count()
        };
        let aliases = (0..names.aliases.len()).map(Matched::Alias);
        let certifications = (0..names.certifications.len()).map(Matched::Certification);
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

/// The worst rank first, then the sum of all. Both are small: a rank is below 512, and there are 16 words
/// at most.
fn order(worst: Rank, sum: u64) -> u64 {
    worst.number() << 16 | sum
}

impl<'a> Term<'a> {
    fn new(needle: &'a Needle, words: &'a [Needle], at_best: Kind, engine: &Engine) -> Self {
        let mut term = Self { needle, words, categories: Vec::new(), certifications: Vec::new(), at_best };
        let category = |[label, key]: &[Text; 2]| term.kind(label).min(term.kind(key));
        let categories = engine.categories.iter().map(category).collect();
        let certifications = engine.certifications.iter().map(|text| term.kind(text)).collect();
        (term.categories, term.certifications) = (categories, certifications);
        term
    }

    /// How a text matches. All its words in another order count as its beginning. Where one of its words is right,
    /// the others are no more than one error away: "Dropbox Plus" is not a misspelt "Dropbox Business".
    fn kind(&self, text: &Text) -> Kind {
        let kind = match self.needle.kind(text) {
            kind if kind.is_far() && self.words.iter().any(|word| word.is_word_of(text)) => Kind::NONE,
            kind => kind,
        };
        let has_all_words = || self.words.iter().all(|word| word.is_word_of(text));
        let is_as_long =
            text.letters.len() == self.needle.letters.len() && text.starts.len() == self.words.len();
        if kind > Kind::PREFIX && is_as_long && has_all_words() { Kind::PREFIX } else { kind }
    }

    /// The best match of a vendor.
    fn best(&self, names: &Names, category: Category) -> Best {
        let name = self.kind(&names.name);
        let mut rank = self.rank(name, Place::Name);
        let mut place = Place::Name;
        let mut consider = |kind: Kind, other: Place| {
            let other_rank = self.rank(kind, other);
            if other_rank < rank {
                (rank, place) = (other_rank, other);
            }
        };
        for (number, alias) in names.aliases.iter().enumerate() {
            consider(self.kind(alias), Place::Alias(number));
        }
        consider(kind_at(&self.categories, category as usize), Place::Category);
        for (number, certification) in names.certifications.iter().enumerate() {
            consider(kind_at(&self.certifications, *certification), Place::Certification(number));
        }
        if let Some(report) = names.soc2 {
            // Its words are on every second card, so that a part of one ("y") or a neighbour says nothing.
            let kind = kind_at(&self.certifications, report);
            consider(if kind <= Kind::WORD_PREFIX { kind } else { Kind::NONE }, Place::Soc2);
        }
        let matched = match place {
            // The name shows the letters itself.
            _ if name.is_literal() => None,
            Place::Name | Place::Category | Place::Soc2 => None,
            Place::Alias(number) => Some(Matched::Alias(number)),
            Place::Certification(number) => Some(Matched::Certification(number)),
        };
        Best { rank, matched }
    }

    fn rank(&self, kind: Kind, place: Place) -> Rank {
        Rank::new(kind.max(self.at_best), place)
    }
}

fn kind_at(kinds: &[Kind], place: usize) -> Kind {
    kinds.get(place).copied().unwrap_or(Kind::NONE)
}
