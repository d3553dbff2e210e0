//! `/changes/`: every change of a verdict, newest first, and the vendors that this browser watches.

use catalog::changes::Filter;
use catalog::{Category, Field, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::app::app_context;
use crate::components::change_line::change_line;
use crate::components::load_status::{load_error, loading};
use crate::components::watched_vendors::watched_vendors;
use crate::data::fetch::{self, LoadState};
use crate::data::page_data::{PublishedChange, Site};
use crate::head::Head;
use crate::navigation::location::{Location, Navigation, URL_UPDATE_DELAY};
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{live_region, reactive_html, reactive_parent};

/// The fields of the filter, as a selector.
const FIELDS: &str = ".change-filters [name]";

/// The changes, newest first, or the state of their request: all of them, or in the context of the home page at least
/// the newest ones.
pub type Changes = RwSignal<LoadState<Vec<PublishedChange>>>;

/// The page, from its own data or from `changes.json`.
pub fn changes(initial: Option<Vec<PublishedChange>>) -> Markup {
    let is_initial = initial.is_some();
    let changes: Changes = RwSignal::new(initial.map_or(LoadState::Pending, LoadState::Ready));
    let retry = if is_initial { Callback::new(|()| ()) } else { load_changes(changes) };
    on_page_shown(Head::changes(&app_context::<Site>()));
    let content = move || match changes.get() {
        LoadState::Pending => loading(),
        LoadState::Failed(error) => load_error("the changes", &error, retry),
        LoadState::Ready(changes) => filterable_list(changes),
    };
    html! {
        h1 tabindex="-1" { "Changes" }
        p class="lead" { "Every change of a vendor's BAA, PHI, or SOC 2 verdict, newest first." }
        (reactive_parent("all-changes", content))
        (watched_vendors())
    }
}

/// Loads `changes.json`; returns the callback that tries again.
pub fn load_changes(changes: Changes) -> Callback<()> {
    let file = routes::url("changes.json");
    let retry = fetch::load_for_page(file.clone(), move |text| {
        let published = text.and_then(|text| fetch::parse_versioned(&file, &text, "changes"));
        changes.set(published.map_or_else(LoadState::Failed, LoadState::Ready));
    });
    Callback::new(move |()| {
        changes.set(LoadState::Pending);
        retry.run(());
    })
}

/// The changes with their filters. The URL contains the filter, and is read once the page is mounted.
fn filterable_list(changes: Vec<PublishedChange>) -> Markup {
    if changes.is_empty() {
        return html! { p { "No changes to any verdict are on record." } };
    }
    let filter = RwSignal::new(Filter::default());
    let url = app_context::<Location>().search;
    let (navigate, path) = (use_navigate(), routes::url("changes/"));
    let write_url = Callback::new(move |navigation| {
        let current = filter.read_untracked();
        if *current != Filter::parse(&url.read_untracked()) {
            navigate(&with_query(&path, &current.to_query_string()), navigation);
        }
    });
    let mut is_first_run = true;
    on_mount(move || {
        let mut parsed = Filter::parse(&url.read());
        let is_unset = std::mem::take(&mut is_first_run) && parsed == Filter::default();
        if is_unset {
            // The visitor may have set the fields before the app started.
            fields().for_each(|field| parsed.set(&field.name(), &field.value()));
        }
        fields().for_each(|field| field.set_value(parsed.value(&field.name())));
        filter.set(parsed);
        if is_unset {
            write_url.run(Navigation::Replace);
        }
    });
    on_event("input", FIELDS, move |_, field| {
        let field: &HtmlInputElement = field.unchecked_ref();
        filter.update(|filter| filter.set(&field.name(), &field.value()));
        let current = filter.get_untracked();
        // Unless the visitor leaves the page or goes on typing.
        dom::after(URL_UPDATE_DELAY, move || {
            if filter.try_get_untracked() == Some(current) {
                write_url.run(Navigation::Replace);
            }
        });
    });
    on_event("change", FIELDS, move |_, field| {
        let is_text = field.get_attribute("name").as_deref() == Some(Filter::VENDOR);
        write_url.run(if is_text { Navigation::Replace } else { Navigation::Push });
    });
    html! { div { (filter_fields()) " " (filtered_list(changes, filter)) } }
}

/// The number of changes that match the filter, and these changes.
fn filtered_list(changes: Vec<PublishedChange>, filter: RwSignal<Filter>) -> Markup {
    let (total, counted) = (changes.len(), changes.clone());
    let count = live_region("change-count", move || {
        let count = matching(&counted, &filter.read()).count();
        html! { p { (count) " of " (total) " changes" } }
    });
    let list = reactive_html("filtered-changes", move || {
        let filter = filter.read();
        html! {
            (printed_filter(&filter))
            ul class="history" {
                @for published in matching(&changes, &filter) {
                    (change_item(published))
                }
            }
        }
    });
    html! { (count) (list) }
}

/// A change in a list of changes of several vendors.
pub fn change_item(published: &PublishedChange) -> Markup {
    html! {
        li {
            a href=(routes::vendor(&published.slug)) { (published.name) } ": "
            (change_line(&published.change, published.verdict, &published.meaning))
        }
    }
}

/// The filter as a line for print, where its fields are hidden.
fn printed_filter(filter: &Filter) -> Markup {
    let vendor = Some(filter.vendor.as_str()).filter(|vendor| !vendor.is_empty());
    let values = [
        vendor.map(|vendor| ["Vendor: ", vendor].concat()),
        filter.category.map(|category| ["Category: ", category.label()].concat()),
        filter.field.map(|field| ["Verdict: ", field.label()].concat()),
    ];
    let values: Vec<String> = values.into_iter().flatten().collect();
    html! {
        @if !values.is_empty() { p class="print-only" { "Filtered by: " (values.join("; ")) } }
    }
}

/// The fields of the filter.
fn fields() -> impl Iterator<Item = HtmlInputElement> {
    // A select element has `name` and `value` as an input has.
    dom::elements(FIELDS).into_iter().map(JsCast::unchecked_into)
}

fn filter_fields() -> Markup {
    html! {
        div class="change-filters needs-script" role="group" aria-label="Filter changes" {
            label { "Vendor " input type="search" name=(Filter::VENDOR) autocomplete="off"; }
            div {
                label for="change-category" { "Category " }
                select id="change-category" name=(Filter::CATEGORY) {
                    option value="" { "All" }
                    @for category in Category::ALL { option value=(category.key()) { (category.label()) } }
                }
            }
            div {
                label for="change-verdict" { "Verdict " }
                select id="change-verdict" name=(Filter::FIELD) {
                    option value="" { "All" }
                    @for field in Field::ALL { option value=(field.key()) { (field.label()) } }
                }
            }
        }
    }
}

fn matching<'a>(
    changes: &'a [PublishedChange],
    filter: &Filter,
) -> impl Iterator<Item = &'a PublishedChange> {
    changes.iter().filter(|published| filter.matches(&published.name, published.category, &published.change))
}
