//! "Watch in this browser": the verdict as the visitor last saw it, in the browser's storage.

use catalog::Record;
use catalog::Slug;
use catalog::watch::{Difference, WatchList, Watched};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};
use web_sys::Element;

use crate::app::app_context;
use crate::data::watch_storage;
use crate::runtime::dom::{self, StorageError};
use crate::runtime::events::{on_event, on_window_event};
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::live_region;

/// The watch list, or the storage error; `None` until the first page is mounted.
pub type StoredWatchList = Option<Result<WatchList, StorageError>>;

/// The watch list for all pages.
#[derive(Clone, Copy)]
pub struct WatchContext(pub RwSignal<StoredWatchList>);

impl WatchContext {
    /// Reads the watch list once the page is mounted, and keeps every watch button up to date.
    pub fn start() -> Self {
        let context = Self(RwSignal::new(None));
        let read = move || context.0.set(Some(watch_storage::read()));
        on_event("click", "[data-watch]", move |_, button| context.on_click(button));
        // Another tab changed the list, maybe while the browser kept this page in memory.
        on_window_event("storage", move |_| read());
        on_window_event("pageshow", move |_| read());
        on_mount(read);
        on_mount(move || {
            context.0.track();
            dom::elements("[data-watch]").iter().for_each(|button| context.update_button(button));
        });
        context
    }

    /// Updates the pressed state of a button.
    fn update_button(self, button: &Element) {
        let is_watched = parse_button(button).is_some_and(|vendor| self.contains(&vendor.slug));
        dom::set_pressed(button, is_watched);
    }

    fn contains(self, slug: &Slug) -> bool {
        self.0.with_untracked(|list| contains(list, slug))
    }

    /// Handles a click on a watch button: watches the vendor with its current verdict, or stops watching it.
    fn on_click(self, button: &Element) {
        let Some(current) = parse_button(button) else { return };
        let toggle = |list: &mut WatchList| match list.get(&current.slug) {
            Some(_) => list.remove(&current.slug),
            None => list.watch(current),
        };
        match watch_storage::update(Box::new(toggle)) {
            Ok(list) => self.0.set(Some(Ok(list))),
            Err(StorageError) => {
                // A second click adds no second message.
                if document().get_element_by_id("watch-error").is_none() {
                    // If the call fails, the page does not change.
                    let _ = button.insert_adjacent_html("afterend", STORAGE_ERROR);
                }
            }
        }
    }
}

fn contains(list: &StoredWatchList, slug: &Slug) -> bool {
    matches!(list, Some(Ok(list)) if list.get(slug).is_some())
}

const STORAGE_ERROR: &str = "<p id=\"watch-error\" role=\"alert\">Your browser is blocking storage, or its storage is full, so you can't watch vendors. You can follow the feed instead.</p>";

fn parse_button(button: &Element) -> Option<Watched> {
    button.get_attribute("data-watch")?.parse().ok()
}

/// The button that watches a vendor of a list, with its current verdict. Its accessible name contains the vendor's name,
/// since a screen reader does not show its surroundings.
pub fn watch_button(current: &Watched) -> Markup {
    button(current, "Watch", Some(&["Watch ", &current.name].concat()))
}

fn button(current: &Watched, text: &str, label: Option<&str>) -> Markup {
    let is_watched = use_context::<WatchContext>().is_some_and(|context| context.contains(&current.slug));
    html! {
        button type="button" class="watch needs-script" data-watch=(current) aria-pressed=(is_watched) aria-label=[label] {
            (text)
        }
    }
}

/// The button that watches the vendor of a page, and what changed since the last visit.
pub fn watch(record: &Record) -> Markup {
    let current = Watched::from(record);
    let button = button(&current, "Watch in this browser", None);
    let watch_list = app_context::<WatchContext>().0;
    let differences = RwSignal::new(Vec::new());
    let slug = record.slug.clone();
    on_mount(move || {
        let list = watch_storage::read().ok();
        let newer = list.and_then(|list| Some(list.get(&current.slug)?.newer_differences(&current)));
        if let Some(newer) = newer {
            // If the storage is full, the next visit shows the change again.
            let _ = watch_storage::update(Box::new(|list| list.watch(current.clone())));
            differences.set(newer);
        }
    });
    let note = move || {
        let is_watched = watch_list.with(|list| contains(list, &slug));
        let has_failed = watch_list.with(|list| matches!(list, Some(Err(StorageError))));
        let differences = differences.read();
        html! {
            @if has_failed { (PreEscaped(STORAGE_ERROR)) }
            @if is_watched && differences.is_empty() {
                p { "Watching. Changes will appear here on your next visit." }
            }
            @for difference in differences.iter() { p { "Since your last visit: " (describe(difference)) "." } }
        }
    };
    html! { (button) (live_region("watch-note", note)) }
}

/// A difference as a phrase.
pub fn describe(difference: &Difference) -> Markup {
    html! { "changed from “" (difference.before) "” to “" (difference.now) "”" }
}
