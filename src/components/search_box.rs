//! The search box of all pages but the home page: a combobox (ARIA Authoring Practices) whose options are the best
//! vendors, on each key press. Enter opens the active option, and without one shows all results. Without the app it is a
//! plain search field.

use catalog::hosts::without_private_parts;
use catalog::{Field, Listing, Query, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};
use search::Results;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::app::app_context;
use crate::components::badges::badge;
use crate::components::load_status::list_error;
use crate::data::vendor_list::VendorList;
use crate::navigation::location::Navigation;
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::runtime::dom;
use crate::runtime::events::{is_composing, on_event};
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_parent;

/// The `id` of the field.
const FIELD: &str = "search-another";
/// The field, as a selector.
const FIELD_SELECTOR: &str = "#search-another";

/// The `id` of the suggestions. The options have it with their index.
const LIST: &str = "suggestions";
/// The options, as a selector.
const OPTIONS: &str = "#suggestions [role=option]";
/// The `id` of the element around the suggestions.
const FRAME: &str = "suggestions-frame";
/// The `id` of the message about the number of suggestions.
const STATUS: &str = "suggestions-status";

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 5;

/// What the search box suggests.
#[derive(Clone, Copy)]
struct Suggestions {
    list: VendorList,
    text: RwSignal<String>,
    /// Whether suggestions are shown.
    is_open: RwSignal<bool>,
}

/// What a text finds.
struct Matches {
    suggestions: Vec<Listing>,
    /// The number of all vendors that match.
    total: usize,
    /// Whether vendors with similar names are offered instead, since none matches.
    has_similar_names: bool,
}

/// The search box.
pub fn search_box() -> Markup {
    let list = app_context::<VendorList>();
    let suggestions = Suggestions { list, text: RwSignal::new(String::new()), is_open: RwSignal::new(false) };
    on_mount(move || {
        dom::set_attribute(FIELD, "role", Some("combobox"));
        dom::set_attribute(FIELD, "aria-autocomplete", Some("list"));
        // Text that was typed before the app started raised no event that the app has seen.
        suggestions.search();
    });
    on_mount(move || suggestions.show());
    on_event("input", FIELD_SELECTOR, move |_, _| suggestions.search());
    on_event("focusin", FIELD_SELECTOR, move |_, _| {
        list.request();
        suggestions.is_open.set(true);
    });
    on_event("focusout", FIELD_SELECTOR, move |_, _| {
        // The focus may move to the button that loads the list again: what is not there yet is shown then.
        if !dom::elements(OPTIONS).is_empty() {
            suggestions.is_open.set(false);
        }
    });
    // A click on an option leaves the focus in the field: without it, the options would be gone before the click.
    on_event("mousedown", OPTIONS, |event, _| event.prevent_default());
    let navigate = use_navigate();
    let home = routes::url("");
    on_event("keydown", FIELD_SELECTOR, move |event, _| suggestions.on_key(event));
    on_event("submit", "form[role=search]", move |event, _| {
        event.prevent_default();
        let option = active_option().and_then(|option| option.get_attribute("href"));
        let all = || Query::of_text(&suggestions.text.read_untracked()).to_query_string();
        navigate(&option.unwrap_or_else(|| with_query(&home, &all())), Navigation::NewPage);
    });
    html! {
        form class="search-box" role="search" action=(routes::url("")) {
            label for=(FIELD) { "Vendor or category" }
            input id=(FIELD) name="q" type="search" autocomplete="off" spellcheck="false";
            p class="search-loading pending" { "Loading search…" }
            noscript { p class="search-unavailable" { "Search requires JavaScript. You can browse all vendors by category below." } }
            div id=(STATUS) role="status" {}
            div id=(FRAME) {}
            (reactive_parent("list-error", move || list_error(list)))
        }
    }
}

impl Suggestions {
    /// Searches for the text of the field.
    fn search(self) {
        let text = dom::input(FIELD).map(|field| without_private_parts(&field.value())).unwrap_or_default();
        if !text.is_empty() {
            self.list.request();
        }
        self.is_open.set(true);
        self.text.set(text);
    }

    /// What the text finds; `None` if nothing is searched for, or the list is not loaded.
    fn found(self) -> Option<Matches> {
        let query = Query::of_text(&self.text.read());
        let engine = self.list.engine().filter(|_| self.is_open.get() && !query.text.trim().is_empty())?;
        let Results { hits, total, interpretation, .. } = engine.search(&query, MAX_SUGGESTIONS);
        Some(Matches {
            suggestions: hits.iter().filter_map(|hit| engine.listing(hit.index)).cloned().collect(),
            total,
            has_similar_names: total == 0 && !engine.nearest(&interpretation.text, 1).is_empty(),
        })
    }

    /// Shows the suggested vendors, and announces their number.
    fn show(self) {
        let found = self.found();
        let vendors = found.as_ref().map_or(&[][..], |found| &found.suggestions);
        let options = html! {
            @if !vendors.is_empty() {
                div id=(LIST) class="suggestions" role="listbox" aria-label="Suggestions" {
                    @for (index, vendor) in vendors.iter().enumerate() {
                        a id={ (LIST) "-" (index) } role="option" aria-selected="false" tabindex="-1" href=(routes::vendor(&vendor.slug)) {
                            (vendor.name) " " (badge(vendor.verdict(), Field::Baa))
                        }
                    }
                }
            }
        };
        let status = html! {
            @match &found {
                None => {}
                Some(Matches { has_similar_names: true, .. }) => p { "No vendors match. Press Enter to see similar names." }
                Some(Matches { total: 0, .. }) => p { "No vendors match." }
                Some(Matches { total: 1, .. }) => p class="visually-hidden" { "1 suggestion" }
                Some(Matches { total, .. }) => p class="visually-hidden" { (vendors.len()) " of " (total) " suggestions" }
            }
        };
        dom::set_html(FRAME, options);
        dom::set_html(STATUS, status);
        let is_open = !vendors.is_empty();
        dom::set_attribute(FIELD, "aria-expanded", Some(if is_open { "true" } else { "false" }));
        dom::set_attribute(FIELD, "aria-controls", is_open.then_some(LIST));
        dom::set_attribute(FIELD, "aria-activedescendant", None);
    }

    fn on_key(self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if has_modifier || is_composing(event) {
            return;
        }
        let options = dom::elements(OPTIONS);
        let (count, active) = (options.len(), options.iter().position(is_active));
        let next = match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count == 0 => return self.is_open.set(true),
            "ArrowDown" => active.map_or(0, |active| (active + 1) % count),
            "ArrowUp" => active.map_or(count - 1, |active| (active + count - 1) % count),
            "Escape" if count > 0 => {
                event.prevent_default();
                return self.is_open.set(false);
            }
            _ => return,
        };
        event.prevent_default();
        for (index, option) in options.iter().enumerate() {
            dom::set_attribute(
                &option.id(),
                "aria-selected",
                Some(if index == next { "true" } else { "false" }),
            );
            if index == next {
                dom::set_attribute(FIELD, "aria-activedescendant", Some(&option.id()));
                dom::scroll_into_view(option);
            }
        }
    }
}

/// The option that the arrow keys have reached.
fn active_option() -> Option<HtmlElement> {
    dom::elements(OPTIONS).into_iter().find(is_active)
}

fn is_active(option: &HtmlElement) -> bool {
    option.get_attribute("aria-selected").as_deref() == Some("true")
}
