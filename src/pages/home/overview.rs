//! Below the results, while nothing is searched for: the newest changes, and the BAA status of each category's vendors.

use catalog::overview::{CategoryTotals, category_totals};
use catalog::{BaaClass, Query, Tone, UrlState};
use leptos::prelude::*;
use maud::{Markup, html};

use super::search_context::SearchContext;
use crate::app::app_context;
use crate::components::badges::badge_in_tone;
use crate::data::fetch::LoadState;
use crate::data::page_data::{HomeData, PublishedChange};
use crate::data::vendor_list::VendorList;
use crate::navigation::routes::{self, with_query};
use crate::pages::changes::{Changes, change_item, load_changes};
use crate::runtime::dom;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{reactive_html, ssr_only_html};

/// The number of changes that are shown.
pub const NEWEST_CHANGES: usize = 5;

/// The sections, from the page's own data or from the vendor list. They are hidden while a query is searched for.
pub fn overview(list: VendorList, search: SearchContext, initial: Option<&HomeData>) -> Markup {
    let has_query = move || {
        let query = search.query.read();
        !query.text.is_empty() || query.is_filtered()
    };
    on_mount(move || dom::set_hidden("overview", has_query()));
    let totals = match initial {
        Some(data) => totals_chart(&data.totals),
        None => reactive_html("category-totals", move || match list.engine() {
            Some(engine) => totals_chart(&category_totals(engine.listings())),
            None => Markup::default(),
        }),
    };
    html! {
        div id="overview" {
            (newest_changes(initial))
            section aria-labelledby="by-category" {
                h2 id="by-category" { "BAA status by category" }
                (totals)
            }
        }
    }
}

/// The section on the newest changes, from the page's own data or from `changes.json`. It is empty if there are none, and
/// while they are not loaded: the page of all changes says why a file cannot be loaded. Loaded changes are kept, so that
/// Back can restore the position.
fn newest_changes(initial: Option<&HomeData>) -> Markup {
    let changes = app_context::<Changes>();
    if let Some(data) = initial {
        changes.set(LoadState::Ready(data.newest_changes.clone()));
        return ssr_only_html(|| changes_section(&data.newest_changes));
    }
    if !matches!(*changes.read_untracked(), LoadState::Ready(_)) {
        load_changes(changes);
    }
    reactive_html("newest-changes", move || match &*changes.read() {
        LoadState::Ready(changes) => changes_section(changes.get(..NEWEST_CHANGES).unwrap_or(changes)),
        LoadState::Pending | LoadState::Failed(_) => Markup::default(),
    })
}

fn changes_section(changes: &[PublishedChange]) -> Markup {
    html! {
        @if !changes.is_empty() {
            section aria-labelledby="recent-changes" {
                h2 id="recent-changes" { "Recent changes" }
                ul class="history" { @for change in changes { (change_item(change)) } }
                p { a href=(routes::url("changes/")) { "All changes" } }
            }
        }
    }
}

/// The totals as bars, and as a table. Screen readers and the keyboard use the table.
fn totals_chart(totals: &[CategoryTotals]) -> Markup {
    let longest = totals.iter().map(CategoryTotals::total).max().unwrap_or_default();
    html! {
        ul class="legend" { @for tone in [Tone::Green, Tone::Amber, Tone::Gray, Tone::Red] { li { (badge_in_tone(tone, &labels_in_tone(tone))) } } }
        ul class="totals" {
            @for total in totals {
                li {
                    span { (total.category.label()) " (" (total.total()) ")" }
                    (bar(total, longest))
                }
            }
        }
        details class="totals-table" {
            summary { "Show as table" }
            div class="table-frame" role="region" aria-label="BAA status by category" tabindex="0" {
                table {
                    caption class="visually-hidden" { "Number of vendors in each category by BAA status" }
                    thead {
                        tr {
                            th scope="col" { "Category" }
                            @for class in BaaClass::ALL { th scope="col" { (class.label()) } }
                        }
                    }
                    tbody {
                        @for total in totals {
                            tr {
                                th scope="row" { (total.category.label()) }
                                @for &class in BaaClass::ALL { (cell(total, class)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The labels of the verdicts in a tone.
fn labels_in_tone(tone: Tone) -> String {
    let classes = BaaClass::ALL.iter().filter(|class| class.tone() == tone);
    classes.map(|class| class.label()).collect::<Vec<_>>().join(", ")
}

/// The number of vendors with a verdict, as a link to them.
fn cell(total: &CategoryTotals, class: BaaClass) -> Markup {
    let count = total.count(class);
    html! { td { @if count == 0 { "0" } @else { a href=(url(&total.query(class))) { (count) } } } }
}

/// One bar, with a part for each verdict. The app does not handle links within SVG, so they load the list as a new page.
fn bar(total: &CategoryTotals, longest: usize) -> Markup {
    let mut start = 0;
    let parts = total.classes().map(|(class, count)| {
        let position = start;
        start += count;
        (class, count, position)
    });
    html! {
        svg viewBox={ "0 0 " (longest) " 1" } preserveAspectRatio="none" aria-hidden="true" {
            @for (class, count, position) in parts {
                a href=(url(&total.query(class))) tabindex="-1" {
                    rect x=(position) width=(count) height="1" class=(tone_class(class.tone())) {
                        title { (class.label()) ": " (count) }
                    }
                }
            }
        }
    }
}

fn url(query: &Query) -> String {
    with_query(&routes::url(""), &query.to_query_string())
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Green => "yes",
        Tone::Amber => "depends",
        Tone::Red => "no",
        Tone::Gray => "not-stated",
    }
}
