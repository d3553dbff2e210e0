//! The filters: a group of options a facet, each with how many results it would give.

use directory::query::Part;
use directory::search::Facet;
use leptos::prelude::*;

use super::Search;
use crate::piece::{IntoPiece, Piece};

/// All filters.
pub fn filters(search: Search) -> Piece {
    let groups = Facet::ALL.iter().map(|&facet| group(search, facet)).collect_view();
    view! {
        <p>
            <button type="button" disabled=move || !search.query.read().is_filtered() on:click=move |_| search.url.change(|query| query.drop(Part::AllFilters))>
                "Clear all filters"
            </button>
        </p>
        {groups}
    }
    .into_piece()
}

fn group(search: Search, facet: Facet) -> Piece {
    let labels = facet.labels().into_iter().enumerate();
    let options = labels.map(|(place, label)| option(search, facet, place, label)).collect_view();
    let is_live = search.is_live;
    view! {
        <fieldset disabled=move || !is_live.get()><legend>{facet.label()}</legend>{options}</fieldset>
    }
    .into_piece()
}

fn option(search: Search, facet: Facet, place: usize, label: &'static str) -> Piece {
    let count = move || search.found.with(|found| found.counts.at(facet, place));
    let is_chosen = move || search.query.read().has_at(facet, place);
    let toggle = move |_| search.url.change(|query| query.toggle_at(facet, place));
    view! {
        <label class:none=move || count() == 0>
            <input type="checkbox" prop:checked=is_chosen on:change=toggle/>
            <span>{label}</span>
            " "
            <span class="count">{count}</span>
        </label>
    }
    .into_piece()
}
