//! The cards of the results. A key press is painted with the first of them; the others follow in tasks of their own, so
//! that the next key press is not held up.

use std::ops::Range;

use directory::Query;
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::Element;

use super::Search;
use super::found::Found;
use super::results::PAGE;
use crate::browser::later;
use crate::components::card;
use crate::hydration::{self, afterwards};
use crate::piece::Piece;
use crate::vendor_list::VendorList;
use crate::words::words;

/// How many cards a key press writes at once: as many as most screens show.
const AT_ONCE: usize = 8;

/// How many follow in one task.
const IN_A_TASK: usize = 23;

/// How far down, in CSS pixels, the first cards are in sight.
const NEAR_THE_TOP: f64 = 300.0;

/// What the cards show, and how many of them are written.
#[derive(Clone)]
struct Shown {
    found: Found,
    text: String,
    written: usize,
    /// How often something else was to be seen: tasks of a turn end with it.
    turn: u32,
}

/// The cards. Those in the HTML stay until something else is to be seen, so that no focus and no frame is lost.
pub fn cards(list: VendorList, search: Search) -> Piece {
    let found = search.found.get_untracked();
    let text = search.query.with_untracked(|query| query.text.clone());
    let written = found.hits.len();
    let shown = (!hydration::is_under_way()).then_some(Shown { found, text, written, turn: 0 });
    let cards = shown.as_ref().map(|shown| cards_of(&shown.found, 0..written, &shown.text));
    keep_up_to_date(list, search, StoredValue::new(shown));
    words(html! { ul class="results" { @if let Some(cards) = cards { (cards) } } })
}

fn cards_of(found: &Found, places: Range<usize>, text: &str) -> Markup {
    html! {
        @for hit in found.hits.get(places).unwrap_or_default() {
            @if let Some(listing) = found.listing(hit.index) { (card(&listing, hit.matched, text)) }
        }
    }
}

/// Writes what is found now, as far as it is not there already. As long as the cards are those of the HTML, nothing is
/// `shown`.
fn keep_up_to_date(list: VendorList, search: Search, shown: StoredValue<Option<Shown>>) {
    let owner = Owner::current();
    afterwards(move || {
        let found = search.found.get();
        let query = search.query.get();
        let before = shown.get_value();
        if before.is_none() && !found.is_searched() {
            return;
        }
        let hits = &found.hits;
        let written = match &before {
            Some(before) if before.text == query.text && hits.starts_with(&before.found.hits) => {
                before.written
            }
            None if list.is_as_published() && query == Query::default() => hits.len().min(PAGE),
            _ => 0,
        };
        let is_all = written > 0 && written == hits.len();
        let is_stepped = hits.len() > AT_ONCE && is_typed(before.as_ref(), &query.text);
        let turn = before.map_or(0, |before| before.turn) + 1;
        shown.set_value(Some(Shown { found, text: query.text, written, turn }));
        if let Some(owner) = owner.clone().filter(|_| !is_all) {
            write(shown, turn, owner, if is_stepped { AT_ONCE } else { usize::MAX });
        }
    });
}

/// Whether the visitor types and sees the first cards. Who is further down stays there only if no card is missing. Asked
/// where it matters alone: the browser lays the page out to tell how far down it is.
fn is_typed(before: Option<&Shown>, text: &str) -> bool {
    before.map_or("", |before| &before.text) != text
        && document().active_element().is_some_and(|active| active.id() == "q")
        && window().scroll_y().is_ok_and(|scrolled| scrolled < NEAR_THE_TOP)
}

fn results() -> Option<Element> {
    document().query_selector(".results").ok().flatten()
}

/// Writes the next cards of a turn, and after them the others. Nothing is left to write once the page is left.
fn write(shown: StoredValue<Option<Shown>>, turn: u32, owner: Owner, most: usize) {
    let now = shown.try_get_value().flatten().filter(|shown| shown.turn == turn);
    let Some((Shown { found, text, written, .. }, list)) = now.zip(results()) else { return };
    let to = found.hits.len().min(written.saturating_add(most));
    let html = owner.with(|| cards_of(&found, written..to, &text)).into_string();
    if written == 0 {
        list.set_inner_html(&html);
    } else {
        // An element that is there takes others.
        let _ = list.insert_adjacent_html("beforeend", &html);
    }
    shown.update_value(|shown| shown.iter_mut().for_each(|shown| shown.written = to));
    let is_busy = to < found.hits.len();
    // An element that is there takes an attribute.
    let _ = list.set_attribute("aria-busy", if is_busy { "true" } else { "false" });
    if is_busy {
        request_animation_frame(move || later(move || write(shown, turn, owner, IN_A_TASK)));
    }
}
