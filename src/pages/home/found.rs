//! What a query finds, from the bundle or, until that is here, from the page's own data.

use std::sync::Arc;

use directory::search::{Engine, FacetCounts, Hit};
use directory::{Listing, Query, Slug};
use leptos::prelude::*;

use crate::page_data::HomeData;

/// What a query finds.
#[derive(Clone)]
pub struct Found {
    /// The first of the vendors, in their order.
    pub hits: Arc<Vec<Hit>>,
    /// How many there are.
    pub total: usize,
    /// What each filter option would give.
    pub counts: FacetCounts,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Prerendered(StoredValue<HomeData>),
    Searched(Arc<Engine>),
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.is_searched() == other.is_searched()
            && self.total == other.total
            && self.hits == other.hits
            && self.counts == other.counts
    }
}

impl Found {
    /// What the engine finds, with the first `most` of it.
    pub fn searched(engine: Arc<Engine>, query: &Query, most: usize) -> Self {
        let results = engine.search(query, most);
        Self {
            total: results.total,
            hits: Arc::new(results.hits),
            counts: results.counts,
            source: Source::Searched(engine),
        }
    }

    /// What the page came with: the first of `total` vendors, which the browser has as HTML alone.
    pub fn prerendered(home: StoredValue<HomeData>, total: usize) -> Self {
        home.with_value(|data| Self {
            hits: Arc::new((0..data.first.len()).map(|index| Hit { index, matched: None }).collect()),
            total,
            counts: data.counts.clone(),
            source: Source::Prerendered(home),
        })
    }

    /// Whether this is the answer to the query, and not what the page came with.
    pub fn is_searched(&self) -> bool {
        matches!(self.source, Source::Searched(_))
    }

    /// The engine that found it.
    pub fn engine(&self) -> Option<&Engine> {
        match &self.source {
            Source::Searched(engine) => Some(engine),
            Source::Prerendered(_) => None,
        }
    }

    /// A vendor, by its place.
    pub fn listing(&self, index: usize) -> Option<Listing> {
        match &self.source {
            Source::Prerendered(home) => home.with_value(|data| data.first.get(index).cloned()),
            Source::Searched(engine) => engine.listing(index).cloned(),
        }
    }

    /// The key of the vendor that answers the query best; none where nothing was searched yet.
    pub fn first(&self) -> Option<Slug> {
        self.engine()?.listing(self.hits.first()?.index).map(|listing| listing.slug.clone())
    }
}
