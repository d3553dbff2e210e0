//! What to say when nothing was found: which part of the query to drop, and which names are near.

use super::distance::MOST_ERRORS;
use super::fold::Text;
use super::matching::{MOST_LETTERS, Typed};
use super::order::First;
use super::vocabulary::{END, GAP};
use super::{Engine, Facet, at};
use crate::query::{Part, Query, Sort};

/// A part of a query that is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What to drop; see [`Query::without`].
    pub part: Part,
    /// How many results there are then; never none.
    pub results: usize,
}

/// A name that is not near.
const NOT_NEAR: u16 = u16::MAX;

impl Engine {
    /// For a query without results, each part that gives some when it alone is dropped: the filter of
    /// one facet, or the text. Where no single one does, all filters, if that gives some.
    pub fn remedies(&self, query: &Query) -> Vec<Remedy> {
        let filters = Facet::ALL.iter().filter(|facet| query.is_filtered_by(**facet));
        let parts: Vec<Part> = filters.map(|facet| Part::Filter(*facet)).collect();
        let has_text = !matches!(Typed::new(&query.text), Typed::Nothing);
        let text = has_text.then_some(Part::Text);
        let single = parts.iter().copied().chain(text).filter_map(|part| self.remedy(query, part));
        let single: Vec<Remedy> = single.collect();
        if single.is_empty() && parts.len() > 1 {
            return self.remedy(query, Part::AllFilters).into_iter().collect();
        }
        single
    }

    fn remedy(&self, query: &Query, part: Part) -> Option<Remedy> {
        let results = self.search(&query.without(part), 0).total;
        (results > 0).then_some(Remedy { part, results })
    }

    /// The vendors whose names are nearest to a text that found nothing, or to the last part of an address
    /// that leads nowhere; the nearest first, `most` at most. None where half of the letters differ, or more than
    /// four.
    pub fn nearest(&self, text: &str, most: usize) -> Vec<usize> {
        let text = Text::new(text);
        if text.letters.len() > MOST_LETTERS {
            return Vec::new();
        }
        let mut nearness = vec![NOT_NEAR; self.listings.len()];
        self.consider(&text.letters, 0, &mut nearness);
        // A word of the text may be a name ("slack hipaa"); one of few letters says nothing.
        if text.starts.len() > 1 {
            let words = text.words().map(|(start, end)| text.part(start, end));
            words
                .filter(|word| word.len() > 2)
                .take(8)
                .for_each(|word| self.consider(word, 1, &mut nearness));
        }
        let places = self.places.of(Sort::Best);
        let mut first = First::new(most);
        for (index, near) in (0..).zip(nearness).filter(|(_, near)| *near != NOT_NEAR) {
            first.add(u64::from(near) << 32 | at(places, index as usize), index);
        }
        first.numbers().collect()
    }

    /// Brings the names nearer that are near to what was typed, or to a word of it: then `parts` is 1. How near
    /// is how many of a thousand letters differ, then of how many of the two only a word was compared.
    fn consider(&self, typed: &[u16], parts: u16, nearness: &mut [u16]) {
        let errors = (typed.len() / 2).min(MOST_ERRORS);
        self.vocabulary.walk(typed, errors, &mut |entries, place| {
            for entry in entries {
                let next = self.vocabulary.rest(entry, place.depth).first().copied().unwrap_or(END);
                let parts = match next {
                    END if entry.is_whole => parts,
                    END | GAP if place.depth == place.letters => parts + 1,
                    _ => continue,
                };
                // A word is soon like another, so that of parts more must agree.
                let one_in = if parts > 0 { 3 } else { 2 };
                let longest = typed.len().max(place.letters);
                if place.errors * one_in < longest {
                    let near = (place.errors * 1000 / longest * 4) as u16 + parts;
                    if let Some(slot) = nearness.get_mut(entry.owner as usize) {
                        *slot = near.min(*slot);
                    }
                }
            }
        });
    }
}
