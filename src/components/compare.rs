//! "Compare": the vendors that the visitor has chosen to compare, in this tab.

use catalog::Slug;
use catalog::comparison::{Comparison, ComparisonState};
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::Element;

use crate::app::app_context;
use crate::navigation::location::Location;
use crate::navigation::routes::{self, Route};
use crate::runtime::dom::{self, Storage};
use crate::runtime::events::{on_event, on_window_event};
use crate::runtime::mount::on_mount;

/// The key in the tab's storage.
const KEY: &str = "countersign.compare";
/// The `id` of the message that no more vendors can be chosen.
const ERROR: &str = "compare-error";
/// The `id` of the number of chosen vendors in the header.
pub const COUNT: &str = "compare-count";

/// The chosen vendors, for all pages.
#[derive(Clone, Copy)]
pub struct CompareContext(pub RwSignal<ComparisonState>);

impl CompareContext {
    /// Reads the chosen vendors once the page is mounted, and keeps every compare button and the number in the header up
    /// to date.
    pub fn start() -> Self {
        let context = Self(RwSignal::new(ComparisonState::default()));
        on_event("click", "[data-compare]", move |_, button| context.on_click(button));
        let read = move || {
            if let Some(stored) = stored() {
                context.0.set(stored);
            }
        };
        let path = app_context::<Location>().path;
        // Another page may have changed the choice while the browser kept this one in memory. What is compared is what the
        // URL names.
        on_window_event("pageshow", move |_| {
            if Route::parse(&path.read_untracked(), &routes::base_url()) != Route::Compare {
                read();
            }
        });
        on_mount(read);
        on_mount(move || {
            show_count(&context.0.read());
            dom::elements("[data-compare]").iter().for_each(|button| context.update_button(button));
        });
        context
    }

    /// Chooses these vendors, and stores them for the other pages of the visit.
    pub fn set(self, selection: ComparisonState) {
        dom::remove(ERROR);
        // If the browser blocks storage, the choice ends with the document.
        let _ = dom::write_storage(Storage::Session, KEY, &selection.to_url_suffix());
        if *self.0.read_untracked() != selection {
            self.0.set(selection);
        }
    }

    /// Changes which vendors are chosen. If none is left, the next choice is a new one.
    pub fn update(self, change: impl FnOnce(&mut Comparison)) {
        let mut selection = self.0.get_untracked();
        change(&mut selection.comparison);
        selection.is_private &= !selection.comparison.names().is_empty();
        self.set(selection);
    }

    fn contains(self, slug: &Slug) -> bool {
        self.0.read_untracked().comparison.contains(slug)
    }

    fn update_button(self, button: &Element) {
        dom::set_pressed(button, parse_button(button).is_some_and(|slug| self.contains(&slug)));
    }

    /// Handles a click on a compare button: chooses the vendor, or no longer does.
    fn on_click(self, button: &Element) {
        let Some(slug) = parse_button(button) else { return };
        let mut is_refused = false;
        self.update(|comparison| {
            if comparison.contains(&slug) {
                comparison.remove(&slug);
            } else {
                is_refused = !comparison.add(&slug);
            }
        });
        if is_refused {
            // If the call fails, the page does not change.
            let _ = button.insert_adjacent_html("afterend", &too_many().into_string());
        }
    }
}

/// The vendors that were chosen in this tab; `None` if the browser blocks storage.
fn stored() -> Option<ComparisonState> {
    let stored = dom::read_storage(Storage::Session, KEY).ok()?;
    Some(ComparisonState::from_url_suffix(&stored.unwrap_or_default()))
}

/// Shows the number of chosen vendors in the header.
fn show_count(selection: &ComparisonState) {
    let count = selection.comparison.names().len();
    let text = if count == 0 { String::new() } else { [" (", &count.to_string(), ")"].concat() };
    dom::set_text(COUNT, &text);
}

/// Shows the number of the vendors that were chosen in this tab, in a page without compare buttons.
pub fn show_stored_count() {
    show_count(&stored().unwrap_or_default());
}

fn too_many() -> Markup {
    html! {
        p id=(ERROR) role="alert" {
            "You can compare up to " (Comparison::MAX) " vendors. "
            a href=(routes::compare()) { "Open the comparison" } " to remove one."
        }
    }
}

fn parse_button(button: &Element) -> Option<Slug> {
    Slug::parse(&button.get_attribute("data-compare")?).ok()
}

/// The button that chooses a vendor to compare, or no longer does.
pub fn compare_button(slug: &Slug, name: &str) -> Markup {
    let is_chosen = use_context::<CompareContext>().is_some_and(|context| context.contains(slug));
    html! {
        button type="button" class="compare needs-script" data-compare=(slug) aria-pressed=(is_chosen)
            aria-label=(["Compare ", name].concat()) { "Compare" }
    }
}
