//! The document body around every page. The publisher renders it, and the app never touches it.

use catalog::Category;
use leptos::prelude::provide_context;
use maud::{Markup, html};

use crate::app::start;
use crate::components::compare::COUNT;
use crate::data::page_data::{Page, PageData, Site};
use crate::navigation::routes::{self, BaseUrl};
use crate::pages::{MAIN, check_page, page, register_page};

/// The whole body of a page: header, page and footer.
pub fn body(data: PageData) -> Markup {
    let site = data.site.clone();
    // What does not work without the app.
    let subject = match data.page {
        Page::Check => "The check",
        Page::Register => "The register",
        _ => "Search",
    };
    let page = match data.page {
        Page::Check => {
            provide_context(BaseUrl(site.base.clone()));
            check_page(&site)
        }
        Page::Register => {
            provide_context(BaseUrl(site.base.clone()));
            register_page(&site)
        }
        _ => {
            start(data);
            page()
        }
    };
    html! {
        (icons())
        (header(&site, subject))
        main id=(MAIN) tabindex="-1" { (page) }
        (footer(&site))
    }
}

fn header(site: &Site, subject: &str) -> Markup {
    html! {
        a class="skip-link" href="#main" rel="external" { "Skip to content" }
        header class="site-header" {
            a class="site-name" href=(routes::url("")) {
                svg class="logo" aria-hidden="true" { use href="#icon-logo" {} }
                (site.name)
            }
            nav aria-label="Main" {
                a href=(routes::url("")) { "Search" }
                a href=(routes::check()) rel="external" { "Stack check" }
                a class="wide-only" href=(routes::register()) rel="external" { "Register" }
                a href=(routes::compare()) { span { "Compare" span id=(COUNT) {} } }
                a href=(routes::url("changes/")) { "Changes" }
                a href=(routes::url("about/")) rel="external" { "About" }
            }
        }
        (offline_notice(site))
        // Hidden by boot.js. If that does not run, since it is blocked or the browser is too old for it, the style sheet
        // shows the notice after a while.
        p id="app-unavailable" class="search-unavailable app-unavailable notice" role="status" data-nosnippet {
            (subject) " is unavailable right now. "
            span class="without-boot-script" { "It requires JavaScript and a recent browser. " }
            "You can still open every page, and browse all vendors by category below."
        }
    }
}

/// The notice of an offline copy, and of any page while the browser is offline, when boot.js shows it.
fn offline_notice(site: &Site) -> Markup {
    html! {
        p class="offline-notice notice" role=[site.is_offline_copy.then_some("status")] hidden[!site.is_offline_copy] {
            span class="when-unreachable" { "The site can't be reached." }
            @if site.is_offline_copy {
                // The style sheet shows one of the three, by the attribute that the worker and boot.js set.
                span class="when-slow" { "The site is responding slowly. The latest version of this page is still loading." }
                span class="when-loaded" { "The latest version of this page has loaded." }
            }
            " You are viewing data as of " (site.published.describe()) ". "
            a href="" rel="external" {
                span class="unless-loaded" { "Try again" }
                @if site.is_offline_copy { span class="when-loaded" { "Show the latest version" } }
            }
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
                        li { a href=(routes::category(category)) { (category.label()) } }
                    }
                }
            }
            p {
                (site.vendors) " vendors. Published " (site.published.describe()) ". Records are licensed under "
                a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer" { "CC BY 4.0" }
                ". " a href=(routes::url("api/")) rel="external" { "Download the data" } ". "
                a href=(routes::register()) rel="external" { "Business associate register" } "."
            }
            p { "Cited public information, not legal or compliance advice. Confirm with the vendor before you store PHI." }
        }
    }
}

/// The icons that badges and the header refer to; invisible by themselves.
fn icons() -> Markup {
    html! {
        svg width="0" height="0" class="icons" aria-hidden="true" {
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
            symbol id="icon-logo" viewBox="0 0 24 24" {
                path d="M4 2h16a2 2 0 0 1 2 2v9c0 5-4.5 8-10 9.500C6.5 21 2 18 2 13V4a2 2 0 0 1 2-2Zm6.7 14.3 7-7.6-1.7-1.6-5.3 5.8-2.7-2.700L6.4 12Z" {}
            }
        }
    }
}
