//! The keyboard: "/" focuses the search, Escape empties it, arrows move through the results, Enter opens.

use directory::search::folded;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::Search;
use super::found::Found;
use crate::address::{Route, Step, base, leading};
use crate::browser;
use crate::hydration::afterwards;

/// The links that arrows move through.
const RESULT_LINKS: &str = ".results h3 a";

/// Listens while the page is shown.
pub fn listen(search: Search, input: NodeRef<Input>) {
    afterwards(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| on_key(&event, search, input));
        on_cleanup(move || handle.remove());
    });
}

/// Enter in the search field opens the first result, where that is an answer to the text.
pub fn open_first(search: Search) -> impl Fn(SubmitEvent) {
    let lead = leading();
    let base = base();
    move |event| {
        event.prevent_default();
        let is_asked = search.query.with_untracked(|query| !folded(&query.text).is_empty());
        let first = search.found.with_untracked(Found::first).filter(|_| is_asked);
        if let Some(address) = first.and_then(|slug| Route::Vendor(slug).address(&base)) {
            lead(&address, Step::Page);
        }
    }
}

fn on_key(event: &KeyboardEvent, search: Search, input: NodeRef<Input>) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
        return;
    }
    let Some(input) = input.get_untracked() else { return };
    let active = document().active_element();
    let in_search = active.as_ref().is_some_and(|active| active.is_same_node(Some(&input)));
    match event.key().as_str() {
        "/" if !active.as_ref().is_some_and(is_typed_in) => focus(event, &input),
        "Escape" if in_search => {
            event.prevent_default();
            search.url.type_text(String::new());
        }
        "ArrowDown" | "ArrowUp" => move_through_results(event, in_search, active.as_ref(), &input),
        _ => {}
    }
}

/// Moves the focus to the result at that place.
pub fn focus_result(place: usize) {
    if let Some(link) = browser::elements(RESULT_LINKS).get(place) {
        // A browser that refuses the focus still shows the results.
        let _ = link.focus();
    }
}

fn is_typed_in(element: &web_sys::Element) -> bool {
    let is_checkbox = element.get_attribute("type").as_deref() == Some("checkbox");
    element.tag_name() == "INPUT" && !is_checkbox
}

fn move_through_results(
    event: &KeyboardEvent,
    in_search: bool,
    active: Option<&web_sys::Element>,
    input: &web_sys::HtmlInputElement,
) {
    let links = browser::elements(RESULT_LINKS);
    let link = |place: usize| links.get(place).iter().for_each(|link| focus(event, link));
    let at = links.iter().position(|link| active.is_some_and(|active| active.is_same_node(Some(link))));
    match (event.key().as_str(), at) {
        ("ArrowDown", None) if in_search => link(0),
        ("ArrowDown", Some(at)) => link(at + 1),
        ("ArrowUp", Some(0)) => focus(event, input),
        ("ArrowUp", Some(at)) => link(at - 1),
        _ => {}
    }
}

fn focus(event: &KeyboardEvent, element: &HtmlElement) {
    event.prevent_default();
    // A browser that refuses the focus still scrolls and clicks.
    let _ = element.focus();
}
