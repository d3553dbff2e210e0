//! The filters: a group of options a facet, each with how many results it would give. They are words, which one effect
//! keeps up to date: hydrating a view for each of forty options held the first page up.

use directory::query::Part;
use directory::search::{Facet, FacetCounts};
use leptos::ev::Event;
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::Search;
use crate::browser;
use crate::hydration::afterwards;
use crate::piece::{IntoPiece, Piece};
use crate::words::words;

/// All filters.
pub fn filters(search: Search) -> Piece {
    let shown = search.found.with_untracked(|found| found.counts.clone());
    let groups = groups(&shown);
    keep_up_to_date(search, shown);
    view! {
        <p>
            <button type="button" disabled=move || !search.query.read().is_filtered() on:click=move |_| search.url.change(|query| query.drop(Part::AllFilters))>
                "Clear all filters"
            </button>
        </p>
        <div on:change=move |event| choose(search, &event)>{words(groups)}</div>
    }
    .into_piece()
}

/// The options, none chosen. A choice made before the page reacts would be undone without a word, so that there is none
/// to make.
fn groups(counts: &FacetCounts) -> Markup {
    html! {
        @for &facet in Facet::ALL {
            fieldset disabled {
                legend { (facet.label()) }
                @for (place, label) in facet.labels().into_iter().enumerate() {
                    @let count = counts.at(facet, place);
                    label class=[(count == 0).then_some("none")] {
                        input type="checkbox";
                        span { (label) }
                        " "
                        span class="count" { (count) }
                    }
                }
            }
        }
    }
}

/// Each option's checkbox, its facet and its place among the facet's options.
fn options() -> impl Iterator<Item = (HtmlInputElement, Facet, usize)> {
    let inputs = browser::elements("#filters input").into_iter().map(JsCast::unchecked_into);
    let facets =
        Facet::ALL.iter().flat_map(|&facet| (0..facet.labels().len()).map(move |place| (facet, place)));
    inputs.zip(facets).map(|(input, (facet, place))| (input, facet, place))
}

/// Shows what is chosen, and beside each option what it would give. `shown` are the counts that stand there.
fn keep_up_to_date(search: Search, mut shown: FacetCounts) {
    afterwards(move || {
        let query = search.query.read();
        let found = search.found.read();
        for (input, facet, place) in options() {
            input.set_checked(query.has_at(facet, place));
            let count = found.counts.at(facet, place);
            if shown.at(facet, place) != count
                && let Some(label) = input.parent_element()
            {
                show_count(&label, count);
            }
        }
        shown = found.counts.clone();
        // From the first time on the page reacts: there is a choice to make.
        for group in browser::elements("#filters fieldset[disabled]") {
            // An element that is there lets an attribute go.
            let _ = group.remove_attribute("disabled");
        }
    });
}

fn show_count(label: &Element, count: u32) {
    label.set_class_name(if count == 0 { "none" } else { "" });
    if let Some(number) = label.last_element_child() {
        number.set_text_content(Some(&count.to_string()));
    }
}

fn choose(search: Search, event: &Event) {
    let chosen: HtmlInputElement = event_target(event);
    let option = options().find(|(input, ..)| input.is_same_node(Some(&chosen)));
    if let Some((_, facet, place)) = option {
        search.url.change(|query| query.toggle_at(facet, place));
    }
}
