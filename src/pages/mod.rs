//! One file a route. A page is a function that gives its view: what of it reacts is in Leptos, the rest in words.

mod about;
mod api;
mod category;
mod changes;
mod home;
mod not_found;
mod vendor;

#[cfg(not(target_arch = "wasm32"))]
pub use vendor::vendor_words;

use directory::redirect_target;
use leptos::prelude::*;

use crate::address::{self, Route};
use crate::browser;
use crate::components::pending_page;
use crate::head::Head;
use crate::hydration::{self, afterwards};
use crate::location::Location;
use crate::page_data::Page;
use crate::piece::Piece;
use crate::places::Places;
use crate::vendor_list::VendorList;
use crate::words::{live_view, words};

/// The data of the page that the visit starts with, until that page has taken it.
#[derive(Clone, Copy)]
pub struct FirstPage(StoredValue<Option<Page>>);

impl FirstPage {
    /// Holds the data for the first page.
    pub fn new(page: Page) -> Self {
        Self(StoredValue::new(Some(page)))
    }
}

/// The page that the address names. The first one is what it was rendered as, whatever its address: a host
/// shows the page that says "not found" under any.
pub fn page() -> Piece {
    let path = expect_context::<Location>().path;
    let base = address::base();
    let route = Memo::new(move |_| Route::of(&path.read(), &base));
    let first = expect_context::<FirstPage>();
    let has_begun = RwSignal::new(false);
    live_view(move || {
        let route = route.get();
        has_begun.track();
        match (first.0.try_update_value(Option::take).flatten(), route) {
            (Some(Page::Home(data)), _) => home::home(Some(data)),
            (Some(Page::Vendor(data)), _) => vendor::vendor(&data.record.slug.clone(), Some(*data)),
            (Some(Page::Category(data)), _) => category::category(data.category, Some(data)),
            (Some(Page::Changes(data)), _) => changes::changes(Some(data)),
            (Some(Page::Elsewhere), _) => {
                afterwards(move || has_begun.set(true));
                words(pending_page())
            }
            (Some(Page::NotFound), _) | (None, Route::NotFound) => not_found::not_found(),
            (Some(Page::About), _) => about::about(),
            (Some(Page::Api), _) => api::api(),
            (None, route @ (Route::About | Route::Api)) => load_document(&route),
            (None, Route::Home) => home::home(None),
            (None, Route::Vendor(slug)) => vendor::vendor(&slug, None),
            (None, Route::Category(category)) => category::category(category, None),
            (None, Route::Changes) => changes::changes(None),
        }
    })
}

/// Loads a page as a document: one whose words the app does not carry.
fn load_document(route: &Route) -> Piece {
    let page = route.address(&address::base()).unwrap_or_default();
    afterwards(move || browser::go_to_instead(&page));
    words(pending_page())
}

/// Redirects to the vendor with this name or alias, once the list of all vendors is here: on hosts without redirects, and
/// offline.
fn redirect_by_name(list: VendorList, segment: &str) {
    if let Some(engine) = list.engine()
        && let Some(slug) = redirect_target(engine.listings(), segment)
    {
        browser::go_to_instead(&address::vendor(slug));
    }
}

/// Where a page comes after another in the same visit, shows its head and leads to its main heading, or back to where the
/// visitor was. Called where the page's words are made.
fn arrive(head: Head) {
    let is_first = hydration::is_under_way();
    let places = expect_context::<Places>();
    let path = expect_context::<Location>().path;
    afterwards(move || {
        if !is_first {
            head.show();
            places.arrive(path.get_untracked());
        }
    });
}
