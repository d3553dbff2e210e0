//! Anything else: a real 404 with the search on it, and the nearest names to what was asked for.

use directory::search::{Engine, folded};
use leptos::prelude::*;
use maud::{Markup, html};

use super::arrive;
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
    // Hosts that know redirects lead from a vendor's other names to its page; where none did, this does.
    afterwards(move || {
        if let Some(vendor) = list.engine().and_then(|engine| by_other_name(&engine, &asked.read())) {
            browser::go_to_instead(&vendor);
        }
    });
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

/// The address of the vendor that is also called so.
fn by_other_name(engine: &Engine, asked: &str) -> Option<String> {
    let vendor = engine.listing(*engine.nearest(asked, 1).first()?)?;
    let asked = folded(asked);
    vendor.aliases.iter().any(|alias| folded(alias) == asked).then(|| address::vendor(&vendor.slug))
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
