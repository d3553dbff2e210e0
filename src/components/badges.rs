//! What may be said of each field of a verdict, by word, icon and color.

use directory::{Field, Tone, Verdict};
use maud::{Markup, html};

/// The three badges of a verdict.
pub fn badges(verdict: Verdict) -> Markup {
    html! {
        ul class="badges" aria-label="Verdict" {
            @for &field in Field::ALL { li { (badge(verdict, field)) } }
        }
    }
}

/// The badge of one field of a verdict.
pub fn badge(verdict: Verdict, field: Field) -> Markup {
    let (_, label, tone) = verdict.shown(field);
    badge_of(tone, label)
}

/// A badge of that tone.
pub fn badge_of(tone: Tone, label: &str) -> Markup {
    let (shape, class) = shape_and_class(tone);
    html! {
        span class=(class) { svg aria-hidden="true" { use href=(shape) {} } (label) }
    }
}

/// The shape of a tone, and the class that gives it its color.
fn shape_and_class(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Green => ("#icon-yes", "badge yes"),
        Tone::Amber => ("#icon-depends", "badge depends"),
        Tone::Red => ("#icon-no", "badge no"),
        Tone::Gray => ("#icon-not-stated", "badge not-stated"),
    }
}
