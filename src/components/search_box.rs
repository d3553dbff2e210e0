//! The search box of all pages but the home page: suggestions on each key press, all results on Enter.

use catalog::{Field, Query, UrlState};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use maud::{Markup, html};

use crate::components::badges::badge;
use crate::components::load_status::list_error;
use crate::data::vendor_list::VendorList;
use crate::navigation::location::Navigation;
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::runtime::erased_view::{ErasedView, IntoErased};
use crate::runtime::hydration::on_mount;
use crate::runtime::static_html::{live_region, reactive_view};

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 6;

/// The search box.
pub fn search_box() -> ErasedView {
    let list = expect_context::<VendorList>();
    let text = RwSignal::new(String::new());
    let input: NodeRef<Input> = NodeRef::new();
    // Text that was typed before hydration raised no event that the app has seen.
    on_mount(move || {
        if let Some(typed) = input.get().map(|input| input.value()).filter(|typed| !typed.is_empty()) {
            list.request();
            text.set(typed);
        }
    });
    let query = move || Query { text: text.get(), ..Query::default() };
    let navigate = use_navigate();
    let home = routes::url("");
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        navigate(&with_query(&home, &untrack(query).to_query_string()), Navigation::NewPage);
    };
    view! {
        <form class="search-box" role="search" action=routes::url("") on:submit=on_submit>
            <label for="search-another">"Vendor or category"</label>
            <input
                id="search-another"
                name="q"
                type="search"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                on:focus=move |_| list.request()
                on:input=move |event| {
                    list.request();
                    text.set(event_target_value(&event));
                }
            />
            <p class="search-loading pending">"Loading search…"</p>
            <noscript><p class="search-unavailable">"Search requires JavaScript. You can browse all vendors by category below."</p></noscript>
            {live_region("suggestions-region", move || suggestions(list, &query()))}
            {reactive_view(move || list_error(list))}
        </form>
    }
    .into_erased()
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
