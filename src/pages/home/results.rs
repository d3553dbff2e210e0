//! The results: their number and order, the cards, and what to do if there are none.

use catalog::Query;
use catalog::query::{QueryPart, Sort};
use leptos::prelude::*;
use maud::{Markup, html};
use search::Relaxation;

use super::cards::cards;
use super::filters::{RESULTS_HEADING, printed_query};
use super::interpretation::{explanation, offers};
use super::keyboard;
use super::search_context::{PAGE_SIZE, SearchContext, vendor_count};
use super::search_results::SearchResults;
use super::table::{table, view_button};
use crate::app::app_context;
use crate::components::load_status::list_error;
use crate::data::page_data::Site;
use crate::data::vendor_list::VendorList;
use crate::navigation::routes;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{live_region, reactive_content, reactive_html, reactive_parent};

/// The `id` of the sort field.
const SORT_FIELD: &str = "sort";

/// The maximum number of similar names that are offered if no vendors match.
const MAX_SIMILAR: usize = 3;

/// The results of the page.
pub fn results(search: SearchContext) -> Markup {
    let list = app_context::<VendorList>();
    let scroll_memory = app_context::<ScrollMemory>();
    let limit = search.limit;
    // The query at mount is not a change: back and forward from another page restore the limit with the query.
    let asked = move || Query { view: None, ..search.query.get() };
    let mut previous_query = untrack(asked);
    on_mount(move || {
        let query = asked();
        if query != previous_query {
            if limit.get_untracked() != PAGE_SIZE {
                limit.set(PAGE_SIZE);
                scroll_memory.set_result_count(PAGE_SIZE);
            }
            previous_query = query;
        }
    });
    on_event("click", "#more", move |_, _| {
        let before = limit.get_untracked();
        limit.set(before + PAGE_SIZE);
        scroll_memory.set_result_count(before + PAGE_SIZE);
        // The button may be hidden then, so the focus moves to the first of the new cards.
        request_animation_frame(move || keyboard::focus_result(before));
    });
    let hidden_count = move || search.results.with(|results| results.total.saturating_sub(limit.get()));
    // If the list could not be loaded, there are no more cards to show.
    on_mount(move || dom::set_hidden("more", hidden_count() == 0 || list.error().is_some()));
    let show_more = move || html! { "Show " (hidden_count().min(PAGE_SIZE)) " more" };
    html! {
        h2 id=(RESULTS_HEADING) class="visually-hidden" tabindex="-1" { "Results" }
        (live_region("how-many", move || result_count(list, search)))
        (reactive_html("offers", move || offers(search)))
        (reactive_html("printed-query", move || printed_query(search)))
        (reactive_parent("list-error", move || list_error(list)))
        (cards(list, search))
        (table(search))
        (no_results(search))
        button id="more" type="button" class="more needs-script" hidden[untrack(hidden_count) == 0] {
            (reactive_content("more", show_more))
        }
    }
}

/// The number of results, or why it is not known.
fn result_count(list: VendorList, search: SearchContext) -> Markup {
    let has_query = !search.query.read().is_default();
    let results = search.results.read();
    let is_count_unknown = !results.is_searched() && (has_query || results.total == 0);
    html! {
        @if is_count_unknown && list.error().is_some() {
            p { "Search is unavailable right now." (shown_vendors(results.total)) }
        } @else if is_count_unknown {
            p class="pending" { "Loading…" (shown_vendors(results.total)) }
        } @else {
            p { (vendor_count(results.total)) @if search.query.read().is_reversed { ", in reverse order" } }
            (explanation(&results.interpretation))
        }
    }
}

/// Which vendors are shown until the list is loaded: the prerendered ones, of `total`, if there are any.
fn shown_vendors(total: usize) -> String {
    match total {
        0 => String::new(),
        1..=PAGE_SIZE => " All vendors:".to_owned(),
        _ => [" First ", &PAGE_SIZE.to_string(), " vendors:"].concat(),
    }
}

