//! `/`: search, filters and results. The URL contains the whole query.

mod cards;
mod filters;
mod interpretation;
mod keyboard;
mod overview;
mod results;
mod search_context;
mod search_results;
mod table;
mod url_sync;

use catalog::hosts::without_private_parts;
use catalog::{Query, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::HtmlInputElement;

use crate::app::app_context;
use crate::data::page_data::{HomeData, Site};
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::location::Location;
use crate::navigation::routes;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_content;
use filters::filters;
pub use overview::NEWEST_CHANGES;
use overview::overview;
use results::{results, sort_field};
pub use search_context::PAGE_SIZE;
use search_context::SearchContext;
use search_results::SearchResults;
pub use table::RememberedView;
use url_sync::UrlSync;

/// The `id` of the search field.
const FIELD: &str = "q";

/// The page.
pub fn home(initial: Option<HomeData>) -> Markup {
    let site = app_context::<Site>();
    let list = app_context::<VendorList>();
    let url = app_context::<Location>().search;
    // The HTML is rendered without a query. The URL's query is read in an effect, once the page is mounted.
    let query =
        RwSignal::new(if initial.is_some() { Query::default() } else { Query::parse(&url.read_untracked()) });
    let total = if initial.is_some() { site.vendors } else { 0 };
    let prerendered = initial.clone();
    let initial: StoredValue<HomeData> = StoredValue::new(initial.unwrap_or_default());
    let limit = RwSignal::new(app_context::<ScrollMemory>().result_count().unwrap_or(PAGE_SIZE));
    let results = Memo::new(move |_| match list.engine() {
        Some(engine) => SearchResults::searched(engine, &query.read(), limit.get()),
        None => SearchResults::prerendered(initial, total),
    });
    let remembered = app_context::<RememberedView>();
    let view = Memo::new(move |_| query.read().view.unwrap_or_else(|| remembered.get()));
    let search = SearchContext { query, results, limit, view, url: UrlSync::start(url, query) };
    sync_field(search);
    keyboard::handle_keys(search);
    on_mount(move || list.request());
    let page = html! {
        (introduction(&site))
        (search_field(search))
        (browse(search))
        (overview(list, search, prerendered.as_ref()))
    };
    // Last: the effects of the page have then rendered what gets the focus and the scroll position.
    on_page_shown(Head::home(&site));
    page
}

fn introduction(site: &Site) -> Markup {
    html! {
        h1 tabindex="-1" { "Which software vendors sign a HIPAA BAA?" }
        p class="lead" {
            "HIPAA requires a signed Business Associate Agreement (BAA) before a vendor handles patient data for you. Look up which of "
            (site.vendors) " vendors sign one, on which plans, and what the evidence is."
        }
        noscript {
            p class="search-unavailable" { "Search and filters require JavaScript. You can browse all vendors by category below." }
        }
    }
}

fn search_field(search: SearchContext) -> Markup {
    on_event("input", "#q", move |_, _| field().iter().for_each(|field| search.url.set_text(&field.value())));
    keyboard::handle_submit(search);
    html! {
        form class="search-box" role="search" action=(routes::url("")) {
            label for=(FIELD) { "Vendor or category" }
            input id=(FIELD) name="q" type="search" autocomplete="off" autocapitalize="none" spellcheck="false"
                enterkeyhint="search" placeholder="Zoom, Slack, email delivery…" aria-describedby="search-keys";
            p id="search-keys" class="visually-hidden" {
                "Press the down arrow to move to the results. Press Escape to clear the search."
            }
            p class="search-loading pending" { "Loading search…" }
        }
    }
}

fn browse(search: SearchContext) -> Markup {
    let is_open = RwSignal::new(false);
    on_event("click", "#filters-toggle", move |_, _| is_open.update(|is_open| *is_open = !*is_open));
    on_mount(move || {
        let is_open = is_open.get();
        dom::set_attribute("filters-toggle", "aria-expanded", Some(if is_open { "true" } else { "false" }));
        dom::set_class("filters", "open", is_open);
    });
    let toggle_label = move || match search.query.read().selected_count() {
        0 => html! { "Filters" },
        selected => html! { "Filters (" (selected) ")" },
    };
    html! {
        div class="browse" {
            button id="filters-toggle" type="button" class="filters-toggle needs-script" aria-controls="filters" aria-expanded="false" {
                (reactive_content("filters-toggle", toggle_label))
            }
            section id="filters" class="filters needs-script" aria-label="Filters" { (filters(search, is_open)) }
            (sort_field(search))
            section class="search-results" aria-label="Results" { (results(search)) }
        }
    }
}

/// The search field.
fn field() -> Option<HtmlInputElement> {
    dom::input(FIELD)
}

/// Shows the query's text in the field. What the visitor typed before the app started is searched for, and never
/// overwritten, even if it is nothing; boot.js marks a field that was edited.
fn sync_field(search: SearchContext) {
    let mut is_first_run = true;
    on_mount(move || {
        let text = search.query.with(|query| query.text.clone());
        let Some(field) = field() else { return };
        let typed = field.value();
        if without_private_parts(&typed) != text {
            if is_first_run && (!typed.is_empty() || field.has_attribute("data-edited")) {
                search.url.set_text(&typed);
            } else {
                field.set_value(&text);
            }
        }
        is_first_run = false;
    });
}
