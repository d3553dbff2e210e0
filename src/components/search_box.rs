//! A search box for pages other than the home page: suggestions while one types, all results on Enter.

use directory::{Field, Query};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use maud::{Markup, html};

use super::{badge, problem};
use crate::address::{self, Step, address, leading, with_query};
use crate::hydration::afterwards;
use crate::piece::{IntoPiece, Piece};
use crate::vendor_list::VendorList;
use crate::words::{live_status, live_view, words};

/// How many suggestions it shows.
const SUGGESTIONS: usize = 6;

/// "Check another vendor".
pub fn search_box() -> Piece {
    let list = expect_context::<VendorList>();
    let text = RwSignal::new(String::new());
    let input: NodeRef<Input> = NodeRef::new();
    // What was typed before the app arrived is in the field, and nobody was told of it.
    afterwards(move || {
        if let Some(typed) = input.get().map(|input| input.value()).filter(|typed| !typed.is_empty()) {
            list.ask();
            text.set(typed);
        }
    });
    let query = move || Query { text: text.get(), ..Query::default() };
    let lead = leading();
    let home = address("");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        lead(&with_query(&home, &untrack(query).to_query_string()), Step::Page);
    };
    view! {
        <form class="search-box" role="search" action=address("") on:submit=submit>
            <label for="search-another">"Vendor or category"</label>
            <input
                id="search-another"
                name="q"
                type="search"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                on:focus=move |_| list.ask()
                on:input=move |event| {
                    list.ask();
                    text.set(event_target_value(&event));
                }
            />
            <p class="search-loading pending">"Search is loading…"</p>
            <noscript><p class="search-off">"Searching needs JavaScript. All vendors can be browsed by category below."</p></noscript>
            {live_status("found-names", move || suggestions(list, &query()))}
            {live_view(move || list_problem(list))}
        </form>
    }
    .into_piece()
}

fn suggestions(list: VendorList, query: &Query) -> Markup {
    html! {
        @if let Some(engine) = list.engine().filter(|_| !query.text.trim().is_empty()) {
            @let hits = engine.search(query, SUGGESTIONS).hits;
            @if hits.is_empty() { p { "No vendor of that name. Press Enter to see what is near." } }
            ul class="suggestions" {
                @for vendor in hits.iter().filter_map(|hit| engine.listing(hit.index)) {
                    li {
                        a href=(address::vendor(&vendor.slug)) {
                            (vendor.name) " " (badge(vendor.verdict(), Field::Baa))
                        }
                    }
                }
            }
        }
    }
}

/// Why the list of vendors is not here, if it is not.
pub fn list_problem(list: VendorList) -> Piece {
    match list.problem() {
        Some(error) => problem(&error, Callback::new(move |()| list.ask())),
        None => words(html! {}),
    }
}
