//! The results: how many, in which order, the cards, and what to do when there are none.

use directory::Query;
use directory::query::{Part, Sort};
use directory::search::Remedy;
use leptos::prelude::*;
use maud::{Markup, html};

use super::cards::cards;
use super::found::Found;
use super::{Search, keys};
use crate::address;
use crate::components::list_problem;
use crate::hydration::afterwards;
use crate::piece::{IntoPiece, Piece};
use crate::places::Places;
use crate::vendor_list::VendorList;
use crate::words::{live_status, live_view, live_words, words};

/// How many cards are shown at first, and how many more each time.
pub const PAGE: usize = 100;

/// How many names are offered where nothing was found.
const NEAREST: usize = 3;

/// The results of the page.
pub fn results(search: Search) -> Piece {
    let list = expect_context::<VendorList>();
    let places = expect_context::<Places>();
    let shown = search.shown;
    let mut shown_for = search.query.get_untracked();
    afterwards(move || {
        let query = search.query.get();
        if query != shown_for {
            if shown.get_untracked() != PAGE {
                shown.set(PAGE);
                places.keep_shown(PAGE);
            }
            shown_for = query;
        }
    });
    let show_more = move |_| {
        let before = shown.get_untracked();
        shown.set(before + PAGE);
        places.keep_shown(before + PAGE);
        // The button may be gone: on from here goes with the first of the new cards.
        request_animation_frame(move || keys::focus_result(before));
    };
    let rest = move || search.found.with(|found| found.total.saturating_sub(shown.get()));
    vec![
        words(html! { h2 class="visually-hidden" { "Results" } }),
        live_status("how-many", move || how_many(list, search)),
        sort_field(search),
        live_view(move || list_problem(list)),
        cards(list, search),
        no_result(search),
        view! {
            <button
                type="button"
                class="more needs-script"
                hidden=move || rest() == 0
                on:click=show_more
            >
                {move || ["Show ", &rest().min(PAGE).to_string(), " more"].concat()}
            </button>
        }
        .into_piece(),
    ]
    .into_piece()
}

/// How many results there are, or why that is not known.
fn how_many(list: VendorList, search: Search) -> Markup {
    let is_asked = *search.query.read() != Query::default();
    let found = search.found.read();
    let waits = !found.is_searched() && (is_asked || found.total == 0);
    html! {
        @if waits && list.problem().is_some() {
            p { "Not searched: below are all vendors." }
        } @else if waits {
            p class="pending" { "Loading… Below are all vendors." }
        } @else {
            p { (in_words(found.total)) }
        }
    }
}

fn in_words(total: usize) -> String {
    match total {
        0 => "No vendor".to_owned(),
        1 => "1 vendor".to_owned(),
        total => [&total.to_string(), " vendors"].concat(),
    }
}

fn sort_field(search: Search) -> Piece {
    let option = |option: Sort| {
        let is_chosen = move || search.query.read().sort == option;
        view! { <option value=option.key() prop:selected=is_chosen>{option.label()}</option> }
    };
    let options = Sort::ALL.iter().copied().map(option).collect_view();
    let choose = move |event| {
        let sort = Sort::from_key(&event_target_value(&event)).unwrap_or_default();
        search.url.change(|query| query.sort = sort);
    };
    let is_live = search.is_live;
    view! {
        <label class="sort needs-script">
            "Sort by" <select disabled=move || !is_live.get() on:change=choose>{options}</select>
        </label>
    }
    .into_piece()
}

/// Where nothing was found: which part of the query to drop to get some results, and the nearest names.
fn no_result(search: Search) -> Piece {
    let remedies = move || {
        let found = search.found.read();
        let engine = found.engine().filter(|_| found.total == 0)?;
        Some(engine.remedies(&search.query.read()))
    };
    let buttons = move || {
        let remedies = remedies().unwrap_or_default().into_iter();
        remedies.map(|remedy| remedy_button(search, remedy)).collect_view().into_piece()
    };
    let nothing_found = move || search.found.with(|found| found.is_searched() && found.total == 0);
    view! {
        <div class="no-result" hidden=move || !nothing_found()>
            <h2>"Nothing matches all of this"</h2>
            {live_view(buttons)}
            {live_words(move || nearest(&search.found.read(), &search.query.read().text))}
            <p>"A vendor that is not here has not been researched yet. That says nothing about its BAA."</p>
        </div>
    }
    .into_piece()
}

fn remedy_button(search: Search, remedy: Remedy) -> Piece {
    let part = remedy.part;
    let words = match part {
        Part::Text => "Search without the text: ".to_owned(),
        Part::Filter(facet) => ["Drop the ", facet.label(), " filter: "].concat(),
        Part::AllFilters => "Drop all filters: ".to_owned(),
    };
    view! {
        <button type="button" on:click=move |_| search.url.change(|query| query.drop(part))>
            {words + &in_words(remedy.results)}
        </button>
    }
    .into_piece()
}

fn nearest(found: &Found, text: &str) -> Markup {
    html! {
        @if let Some(engine) = found.engine().filter(|_| found.total == 0) {
            @let near = engine.nearest(text, NEAREST);
            @if !near.is_empty() {
                p { "The nearest names:" }
                ul {
                    @for vendor in near.into_iter().filter_map(|index| engine.listing(index)) {
                        li { a href=(address::vendor(&vendor.slug)) { (vendor.name) } }
                    }
                }
            }
        }
    }
}
