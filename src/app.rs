//! The contexts that all pages share.

use leptos::prelude::*;

use crate::components::compare::CompareContext;
use crate::components::register_link;
use crate::components::watch::WatchContext;
use crate::data::page_data::{Page, PageData};
use crate::data::vendor_list::VendorList;
use crate::navigation::location::Location;
use crate::navigation::routes::BaseUrl;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::pages::{InitialPage, RememberedView};
use crate::runtime::dom::{self, Today};
use crate::runtime::events::on_event;
use crate::runtime::mount::{self, on_mount};

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
    // Before the page is mounted: the home page has preloaded the file, and whoever is searching already waits for it.
    if mount::is_taking_over() && (matches!(page, Page::Home(_)) || dom::is_search_focused()) {
        list.request();
    }
    provide_context(list);
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
