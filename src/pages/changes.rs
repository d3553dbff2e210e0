//! `/changes/`: every change of a verdict, newest first, and the vendors that this browser watches.

use directory::changes::Filter;
use directory::{Category, Change, Field, Verdict};
use leptos::ev::Event;
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::arrive;
use crate::address::{self, Step, address, leading};
use crate::browser;
use crate::components::{pending, problem, watched_vendors};
use crate::head::Head;
use crate::hydration::afterwards;
use crate::loading::{self, Loaded};
use crate::location::{Location, PAUSE};
use crate::page_data::{PublishedChange, Site};
use crate::piece::{IntoPiece, Piece};
use crate::words::{live_status, live_view, live_words, words};

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
        let published = answer.and_then(|text| loading::read_versioned(&file, &text, "changes"));
        changes.set(published.map_or_else(Loaded::Failed, Loaded::Ready));
    });
    Callback::new(move |()| {
        changes.set(Loaded::Pending);
        retry.run(());
    })
}

/// The changes, and what filters them. The URL holds which are shown; it is read after the page is there.
fn list(changes: Vec<PublishedChange>) -> Piece {
    if changes.is_empty() {
        return words(html! { p { "No verdict has changed since this directory was first published." } });
    }
    let filter = RwSignal::new(Filter::default());
    let url = expect_context::<Location>().search;
    let (lead, here) = (leading(), address("changes/"));
    let write = Callback::new(move |step| {
        let asked = filter.read_untracked();
        if *asked != Filter::parse(&url.read_untracked()) {
            lead(&[here.as_str(), asked.to_query_string().as_str()].concat(), step);
        }
    });
    let mut is_first = true;
    afterwards(move || {
        let mut asked = Filter::parse(&url.read());
        let is_empty = std::mem::take(&mut is_first) && asked == Filter::default();
        if is_empty {
            // What was chosen before the app arrived.
            fields().for_each(|field| asked.set(&field.name(), &field.value()));
        }
        for (field, (_, value)) in fields().zip(asked.values()) {
            field.set_value(value);
        }
        filter.set(asked);
        if is_empty {
            write.run(Step::Replace);
        }
    });
    let choose = move |event: Event| {
        let field = event_target::<HtmlInputElement>(&event);
        filter.update(|filter| filter.set(&field.name(), &field.value()));
        let asked = filter.get_untracked();
        // Unless the page is left, or more is typed.
        set_timeout(
            move || {
                if filter.try_get_untracked() == Some(asked) {
                    write.run(Step::Replace);
                }
            },
            PAUSE,
        );
    };
    let chosen = move |event: Event| {
        let is_typed = event_target::<HtmlInputElement>(&event).name() == Filter::VENDOR;
        write.run(if is_typed { Step::Replace } else { Step::Add });
    };
    view! { <div on:input=choose on:change=chosen>{words(filters())} {found(changes, filter)}</div> }
        .into_piece()
}

/// How many changes are shown, and these.
fn found(changes: Vec<PublishedChange>, filter: RwSignal<Filter>) -> Piece {
    let (all, counted) = (changes.len(), changes.clone());
    let number = live_status("changes-found", move || {
        let shown = shown(&counted, &filter.read()).count();
        html! { p { (shown) " of " (all) " changes" } }
    });
    let list = live_words(move || {
        let filter = filter.read();
        html! {
            ul class="history" {
                @for published in shown(&changes, &filter) {
                    li {
                        a href=(address::vendor(&published.slug)) { (published.name) } ": "
                        (change_line(&published.change, published.verdict, &published.meaning))
                    }
                }
            }
        }
    });
    vec![number, list].into_piece()
}

/// The fields of the filters, in the order of [`Filter::values`].
fn fields() -> impl Iterator<Item = HtmlInputElement> {
    // A select has a name and a value as an input has them.
    browser::elements(".change-filters [name]").into_iter().map(JsCast::unchecked_into)
}

fn filters() -> Markup {
    html! {
        div class="change-filters needs-script" role="group" aria-label="Filter the changes" {
            label { "Vendor " input type="search" name=(Filter::VENDOR) autocomplete="off"; }
            label {
                "Category "
                select name=(Filter::CATEGORY) {
                    option value="" { "All" }
                    @for one in Category::ALL { option value=(one.key()) { (one.label()) } }
                }
            }
            label {
                "What "
                select name=(Filter::FIELD) {
                    option value="" { "All" }
                    @for one in Field::ALL { option value=(one.key()) { (one.label()) } }
                }
            }
        }
    }
}

fn shown<'a>(changes: &'a [PublishedChange], filter: &Filter) -> impl Iterator<Item = &'a PublishedChange> {
    changes.iter().filter(|one| filter.shows(&one.name, one.category, &one.change))
}

/// One change in words, for a vendor of that verdict, and what it means.
pub fn change_line(change: &Change, now: Verdict, meaning: &str) -> Markup {
    html! {
        time datetime=(change.date) { (change.date.in_words()) } ": " (change.field.label()) " " (change.in_words(now))
        @if !meaning.is_empty() { p class="meaning" { strong { "What it means: " } (meaning) } }
    }
}
