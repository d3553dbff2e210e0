//! The result cards, or the rows of the table. While the visitor types or filters, the first are rendered at once and
//! the others in later tasks, so that they are painted earlier and the next key press is not delayed.

use std::ops::Range;

use catalog::query::View;
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::Element;

use super::search_context::{PAGE_SIZE, SearchContext};
use super::search_results::SearchResults;
use super::table::{self, rows_html};
use crate::components::card::card;
use crate::data::vendor_list::VendorList;
use crate::runtime::dom::after_next_frame;
use crate::runtime::mount::{self, on_mount};

/// The `id` of the list of cards.
const LIST: &str = "results";

/// How many cards a key press or a filter renders at once: as many as most screens show.
const FIRST_BATCH: usize = 8;

/// How many cards each later task renders: the other 16 of the first 24 results take one.
const LATER_BATCH: usize = 16;

/// The scroll offset, in CSS pixels, up to which the first cards count as visible.
const NEAR_TOP: f64 = 300.0;

/// The cards that are in the document, or will be once the tasks that render them have run.
#[derive(Clone)]
struct RenderedCards {
    results: SearchResults,
    /// Whether they are cards or rows.
    view: View,
    /// How many cards are in the document.
    count: usize,
    /// Counts the changes of the results. A task of an earlier generation stops.
    generation: u32,
}

/// The list of cards. The prerendered cards stay until the results differ from them, so that no focus and no frame is
/// lost.
pub fn cards(list: VendorList, search: SearchContext) -> Markup {
    let results = search.results.get_untracked();
    let view = search.view.get_untracked();
    // The effect below renders the rows of a table.
    let count = if view == View::Table { 0 } else { results.hits.len() };
    // `None` stands for the prerendered cards, whose listings the browser does not have.
    let rendered =
        (!mount::is_taking_over()).then_some(RenderedCards { results, view, count, generation: 0 });
    let html = rendered.as_ref().map(|cards| cards_html(&cards.results, 0..count));
    update_cards(list, search, StoredValue::new(rendered));
    html! { ul id=(LIST) class="results" { @if let Some(html) = html { (html) } } }
}

fn cards_html(results: &SearchResults, range: Range<usize>) -> Markup {
    let text = &results.interpretation.text;
    html! {
        @for hit in results.hits.get(range).unwrap_or_default() {
            @if let Some(listing) = results.listing(hit.index) { (card(&listing, hit.match_reason, text)) }
        }
    }
}

/// Renders the missing cards each time the results change.
fn update_cards(list: VendorList, search: SearchContext, rendered: StoredValue<Option<RenderedCards>>) {
    let owner = Owner::current();
    on_mount(move || {
        let results = search.results.get();
        let view = available_view(search.view.get());
        let before = rendered.get_value();
        if before.is_none() && !results.is_searched() {
            return;
        }
        let hits = &results.hits;
        // How many cards in the document are also the first cards of the new results.
        let count = match &before {
            _ if list_element(view).is_none() => 0,
            Some(before)
                if before.view == view
                    && before.results.interpretation.text == results.interpretation.text
                    && hits.starts_with(&before.results.hits) =>
            {
                before.count
            }
            None if view == View::Cards && list.matches_page() && search.query.read().is_default() => {
                hits.len().min(PAGE_SIZE)
            }
            _ => 0,
        };
        let is_complete = count > 0 && count == hits.len();
        table::show_view(view, !hits.is_empty());
        let is_batched = count == 0 && hits.len() > FIRST_BATCH && can_render_in_batches();
        let generation = before.map_or(0, |before| before.generation) + 1;
        rendered.set_value(Some(RenderedCards { results, view, count, generation }));
        if let Some(owner) = owner.clone().filter(|_| !is_complete) {
            render_batch(rendered, generation, owner, if is_batched { FIRST_BATCH } else { usize::MAX });
        }
    });
}

/// Whether the cards can be rendered in batches: whether the visitor is typing or filtering and sees the first cards. If
/// the visitor has scrolled down, all cards are needed at once to keep the scroll position. In Safari, a click does not
/// focus a checkbox, so all cards are rendered at once. The scroll offset is read last, because reading it forces a
/// layout.
fn can_render_in_batches() -> bool {
    let is_control = |active: Element| active.matches("#q, #filters input").unwrap_or_default();
    document().active_element().is_some_and(is_control)
        && window().scroll_y().is_ok_and(|scroll_y| scroll_y < NEAR_TOP)
}

/// The element that contains the cards or rows; `None` if something removed it from the page.
fn list_element(view: View) -> Option<Element> {
    document().get_element_by_id(if view == View::Table { table::ROWS } else { LIST })
}

/// The view, if the page has its element. Cards can always be shown.
fn available_view(view: View) -> View {
    if list_element(view).is_some() { view } else { View::Cards }
}

/// A new, empty list of cards, in place of one that something removed: a search that shows no results would mislead.
fn new_list() -> Option<Element> {
    let document = document();
    let parents = [".search-results", "main", "body"];
    let parent = parents.iter().find_map(|parent| document.query_selector(parent).ok()?)?;
    let list = document.create_element("ul").ok()?;
    list.set_id(LIST);
    list.set_class_name("results");
    parent.append_child(&list).ok()?;
    Some(list)
}

/// Renders the next cards of a generation, and schedules the others. Does nothing if the visitor has left the page or a
/// later generation has begun.
fn render_batch(rendered: StoredValue<Option<RenderedCards>>, generation: u32, owner: Owner, limit: usize) {
    let current = rendered.try_get_value().flatten().filter(|cards| cards.generation == generation);
    let Some(RenderedCards { results, count, view, .. }) = current else { return };
    let list = list_element(view);
    let count = if list.is_some() { count } else { 0 };
    let Some(list) = list.or_else(new_list) else { return };
    let end = results.hits.len().min(count.saturating_add(limit));
    let html = match view {
        View::Cards => owner.with(|| cards_html(&results, count..end)),
        View::Table => owner.with(|| rows_html(&results, count..end)),
    };
    let html = html.into_string();
    if count == 0 {
        let other = if view == View::Cards { View::Table } else { View::Cards };
        list_element(other).iter().for_each(|other| other.set_inner_html(""));
        list.set_inner_html(&html);
    } else {
        // Cannot fail: the position is valid, and the list is in the document.
        let _ = list.insert_adjacent_html("beforeend", &html);
    }
    rendered.update_value(|cards| cards.iter_mut().for_each(|cards| cards.count = end));
    let is_busy = end < results.hits.len();
    // Cannot fail: the attribute's name is valid.
    let _ = list.set_attribute("aria-busy", if is_busy { "true" } else { "false" });
    if is_busy {
        after_next_frame(move || render_batch(rendered, generation, owner, LATER_BATCH));
    }
}
