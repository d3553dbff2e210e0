//! "Watch in this browser": the verdict as last seen, kept in the browser's own storage.

use directory::watch::{Difference, WatchList, Watched};
use directory::{Listing, Record, Slug};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::address;
use crate::browser::{self, StorageError};
use crate::json;
use crate::piece::{IntoPiece, Piece};
use crate::vendor_list::VendorList;
use crate::words::{afterwards, live_status};

const KEY: &str = "countersign.watched";

/// What this browser watches. What cannot be read is an error, so that nothing is written over it.
fn watched() -> Result<WatchList, StorageError> {
    match browser::stored(KEY)? {
        Some(text) => json::read(&text).map_err(|_| StorageError),
        None => Ok(WatchList::default()),
    }
}

/// Watches a vendor as it is now, or stops watching it.
fn remember(slug: &Slug, now: Option<&Watched>) -> Result<(), StorageError> {
    let mut list = watched()?;
    match now {
        Some(now) => list.watch(now.clone()),
        None => list.forget(slug),
    }
    browser::store(KEY, &json::write(&list).map_err(|_| StorageError)?)
}

#[derive(Clone)]
enum State {
    Off,
    /// With what changed since it was last seen.
    On(Vec<Difference>),
    Unavailable,
}

/// The button that watches one vendor, and what changed since the last visit.
pub fn watch(record: &Record) -> Piece {
    let state = RwSignal::new(State::Off);
    let slug = record.slug.clone();
    let verdict = record.verdict();
    let now = Watched::new(slug.clone(), record.name.clone(), verdict);
    let look = {
        let (slug, now) = (slug.clone(), now.clone());
        move || -> Result<State, StorageError> {
            let list = watched()?;
            let Some(seen) = list.get(&slug) else { return Ok(State::Off) };
            let differences = seen.differences(verdict);
            if !differences.is_empty() {
                // Where there is no room, the change is told again next time.
                let _ = remember(&slug, Some(&now));
            }
            Ok(State::On(differences))
        }
    };
    afterwards(move || state.set(look().unwrap_or(State::Unavailable)));
    let is_on = move || state.with(|state| matches!(state, State::On(_)));
    let toggle = move |_| {
        let kept = if untrack(is_on) {
            remember(&slug, None).map(|()| State::Off)
        } else {
            remember(&slug, Some(&now)).map(|()| State::On(Vec::new()))
        };
        state.set(kept.unwrap_or(State::Unavailable));
    };
    view! {
        <button type="button" class="needs-script" aria-pressed=move || is_on().to_string() on:click=toggle>
            "Watch in this browser"
        </button>
        {live_status("watch-note", move || note(&state.read()))}
    }
    .into_piece()
}

fn note(state: &State) -> Markup {
    html! {
        @match state {
            State::Off => {}
            State::On(differences) if differences.is_empty() => {
                p { "Watching. What changes is shown here on your next visit." }
            }
            State::On(differences) => {
                @for difference in differences { p { "Since your last visit: " (changed(difference)) "." } }
            }
            State::Unavailable => {
                p { "This browser does not let the site keep anything, so watching is off. The feed works." }
            }
        }
    }
}

/// The vendors that this browser watches, and what changed since they were last looked at.
pub fn watched_vendors() -> impl Fn() -> Markup {
    let list = expect_context::<VendorList>();
    let seen = RwSignal::new(None);
    afterwards(move || {
        list.ask();
        seen.set(Some(watched()));
    });
    move || {
        let engine = list.engine();
        let now = |slug: &Slug| {
            let listings = engine.as_ref()?.listings();
            listings.iter().find(|listing| listing.slug == *slug).map(Listing::verdict)
        };
        html! {
            section aria-labelledby="watched" {
                h2 id="watched" { "Watched in this browser" }
                @match seen.get() {
                    None => p { "What this browser watches is shown here once the page is ready." },
                    Some(Err(StorageError)) => {
                        p { "This browser does not let the site keep anything, so nothing can be watched." }
                    }
                    Some(Ok(seen)) if seen.vendors().is_empty() => {
                        p { "This browser watches no vendor yet. Each vendor's page has a button for it." }
                    }
                    Some(Ok(seen)) => ul {
                        @for watched in seen.vendors() {
                            li {
                                a href=(address::vendor(&watched.slug)) { (watched.name) }
                                @for difference in now(&watched.slug).map(|now| watched.differences(now)).unwrap_or_default() {
                                    ": " (changed(&difference))
                                }
                            }
                        }
                    },
                }
            }
        }
    }
}

fn changed(difference: &Difference) -> Markup {
    html! { "changed from “" (difference.before) "” to “" (difference.now) "”" }
}
