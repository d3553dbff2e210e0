//! A result card, which answers the visitor's question without a click.

use catalog::Listing;
use catalog::answers;
use catalog::watch::Watched;
use maud::{Markup, html};
use search::{MatchReason, highlight};

use crate::components::badges::badges;
use crate::components::compare::compare_button;
use crate::components::register_link::register_link;
use crate::components::watch::watch_button;
use crate::navigation::routes;

/// One vendor among the results. What matches `text` is highlighted; `match_reason` is the alias or certification that
/// matched, if the name did not.
pub fn card(listing: &Listing, match_reason: Option<MatchReason>, text: &str) -> Markup {
    html! {
        li class="card" {
            h3 { a href=(routes::vendor(&listing.slug)) { (highlighted(&listing.name, text)) } }
            p { (highlighted(listing.category.label(), text)) }
            (self::match_reason(listing, match_reason, text))
            (badges(listing.verdict()))
            @if !listing.plans.is_empty() {
                p class="plans" { (answers::plans_term(listing.verdict().baa_class())) ": " (answers::join_names(&listing.plans)) }
            }
            p class="card-verified" {
                "Last verified " time datetime=(listing.last_verified) { (listing.last_verified.describe()) }
                " · confidence: " (listing.confidence.label())
            }
            div class="card-actions" { (watch_button(&Watched::from(listing))) " " (compare_button(&listing.slug, &listing.name)) " " (register_link(&listing.slug, &listing.name)) }
        }
    }
}

/// The alias or certification that matched `text`, if there is one.
pub fn match_reason(listing: &Listing, reason: Option<MatchReason>, text: &str) -> Markup {
    html! {
        @if let Some(reason) = reason {
            p class="match-reason" {
                @match reason {
                    MatchReason::Alias(_) => "Related name: ",
                    MatchReason::Certification(_) => "Certifications: ",
                }
                (highlighted(reason.text(listing), text))
            }
        }
    }
}

/// `label` with everything in it that matches `text` highlighted.
pub fn highlighted(label: &str, text: &str) -> Markup {
    html! {
        @for fragment in highlight(label, text) {
            @if fragment.is_match { mark { (fragment.text) } } @else { (fragment.text) }
        }
    }
}
