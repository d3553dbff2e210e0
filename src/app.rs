//! What all pages share.

use leptos::prelude::*;

use crate::address::Base;
use crate::browser::{self, Today};
use crate::components::Watching;
use crate::hydration::afterwards;
use crate::location::Location;
use crate::page_data::{Page, PageData};
use crate::pages::FirstPage;
use crate::places::Places;
use crate::vendor_list::VendorList;

/// Gives the pages what they share, starting from the data of the first.
pub fn start(data: PageData) {
    let PageData { site, page } = data;
    provide_context(Base(site.base.clone()));
    provide_context(site);
    provide_context(VendorList::new(match &page {
        Page::Home(home) => Some(&home.list),
        Page::Vendor(_)
        | Page::Category(_)
        | Page::Changes(_)
        | Page::About
        | Page::Api
        | Page::NotFound
        | Page::Elsewhere => None,
    }));
    provide_context(FirstPage::new(page));
    provide_context(Places::remember());
    provide_context(Location::follow());
    provide_context(Watching::start());
    let today = RwSignal::new(None);
    provide_context(Today(today));
    afterwards(move || today.set(browser::today()));
}
