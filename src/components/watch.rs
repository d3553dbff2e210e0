//! "Watch in this browser": the verdict as last seen, kept in the browser's own storage.

use directory::watch::{Difference, WatchList, Watched};
use directory::{Listing, Record, Slug};
use leptos::ev::{self, Event, MouseEvent};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};

use crate::address;
use crate::browser::{self, StorageError};
use crate::hydration::afterwards;
use crate::json;
use crate::piece::{IntoPiece, Piece};
use crate::renamed;
use crate::vendor_list::VendorList;
use crate::words::{live_status, live_words, words};

const KEY: &str = "countersign.watched";

/// What this browser watches. What cannot be read is an error, so that nothing is written over it.
fn stored() -> Result<WatchList, StorageError> {
    match browser::stored(KEY)? {
        Some(text) => json::read(&text).map_err(|_| StorageError),
        None => Ok(WatchList::default()),
    }
}

/// Keeps the list with that change.
fn keep(change: Box<dyn FnOnce(&mut WatchList) + '_>) -> Result<WatchList, StorageError> {
    // Another tab may have changed it since.
    let mut list = stored()?;
    change(&mut list);
    browser::store(KEY, &json::write(&list).map_err(|_| StorageError)?)?;
    Ok(list)
}

/// What this browser watches, or why that cannot be known; `None` until the first page is hydrated.
type Seen = Option<Result<WatchList, StorageError>>;

/// What this browser watches, for all pages.
#[derive(Clone, Copy)]
pub struct Watching(RwSignal<Seen>);

impl Watching {
    /// Reads what is watched once the page is shown, and from then on shows it on every button.
    pub fn start() -> Self {
        let watching = Self(RwSignal::new(None));
        let read = move || watching.0.set(Some(stored()));
        if cfg!(target_arch = "wasm32") {
            window_event_listener(ev::click, move |event| watching.click(&event));
            // Another tab watches a vendor, or stops watching it.
            window_event_listener(ev::storage, move |_| read());
        }
        afterwards(read);
        afterwards(move || {
            watching.0.track();
            browser::elements("[data-watch]").iter().for_each(|button| watching.mark(button));
        });
        watching
    }

    /// Shows on a button whether its vendor is watched.
    fn mark(self, button: &Element) {
        let is_on = of_button(button).is_some_and(|vendor| self.has(&vendor.slug));
        let is_on = if is_on { "true" } else { "false" };
        if button.get_attribute("aria-pressed").as_deref() != Some(is_on) {
            // An element that is there takes an attribute.
            let _ = button.set_attribute("aria-pressed", is_on);
        }
    }

    fn has(self, slug: &Slug) -> bool {
        self.0.with_untracked(|list| matches!(list, Some(Ok(list)) if list.get(slug).is_some()))
    }

    /// A click anywhere: on the button of a vendor it watches that vendor as it is now, or stops watching it.
    fn click(self, event: &MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(button) = target.and_then(|target| target.closest("[data-watch]").ok().flatten()) else {
            return;
        };
        let Some(now) = of_button(&button) else { return };
        let toggle = |list: &mut WatchList| match list.get(&now.slug) {
            Some(_) => list.forget(&now.slug),
            None => list.watch(now),
        };
        match keep(Box::new(toggle)) {
            Ok(list) => self.0.set(Some(Ok(list))),
            Err(StorageError) => {
                // Once: who clicks again has read it.
                if document().get_element_by_id("watch-off").is_none() {
                    // The page stays as it is where even this cannot be shown.
                    let _ = button.insert_adjacent_html("afterend", WATCH_OFF);
                }
            }
        }
    }
}

const WATCH_OFF: &str = "<p id=\"watch-off\" role=\"alert\">This browser does not let the site keep anything, so watching is off. The feed works.</p>";

fn of_button(button: &Element) -> Option<Watched> {
    Watched::of_line(&button.get_attribute("data-watch")?)
}

