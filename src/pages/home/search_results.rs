//! The results of a query: from the search engine, or from the page's own data until the vendor list is loaded.

use std::sync::Arc;

use catalog::{Listing, Query, Slug};
use leptos::prelude::*;
use search::{Engine, FacetCounts, Hit, Interpretation};

use crate::data::page_data::HomeData;

/// The results of a query.
#[derive(Clone)]
pub struct SearchResults {
    /// The first of the matching vendors, in their order.
    pub hits: Arc<Vec<Hit>>,
    /// The number of matching vendors.
    pub total: usize,
    /// The number of results that each filter option would give.
    pub counts: FacetCounts,
    /// How the text of the query was understood.
    pub interpretation: Interpretation,
    origin: Origin,
}

/// What the results come from.
#[derive(Clone)]
enum Origin {
    Prerendered(StoredValue<HomeData>),
    Searched(Arc<Engine>),
}

impl PartialEq for SearchResults {
    fn eq(&self, other: &Self) -> bool {
        self.is_searched() == other.is_searched()
            && self.total == other.total
            && self.hits == other.hits
            && self.counts == other.counts
            && self.interpretation == other.interpretation
    }
}

impl SearchResults {
    /// Searches for a query; `hits` contains at most `limit` vendors.
    pub fn searched(engine: Arc<Engine>, query: &Query, limit: usize) -> Self {
        let results = engine.search(query, limit);
        Self {
            total: results.total,
            hits: Arc::new(results.hits),
            counts: results.counts,
            interpretation: results.interpretation,
            origin: Origin::Searched(engine),
        }
    }

    /// The results that the page was published with: the first of `total` vendors, which the browser has only as HTML.
    pub fn prerendered(home: StoredValue<HomeData>, total: usize) -> Self {
        home.with_value(|data| Self {
            hits: Arc::new(
                (0..data.first_results.len()).map(|index| Hit { index, match_reason: None }).collect(),
            ),
            total,
            counts: data.counts.clone(),
            interpretation: Interpretation::default(),
            origin: Origin::Prerendered(home),
        })
    }

    /// Whether these are the results of the query, and not those that the page was published with.
    pub fn is_searched(&self) -> bool {
        matches!(self.origin, Origin::Searched(_))
    }

    /// The engine that searched.
    pub fn engine(&self) -> Option<&Engine> {
        match &self.origin {
            Origin::Searched(engine) => Some(engine),
            Origin::Prerendered(_) => None,
        }
    }

    /// The vendor of a hit, by the hit's index.
    pub fn listing(&self, index: usize) -> Option<Listing> {
        match &self.origin {
            Origin::Prerendered(home) => home.with_value(|data| data.first_results.get(index).cloned()),
            Origin::Searched(engine) => engine.listing(index).cloned(),
        }
    }

    /// The slug of the best match; `None` before the first search, and if the query names nothing or several vendors.
    pub fn best_match(&self) -> Option<Slug> {
        let Interpretation { is_general, comparison, domain, .. } = &self.interpretation;
        let is_ambiguous = !comparison.is_empty() || !domain.is_empty() && self.total > 1;
        if *is_general || is_ambiguous {
            return None;
        }
        self.engine()?.listing(self.hits.first()?.index).map(|listing| listing.slug.clone())
    }
}
