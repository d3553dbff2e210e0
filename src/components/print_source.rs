//! The source of a printed page.

use maud::{Markup, html};

use crate::data::page_data::Site;

/// The URL and the date of the page at a path, and the limits of its answers, on paper only.
pub fn print_source(site: &Site, path: &str) -> Markup {
    html! {
        p class="print-only" {
            "Printed from " (site.absolute_url(path)) ", published " (site.published.describe())
            ". Cited public information, not legal or compliance advice: confirm every answer with the vendor."
        }
    }
}
