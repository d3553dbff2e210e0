//! Badges: the label of a verdict's field, with an icon and a color.

use catalog::{Field, Tone, Verdict};
use inventory::StackVendor;
use maud::{Markup, html};

/// The three badges of a verdict.
pub fn badges(verdict: Verdict) -> Markup {
    html! {
        ul class="badges" aria-label="Verdict" {
            @for &field in Field::ALL { li { (badge(verdict, field)) } }
        }
    }
}

/// The badges of a vendor's verdict on the BAA and PHI.
pub fn verdict_badges(vendor: &StackVendor) -> Markup {
    let (baa, phi) = (vendor.baa_class(), vendor.phi_class());
    html! {
        ul class="badges" aria-label="Verdict" {
            li { (badge_in_tone(baa.tone(), baa.label())) }
            li { (badge_in_tone(phi.tone(), phi.label())) }
        }
    }
}

/// The badge of one field of a verdict.
pub fn badge(verdict: Verdict, field: Field) -> Markup {
    let (_, label, tone) = verdict.class(field);
    badge_in_tone(tone, label)
}

/// A badge with that label, in that tone.
pub fn badge_in_tone(tone: Tone, label: &str) -> Markup {
    let (icon, class) = icon_and_class(tone);
    html! {
        span class=(class) { svg aria-hidden="true" { use href=(icon) {} } (label) }
    }
}

/// A tone's icon, and the class that sets its color.
fn icon_and_class(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Green => ("#icon-yes", "badge yes"),
        Tone::Amber => ("#icon-depends", "badge depends"),
        Tone::Red => ("#icon-no", "badge no"),
        Tone::Gray => ("#icon-not-stated", "badge not-stated"),
    }
}
