//! What to say when nothing was found: which part of the query to drop, and which names are near.

use super::distance::Pattern;
use super::fold::Text;
use super::matching::Typed;
use super::order::arranged;
use super::{Engine, Facet, Names};
use crate::query::{Part, Query, Sort};

/// A part of a query that is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What to drop; see [`Query::without`].
    pub part: Part,
    /// How many results there are then; never none.
    pub results: usize,
}

/// How far a name is from what was typed: how many of a thousand letters differ, then of how many of the
/// two only a word was compared.
type Nearness = (usize, u8);

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
        let results = self.search(&query.without(part)).hits.len();
        (results > 0).then_some(Remedy { part, results })
    }

    /// The vendors whose names are nearest to a text that found nothing, or to the last part of an address
    /// that leads nowhere; the nearest first, `most` at most. None where half of the letters differ.
    pub fn nearest(&self, text: &str, most: usize) -> Vec<usize> {
        let text = Text::new(text);
        let whole = Pattern::new(&text.letters);
        let mut words = Vec::new();
        // A word of the text may be a name ("slack hipaa"); one of few letters says nothing.
        if text.starts.len() > 1 {
            let parts = text.words().map(|(start, end)| text.part(start, end));
            words.extend(parts.filter(|word| word.len() > 2).take(8).filter_map(Pattern::new));
        }
        let mut near = Vec::new();
        for (index, (names, place)) in self.names.iter().zip(self.places.of(Sort::Best)).enumerate() {
            if let Some(nearness) = nearness(whole.as_ref(), &words, names) {
                near.push((nearness, *place, index));
            }
        }
        let sorted = arranged(&near, &|one, other| one.cmp(other));
        let index = |number: &u32| near.get(*number as usize).map(|(_, _, index)| *index);
        sorted.iter().take(most).filter_map(index).collect()
    }
}

/// How near the nearest name of a vendor is, if one is near enough.
fn nearness(whole: Option<&Pattern>, words: &[Pattern], names: &Names) -> Option<Nearness> {
    let mut best: Option<Nearness> = None;
    let mut consider = |pattern: &Pattern, letters: &[char], parts: u8| {
        // A word is soon like another, so that of parts more must agree.
        let one_in = if parts > 0 { 3 } else { 2 };
        let longest = pattern.len().max(letters.len());
        if pattern.len().abs_diff(letters.len()) * one_in >= longest {
            return;
        }
        let differing = pattern.distance(letters);
        if differing * one_in < longest {
            let nearness = (differing * 1000 / longest, parts);
            best = Some(best.map_or(nearness, |best| best.min(nearness)));
        }
    };
    for name in names.aliases.iter().chain([&names.name]) {
        whole.iter().for_each(|whole| consider(whole, &name.letters, 0));
        words.iter().for_each(|word| consider(word, &name.letters, 1));
        if name.starts.len() > 1 {
            for (start, end) in name.words() {
                let part = name.part(start, end);
                whole.iter().for_each(|whole| consider(whole, part, 1));
                words.iter().for_each(|word| consider(word, part, 2));
            }
        }
    }
    best
}
