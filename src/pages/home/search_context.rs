//! What the parts of the home page share.

use catalog::Query;
use catalog::query::View;
use leptos::prelude::*;

use super::search_results::SearchResults;
use super::url_sync::UrlSync;

/// How many results are shown at first, which are those in the HTML, and how many more each time.
pub const PAGE_SIZE: usize = 24;

/// The query, its results, and how they are shown.
#[derive(Clone, Copy)]
pub struct SearchContext {
    /// The query.
    pub query: RwSignal<Query>,
    /// The results of the query.
    pub results: Memo<SearchResults>,
    /// The maximum number of results that are shown.
    pub limit: RwSignal<usize>,
    /// How the results are shown.
    pub view: Memo<View>,
    /// Changes the query and the URL together.
    pub url: UrlSync,
}

/// A number of vendors, as text.
pub fn vendor_count(count: usize) -> String {
    match count {
        0 => "No vendors".to_owned(),
        1 => "1 vendor".to_owned(),
        count => [&count.to_string(), " vendors"].concat(),
    }
}
