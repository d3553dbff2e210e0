//! `/changes/`: every change of a verdict, newest first, and the vendors that this browser watches.

use directory::Change;
use leptos::prelude::*;
use maud::{Markup, html};

use super::arrive;
use crate::address::{self, address};
use crate::components::{pending, problem, watched_vendors};
use crate::head::Head;
use crate::loading::{self, Loaded};
use crate::page_data::{PublishedChange, PublishedChanges, Site};
use crate::piece::{IntoPiece, Piece};
use crate::words::{live_view, live_words, words};

/// Every change, and what is watched.
pub fn changes(first: Option<Vec<PublishedChange>>) -> Piece {
    let is_first = first.is_some();
    let changes = RwSignal::new(first.map_or(Loaded::Pending, Loaded::Ready));
    let again = if is_first { Callback::new(|()| ()) } else { load(changes) };
    arrive(Head::changes(&expect_context::<Site>()));
    vec![
        words(html! {
            h1 tabindex="-1" { "Changes" }
            p class="lead" { "Every change of a vendor's BAA, PHI or SOC 2 verdict, newest first." }
        }),
        live_view(move || match changes.get() {
            Loaded::Pending => words(pending()),
            Loaded::Failed(error) => problem(&error, again),
            Loaded::Ready(changes) => words(list(&changes)),
        }),
        live_words(watched_vendors()),
    ]
    .into_piece()
}

/// Loads the changes; returns what tries again.
fn load(changes: RwSignal<Loaded<Vec<PublishedChange>>>) -> Callback<()> {
    let file = address("changes.json");
    let retry = loading::load_while_shown(file.clone(), move |answer| {
        let published = answer.and_then(|text| loading::read_versioned::<PublishedChanges>(&file, &text));
        changes.set(match published {
            Ok(published) => Loaded::Ready(published.changes),
            Err(error) => Loaded::Failed(error),
        });
    });
    Callback::new(move |()| {
        changes.set(Loaded::Pending);
        retry.run(());
    })
}

fn list(changes: &[PublishedChange]) -> Markup {
    html! {
        @if changes.is_empty() {
            p { "No verdict has changed since this directory was first published." }
        } @else {
            ul class="history" {
                @for published in changes {
                    li {
                        a href=(address::vendor(&published.slug)) { (published.name) } ": "
                        (change_line(&published.change))
                    }
                }
            }
        }
    }
}

/// One change in words.
pub fn change_line(change: &Change) -> Markup {
    html! { time datetime=(change.date) { (change.date.in_words()) } ": " (change.in_words()) }
}
