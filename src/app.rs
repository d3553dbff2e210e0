//! The shell that every page stands in, and the routes.

use directory::Category;
use leptos::prelude::*;
use maud::{Markup, html};

use crate::address::{self, Base, address};
use crate::browser::{self, Today};
use crate::components::{Watching, icons};
use crate::location::Location;
use crate::page_data::{Page, PageData, Site};
use crate::pages::{self, FirstPage};
use crate::places::Places;
use crate::vendor_list::VendorList;
use crate::words::{afterwards, words_of_html};

/// The whole app, starting from the data that its first page is rendered with.
#[component]
pub fn App(
    /// The data of the page that is rendered first.
    data: PageData,
) -> impl IntoView {
    let PageData { site, page } = data;
    provide_context(Base(site.base.clone()));
    provide_context(site.clone());
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
    let watching = Watching::start();
    provide_context(watching);
    let today = RwSignal::new(None);
    provide_context(Today(today));
    afterwards(move || today.set(browser::today()));

    view! {
        {words_of_html(icons)}
        {words_of_html(|| header(&site))}
        <main id="main" tabindex="-1" on:click=move |event| watching.click(&event)>{pages::page()}</main>
        {words_of_html(|| footer(&site))}
    }
}

fn header(site: &Site) -> Markup {
    html! {
        a class="skip-link" href="#main" rel="external" { "Skip to content" }
        header class="site-header" {
            a class="site-name" href=(address("")) {
                svg class="mark" aria-hidden="true" { use href="#icon-mark" {} }
                (site.name)
            }
            nav aria-label="Main" {
                a href=(address("")) { "Search" }
                a href=(address("changes/")) { "Changes" }
                a href=(address("about/")) { "About" }
            }
        }
        // boot.js shows it where the connection goes while the page is open.
        p class="as-of notice" hidden[!site.is_kept] {
            "The site cannot be reached. This is the directory as of " (site.published.in_words()) ". "
            a href="" rel="external" { "Try again" }
        }
        p class="search-off app-off notice" role="status" hidden {
            "Search is off: the part of the site that searches could not be loaded. All pages and links work, and all vendors can be browsed by category below."
        }
    }
}

fn footer(site: &Site) -> Markup {
    html! {
        footer class="site-footer" {
            nav aria-labelledby="browse-categories" {
                h2 id="browse-categories" { "Browse by category" }
                ul class="category-links" {
                    @for &category in Category::ALL {
                        li { a href=(address::category(category)) { (category.label()) } }
                    }
                }
            }
            p {
                (site.vendors) " vendors. Published " (site.published.in_words()) ". Records are under "
                a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer" { "CC BY 4.0" }
                ": " a href=(address("api/")) rel="external" { "take all of them with you" } "."
            }
            p { "Cited public information, not legal or compliance advice. Confirm with the vendor before you store PHI." }
        }
    }
}
