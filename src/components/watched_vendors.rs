//! The vendors that this browser watches, what changed since the visitor last saw them, and the watch list as a file.

use catalog::Listing;
use catalog::watch::{WatchList, Watched};
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen_futures::JsFuture;

use crate::app::app_context;
use crate::components::watch::{StoredWatchList, WatchContext, describe, watch_button};
use crate::data::vendor_list::VendorList;
use crate::data::{json, redirects, watch_storage};
use crate::navigation::routes;
use crate::runtime::dom::{self, StorageError};
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_html;

/// The `id` of the field that imports a watch list.
const IMPORT_FIELD: &str = "import-watch-list";

/// The section with the watched vendors.
pub fn watched_vendors() -> Markup {
    let list = app_context::<VendorList>();
    let watch_list = app_context::<WatchContext>().0;
    let has_import_failed = RwSignal::new(false);
    on_mount(move || list.request());
    on_event("change", "#import-watch-list", move |_, _| import_file(watch_list, has_import_failed));
    html! {
        section aria-labelledby="watched" {
            h2 id="watched" { "Watched in this browser" }
            (reactive_html("watched-vendors", vendors(list, watched_on_this_page(watch_list))))
            (reactive_html("export-watch-list", export(watch_list, has_import_failed)))
            label class="needs-script" { "Import a watch list " input id=(IMPORT_FIELD) type="file" accept=".json"; }
        }
    }
}

/// Every vendor that was watched at any time since the page was mounted, with its first stored verdict. A vendor that
/// the visitor no longer watches stays on the page, so that the visitor can undo that and the focus is not lost.
fn watched_on_this_page(watch_list: RwSignal<StoredWatchList>) -> RwSignal<StoredWatchList> {
    let on_page = RwSignal::new(StoredWatchList::None);
    on_mount(move || {
        let mut list = watch_list.get();
        let before = on_page.get_untracked();
        if let (Some(Ok(list)), Some(Ok(before))) = (&mut list, &before) {
            let stored = std::mem::replace(list, before.clone());
            list.merge(stored);
        }
        if list != before {
            on_page.set(list);
        }
    });
    on_page
}

/// Each vendor with its differences since the visitor last saw it.
fn vendors(list: VendorList, watch_list: RwSignal<StoredWatchList>) -> impl Fn() -> Markup {
    let renamed = renamed_if_missing(list, watch_list);
    move || {
        let engine = list.engine();
        let listings = engine.as_ref().map(|engine| engine.listings()).unwrap_or_default();
        let differences = |watched: &Watched| {
            let current = listings.iter().find(|listing| listing.slug == watched.slug);
            current.map(|current| watched.newer_differences(&current.into())).unwrap_or_default()
        };
        let renamed = renamed.read();
        let watch_list = watch_list.read();
        let vendors = if let Some(Ok(list)) = &*watch_list { list.vendors() } else { &[] };
        html! {
            ul class="watched" {
                @for watched in vendors {
                    li {
                        (watch_button(watched)) " "
                        (current_name(watched, listings, &renamed))
                        @for difference in differences(watched) { ": " (describe(&difference)) }
                    }
                }
            }
        }
    }
}

/// The text of `renamed.json`, which is loaded only if a watched vendor is not in the vendor list.
fn renamed_if_missing(list: VendorList, watch_list: RwSignal<StoredWatchList>) -> RwSignal<String> {
    let renamed = RwSignal::new(String::new());
    on_mount(move || {
        let (Some(engine), Some(Ok(watched))) = (list.engine(), &*watch_list.read()) else { return };
        let is_listed =
            |watched: &Watched| engine.listings().iter().any(|listing| listing.slug == watched.slug);
        if !watched.vendors().iter().all(is_listed) && renamed.read_untracked().is_empty() {
            // The signal is disposed of if the visitor has left the page.
            redirects::load_renamed(Box::new(move |text| drop(renamed.try_set(text))));
        }
    });
    renamed
}

/// A watched vendor's name with a link to its page, or its new name, or that it was removed.
fn current_name(watched: &Watched, listings: &[Listing], renamed: &str) -> Markup {
    let name = &watched.name;
    let new = redirects::new_slug(renamed, watched.slug.as_str());
    html! {
        @if let Some(new) = listings.iter().find(|listing| new == *listing.slug.as_str()) {
            (name) " is now " a href=(routes::vendor(&new.slug)) { (new.name) }
        } @else if new.is_null() {
            (name) " was removed from the directory"
        } @else {
            a href=(routes::vendor(&watched.slug)) { (name) }
        }
    }
}

/// The link that downloads the watch list, or the reason why it cannot be downloaded, and the error of the last import.
fn export(watch_list: RwSignal<StoredWatchList>, has_import_failed: RwSignal<bool>) -> impl Fn() -> Markup {
    move || {
        html! {
            @match &*watch_list.read() {
                None => p { "Vendors that you watch in this browser appear here." },
                Some(Err(StorageError)) => {
                    p { "Your browser is blocking storage, so you can't watch vendors." }
                }
                Some(Ok(list)) => {
                    @if list.vendors().is_empty() {
                        p { "You are not watching any vendors in this browser. To watch one, use the button on its page or card." }
                    } @else {
                        // https://webkit.org/blog/10218/full-third-party-cookie-blocking-and-more/
                        p {
                            "Safari can delete this list after seven days without a visit. To keep it, save it as a file: "
                            a href=(data_url(list)) download="watched.json" { "Download this watch list" }
                        }
                    }
                }
            }
            @if has_import_failed.get() {
                p role="alert" { "This file is not a watch list, or your browser's storage is full." }
            }
        }
    }
}

/// Adds the vendors of a file that the visitor chose.
fn import_file(watch_list: RwSignal<StoredWatchList>, has_failed: RwSignal<bool>) {
    let file = dom::input(IMPORT_FIELD).and_then(|field| field.files()?.get(0));
    let Some(file) = file else { return };
    leptos::task::spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        let imported = text.and_then(|text| json::from_str::<WatchList>(&text).ok());
        let stored = imported.map(|imported| watch_storage::update(Box::new(|list| list.merge(imported))));
        has_failed.set(!matches!(stored, Some(Ok(_))));
        if let Some(Ok(list)) = stored {
            watch_list.set(Some(Ok(list)));
        }
    });
}

/// The watch list as a `data:` URL, which the browser saves without a request.
fn data_url(list: &WatchList) -> String {
    let text = json::to_string(list).unwrap_or_default();
    ["data:application/json,", &String::from(js_sys::encode_uri_component(&text))].concat()
}
