//! The results as a table, and the choice between it and the cards. The browser remembers the choice.

use std::ops::Range;

use catalog::Sort;
use catalog::query::View;
use leptos::prelude::*;
use maud::{Markup, html};

use super::search_context::SearchContext;
use super::search_results::SearchResults;
use crate::components::card::{highlighted, match_reason};
use crate::components::vendor_table::{TABLE_CLASS, verdict_cells, verification};
use crate::navigation::routes;
use crate::runtime::dom::{self, Storage};
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;

/// The `id` of the table's rows.
pub const ROWS: &str = "result-rows";

/// The `id` of the table's frame.
pub const FRAME: &str = "results-table";

/// The `id` of the button that changes the view.
const VIEW_BUTTON: &str = "view";

/// The key of the remembered view in the browser's storage.
const STORAGE_KEY: &str = "countersign.view";

/// The columns, and the sort orders of their headers.
const COLUMNS: [(&str, Sort); 6] = [
    ("Vendor", Sort::Name),
    ("BAA", Sort::Baa),
    ("PHI", Sort::Phi),
    ("SOC 2", Sort::Soc2),
    ("Category", Sort::Category),
    ("Last verified", Sort::Verified),
];

/// The view of the results if the URL states none: the one that the browser remembers, once the page is mounted.
pub fn remembered_view() -> RwSignal<View> {
    let view = RwSignal::new(View::Cards);
    on_mount(move || {
        // Without storage, nothing is remembered.
        let stored = dom::read_storage(Storage::Local, STORAGE_KEY).ok().flatten();
        if let Some(stored) = stored.and_then(|key| View::from_key(&key)) {
            view.set(stored);
        }
    });
    view
}

/// The button that shows the results as a table, or as cards again.
pub fn view_button(search: SearchContext) -> Markup {
    on_event("click", "#view", move |_, _| {
        let view = match search.view.get_untracked() {
            View::Cards => View::Table,
            View::Table => View::Cards,
        };
        // Without storage, the URL still has it.
        let _ = dom::write_storage(Storage::Local, STORAGE_KEY, view.key());
        search.url.change(|query| query.view = Some(view));
    });
    on_mount(move || {
        let is_table = search.view.get() == View::Table;
        dom::set_attribute(VIEW_BUTTON, "aria-pressed", Some(if is_table { "true" } else { "false" }));
    });
    html! { button id=(VIEW_BUTTON) type="button" aria-pressed="false" { "Table" } }
}

/// The table, without rows. Each header sorts by its column, and in reverse the second time.
pub fn table(search: SearchContext) -> Markup {
    on_event("click", "#results-table [data-sort]", move |_, button| {
        if let Some(sort) = button.get_attribute("data-sort").and_then(|key| Sort::from_key(&key)) {
            search.url.change(|query| query.toggle_sort(sort));
        }
    });
    on_mount(move || {
        let query = search.query.read();
        for (header, (_, sort)) in dom::elements("#results-table thead th").iter().zip(COLUMNS) {
            // The newest date is the highest. Everything else begins with its first or best value.
            let is_descending = query.is_reversed != (sort == Sort::Verified);
            // Cannot fail: the attribute's name is valid.
            let _ = match (query.sort == sort, is_descending) {
                (false, _) => header.remove_attribute("aria-sort"),
                (true, false) => header.set_attribute("aria-sort", "ascending"),
                (true, true) => header.set_attribute("aria-sort", "descending"),
            };
        }
    });
    html! {
        div id=(FRAME) class="table-frame" role="region" aria-label="Table of results" tabindex="0" hidden {
            table class=(TABLE_CLASS) {
                caption class="visually-hidden" { "Vendors" }
                thead {
                    tr {
                        @for (label, sort) in COLUMNS {
                            th scope="col" { button type="button" data-sort=(sort.key()) { (label) } }
                        }
                    }
                }
                tbody id=(ROWS) {}
            }
        }
    }
}

/// The rows of some of the results.
pub fn rows_html(results: &SearchResults, range: Range<usize>) -> Markup {
    let text = &results.interpretation.text;
    html! {
        @for hit in results.hits.get(range).unwrap_or_default() {
            @if let Some(listing) = results.listing(hit.index) {
                tr {
                    th scope="row" {
                        a href=(routes::vendor(&listing.slug)) { (highlighted(&listing.name, text)) }
                        (match_reason(&listing, hit.match_reason, text))
                    }
                    (verdict_cells(&listing))
                    td class="category" { (highlighted(listing.category.label(), text)) }
                    td { (verification(&listing)) }
                }
            }
        }
    }
}
