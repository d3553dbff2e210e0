//! The search box of all pages but the home page: suggestions on each key press, all results on Enter.

use catalog::{Field, Query, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::components::badges::badge;
use crate::components::load_status::list_error;
use crate::data::vendor_list::VendorList;
use crate::navigation::location::Navigation;
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{live_region, reactive_parent};

/// The `id` of the field.
const FIELD: &str = "search-another";
/// The field, as a selector.
const FIELD_SELECTOR: &str = "#search-another";

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 6;

/// The search box.
pub fn search_box() -> Markup {
    let list = expect_context::<VendorList>();
    let text = RwSignal::new(String::new());
    let search = move |typed: String| {
        list.request();
        text.set(typed);
    };
    // Text that was typed before the app started raised no event that the app has seen.
    on_mount(move || {
        dom::input(FIELD)
            .filter(|typed| !typed.value().is_empty())
            .iter()
            .for_each(|field| search(field.value()))
    });
    on_event("input", FIELD_SELECTOR, move |_, _| {
        dom::input(FIELD).iter().for_each(|field| search(field.value()))
    });
    on_event("focusin", FIELD_SELECTOR, move |_, _| list.request());
    let query = move || Query { text: text.get(), ..Query::default() };
    let navigate = use_navigate();
    let home = routes::url("");
    on_event("submit", "form[role=search]", move |event, _| {
        event.prevent_default();
        navigate(&with_query(&home, &untrack(query).to_query_string()), Navigation::NewPage);
    });
    html! {
        form class="search-box" role="search" action=(routes::url("")) {
            label for=(FIELD) { "Vendor or category" }
            input id=(FIELD) name="q" type="search" autocomplete="off" spellcheck="false";
            p class="search-loading pending" { "Loading search…" }
            noscript { p class="search-unavailable" { "Search requires JavaScript. You can browse all vendors by category below." } }
            (live_region("suggestions-region", move || suggestions(list, &query())))
            (reactive_parent("list-error", move || list_error(list)))
        }
    }
}

fn suggestions(list: VendorList, query: &Query) -> Markup {
    html! {
        @if let Some(engine) = list.engine().filter(|_| !query.text.trim().is_empty()) {
            @let hits = engine.search(query, MAX_SUGGESTIONS).hits;
            @if hits.is_empty() { p { "No vendors match. Press Enter to see similar names." } }
            ul class="suggestions" {
                @for vendor in hits.iter().filter_map(|hit| engine.listing(hit.index)) {
                    li {
                        a href=(routes::vendor(&vendor.slug)) {
                            (vendor.name) " " (badge(vendor.verdict(), Field::Baa))
                        }
                    }
                }
            }
        }
    }
}
