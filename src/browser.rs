//! The browser's own facts: its clock and its storage. None of them may shape the first render.

use directory::Date;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

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

/// Loads another address in the place of this one.
pub fn go_to_instead(address: &str) {
    // A browser that refuses still shows the page that is there.
    let _ = window().location().replace(address);
}

/// Moves the focus to the main heading without scrolling, so that a screen reader starts there.
pub fn focus_heading() {
    if let Ok(Some(heading)) = document().query_selector("h1") {
        focus(&heading);
    }
}

fn focus(element: &web_sys::Element) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // A browser that refuses the focus still shows the page.
        let _ = element.focus_with_options(&options);
    }
}
