//! The filters: one group of checkboxes for each facet, with the number of results that each option would give. They are
//! static HTML that two effects update.

use std::cell::RefCell;
use std::rc::Rc;

use catalog::facets::Facet;
use catalog::query::QueryPart;
use leptos::prelude::*;
use maud::{Markup, html};
use search::FacetCounts;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::search_context::SearchContext;
use crate::runtime::dom::{self, next_task};
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_content;

/// The heading of the results, which takes the focus when the filters close.
pub const RESULTS_HEADING: &str = "results-heading";

/// All filters. `is_open` is whether they are shown on a narrow window; a wide window always shows them.
pub fn filters(search: SearchContext, is_open: RwSignal<bool>) -> Markup {
    let counts = search.results.with_untracked(|results| results.counts.clone());
    let groups = groups(&counts);
    update_options(search, counts);
    on_event("click", "#clear-filters", move |_, _| {
        search.url.change(|query| query.remove(QueryPart::AllFilters))
    });
    on_event("change", "#filters input", move |_, input| on_change(search, input.unchecked_ref()));
    on_event("click", "#show-results", move |_, _| {
        is_open.set(false);
        // In the next task the filters no longer take up space.
        next_task(|| dom::scroll_to_and_focus(&["#", RESULTS_HEADING].concat()));
    });
    let show_results = move || match search.results.read().total {
        1 => html! { "Show 1 vendor" },
        total => html! { "Show " (total) " vendors" },
    };
    html! {
        p { button id="clear-filters" type="button" disabled { "Clear all filters" } }
        div { (groups) }
        button id="show-results" type="button" class="show-results" { (reactive_content("show-results", show_results)) }
    }
}

/// The options, none selected. They are disabled until the page is mounted, because a choice would be lost without a
/// message.
fn groups(counts: &FacetCounts) -> Markup {
    html! {
        @for &facet in Facet::ALL {
            fieldset disabled {
                legend { (facet.label()) }
                @for option in facet.options() {
                    @let count = counts.count(facet, option.key);
                    label class=[(count == 0).then_some("is-empty")] {
                        input type="checkbox" name=(facet.key()) value=(option.key);
                        span { (option.label) }
                        " "
                        span class="count" { (count) }
                    }
                }
            }
        }
    }
}

/// The facet of an option's checkbox, by the input's name.
fn facet_of(input: &HtmlInputElement) -> Option<Facet> {
    Facet::from_key(&input.name())
}

/// The checkbox of each option in the document, with its facet.
fn options() -> impl Iterator<Item = (HtmlInputElement, Facet)> {
    dom::elements("#filters input").into_iter().filter_map(|input| {
        let input: HtmlInputElement = input.unchecked_into();
        facet_of(&input).map(|facet| (input, facet))
    })
}

/// Updates each option's checkbox, and its count a frame later, after the results. `counts` are the counts in the document.
fn update_options(search: SearchContext, counts: FacetCounts) {
    on_mount(move || {
        let query = search.query.read();
        for (input, facet) in options() {
            input.set_checked(query.is_selected(facet, &input.value()));
        }
        dom::set_attribute("clear-filters", "disabled", if query.is_filtered() { None } else { Some("") });
        // The page is mounted now.
        for group in dom::elements("#filters fieldset[disabled]") {
            // Cannot fail: the attribute's name is valid.
            let _ = group.remove_attribute("disabled");
        }
    });
    let counts = Rc::new(RefCell::new(counts));
    on_mount(move || {
        search.results.track();
        let counts = Rc::clone(&counts);
        dom::after_next_frame(move || show_counts(search, &mut counts.borrow_mut()));
    });
}

/// Shows the counts that differ from those in the document, `shown`. Does nothing if the visitor has left the page.
fn show_counts(search: SearchContext, shown: &mut FacetCounts) {
    let Some(results) = search.results.try_get_untracked().filter(|results| results.counts != *shown) else {
        return;
    };
    for (input, facet) in options() {
        let key = input.value();
        let count = results.counts.count(facet, &key);
        if shown.count(facet, &key) != count
            && let Some(label) = input.parent_element()
        {
            show_count(&label, count);
        }
    }
    *shown = results.counts;
}

fn show_count(label: &Element, count: u32) {
    label.set_class_name(if count == 0 { "is-empty" } else { "" });
    if let Some(element) = label.last_element_child() {
        element.set_text_content(Some(&count.to_string()));
    }
}

fn on_change(search: SearchContext, input: &HtmlInputElement) {
    if let Some(facet) = facet_of(input) {
        search.url.change(|query| query.toggle_key(facet, &input.value()));
    }
}

/// The search text and the selected options as a line for print, where the controls are hidden.
pub fn printed_query(search: SearchContext) -> Markup {
    let query = search.query.read();
    let facets = Facet::ALL.iter().filter(|facet| query.is_filtered_by(**facet)).map(|&facet| {
        let selected = facet.options().into_iter().filter(|option| query.is_selected(facet, option.key));
        let labels: Vec<&str> = selected.map(|option| option.label).collect();
        [facet.label(), ": ", &labels.join(", ")].concat()
    });
    let facets: Vec<String> = facets.collect();
    html! {
        @if !query.text.is_empty() { p class="print-only" { "Search: " (query.text) } }
        @if !facets.is_empty() { p class="print-only" { "Filtered by: " (facets.join("; ")) } }
    }
}
