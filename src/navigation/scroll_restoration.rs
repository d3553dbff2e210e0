//! Scroll and focus restoration for each entry of the session history. The browser cannot do this alone: on back and
//! forward it scrolls before the page is rendered, and the focused element no longer exists.

use leptos::ev;
use leptos::prelude::*;
use web_sys::ScrollRestoration;

use crate::runtime::dom::{self, FocusTarget};

/// The saved scroll positions, by history entry: two visits to one page are two entries.
#[derive(Clone, Copy)]
pub struct ScrollMemory(StoredValue<SavedPositions>);

#[derive(Default)]
struct SavedPositions {
    /// The position of each entry, by [`entry_id`].
    by_entry: Vec<(u64, ScrollPosition)>,
    /// The path of the page that is shown.
    page_path: String,
    /// Whether back or forward led to another path and that page is not shown yet. Going back or forward within one
    /// path does not count.
    is_restoring_page: bool,
}

/// The visitor's position in one history entry.
#[derive(Clone, Default)]
struct ScrollPosition {
    /// The vertical scroll offset, in CSS pixels.
    scroll_y: f64,
    focus: FocusTarget,
    /// The maximum number of results that were shown; `None` until the visitor asks for more. A changed query resets
    /// it to the first results, not to `None`.
    result_count: Option<usize>,
}

impl ScrollMemory {
    /// Starts to save positions, until the document is unloaded. Call it before [`super::location::Location::start`]:
    /// listeners run in the order in which they are added, and this one must handle `popstate` before the router does.
    pub fn start() -> Self {
        let memory = Self(StoredValue::new(SavedPositions::default()));
        if cfg!(target_arch = "wasm32") {
            set_scroll_restoration(ScrollRestoration::Manual);
            memory.0.update_value(|saved| saved.page_path = path());
            window_event_listener(ev::popstate, move |_| {
                let path = path();
                memory.0.update_value(|saved| saved.is_restoring_page = saved.page_path != path);
            });
            window_event_listener(ev::scroll, move |_| {
                memory.update(|position| position.scroll_y = scroll_y())
            });
            // A click may navigate before the next scroll event is dispatched.
            window_event_listener(ev::click, move |_| memory.save_position());
            // The browser itself restores the position after a reload and on return from another site.
            window_event_listener(ev::pagehide, |_| set_scroll_restoration(ScrollRestoration::Auto));
            // The browser may show this document again from its back/forward cache, after `pagehide`.
            window_event_listener_untyped("pageshow", |_| set_scroll_restoration(ScrollRestoration::Manual));
        }
        memory
    }

    /// Saves the scroll offset and the focused element of the current entry, before a navigation.
    pub fn save_position(self) {
        self.update(|position| {
            position.scroll_y = scroll_y();
            position.focus = dom::focus_target();
        });
    }

    /// Restores the position if back or forward led to this page. Otherwise it focuses the main heading, so that a
    /// screen reader starts there. Call it once the page at that path is shown; the address bar may not be updated yet.
    pub fn restore_position(self, page_path: String) {
        let is_restoring_page = self.0.try_update_value(|saved| {
            saved.page_path = page_path;
            std::mem::take(&mut saved.is_restoring_page)
        });
        let position = (is_restoring_page == Some(true)).then(|| self.current());
        let is_focused = position.as_ref().is_some_and(|position| dom::restore_focus(&position.focus));
        if !is_focused {
            dom::focus_first("h1");
        }
        if let Some(position) = position {
            with_full_layout(|| window().scroll_to_with_x_and_y(0.0, position.scroll_y));
        }
    }

    /// The maximum number of results that this entry showed, if back or forward led to it from another path and the
    /// visitor had asked for more.
    pub fn result_count(self) -> Option<usize> {
        self.is_restoring_page().then(|| self.current().result_count).flatten()
    }

    /// Saves the maximum number of results that this entry shows.
    pub fn set_result_count(self, count: usize) {
        self.update(|position| position.result_count = Some(count));
    }

    /// Whether back or forward led to another path and that page is not shown yet.
    pub fn is_restoring_page(self) -> bool {
        self.0.with_value(|saved| saved.is_restoring_page)
    }

    fn current(self) -> ScrollPosition {
        let entry = entry_id();
        let position = |saved: &SavedPositions| {
            saved.by_entry.iter().find(|(id, _)| Some(*id) == entry).map(|(_, position)| position.clone())
        };
        self.0.with_value(position).unwrap_or_default()
    }

    fn update(self, change: impl FnOnce(&mut ScrollPosition)) {
        // Until the page is shown, a placeholder is. It may be too short for the saved position, and the browser would
        // then report a smaller scroll offset.
        if self.is_restoring_page() {
            return;
        }
        let Some(entry) = entry_id() else { return };
        self.0.update_value(|saved| match saved.by_entry.iter_mut().find(|(id, _)| *id == entry) {
            Some((_, position)) => change(position),
            None => {
                let mut position = ScrollPosition::default();
                change(&mut position);
                saved.by_entry.push((entry, position));
            }
        });
    }
}

/// Turns off `content-visibility: auto` (home.css) for one frame and runs an action meanwhile, so that everything above
/// a scroll position has its real height. After that frame the browser remembers the heights.
fn with_full_layout(action: impl FnOnce()) {
    const ATTRIBUTE: &str = "data-laid-out";
    let root = document().document_element();
    // Neither call can fail: the attribute's name is valid.
    root.iter().for_each(|root| drop(root.set_attribute(ATTRIBUTE, "")));
    action();
    dom::after_next_frame(move || root.iter().for_each(|root| drop(root.remove_attribute(ATTRIBUTE))));
}

/// The ID of the current history entry, which is saved as the entry's state. Random, because a counter would restart in
/// each document and collide with earlier entries. No other code uses the entry's state.
fn entry_id() -> Option<u64> {
    let history = window().history().ok()?;
    let id = match history.state().ok()?.as_f64() {
        Some(id) => id,
        None => {
            let id = js_sys::Math::random();
            history.replace_state(&id.into(), "").ok()?;
            id
        }
    };
    Some(id.to_bits())
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn scroll_y() -> f64 {
    window().scroll_y().unwrap_or_default()
}

fn set_scroll_restoration(mode: ScrollRestoration) {
    if let Ok(history) = window().history() {
        // If the browser refuses, it restores the position itself, as well as it can.
        let _ = history.set_scroll_restoration(mode);
    }
}
