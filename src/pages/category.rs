//! `/categories/<slug>/`: one category as a table.

use directory::answers;
use directory::{Category, Field, Listing, VerdictClass, of_category};
use leptos::prelude::*;
use maud::{Markup, html};

use super::arrive;
use crate::address;
use crate::components::{badge, pending_page, problem};
use crate::head::Head;
use crate::hydration::afterwards;
use crate::page_data::{CategoryData, Site};
use crate::piece::Piece;
use crate::vendor_list::VendorList;
use crate::words::{live_view, words};

/// The page of a category, from its own data or from the list of all vendors.
pub fn category(category: Category, first: Option<CategoryData>) -> Piece {
    if let Some(data) = first {
        return page(category, &data.vendors.iter().collect::<Vec<_>>());
    }
    let list = expect_context::<VendorList>();
    afterwards(move || list.ask());
    live_view(move || match (list.engine(), list.problem()) {
        (Some(engine), _) => page(category, &of_category(engine.listings(), category)),
        (None, Some(error)) => problem(&error, Callback::new(move |()| list.ask())),
        (None, None) => words(pending_page()),
    })
}

fn page(category: Category, vendors: &[&Listing]) -> Piece {
    let label = category.label();
    let of_class = |is_one: fn(VerdictClass) -> bool| {
        vendors.iter().filter(|vendor| is_one(vendor.verdict().baa_class())).count()
    };
    let signing = of_class(VerdictClass::counts_as_signing);
    let reported = of_class(VerdictClass::is_reported);
    arrive(Head::category(&expect_context::<Site>(), category));
    words(html! {
        h1 tabindex="-1" { (label) ": who signs a HIPAA BAA?" }
        p class="lead" {
            (signing) " of " (vendors.len()) " vendors in " (label) " sign a BAA, on ordinary terms, on some plans or case by case"
            @if reported > 0 { ", " (reported) " of them reportedly" } "."
        }
        div class="table-frame" role="region" aria-label="Vendors" tabindex="0" {
            table class="vendors" {
                caption class="visually-hidden" { "Vendors in " (label) ", best verdict first" }
                thead {
                    tr {
                        th scope="col" { "Vendor" }
                        th scope="col" { "BAA" }
                        th scope="col" { "PHI" }
                        th scope="col" { "SOC 2" }
                        th scope="col" { "Plans named for a BAA" }
                        th scope="col" { "Last verified" }
                    }
                }
                tbody { @for vendor in vendors { (row(vendor)) } }
            }
        }
    })
}

fn row(vendor: &Listing) -> Markup {
    html! {
        tr {
            th scope="row" { a href=(address::vendor(&vendor.slug)) { (vendor.name) } }
            @for &field in Field::ALL { td { (badge(vendor.verdict(), field)) } }
            td {
                @if !vendor.plans.is_empty() { (answers::joined(&vendor.plans)) }
                @else if vendor.verdict().baa_class().counts_as_signing() { "none named" }
                @else { "–" }
            }
            td {
                time datetime=(vendor.last_verified) { (vendor.last_verified.in_words()) }
                span class="confidence" { " confidence: " (vendor.confidence.label()) }
            }
        }
    }
}
