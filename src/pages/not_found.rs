//! Anything else: a real 404 with the search on it, and the nearest names to what was asked for.

use leptos::prelude::*;
use maud::{Markup, html};

use super::{arrive, redirect_by_name};
use crate::address::{self, Route};
use crate::browser;
use crate::components::search_box;
use crate::head::Head;
use crate::hydration::afterwards;
use crate::location::Location;
use crate::page_data::Site;
use crate::piece::{IntoPiece, Piece};
use crate::renamed;
use crate::vendor_list::VendorList;
use crate::words::{live_status, words};

/// How many names it offers.
const NEAREST: usize = 5;

/// Says that nothing is here, and offers a way on.
pub fn not_found() -> Piece {
    let list = expect_context::<VendorList>();
    let path = expect_context::<Location>().path;
    let base = address::base();
    let asked = RwSignal::new(String::new());
    afterwards(move || {
        let path = path.get();
        if let Some(address) = Route::of(&path, &base).address(&base).filter(|address| *address != path) {
            // Written otherwise, it may be a page: a host of plain files knows one way.
            browser::go_to_instead(&address);
            return;
        }
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let last = last.trim_end_matches(".html");
        asked.set(last.to_owned());
        list.ask();
        renamed::redirect(last.to_owned());
    });
    afterwards(move || redirect_by_name(list, &asked.read()));
    arrive(Head::not_found(&expect_context::<Site>()));
    vec![
        words(html! {
            h1 tabindex="-1" { "Nothing is at this address" }
            p { "The page may have moved, or the address has a typing error. Search for the vendor:" }
        }),
        search_box(),
        live_status("nearest-names", move || nearest(list, &asked.read())),
    ]
    .into_piece()
}

fn nearest(list: VendorList, asked: &str) -> Markup {
    html! {
        @if let Some(engine) = list.engine() {
            @let found = engine.nearest(asked, NEAREST);
            @if !found.is_empty() {
                p { "Did you mean:" }
                ul class="nearest" {
                    @for vendor in found.into_iter().filter_map(|index| engine.listing(index)) {
                        li { a href=(address::vendor(&vendor.slug)) { (vendor.name) } }
                    }
                }
            }
        }
    }
}
