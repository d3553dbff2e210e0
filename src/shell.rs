//! What stands around every page: the publisher writes it, and in the browser it stays as it is.

use directory::Category;
use leptos::prelude::*;
use maud::{Markup, html};

use crate::address::{self, address};
use crate::app::start;
use crate::page_data::{PageData, Site};
use crate::pages;
use crate::words::words;

/// A page with all that stands around it.
#[component]
pub fn App(
    /// What the page says.
    data: PageData,
) -> impl IntoView {
    let site = data.site.clone();
    start(data);
    view! {
        {words(shapes())}
        {words(header(&site))}
        <main id="main" tabindex="-1">{pages::page()}</main>
        {words(footer(&site))}
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
                a href=(address("about/")) rel="external" { "About" }
            }
        }
        // boot.js shows it where the connection goes while the page is open.
        p class="as-of notice" role=[site.is_kept.then_some("status")] hidden[!site.is_kept] {
            span class="if-unreachable" { "The site cannot be reached." }
            @if site.is_kept {
                // Which of them holds, worker and boot script write on the page's element.
                span class="if-slow" { "The site is slow: the current page is still loading." }
                span class="if-arrived" { "The current page has loaded." }
            }
            " This is the directory as of " (site.published.in_words()) ". "
            a href="" rel="external" {
                span class="unless-arrived" { "Try again" }
                @if site.is_kept { span class="if-arrived" { "Show the current page" } }
            }
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
                ". " a href=(address("api/")) rel="external" { "Download the data" } "."
            }
            p { "Cited public information, not legal or compliance advice. Confirm with the vendor before you store PHI." }
        }
    }
}

/// The shapes that badges and the header refer to, invisible until they are used.
fn shapes() -> Markup {
    html! {
        svg width="0" height="0" class="shapes" aria-hidden="true" {
            symbol id="icon-yes" viewBox="0 0 16 16" {
                path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.9 6.2-4.4 5.200a1 1 0 0 1-1.5 0L4 9.300l1.4-1.3 1.3 1.5 3.7-4.500Z" {}
            }
            symbol id="icon-depends" viewBox="0 0 16 16" {
                path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2v12A6 6 0 0 1 8 2Z" {}
            }
            symbol id="icon-no" viewBox="0 0 16 16" {
                path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.5 10.1-1.4 1.400L8 9.400l-2.1 2.1-1.4-1.400L6.6 8 4.5 5.900l1.4-1.400L8 6.600l2.1-2.1 1.4 1.400L9.4 8Z" {}
            }
            symbol id="icon-not-stated" viewBox="0 0 16 16" {
                path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM4.5 7v2h7V7Z" {}
            }
            symbol id="icon-mark" viewBox="0 0 24 24" {
                path d="M4 2h16a2 2 0 0 1 2 2v9c0 5-4.5 8-10 9.500C6.5 21 2 18 2 13V4a2 2 0 0 1 2-2Zm6.7 14.3 7-7.6-1.7-1.6-5.3 5.8-2.7-2.700L6.4 12Z" {}
            }
        }
    }
}