/// The button that watches a vendor of a list, as it is on this page. To who does not see where it stands it says the name.
pub fn watch_button(now: &Watched) -> Markup {
    button(now, "Watch", Some(&["Watch ", &now.name].concat()))
}

fn button(now: &Watched, words: &str, label: Option<&str>) -> Markup {
    let is_on = use_context::<Watching>().is_some_and(|watching| watching.has(&now.slug));
    html! {
        button type="button" class="watch needs-script" data-watch=(now.to_line()) aria-pressed=(is_on) aria-label=[label] {
            (words)
        }
    }
}

/// The button that watches one vendor, and what changed since the last visit.
pub fn watch(record: &Record) -> Piece {
    let now = Watched::from(record);
    let button = words(button(&now, "Watch in this browser", None));
    let watching = expect_context::<Watching>().0;
    let changed = RwSignal::new(Vec::new());
    let slug = record.slug.clone();
    afterwards(move || {
        let seen = stored().ok().and_then(|list| Some(list.get(&now.slug)?.newer_differences(&now)));
        if let Some(differences) = seen {
            // Where there is no room, the change is told again next time.
            let _ = keep(Box::new(|list| list.watch(now.clone())));
            changed.set(differences);
        }
    });
    let note = move || {
        let is_on = watching.with(|list| matches!(list, Some(Ok(list)) if list.get(&slug).is_some()));
        let is_off = watching.with(|list| matches!(list, Some(Err(StorageError))));
        let changed = changed.read();
        html! {
            @if is_off { (PreEscaped(WATCH_OFF)) }
            @if is_on && changed.is_empty() {
                p { "Watching. What changes is shown here on your next visit." }
            }
            @for difference in changed.iter() { p { "Since your last visit: " (in_words(difference)) "." } }
        }
    };
    vec![button, live_status("watch-note", note)].into_piece()
}

/// The vendors that this browser watches, what changed since they were last looked at, and the list as a file.
pub fn watched_vendors() -> Piece {
    let list = expect_context::<VendorList>();
    let watching = expect_context::<Watching>().0;
    let is_wrong = RwSignal::new(false);
    afterwards(move || list.ask());
    let heading = words(html! { h2 id="watched" { "Watched in this browser" } });
    let vendors = live_words(differences(list, seen_here(watching)));
    let saved = live_words(saved(watching, is_wrong));
    let other = words(html! {
        label class="needs-script" { "Add a list from a file " input type="file" accept=".json"; }
    });
    let parts = vec![heading, vendors, saved, other];
    view! { <section aria-labelledby="watched" on:change=add_from_file(watching, is_wrong)>{parts}</section> }
        .into_piece()
}

/// All that was watched since the page is shown: who stops watching a vendor keeps its button, to watch it again and
/// to go on from.
fn seen_here(watching: RwSignal<Seen>) -> RwSignal<Seen> {
    let seen_here = RwSignal::new(Seen::None);
    afterwards(move || {
        let mut seen = watching.get();
        let before = seen_here.get_untracked();
        if let (Some(Ok(seen)), Some(Ok(before))) = (&mut seen, &before) {
            let now = std::mem::replace(seen, before.clone());
            seen.add(now);
        }
        if seen != before {
            seen_here.set(seen);
        }
    });
    seen_here
}

/// Each vendor with what changed since it was last looked at.
fn differences(list: VendorList, seen: RwSignal<Seen>) -> impl Fn() -> Markup {
    let renamed = renamed_where_missed(list, seen);
    move || {
        let engine = list.engine();
        let differences = |watched: &Watched| {
            let listings = engine.as_ref().map(|engine| engine.listings()).unwrap_or_default();
            let now = listings.iter().find(|listing| listing.slug == watched.slug);
            now.map(|now| watched.newer_differences(&now.into())).unwrap_or_default()
        };
        let listings = engine.as_ref().map(|engine| engine.listings()).unwrap_or_default();
        let renamed = renamed.read();
        let seen = seen.read();
        let vendors = if let Some(Ok(seen)) = &*seen { seen.vendors() } else { &[] };
        html! {
            ul class="watched" {
                @for watched in vendors {
                    li {
                        (watch_button(watched)) " "
                        (name_now(watched, listings, &renamed))
                        @for difference in differences(watched) { ": " (in_words(&difference)) }
                    }
                }
            }
        }
    }
}

