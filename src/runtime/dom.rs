//! Access to the browser: clock, storage, location, focus, elements and tasks. None of it may influence the first
//! render, which must equal the published HTML.

use std::time::Duration;

use catalog::Date;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use maud::Markup;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BeforeUnloadEvent, HtmlElement, HtmlInputElement};

/// Today's date in the visitor's time zone; `None` until the page is mounted.
#[derive(Clone, Copy)]
pub struct Today(pub RwSignal<Option<Date>>);

/// Today's date by the browser's clock, in the visitor's time zone.
pub fn today() -> Option<Date> {
    const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;
    const MILLISECONDS_PER_MINUTE: f64 = 60_000.0;
    let now = js_sys::Date::new_0();
    let local = now.get_time() - now.get_timezone_offset() * MILLISECONDS_PER_MINUTE;
    // `as` saturates, and `from_unix_days` rejects a day outside its calendar.
    Date::from_unix_days((local / MILLISECONDS_PER_DAY).floor() as i32)
}

/// The present time in UTC, as iCalendar writes it: `20261129T101500Z`.
pub fn now_in_utc() -> String {
    // "2026-11-29T10:15:00.000Z"
    let now = String::from(js_sys::Date::new_0().to_iso_string());
    let seconds = now.split('.').next().unwrap_or_default();
    [&seconds.replace(['-', ':'], ""), "Z"].concat()
}

/// The error for browser storage that is blocked or full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageError;

/// A storage of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// For all tabs, until somebody deletes it.
    Local,
    /// For this tab, until it is closed.
    Session,
}

/// The text that is stored under a key.
///
/// # Errors
/// When the browser blocks storage.
pub fn read_storage(storage: Storage, key: &str) -> Result<Option<String>, StorageError> {
    open_storage(storage)?.get_item(key).map_err(|_| StorageError)
}

/// Stores a text under a key.
///
/// # Errors
/// When the browser blocks storage, or the storage is full.
pub fn write_storage(storage: Storage, key: &str, value: &str) -> Result<(), StorageError> {
    open_storage(storage)?.set_item(key, value).map_err(|_| StorageError)
}

fn open_storage(storage: Storage) -> Result<web_sys::Storage, StorageError> {
    let opened = match storage {
        Storage::Local => window().local_storage(),
        Storage::Session => window().session_storage(),
    };
    opened.ok().flatten().ok_or(StorageError)
}

/// Deletes the text that is stored under a key.
pub fn remove_storage(storage: Storage, key: &str) {
    // A browser that blocks storage has no such text.
    let _ = open_storage(storage).map(|storage| storage.remove_item(key));
}

thread_local! {
    /// Asks the visitor whether to leave the page.
    static LEAVE_QUESTION: Closure<dyn FnMut(BeforeUnloadEvent)> = Closure::new(|event: BeforeUnloadEvent| {
        event.prevent_default();
        // Older browsers ask only if this is set.
        event.set_return_value("unsaved");
    });
}

/// Sets whether the browser asks before the page is left. A page that asks is not kept in memory for Back.
pub fn set_leave_question(asks: bool) {
    LEAVE_QUESTION.with(|question| {
        window().set_onbeforeunload(asks.then(|| question.as_ref().unchecked_ref()));
    });
}

/// 16 random hexadecimal digits.
pub fn random_id() -> String {
    let digits = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    [digits(), digits()].concat()
}

