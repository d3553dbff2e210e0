//! `/`: search, filters and results. The URL contains the whole state of a search.

mod cards;
mod filters;
mod keyboard;
mod results;
mod search_context;
mod search_results;
mod url_sync;

use catalog::{Query, UrlState};
use leptos::html::Input;
use leptos::prelude::*;
use maud::{Markup, html};

use crate::data::page_data::{HomeData, Site};
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::location::Location;
use crate::navigation::routes;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::pages::page_shown::on_page_shown;
use crate::runtime::erased_view::{ErasedView, IntoErased};
use crate::runtime::hydration::on_mount;
use crate::runtime::static_html::static_html;
use filters::filters;
use results::results;
pub use search_context::PAGE_SIZE;
use search_context::SearchContext;
use search_results::SearchResults;
use url_sync::UrlSync;

/// The page.
pub fn home(initial: Option<HomeData>) -> ErasedView {
    let site = expect_context::<Site>();
    let list = expect_context::<VendorList>();
    let url = expect_context::<Location>().search;
    // The HTML is rendered without a query. The URL's query is read in an effect, after hydration.
    let query =
        RwSignal::new(if initial.is_some() { Query::default() } else { Query::parse(&url.read_untracked()) });
    let total = if initial.is_some() { site.vendors } else { 0 };
    let initial: StoredValue<HomeData> = StoredValue::new(initial.unwrap_or_default());
    let limit = RwSignal::new(expect_context::<ScrollMemory>().result_count().unwrap_or(PAGE_SIZE));
    let results = Memo::new(move |_| match list.engine() {
        Some(engine) => SearchResults::searched(engine, &query.read(), limit.get()),
        None => SearchResults::prerendered(initial, total),
    });
    let is_interactive = RwSignal::new(false);
    on_mount(move || is_interactive.set(true));
    let search = SearchContext { query, results, limit, url: UrlSync::start(url, query), is_interactive };
    let input: NodeRef<Input> = NodeRef::new();
    sync_input(search, input);
    keyboard::handle_keys(search, input);
    on_mount(move || list.request());
    on_page_shown(Head::home(&site));
    vec![static_html(introduction(&site)), search_field(search, input), browse(search)].into_erased()
}

fn introduction(site: &Site) -> Markup {
    html! {
        h1 tabindex="-1" { "Which software vendors sign a HIPAA BAA?" }
        p class="lead" {
            "Can you put patient data in it? HIPAA requires a signed Business Associate Agreement (BAA) first. Look up which of "
            (site.vendors) " vendors sign one, on which plans, and what the evidence is."
        }
        noscript {
            p class="search-unavailable" { "Search and filters require JavaScript. You can browse all vendors by category below." }
        }
    }
}

fn search_field(search: SearchContext, input: NodeRef<Input>) -> ErasedView {
    let on_input = move |event| search.url.set_text(event_target_value(&event));
    view! {
        <form class="search-box" role="search" action=routes::url("") on:submit=keyboard::open_best_match(search)>
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
                on:input=on_input
            />
            <p id="search-keys" class="visually-hidden">"Press the down arrow to move to the results. Press Escape to clear the search."</p>
            <p class="search-loading pending">"Loading search…"</p>
        </form>
    }
    .into_erased()
}

fn browse(search: SearchContext) -> ErasedView {
    let is_open = RwSignal::new(false);
    let toggle_label = move || match search.query.read().selected_count() {
        0 => "Filters".to_owned(),
        selected => ["Filters (", &selected.to_string(), ")"].concat(),
    };
    view! {
        <div class="browse">
            <button
                type="button"
                class="filters-toggle needs-script"
                aria-controls="filters"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {toggle_label}
            </button>
            <section id="filters" class="filters needs-script" class:open=is_open aria-label="Filters">
                {filters(search, is_open)}
            </section>
            <section class="search-results" aria-label="Results">{results(search)}</section>
        </div>
    }
    .into_erased()
}

/// Shows the query's text in the field. Text that was typed before hydration is searched for, and never overwritten.
fn sync_input(search: SearchContext, input: NodeRef<Input>) {
    let mut is_first_run = true;
    on_mount(move || {
        let text = search.query.with(|query| query.text.clone());
        let Some(input) = input.get() else { return };
        let typed = input.value();
        if is_first_run && !typed.is_empty() {
            search.url.set_text(typed);
        } else if typed != text {
            input.set_value(&text);
        }
        is_first_run = false;
    });
}