/// The text of `renamed.json`, asked for where a watched vendor is not on the list of all vendors.
fn renamed_where_missed(list: VendorList, seen: RwSignal<Seen>) -> RwSignal<String> {
    let renamed = RwSignal::new(String::new());
    afterwards(move || {
        let (Some(engine), Some(Ok(seen))) = (list.engine(), &*seen.read()) else { return };
        let is_listed =
            |watched: &Watched| engine.listings().iter().any(|listing| listing.slug == watched.slug);
        if !seen.vendors().iter().all(is_listed) && renamed.read_untracked().is_empty() {
            // Whoever left the page needs it no more.
            renamed::ask(Box::new(move |text| drop(renamed.try_set(text))));
        }
    });
    renamed
}

/// A watched vendor with a link to its page, or what became of one that is not listed any more.
fn name_now(watched: &Watched, listings: &[Listing], renamed: &str) -> Markup {
    let name = &watched.name;
    let new = renamed::new_slug(renamed, watched.slug.as_str());
    html! {
        @if let Some(new) = listings.iter().find(|listing| new == *listing.slug.as_str()) {
            (name) " is now " a href=(address::vendor(&new.slug)) { (new.name) }
        } @else if new.is_null() {
            (name) " was removed from the directory"
        } @else {
            a href=(address::vendor(&watched.slug)) { (name) }
        }
    }
}

/// The way to the list as a file, or why there is none.
fn saved(watching: RwSignal<Seen>, is_wrong: RwSignal<bool>) -> impl Fn() -> Markup {
    move || {
        html! {
            @match &*watching.read() {
                None => p { "What this browser watches is shown here once the page is ready." },
                Some(Err(StorageError)) => {
                    p { "This browser does not let the site keep anything, so nothing can be watched." }
                }
                Some(Ok(seen)) => {
                    @if seen.vendors().is_empty() {
                        p { "This browser watches no vendor yet. Each vendor's page and card has a button for it." }
                    } @else {
                        p { a href=(file(seen)) download="watched.json" { "Save this list as a file" } }
                    }
                }
            }
            @if is_wrong.get() { p role="alert" { "That file cannot be taken: it is no list that was saved here, or there is no room for it." } }
        }
    }
}

/// Adds the list of a file that was chosen.
fn add_from_file(watching: RwSignal<Seen>, is_wrong: RwSignal<bool>) -> impl Fn(Event) {
    move |event| {
        let chosen = event_target::<HtmlInputElement>(&event).files().and_then(|files| files.get(0));
        let Some(chosen) = chosen else { return };
        leptos::task::spawn_local(async move {
            let text = JsFuture::from(chosen.text()).await.ok().and_then(|text| text.as_string());
            let other = text.and_then(|text| json::read::<WatchList>(&text).ok());
            let kept = other.map(|other| keep(Box::new(|list| list.add(other))));
            is_wrong.set(!matches!(kept, Some(Ok(_))));
            if let Some(Ok(list)) = kept {
                watching.set(Some(Ok(list)));
            }
        });
    }
}

/// The list as an address that a browser saves: nothing leaves it.
fn file(list: &WatchList) -> String {
    let text = json::write(list).unwrap_or_default();
    ["data:application/json,", &String::from(js_sys::encode_uri_component(&text))].concat()
}

fn in_words(difference: &Difference) -> Markup {
    html! { "changed from “" (difference.before) "” to “" (difference.now) "”" }
}
