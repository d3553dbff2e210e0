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
    /// Whether the visitor went back or forward and the page is not shown yet.
    is_traversing: bool,
}

/// The visitor's position in one history entry.
#[derive(Clone, Default)]
struct ScrollPosition {
    /// The vertical scroll offset, in CSS pixels.
    scroll_y: f64,
    focus: FocusTarget,
    /// How many results were shown; 0 if the visitor never asked for more.
    result_count: usize,
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
                memory.0.update_value(|saved| saved.is_traversing = saved.page_path != path);
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
        let is_traversing = self.0.try_update_value(|saved| {
            saved.page_path = page_path;
            std::mem::take(&mut saved.is_traversing)
        });
        let position = (is_traversing == Some(true)).then(|| self.current());
        if !position.as_ref().is_some_and(|position| dom::restore_focus(&position.focus)) {
            dom::focus_first("h1");
        }
        if let Some(position) = position {
            with_full_layout(|| window().scroll_to_with_x_and_y(0.0, position.scroll_y));
        }
    }

    /// How many results this entry showed, if back or forward led to it.
    pub fn result_count(self) -> Option<usize> {
        self.is_traversing().then(|| self.current().result_count).filter(|count| *count > 0)
    }

    /// Saves how many results this entry shows.
    pub fn set_result_count(self, count: usize) {
        self.update(|position| position.result_count = count);
    }

    /// Whether the visitor went back or forward and the page is not shown yet.
    pub fn is_traversing(self) -> bool {
        self.0.with_value(|saved| saved.is_traversing)
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
        if self.is_traversing() {
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

/// Runs an action while the cards outside the window are laid out too (home.css), so that everything above a scroll
/// position has its real height. The full layout stays for one frame; after that the browser remembers the heights.
fn with_full_layout(action: impl FnOnce()) {
    const ATTRIBUTE: &str = "data-laid-out";
    let root = document().document_element();
    // Neither call can fail: the attribute's name is valid.
    root.iter().for_each(|root| drop(root.set_attribute(ATTRIBUTE, "")));
    action();
    request_animation_frame(move || {
        dom::next_task(move || root.iter().for_each(|root| drop(root.remove_attribute(ATTRIBUTE))));
    });
}

/// The ID of the current history entry, which is saved as the entry's state. It is random, because entries of earlier
/// documents have IDs too.
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
