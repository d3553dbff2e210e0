//! A results card: it answers the question without a click.

use directory::Listing;
use directory::answers;
use directory::search::{Matched, marks};
use directory::watch::Watched;
use maud::{Markup, html};

use super::{badges, watch_button};
use crate::address;

/// One vendor among the results. What matches `text` is marked; `matched` is what it matched where that was
/// not the name.
pub fn card(listing: &Listing, matched: Option<Matched>, text: &str) -> Markup {
    html! {
        li class="card" {
            h3 { a href=(address::vendor(&listing.slug)) { (marked(&listing.name, text)) } }
            p { (marked(listing.category.label(), text)) }
            @if let Some(matched) = matched {
                p class="found-by" {
                    @match matched {
                        Matched::Alias(_) => "Also found as ",
                        Matched::Certification(_) => "Certifications: ",
                    }
                    (marked(matched.text(listing), text))
                }
            }
            (badges(listing.verdict()))
            @if !listing.plans.is_empty() {
                p class="plans" { (answers::plans_term(listing.verdict().baa_class())) ": " (answers::joined(&listing.plans)) }
            }
            p class="card-verified" {
                "Last verified " time datetime=(listing.last_verified) { (listing.last_verified.in_words()) }
                " · confidence: " (listing.confidence.label())
            }
            (watch_button(&Watched::from(listing)))
        }
    }
}

/// The words, with what matches the text marked.
fn marked(words: &str, text: &str) -> Markup {
    html! {
        @for piece in marks(words, text) {
            @if piece.is_match { mark { (piece.text) } } @else { (piece.text) }
        }
    }
}
