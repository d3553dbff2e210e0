//! Event delegation: the app listens on the window, and finds the element of an event by a selector. Elements need no
//! listener of their own, whether the publisher or the app rendered them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

type Handler = Box<dyn Fn(&Event, &Element)>;

/// Handles an event on elements that match `selector`, or inside them, until the current owner is cleaned up. The event
/// must bubble. Does nothing natively.
pub fn on_event(event: &str, selector: &'static str, handler: impl Fn(&Event, &Element) + 'static) {
    on_window_event(event, delegated(selector, Box::new(handler)));
}

/// A handler of the window that calls another one with the element that `selector` matches.
fn delegated(selector: &'static str, handler: Handler) -> impl Fn(&Event) + 'static {
    move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(element) = target.and_then(|target| target.closest(selector).ok().flatten()) {
            handler(event, &element);
        }
    }
}

/// As [`on_event`], for as long as the document lives. The handler gets the page.
pub fn listen_for<P: Clone + 'static>(
    page: &P,
    event: &str,
    selector: &'static str,
    handler: fn(&P, &Event, &Element),
) {
    let page = page.clone();
    let handler = move |event: &Event, element: &Element| handler(&page, event, element);
    listen_to_window(event, delegated(selector, Box::new(handler)));
}

/// Whether a key press belongs to an input method. Safari reports the one that ends a composition after its end, and only
/// its key code, 229, tells.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    const INPUT_METHOD: u32 = 229;
    event.is_composing() || event.key_code() == INPUT_METHOD
}

/// As [`on_window_event`], for as long as the document lives.
pub fn listen_to_window(event: &str, handler: impl Fn(&Event) + 'static) {
    let handler: Box<dyn Fn(&Event)> = Box::new(handler);
    window_event_listener_untyped(event, move |event| handler(&event));
}

/// Handles an event of the window, or one that bubbles up to it, until the current owner is cleaned up. Does nothing
/// natively.
pub fn on_window_event(event: &str, handler: impl Fn(&Event) + 'static) {
    if cfg!(target_arch = "wasm32") {
        let handler: Box<dyn Fn(&Event)> = Box::new(handler);
        let listener = window_event_listener_untyped(event, move |event| handler(&event));
        on_cleanup(move || listener.remove());
    }
}
