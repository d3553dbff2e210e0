//! The cards of the results. A key press is painted with the first of them; the others follow in tasks of their own, so
//! that the next one is heard of.

use std::ops::Range;

use directory::Query;
use leptos::prelude::*;
use maud::{Markup, html};

use super::Search;
use super::found::Found;
use super::results::PAGE;
use crate::browser::{self, later};
use crate::components::card;
use crate::hydration::{self, afterwards};
use crate::piece::Piece;
use crate::vendor_list::VendorList;
use crate::words::words;

/// How many cards a key press writes at once: as many as most screens show.
const AT_ONCE: usize = 8;

/// How many follow in one task.
const IN_A_TASK: usize = 22;

/// What the cards show, and how many of them are written.
#[derive(Clone)]
struct Shown {
    found: Found,
    text: String,
    written: usize,
}

/// The cards. Those in the HTML stay until something else is to be seen, so that no focus and no frame is lost.
pub fn cards(list: VendorList, search: Search) -> Piece {
    let found = search.found.get_untracked();
    let text = search.query.with_untracked(|query| query.text.clone());
    let written = found.hits.len();
    let shown = (!hydration::is_under_way()).then_some(Shown { found, text, written });
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
        let is_first_page = query == Query::default() && search.shown.get_untracked() == PAGE;
        let is_in_html = !found.is_searched() || (list.is_as_published() && is_first_page);
        if before.is_none() && is_in_html {
            return;
        }
        let goes_on =
            |before: &Shown| before.text == query.text && found.hits.starts_with(&before.found.hits);
        let written = before.filter(goes_on).map_or(0, |before| before.written);
        shown.set_value(Some(Shown { found, text: query.text, written }));
        // Who chooses a filter may be further down, and stays there only if no card is missing.
        let is_typed = document().active_element().is_some_and(|active| active.id() == "q");
        if let Some(owner) = owner.clone() {
            write(shown, owner, if is_typed { AT_ONCE } else { usize::MAX });
        }
    });
}

/// Writes the next cards, and after them the others. Nothing is left to write once the page is left.
fn write(shown: StoredValue<Option<Shown>>, owner: Owner, most: usize) {
    let Some(Shown { found, text, written }) = shown.try_get_value().flatten() else { return };
    let Some(list) = browser::elements(".results").into_iter().next() else { return };
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
    // And it takes an attribute.
    let _ = list.set_attribute("aria-busy", if is_busy { "true" } else { "false" });
    if is_busy {
        request_animation_frame(move || later(move || write(shown, owner, IN_A_TASK)));
    }
}
