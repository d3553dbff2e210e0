//! How the page understands the query: the words that it ignored, and what it offers besides the results. It never
//! applies a filter by itself.

use catalog::comparison::Comparison;
use catalog::{Query, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};
use search::{Engine, Interpretation};

use super::search_context::SearchContext;
use crate::navigation::routes::{self, with_query};

/// How the vendors were found, and the ignored words, for the live region with the number of results.
pub fn explanation(interpretation: &Interpretation) -> Markup {
    html! {
        @if interpretation.is_general {
            p { "Your words name no vendor or kind of software, so all vendors are shown. For each, this directory says whether it signs a HIPAA BAA, and on which plans." }
        } @else {
            @if !interpretation.domain.is_empty() { p { "Matched domain: " (interpretation.domain) } }
            @if !interpretation.unmatched.is_empty() { p { "Nothing found for: " (interpretation.unmatched) } }
            @if !interpretation.ignored.is_empty() { p { "Ignored: " (interpretation.ignored) } }
        }
    }
}

/// Links to what the query may mean besides a search.
pub fn offers(search: SearchContext) -> Markup {
    let results = search.results.read();
    let links = results.engine().map(|engine| links(engine, &results.interpretation, &search.query.read()));
    html! {
        @for (url, text) in links.unwrap_or_default() { p { a href=(url) { (text) } } }
    }
}

/// The URL and the text of each link.
fn links(engine: &Engine, interpretation: &Interpretation, query: &Query) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let (mut comparison, mut text) = (Comparison::default(), String::new());
    for vendor in interpretation.comparison.iter().filter_map(|index| engine.listing(*index)) {
        comparison.add(&vendor.slug);
        text = [text.as_str(), if text.is_empty() { "Compare " } else { ", " }, &vendor.name].concat();
    }
    if !text.is_empty() {
        links.push((with_query(&routes::compare(), &comparison.to_query_string()), text));
    }
    if let Some(vendor) = interpretation.alternatives_to.and_then(|index| engine.listing(index)) {
        let url = [&routes::vendor(&vendor.slug), "#alternatives"].concat();
        links.push((url, ["Alternatives to ", &vendor.name].concat()));
    }
    for filter in &interpretation.filters {
        if let Some(filtered) = filter.apply(query) {
            let url = with_query(&routes::url(""), &filtered.to_query_string());
            links.push((url, ["Show only: ", filter.label].concat()));
        }
    }
    links
}
