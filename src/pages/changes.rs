//! `/changes/`: every change of a verdict, newest first, and the vendors that this browser watches.

use directory::search::folded;
use directory::{Category, Change, Field};
use leptos::ev::Event;
use leptos::prelude::*;
use maud::{Markup, html};
use web_sys::HtmlInputElement;

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
            Loaded::Ready(changes) => list(changes),
        }),
        watched_vendors(),
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

/// What the changes are filtered by: the name of a vendor, or a part of it, and the keys of a category and a field.
type Filter = [String; 3];

/// The names of the form's fields, in the order of [`Filter`].
const FIELDS: [&str; 3] = ["vendor", "category", "field"];

/// The changes, and what filters them.
fn list(changes: Vec<PublishedChange>) -> Piece {
    if changes.is_empty() {
        return words(html! { p { "No verdict has changed since this directory was first published." } });
    }
    let filter = RwSignal::new(Filter::default());
    let choose = move |event: Event| {
        let name = event_target::<HtmlInputElement>(&event).name();
        filter.update(|filter| {
            for (wanted, field) in filter.iter_mut().zip(FIELDS) {
                if field == name {
                    *wanted = event_target_value(&event);
                }
            }
        });
    };
    let shown = live_words(move || shown(&changes, &filter.read()));
    view! { <div on:input=choose>{words(filters())} {shown}</div> }.into_piece()
}

fn filters() -> Markup {
    let [vendor, category, field] = FIELDS;
    html! {
        div class="change-filters needs-script" role="group" aria-label="Filter the changes" {
            label { "Vendor " input type="search" name=(vendor) autocomplete="off"; }
            label {
                "Category "
                select name=(category) {
                    option value="" { "All" }
                    @for one in Category::ALL { option value=(one.key()) { (one.label()) } }
                }
            }
            label {
                "What "
                select name=(field) {
                    option value="" { "All" }
                    @for one in Field::ALL { option value=(one.key()) { (one.label()) } }
                }
            }
        }
    }
}

fn shown(changes: &[PublishedChange], [vendor, category, field]: &Filter) -> Markup {
    let vendor = folded(vendor);
    let is_shown = |published: &&PublishedChange| {
        let is = |wanted: &String, key| wanted.is_empty() || wanted == key;
        folded(&published.name).contains(&vendor)
            && is(category, published.category.key())
            && is(field, published.change.field.key())
    };
    let shown: Vec<&PublishedChange> = changes.iter().filter(is_shown).collect();
    html! {
        @if shown.is_empty() { p role="status" { "No change is of that kind." } }
        ul class="history" {
            @for published in shown {
                li {
                    a href=(address::vendor(&published.slug)) { (published.name) } ": "
                    (change_line(&published.change, &published.meaning))
                }
            }
        }
    }
}

/// One change in words, and what it means.
pub fn change_line(change: &Change, meaning: &str) -> Markup {
    html! {
        time datetime=(change.date) { (change.date.in_words()) } ": " (change.field.label()) " " (change.in_words())
        @if !meaning.is_empty() { p class="meaning" { strong { "What it means: " } (meaning) } }
    }
}
