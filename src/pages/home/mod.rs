//! `/`: search, filters, results. The URL holds the whole state.

mod cards;
mod filters;
mod found;
mod keys;
mod results;
mod url;

use directory::Query;
use leptos::html::Input;
use leptos::prelude::*;
use maud::{Markup, html};

use super::arrive;
use crate::address::address;
use crate::head::Head;
use crate::hydration::afterwards;
use crate::location::Location;
use crate::page_data::{HomeData, Site};
use crate::piece::{IntoPiece, Piece};
use crate::places::Places;
use crate::vendor_list::VendorList;
use crate::words::words;

use filters::filters;
use found::Found;
use results::{PAGE, results};
use url::Url;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Search {
    query: RwSignal<Query>,
    found: Memo<Found>,
    /// How many results are shown.
    shown: RwSignal<usize>,
    url: Url,
    /// Whether the page reacts. A choice made in the HTML before that would be undone without a word, so that there
    /// is none to make.
    is_live: RwSignal<bool>,
}

/// The page that answers the question.
pub fn home(first: Option<HomeData>) -> Piece {
    let site = expect_context::<Site>();
    let list = expect_context::<VendorList>();
    let url = expect_context::<Location>().search;
    // The HTML is rendered without a query; the one in the URL comes in an effect, after hydration.
    let query =
        RwSignal::new(if first.is_some() { Query::default() } else { Query::parse(&url.read_untracked()) });
    let total = if first.is_some() { site.vendors } else { 0 };
    let first: StoredValue<HomeData> = StoredValue::new(first.unwrap_or_default());
    let shown = RwSignal::new(expect_context::<Places>().shown().unwrap_or(PAGE));
    let found = Memo::new(move |_| match list.engine() {
        Some(engine) => Found::searched(engine, &query.read(), shown.get()),
        None => Found::prerendered(first, total),
    });
    let is_live = RwSignal::new(false);
    afterwards(move || is_live.set(true));
    let search = Search { query, found, shown, url: Url::following(url, query), is_live };
    let input: NodeRef<Input> = NodeRef::new();
    keep_what_was_typed(search, input);
    keys::listen(search, input);
    afterwards(move || list.ask());
    arrive(Head::home(&site));
    vec![words(introduction(&site)), search_field(search, input), browse(search)].into_piece()
}

fn introduction(site: &Site) -> Markup {
    html! {
        h1 tabindex="-1" { "Which software vendors sign a HIPAA BAA?" }
        p class="lead" {
            "May you put patient data into a tool? Only with a signed Business Associate Agreement (BAA). Look up which of "
            (site.vendors) " vendors sign, on which plan, and who says so."
        }
        noscript {
            p class="search-off" { "Search and filters need JavaScript. All vendors can be browsed by category below." }
        }
    }
}

fn search_field(search: Search, input: NodeRef<Input>) -> Piece {
    let typed = move |event| search.url.type_text(event_target_value(&event));
    view! {
        <form class="search-box" role="search" action=address("") on:submit=keys::open_first(search)>
            <label for="q">"Vendor or category"</label>
            <input
                id="q"
                name="q"
                type="search"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="search"
                placeholder="Zoom, Slack, email delivery…"
                aria-describedby="search-keys"
                node_ref=input
                on:input=typed
            />
            <p id="search-keys" class="visually-hidden">"Arrow down goes to the results. Escape empties the search."</p>
            <p class="search-loading pending">"Search is loading…"</p>
        </form>
    }
    .into_piece()
}

fn browse(search: Search) -> Piece {
    let is_open = RwSignal::new(false);
    view! {
        <div class="browse">
            <button
                type="button"
                class="filters-toggle needs-script"
                aria-controls="filters"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {move || match search.query.read().filters() {
                    0 => "Filters".to_owned(),
                    chosen => ["Filters (", &chosen.to_string(), " chosen)"].concat(),
                }}
            </button>
            <section id="filters" class="filters needs-script" class:open=is_open aria-label="Filters">
                {filters(search)}
            </section>
            <section class="found" aria-label="Results">{results(search)}</section>
        </div>
    }
    .into_piece()
}

/// The field shows the text that is searched for. What was typed before the app arrived is searched for, and
/// never overwritten.
fn keep_what_was_typed(search: Search, input: NodeRef<Input>) {
    let mut is_first = true;
    afterwards(move || {
        let text = search.query.with(|query| query.text.clone());
        let Some(input) = input.get() else { return };
        let shown = input.value();
        if is_first && !shown.is_empty() {
            search.url.type_text(shown);
        } else if shown != text {
            input.set_value(&text);
        }
        is_first = false;
    });
}
