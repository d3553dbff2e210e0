//! Suggestions for a query without results: which parts of the query to remove, and which vendor names are similar.

use catalog::facets::Facet;
use catalog::query::{Query, QueryPart, Sort};

use super::edit_distance::MAX_ERRORS;
use super::letters::{FoldedText, MAX_LETTERS};
use super::matching::ParsedQuery;
use super::sort_order::TopK;
use super::suffix_index::{SEPARATOR, TERMINATOR};
use super::{Engine, rank_of};

/// A relaxation of a query: a part whose removal gives results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The part to remove; see [`Query::without`].
    pub part: QueryPart,
    /// The number of results without that part; never zero.
    pub results: usize,
}

/// The dissimilarity of a name that is not similar.
const NOT_SIMILAR: u16 = u16::MAX;

impl Engine {
    /// The relaxations of a query without results: each single part, the filter of one facet or the text, whose removal
    /// gives results. Without such a part, the removal of all filters, if that gives results.
    pub fn relaxations(&self, query: &Query) -> Vec<Relaxation> {
        let facets = Facet::ALL.iter().filter(|facet| query.is_filtered_by(**facet));
        let filters: Vec<QueryPart> = facets.map(|facet| QueryPart::Filter(*facet)).collect();
        let has_text = !matches!(ParsedQuery::new(&query.text), ParsedQuery::Empty);
        let text = has_text.then_some(QueryPart::Text);
        let parts = filters.iter().copied().chain(text);
        let relaxations: Vec<Relaxation> = parts.filter_map(|part| self.relaxation(query, part)).collect();
        if relaxations.is_empty() && filters.len() > 1 {
            return self.relaxation(query, QueryPart::AllFilters).into_iter().collect();
        }
        relaxations
    }

    fn relaxation(&self, query: &Query, part: QueryPart) -> Option<Relaxation> {
        let results = self.search(&query.without(part), 0).total;
        (results > 0).then_some(Relaxation { part, results })
    }

    /// The vendors whose names are most similar to a text, the most similar first, up to `limit`: for a query without
    /// results, or for the last segment of a URL that leads to no page. A name is not similar if half of its letters or
    /// more than four differ.
    pub fn nearest(&self, text: &str, limit: usize) -> Vec<usize> {
        let text = FoldedText::new(text);
        if text.letters.len() > MAX_LETTERS {
            return Vec::new();
        }
        let mut dissimilarities = vec![NOT_SIMILAR; self.listings.len()];
        self.compare_names(&text.letters, 0, &mut dissimilarities);
        // A word of the text may be a name ("slack hipaa"). A word of one or two letters is similar to too many names.
        if text.word_starts.len() > 1 {
            let words = text.words().map(|(start, end)| text.slice(start, end));
            words
                .filter(|word| word.len() > 2)
                .take(8)
                .for_each(|word| self.compare_names(word, 1, &mut dissimilarities));
        }
        let ranks = self.sort_ranks.ranks(Sort::Best);
        let mut nearest = TopK::new(limit);
        for (index, dissimilarity) in (0..).zip(dissimilarities).filter(|(_, value)| *value != NOT_SIMILAR) {
            nearest.add(u64::from(dissimilarity) << 32 | rank_of(ranks, index as usize), index);
        }
        nearest.indexes().collect()
    }

    /// Compares a text, or a word of it, with every name, and lowers the dissimilarities of the similar names.
    /// `partial` is the number of sides of the comparison that are only a part: 1 for a word of the text, and one more
    /// for a word of the name. A dissimilarity is the number of differing letters per thousand, then that number.
    fn compare_names(&self, letters: &[u16], partial: u16, dissimilarities: &mut [u16]) {
        let max_errors = (letters.len() / 2).min(MAX_ERRORS);
        self.suffix_index.fuzzy_prefix_search(letters, max_errors, &mut |suffixes, prefix| {
            for suffix in suffixes {
                let next =
                    self.suffix_index.tail(suffix, prefix.depth).first().copied().unwrap_or(TERMINATOR);
                let partial = match next {
                    TERMINATOR if suffix.is_whole_text => partial,
                    TERMINATOR | SEPARATOR if prefix.depth == prefix.letters => partial + 1,
                    _ => continue,
                };
                // Single words are often similar by chance, so that a larger share of their letters must agree.
                let errors_divisor = if partial > 0 { 3 } else { 2 };
                let length = letters.len().max(prefix.letters);
                if prefix.errors * errors_divisor < length {
                    let dissimilarity = (prefix.errors * 1000 / length * 4) as u16 + partial;
                    if let Some(best) = dissimilarities.get_mut(suffix.doc_id as usize) {
                        *best = dissimilarity.min(*best);
                    }
                }
            }
        });
    }
}
