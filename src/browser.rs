//! The browser's own facts: its clock, its storage, its elements and its tasks. None of them may shape the first render.

use std::time::Duration;

use directory::Date;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Today's date, by the visitor's clock and time zone; `None` until the page is hydrated.
#[derive(Clone, Copy)]
pub struct Today(pub RwSignal<Option<Date>>);

/// Today by the clock of this browser.
pub fn today() -> Option<Date> {
    const MILLISECONDS_A_DAY: f64 = 86_400_000.0;
    const MILLISECONDS_A_MINUTE: f64 = 60_000.0;
    let now = js_sys::Date::new_0();
    let local = now.get_time() - now.get_timezone_offset() * MILLISECONDS_A_MINUTE;
    // `as` saturates, and a day that the calendar does not reach is no date.
    Date::from_unix_days((local / MILLISECONDS_A_DAY).floor() as i32)
}

/// The storage could not be read or written: it is full, switched off or forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageError;

/// What is stored under that key.
///
/// # Errors
/// When the browser forbids it.
pub fn stored(key: &str) -> Result<Option<String>, StorageError> {
    storage()?.get_item(key).map_err(|_| StorageError)
}

/// Stores a text under that key.
///
/// # Errors
/// When the browser forbids it or has no room.
pub fn store(key: &str, value: &str) -> Result<(), StorageError> {
    storage()?.set_item(key, value).map_err(|_| StorageError)
}

fn storage() -> Result<web_sys::Storage, StorageError> {
    window().local_storage().ok().flatten().ok_or(StorageError)
}

/// Adds an entry to the history, unless the present one has that address.
pub fn write_address(address: &str) {
    let location = window().location();
    let present = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    if let (true, Ok(history)) = (present != address, window().history()) {
        // A browser that refuses still shows the page.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Loads another address in the place of this one.
pub fn go_to_instead(address: &str) {
    // A browser that refuses still shows the page that is there.
    let _ = window().location().replace(address);
}

/// Where the focus is: a selector, and which of what it finds.
pub type Focused = (String, usize);

/// Where the focus is: on a link by where it leads, on the rest by its id. Nowhere else can it be found again.
pub fn focused() -> Focused {
    let element = document().active_element();
    let by = |tag: &str, attribute: &str| {
        let value = element.as_ref()?.get_attribute(attribute)?;
        Some([tag, "[", attribute, "=\"", &value, "\"]"].concat())
    };
    let selector = by("a", "href").or_else(|| by("", "id")).unwrap_or_default();
    // More than one link may lead there.
    let place = elements(&selector).iter().position(|other| other.is_same_node(element.as_deref()));
    (selector, place.unwrap_or(0))
}

/// Moves the focus there, without scrolling; tells whether there is such a place.
pub fn focus(selector: &str, place: usize) -> bool {
    let elements = elements(selector);
    let Some(element) = elements.get(place) else { return false };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // A browser that refuses the focus still shows the page.
    let _ = element.focus_with_options(&options);
    true
}

/// The elements of the page that a selector finds, in order; none where it is no selector.
pub fn elements(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).ok();
    (0..).map_while(|index| found.as_ref()?.get(index)?.dyn_into().ok()).collect()
}

/// Does something in a task of its own: the browser paints first, and hears of what was typed meanwhile.
pub fn later(action: impl FnOnce() + 'static) {
    let action: Box<dyn FnOnce()> = Box::new(action);
    set_timeout(action, Duration::ZERO);
}
