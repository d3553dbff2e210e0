//! The contexts that all pages share.

use leptos::prelude::*;
use wasm_bindgen::throw_str;

use crate::components::compare::CompareContext;
use crate::components::register_link;
use crate::components::watch::WatchContext;
use crate::data::fetch::{self, LoadState};
use crate::data::page_data::{Page, PageData};
use crate::data::vendor_list::VendorList;
use crate::navigation::location::Location;
use crate::navigation::routes::BaseUrl;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::pages::{Changes, InitialPage, RememberedView};
use crate::runtime::dom::{self, Today};
use crate::runtime::events::on_event;
use crate::runtime::mount::{self, on_mount};

/// The context of a type, which [`start`] provides. The Wasm does not say which one is missing: that saves 1.9 kB.
pub fn app_context<T: Clone + 'static>() -> T {
    if cfg!(target_arch = "wasm32") {
        use_context().unwrap_or_else(|| throw_str("a context is missing"))
    } else {
        expect_context()
    }
}

/// Provides the contexts, from the data of the first page.
pub fn start(data: PageData) {
    let PageData { site, page } = data;
    provide_context(BaseUrl(site.base.clone()));
    provide_context(site);
    let list = VendorList::new(match &page {
        Page::Home(home) => Some(&home.list_file),
        Page::Vendor(_)
        | Page::Category(_)
        | Page::Compare
        | Page::Check
        | Page::Register
        | Page::Changes(_)
        | Page::About
        | Page::Api
        | Page::NotFound
        | Page::OfflineShell => None,
    });
    // Before the page is mounted: the visitor may be searching already.
    if mount::is_taking_over() && fetch::has_started_request() {
        list.request();
    }
    provide_context(list);
    provide_context::<Changes>(RwSignal::new(LoadState::Pending));
    provide_context(InitialPage::new(page));
    provide_context(RememberedView::start());
    provide_context(ScrollMemory::start());
    provide_context(Location::start());
    provide_context(WatchContext::start());
    provide_context(CompareContext::start());
    on_event("click", register_link::SELECTOR, |_, link| register_link::hand_over(link));
    let today = RwSignal::new(None);
    provide_context(Today(today));
    on_mount(move || today.set(dom::today()));
}
