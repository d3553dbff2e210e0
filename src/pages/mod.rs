//! The pages, one file or folder for each route. A page is a function that returns its HTML, and starts what reacts in it.

mod about;
mod api;
mod category;
mod changes;
mod check;
mod compare;
mod home;
mod not_found;
mod page_shown;
mod register;
mod vendor;

pub use changes::Changes;
#[cfg(not(target_arch = "wasm32"))]
pub use check::check_page;
pub use check::start as start_check;
pub use home::{NEWEST_CHANGES, PAGE_SIZE, RememberedView};
#[cfg(not(target_arch = "wasm32"))]
pub use register::register_page;
pub use register::start as start_register;
#[cfg(not(target_arch = "wasm32"))]
pub use vendor::vendor_html;

use leptos::prelude::*;
use maud::Markup;

use crate::app::app_context;
use crate::components::load_status::loading_page;
use crate::data::page_data::Page;
use crate::navigation::location::Location;
use crate::navigation::routes::{self, Route};
use crate::runtime::dom;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_parent_content;

/// The `id` of the element that contains the page.
pub const MAIN: &str = "main";

/// The data of the page that the visit starts with, until that page has taken it.
#[derive(Clone, Copy)]
pub struct InitialPage(StoredValue<Option<Page>>);

impl InitialPage {
    /// Stores the data of the first page.
    pub fn new(page: Page) -> Self {
        Self(StoredValue::new(Some(page)))
    }
}

/// The page at the current path. The first page is the one that was published, whatever the path: a host shows the 404
/// page under any URL.
pub fn page() -> Markup {
    let path = app_context::<Location>().path;
    let base = routes::base_url();
    let route = Memo::new(move |_| Route::parse(&path.read(), &base));
    let initial = app_context::<InitialPage>();
    // Set once the app runs in an offline shell, which then renders the page of the current path.
    let is_shell_mounted = RwSignal::new(false);
    reactive_parent_content(MAIN, move || {
        let route = route.get();
        is_shell_mounted.track();
        match (initial.0.try_update_value(Option::take).flatten(), route) {
            (Some(Page::Home(data)), _) => home::home(Some(data)),
            (Some(Page::Vendor(data)), _) => vendor::vendor(&data.record.slug.clone(), Some(*data)),
            (Some(Page::Category(data)), _) => category::category(data.category, Some(data)),
            (Some(Page::Changes(data)), _) => changes::changes(Some(data)),
            (Some(Page::Compare), _) | (None, Route::Compare) => compare::compare(),
            (Some(Page::OfflineShell), _) => {
                on_mount(move || is_shell_mounted.set(true));
                loading_page()
            }
            (Some(Page::NotFound), _) | (None, Route::NotFound) => not_found::not_found(),
            // The publisher renders them, and other programs run them.
            (Some(Page::Check | Page::Register), _) => Markup::default(),
            (Some(Page::About), _) => about::about(),
            (Some(Page::Api), _) => api::api(),
            (None, route @ (Route::Check | Route::Register | Route::About | Route::Api)) => {
                load_document(&route)
            }
            (None, Route::Home) => home::home(None),
            (None, Route::Vendor(slug)) => vendor::vendor(&slug, None),
            (None, Route::Category(category)) => category::category(category, None),
            (None, Route::Changes) => changes::changes(None),
        }
    })
}

/// Loads a page as a document, because the app does not contain its text.
fn load_document(route: &Route) -> Markup {
    let url = route.url(&routes::base_url()).unwrap_or_default();
    on_mount(move || dom::replace_location(&url));
    loading_page()
}
