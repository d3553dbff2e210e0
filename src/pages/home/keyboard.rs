//! The keyboard: "/" focuses the search, Escape clears it, the arrow keys move through the results, Enter opens the first
//! result.

use catalog::text_folding::folded;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::field;
use super::search_context::SearchContext;
use super::search_results::SearchResults;
use crate::navigation::location::Navigation;
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{Route, base_url};
use crate::runtime::dom;
use crate::runtime::events::{is_composing, on_event, on_window_event};

/// The links that the arrow keys move through.
const RESULT_LINKS: &str = ".results h3 a, #result-rows a";

/// Handles key presses while the page is mounted.
pub fn handle_keys(search: SearchContext) {
    on_window_event("keydown", move |event| on_key(event, search));
}

/// Handles the submission of the search: opens the best match; without a text it does nothing.
pub fn handle_submit(search: SearchContext) {
    let navigate = use_navigate();
    let base = base_url();
    on_event("submit", "form[role=search]", move |event, _| {
        event.prevent_default();
        let has_text = search.query.with_untracked(|query| !folded(&query.text).is_empty());
        let best = search.results.with_untracked(SearchResults::best_match).filter(|_| has_text);
        if let Some(url) = best.and_then(|slug| Route::Vendor(slug).url(&base)) {
            navigate(&url, Navigation::NewPage);
        }
    });
}

fn on_key(event: &Event, search: SearchContext) {
    // Autofill can dispatch a plain event under the name of a key press.
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_composing(event) {
        return;
    }
    let Some(input) = field() else { return };
    let active = document().active_element();
    let is_in_search = active.as_ref().is_some_and(|active| active.is_same_node(Some(&input)));
    match event.key().as_str() {
        "/" if !active.as_ref().is_some_and(takes_text) => focus(event, &input),
        "Escape" if is_in_search => {
            event.prevent_default();
            input.set_value("");
            search.url.set_text("");
        }
        "ArrowDown" | "ArrowUp" => move_through_results(event, is_in_search, active.as_ref(), &input),
        _ => {}
    }
}

/// Focuses the link of the result at that index.
pub fn focus_result(index: usize) {
    if let Some(link) = dom::elements(RESULT_LINKS).get(index) {
        // If the browser refuses the focus, the results are still shown.
        let _ = link.focus();
    }
}

/// Whether a focused element may take text. An element of an extension may contain a field that this page cannot see, so
/// only the elements of this page that take none are certain.
fn takes_text(element: &Element) -> bool {
    let is_checkbox = element.get_attribute("type").as_deref() == Some("checkbox");
    !is_checkbox
        && !matches!(element.tag_name().as_str(), "BODY" | "MAIN" | "H1" | "H2" | "A" | "BUTTON" | "SUMMARY")
        || element.get_attribute("contenteditable").is_some()
}

fn move_through_results(
    event: &KeyboardEvent,
    is_in_search: bool,
    active: Option<&Element>,
    input: &HtmlInputElement,
) {
    let links = dom::elements(RESULT_LINKS);
    let focus_link = |index: usize| links.get(index).iter().for_each(|link| focus(event, link));
    let current = links.iter().position(|link| active.is_some_and(|active| active.is_same_node(Some(link))));
    match (event.key().as_str(), current) {
        ("ArrowDown", None) if is_in_search => focus_link(0),
        ("ArrowDown", Some(index)) => focus_link(index + 1),
        ("ArrowUp", Some(0)) => focus(event, input),
        ("ArrowUp", Some(index)) => focus_link(index - 1),
        _ => {}
    }
}

fn focus(event: &KeyboardEvent, element: &HtmlElement) {
    event.prevent_default();
    // If the browser refuses the focus, the mouse still works.
    let _ = element.focus();
}
