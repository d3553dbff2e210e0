//! The shapes that badges and the header refer to, once a page.

use directory::Tone;
use maud::{Markup, html};

/// The shapes, invisible until they are used.
pub fn icons() -> Markup {
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

/// The shape of a tone, and the class that gives it its colour.
pub fn shape_and_class(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Yes => ("#icon-yes", "badge yes"),
        Tone::Depends => ("#icon-depends", "badge depends"),
        Tone::No => ("#icon-no", "badge no"),
        Tone::NotStated => ("#icon-not-stated", "badge not-stated"),
    }
}
