//! The results as a table, which is compact, so that it names no plans and has no buttons, and the choice between it and
//! the cards. The browser remembers the choice.

use std::ops::Range;

use catalog::Sort;
use catalog::query::View;
use leptos::prelude::*;
use maud::{Markup, html};

use super::search_context::SearchContext;
use super::search_results::SearchResults;
use crate::app::app_context;
use crate::components::card::{highlighted, match_reason};
use crate::components::vendor_table::{TABLE_CLASS, verdict_cells, verification};
use crate::navigation::routes;
use crate::runtime::dom::{self, Storage};
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;

/// The `id` of the table's rows.
pub const ROWS: &str = "result-rows";

/// The `id` of the table's frame.
const FRAME: &str = "results-table";

/// The `id` of the button that changes the view.
const VIEW_BUTTON: &str = "view";

/// The key of the remembered view in the browser's storage.
const STORAGE_KEY: &str = "countersign.view";

/// The columns, by the sort orders of their headers.
const COLUMNS: [Sort; 6] = [Sort::Name, Sort::Baa, Sort::Phi, Sort::Soc2, Sort::Category, Sort::Verified];

/// The view of the results if the URL states none: the one that the browser remembers.
#[derive(Clone, Copy)]
pub struct RememberedView(RwSignal<View>);

impl RememberedView {
    /// The remembered view, once the first page is mounted.
    pub fn start() -> Self {
        let view = RwSignal::new(View::Cards);
        on_mount(move || {
            // Without storage, nothing is remembered from an earlier visit.
            let stored = dom::read_storage(Storage::Local, STORAGE_KEY).ok().flatten();
            if let Some(stored) = stored.and_then(|key| View::from_key(&key)) {
                view.set(stored);
            }
        });
        Self(view)
    }

    /// The view.
    pub fn get(self) -> View {
        self.0.get()
    }

    fn set(self, view: View) {
        self.0.set(view);
        // Without storage, this visit still remembers it.
        let _ = dom::write_storage(Storage::Local, STORAGE_KEY, view.key());
    }
}

/// The button that shows the results as a table, or as cards again. It is disabled until the page shows the results of
/// its query, because a choice would be silently lost.
pub fn view_button(search: SearchContext) -> Markup {
    let remembered = app_context::<RememberedView>();
    on_event("click", "#view", move |_, _| {
        let view = match search.view.get_untracked() {
            View::Cards => View::Table,
            View::Table => View::Cards,
        };
        remembered.set(view);
        search.url.replace(|query| {
            query.view = Some(view);
            // The cards have no control that would undo a reversed order.
            query.is_reversed &= view == View::Table;
        });
    });
    html! { button id=(VIEW_BUTTON) type="button" aria-pressed="false" disabled { "Table" } }
}

/// Shows which view the page has: after the list is loaded, and if nothing removed the table.
pub fn show_view(view: View, has_results: bool) {
    dom::set_hidden(FRAME, view == View::Cards || !has_results);
    dom::set_attribute(VIEW_BUTTON, "aria-pressed", Some(if view == View::Table { "true" } else { "false" }));
    dom::set_attribute(VIEW_BUTTON, "disabled", None);
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
        for button in dom::elements("#results-table [data-sort]") {
            let sort = button.get_attribute("data-sort").and_then(|key| Sort::from_key(&key));
            let (Some(sort), Ok(Some(header))) = (sort, button.closest("th")) else { continue };
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
                        @for sort in COLUMNS {
                            @let label = if sort == Sort::Name { "Vendor" } else { sort.label() };
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
