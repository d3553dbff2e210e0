//! The results: their number and order, the cards, and what to do if there are none.

use catalog::Query;
use catalog::query::{QueryPart, Sort};
use leptos::prelude::*;
use maud::{Markup, html};
use search::Relaxation;

use super::cards::cards;
use super::filters::{RESULTS_HEADING, printed_query};
use super::keyboard;
use super::search_context::{PAGE_SIZE, SearchContext, vendor_count};
use super::search_results::SearchResults;
use crate::components::load_status::list_error;
use crate::data::vendor_list::VendorList;
use crate::navigation::routes;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::runtime::erased_view::{ErasedView, IntoErased};
use crate::runtime::hydration::on_mount;
use crate::runtime::static_html::{live_region, reactive_html, reactive_view, static_html};

/// The maximum number of similar names that are offered if no vendors match.
const MAX_SIMILAR: usize = 3;

/// The results of the page.
pub fn results(search: SearchContext) -> ErasedView {
    let list = expect_context::<VendorList>();
    let scroll_memory = expect_context::<ScrollMemory>();
    let limit = search.limit;
    // Only a later change of the query resets the limit: back and forward restore a page's limit with its query.
    let mut previous_query = search.query.get_untracked();
    on_mount(move || {
        let query = search.query.get();
        if query != previous_query {
            if limit.get_untracked() != PAGE_SIZE {
                limit.set(PAGE_SIZE);
                scroll_memory.set_result_count(PAGE_SIZE);
            }
            previous_query = query;
        }
    });
    let show_more = move |_| {
        let before = limit.get_untracked();
        limit.set(before + PAGE_SIZE);
        scroll_memory.set_result_count(before + PAGE_SIZE);
        // The button may be hidden then, so the focus moves to the first of the new cards.
        request_animation_frame(move || keyboard::focus_result(before));
    };
    let hidden_count = move || search.results.with(|results| results.total.saturating_sub(limit.get()));
    // Without the list there are no more cards to show.
    let is_more_hidden = move || hidden_count() == 0 || list.error().is_some();
    vec![
        static_html(html! { h2 id=(RESULTS_HEADING) class="visually-hidden" tabindex="-1" { "Results" } }),
        live_region("how-many", move || result_count(list, search)),
        sort_field(search),
        reactive_html(move || printed_query(search)),
        reactive_view(move || list_error(list)),
        cards(list, search),
        no_results(search),
        view! {
            <button
                type="button"
                class="more needs-script"
                hidden=is_more_hidden
                on:click=show_more
            >
                {move || ["Show ", &hidden_count().min(PAGE_SIZE).to_string(), " more"].concat()}
            </button>
        }
        .into_erased(),
    ]
    .into_erased()
}

/// The number of results, or why it is not known.
fn result_count(list: VendorList, search: SearchContext) -> Markup {
    let has_query = *search.query.read() != Query::default();
    let results = search.results.read();
    let is_pending = !results.is_searched() && (has_query || results.total == 0);
    html! {
        @if is_pending && list.error().is_some() {
            p { "Search is unavailable right now." (shown_vendors(results.total)) }
        } @else if is_pending {
            p class="pending" { "Loading…" (shown_vendors(results.total)) }
        } @else {
            p { (vendor_count(results.total)) }
        }
    }
}

/// Which vendors are shown until the list is loaded: the prerendered ones, of `total`, if there are any.
fn shown_vendors(total: usize) -> String {
    match total {
        0 => String::new(),
        1..=PAGE_SIZE => " Showing all vendors.".to_owned(),
        _ => [" Showing the first ", &PAGE_SIZE.to_string(), " vendors."].concat(),
    }
}

fn sort_field(search: SearchContext) -> ErasedView {
    let option = |option: Sort| {
        let is_selected = move || search.query.read().sort == option;
        view! { <option value=option.key() prop:selected=is_selected>{option.label()}</option> }
    };
    let options = Sort::ALL.iter().copied().map(option).collect_view();
    let on_change = move |event| {
        let sort = Sort::from_key(&event_target_value(&event)).unwrap_or_default();
        search.url.change(|query| query.sort = sort);
    };
    let is_interactive = search.is_interactive;
    view! {
        <label class="sort needs-script">
            "Sort by" <select disabled=move || !is_interactive.get() on:change=on_change>{options}</select>
        </label>
    }
    .into_erased()
}

/// If no vendors match: the parts of the query that can be removed to get results, and similar names.
fn no_results(search: SearchContext) -> ErasedView {
    let relaxations = move || {
        let results = search.results.read();
        let engine = results.engine().filter(|_| results.total == 0)?;
        Some(engine.relaxations(&search.query.read()))
    };
    let buttons = move || {
        let relaxations = relaxations().unwrap_or_default().into_iter();
        relaxations.map(|relaxation| relaxation_button(search, relaxation)).collect_view().into_erased()
    };
    let is_hidden = move || search.results.with(|results| !results.is_searched() || results.total > 0);
    view! {
        <div class="no-result" hidden=is_hidden>
            <h2>"No vendors match"</h2>
            {reactive_view(buttons)}
            {reactive_html(move || similar_names(&search.results.read(), &search.query.read().text))}
            <p>"If a vendor is not in this directory, it has not been researched yet. It may still sign a BAA."</p>
        </div>
    }
    .into_erased()
}

fn relaxation_button(search: SearchContext, relaxation: Relaxation) -> ErasedView {
    let part = relaxation.part;
    let action = match part {
        QueryPart::Text => "Clear the search".to_owned(),
        QueryPart::Filter(facet) => ["Remove the ", facet.label(), " filter"].concat(),
        QueryPart::AllFilters => "Remove all filters".to_owned(),
    };
    view! {
        <button type="button" on:click=move |_| search.url.change(|query| query.remove(part))>
            {[&action, " (", &vendor_count(relaxation.results), ")"].concat()}
        </button>
    }
    .into_erased()
}

fn similar_names(results: &SearchResults, text: &str) -> Markup {
    html! {
        @if let Some(engine) = results.engine().filter(|_| results.total == 0) {
            @let similar = engine.nearest(text, MAX_SIMILAR);
            @if !similar.is_empty() {
                p { "Similar names:" }
                ul {
                    @for vendor in similar.into_iter().filter_map(|index| engine.listing(index)) {
                        li { a href=(routes::vendor(&vendor.slug)) { (vendor.name) } }
                    }
                }
            }
        }
    }
}