/// Adds an entry with this URL to the session history, unless the current entry has it.
pub fn push_url(url: &str) {
    let location = window().location();
    let current = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    if let (true, Ok(history)) = (current != url, window().history()) {
        // If the browser refuses, the page is still right.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Replaces the fragment of the URL, in the current history entry.
pub fn replace_fragment(fragment: &str) {
    if let Ok(history) = window().history() {
        // If the browser refuses, the page is still right.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(fragment));
    }
}

/// Loads another URL as a document, in place of the current history entry.
pub fn replace_location(url: &str) {
    // If the browser refuses, the current page stays.
    let _ = window().location().replace(url);
}

/// An element that can be found again in another rendering of its page: the element at `index` among those that match
/// `selector`.
#[derive(Clone, Default)]
pub struct FocusTarget {
    selector: String,
    index: usize,
}

/// The focused element, if it is a link, which is found by its `href`, or has an `id`. Other elements cannot be found
/// again.
pub fn focus_target() -> FocusTarget {
    let element = document().active_element();
    let by = |tag: &str, attribute: &str| {
        let value = element.as_ref()?.get_attribute(attribute)?;
        Some([tag, "[", attribute, "=\"", &value, "\"]"].concat())
    };
    let selector = by("a", "href").or_else(|| by("", "id")).unwrap_or_default();
    // Several links may have the same `href`.
    let index = elements(&selector).iter().position(|other| other.is_same_node(element.as_deref()));
    FocusTarget { selector, index: index.unwrap_or(0) }
}

/// Focuses the target without scrolling; returns whether it exists.
pub fn restore_focus(target: &FocusTarget) -> bool {
    let elements = elements(&target.selector);
    let element = elements.get(target.index);
    element.iter().for_each(|element| focus_without_scrolling(element));
    element.is_some()
}

/// Focuses the first element that a selector matches, without scrolling.
pub fn focus_first(selector: &str) {
    elements(selector).first().iter().for_each(|element| focus_without_scrolling(element));
}

/// Focuses the first element within another one that a selector matches; returns whether it exists.
pub fn focus_within(element: &HtmlElement, selector: &str) -> bool {
    let found = element.query_selector(selector).ok().flatten();
    let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    // If the browser refuses the focus, the page is still shown.
    found.iter().for_each(|found| drop(found.focus()));
    found.is_some()
}

/// Focuses the first element that a selector matches, and scrolls it to the top of the window.
pub fn scroll_to_and_focus(selector: &str) {
    if let Some(element) = elements(selector).first() {
        element.scroll_into_view();
        focus_without_scrolling(element);
    }
}

fn focus_without_scrolling(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // If the browser refuses the focus, the page is still shown.
    let _ = element.focus_with_options(&options);
}

/// The input or select element with this `id`.
pub fn input(id: &str) -> Option<HtmlInputElement> {
    // A select element has `name` and `value` as an input has.
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Sets or removes an attribute of the element with this `id`, unless it is so already.
pub fn set_attribute(id: &str, name: &str, value: Option<&str>) {
    let Some(element) = document().get_element_by_id(id) else { return };
    if element.get_attribute(name).as_deref() != value {
        // Neither call can fail: the attribute's name is valid.
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
}

/// Replaces the text of the element with this `id`. The same text is not set again, because a screen reader would read it
/// again.
pub fn set_text(id: &str, text: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

/// Replaces the content of the element with this `id`.
pub fn set_html(id: &str, html: Markup) {
    if let Some(element) = document().get_element_by_id(id) {
        element.set_inner_html(&html.into_string());
    }
}

/// Scrolls as little as possible to make an element visible.
pub fn scroll_into_view(element: &HtmlElement) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Removes the element with this `id`.
pub fn remove(id: &str) {
    document().get_element_by_id(id).iter().for_each(|element| element.remove());
}

/// Sets whether a button is pressed.
pub fn set_pressed(button: &web_sys::Element, is_pressed: bool) {
    let value = if is_pressed { "true" } else { "false" };
    if button.get_attribute("aria-pressed").as_deref() != Some(value) {
        // Cannot fail: the attribute's name is valid.
        let _ = button.set_attribute("aria-pressed", value);
    }
}

/// Shows or hides the element with this `id`.
pub fn set_hidden(id: &str, is_hidden: bool) {
    set_attribute(id, "hidden", is_hidden.then_some(""));
}

/// Adds or removes a class of the element with this `id`.
pub fn set_class(id: &str, class: &str, is_set: bool) {
    if let Some(element) = document().get_element_by_id(id) {
        // Cannot fail: the class is a valid token.
        let _ = element.class_list().toggle_with_force(class, is_set);
    }
}

/// The elements that a selector matches, in document order; empty if the selector is invalid.
pub fn elements(selector: &str) -> Vec<HtmlElement> {
    let matches = document().query_selector_all(selector).ok();
    (0..).map_while(|index| matches.as_ref()?.get(index)?.dyn_into().ok()).collect()
}

/// Runs an action in a task of its own, so that the browser can paint and handle input first.
pub fn next_task(action: impl FnOnce() + 'static) {
    after(Duration::ZERO, action);
}

/// Runs an action in a task of its own after the next frame, so that the browser paints what has changed first.
pub fn after_next_frame(action: impl FnOnce() + 'static) {
    request_animation_frame(move || next_task(action));
}

/// Runs an action after a delay, unless boot.js has turned the app off by then.
pub fn after(delay: Duration, action: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    let action: Box<dyn FnOnce()> = Box::new(action);
    let action = move || {
        if !is_off() {
            action();
        }
    };
    set_timeout_with_handle(action, delay).ok()
}

/// Whether boot.js has turned the app off: it trapped, and nothing of it may run.
pub fn is_off() -> bool {
    document().document_element().is_some_and(|root| root.class_list().contains("without-app"))
}