/// The sort order and the view. The sort order is disabled until the page is mounted, because a choice would be silently lost.
pub fn sort_field(search: SearchContext) -> Markup {
    on_event("change", "#sort", move |_, _| {
        let sort =
            dom::input(SORT_FIELD).and_then(|field| Sort::from_key(&field.value())).unwrap_or_default();
        search.url.change(|query| (query.sort, query.is_reversed) = (sort, false));
    });
    on_mount(move || {
        let sort = search.query.read().sort;
        if let Some(field) = dom::input(SORT_FIELD) {
            field.set_value(sort.key());
            field.set_disabled(false);
        }
    });
    html! {
        // A label around the field would have its value as part of the name in WebKit.
        div class="sort needs-script" {
            label for=(SORT_FIELD) { "Sort by" }
            select id=(SORT_FIELD) disabled {
                @for sort in Sort::ALL { option value=(sort.key()) { (sort.label()) } }
            }
            (view_button(search))
        }
    }
}

/// If no vendors match: the parts of the query that can be removed to get results, and similar names.
fn no_results(search: SearchContext) -> Markup {
    let relaxations = Memo::new(move |_| {
        let results = search.results.read();
        let engine = results.engine().filter(|_| results.total == 0);
        engine.map(|engine| engine.relaxations(&search.query.read())).unwrap_or_default()
    });
    on_event("click", "[data-relaxation]", move |_, button| {
        let index = button.get_attribute("data-relaxation").and_then(|index| index.parse::<usize>().ok());
        let relaxation = index.and_then(|index| relaxations.read_untracked().get(index).copied());
        if let Some(relaxation) = relaxation {
            search.url.change(|query| query.remove(relaxation.part));
        }
    });
    let buttons = move || {
        html! {
            @for (index, relaxation) in relaxations.read().iter().enumerate() {
                button type="button" data-relaxation=(index) { (relaxation_label(*relaxation)) }
            }
        }
    };
    let form = app_context::<Site>().propose_vendor;
    let is_hidden = move || search.results.with(|results| !results.is_searched() || results.total > 0);
    on_mount(move || dom::set_hidden("no-result", is_hidden()));
    html! {
        div id="no-result" class="no-result" hidden {
            h2 { "No vendors match" }
            (reactive_html("relaxations", buttons))
            (reactive_html("similar-names", move || similar_names(&search.results.read())))
            p { "If a vendor is not in this directory, it has not been researched yet. It may or may not sign a BAA." }
            (reactive_html("propose-vendor", move || propose_vendor(form.as_deref(), &search.query.read().text)))
        }
    }
}

/// A link to the form in which visitors propose a vendor, with the text as its title.
fn propose_vendor(form: Option<&str>, text: &str) -> Markup {
    let text = text.trim();
    html! {
        @if let Some(form) = form.filter(|_| !text.is_empty()) {
            @let separator = if form.contains('?') { "&title=" } else { "?title=" };
            @let title = String::from(js_sys::encode_uri_component(text));
            p { a href={ (form) (separator) (title) } target="_blank" rel="noopener noreferrer" { "Propose “" (text) "”" } }
        }
    }
}

fn relaxation_label(relaxation: Relaxation) -> String {
    let action = match relaxation.part {
        QueryPart::Text => "Clear the search".to_owned(),
        QueryPart::Filter(facet) => ["Remove the ", facet.label(), " filter"].concat(),
        QueryPart::AllFilters => "Remove all filters".to_owned(),
    };
    [&action, " (", &vendor_count(relaxation.results), ")"].concat()
}

fn similar_names(results: &SearchResults) -> Markup {
    html! {
        @if let Some(engine) = results.engine().filter(|_| results.total == 0) {
            @let similar = engine.nearest(&results.interpretation.text, MAX_SIMILAR);
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
