//! "Compare": the vendors that the visitor has chosen to compare, in this tab.

use catalog::comparison::Comparison;
use catalog::{Slug, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::Element;

use crate::navigation::routes;
use crate::runtime::dom::{self, Storage};
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;

/// The key in the tab's storage.
const KEY: &str = "countersign.compare";
/// The `id` of the number of chosen vendors in the header.
pub const COUNT: &str = "compare-count";

/// The chosen vendors, for all pages.
#[derive(Clone, Copy)]
pub struct CompareContext(pub RwSignal<Comparison>);

impl CompareContext {
    /// Reads the chosen vendors once the page is mounted, and keeps every compare button and the number in the header up
    /// to date.
    pub fn start() -> Self {
        let context = Self(RwSignal::new(Comparison::default()));
        on_event("click", "[data-compare]", move |_, button| context.on_click(button));
        on_mount(move || {
            // A browser that blocks storage has no chosen vendors.
            let stored = dom::read_storage(Storage::Session, KEY).ok().flatten();
            if let Some(stored) = stored {
                context.0.set(Comparison::parse(&stored));
            }
        });
        on_mount(move || {
            let count = context.0.read().names().len().min(Comparison::MAX);
            let text = if count == 0 { String::new() } else { [" (", &count.to_string(), ")"].concat() };
            dom::set_text(COUNT, &text);
            dom::elements("[data-compare]").iter().for_each(|button| context.update_button(button));
        });
        context
    }

    /// Chooses these vendors, and stores them for the other pages of the visit.
    pub fn set(self, comparison: Comparison) {
        // If the browser blocks storage, the choice ends with the document.
        let _ = dom::write_storage(Storage::Session, KEY, &comparison.to_query_string());
        if *self.0.read_untracked() != comparison {
            self.0.set(comparison);
        }
    }

    fn update_button(self, button: &Element) {
        let is_chosen = parse_button(button).is_some_and(|slug| self.0.read_untracked().contains(&slug));
        dom::set_pressed(button, is_chosen);
    }

    /// Handles a click on a compare button: chooses the vendor, or no longer does.
    fn on_click(self, button: &Element) {
        let Some(slug) = parse_button(button) else { return };
        let mut comparison = self.0.get_untracked();
        if comparison.contains(&slug) {
            comparison.remove(&slug);
        } else if !comparison.add(&slug) {
            // A second click adds no second message.
            if document().get_element_by_id("compare-error").is_none() {
                // If the call fails, the page does not change.
                let _ = button.insert_adjacent_html("afterend", &too_many().into_string());
            }
            return;
        }
        self.set(comparison);
    }
}

fn too_many() -> Markup {
    html! {
        p id="compare-error" role="alert" {
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
    let is_chosen =
        use_context::<CompareContext>().is_some_and(|context| context.0.read_untracked().contains(slug));
    html! {
        button type="button" class="compare needs-script" data-compare=(slug) aria-pressed=(is_chosen)
            aria-label=(["Compare ", name].concat()) { "Compare" }
    }
}
