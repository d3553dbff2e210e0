//! The three statuses of a vendor, each by word, icon and colour.

use directory::{Tone, Verdict};
use maud::{Markup, html};

/// The three badges of a verdict.
pub fn badges(verdict: Verdict) -> Markup {
    html! {
        ul class="badges" aria-label="Verdict" {
            li { (badge(verdict.baa.tone(), verdict.baa.label())) }
            li { (badge(verdict.phi_tone(), verdict.phi.label())) }
            li { (badge(verdict.soc2.tone(), verdict.soc2.label())) }
        }
    }
}

/// One badge.
pub fn badge(tone: Tone, label: &str) -> Markup {
    let (shape, class) = shape_and_class(tone);
    html! {
        span class=(class) { svg aria-hidden="true" { use href=(shape) {} } (label) }
    }
}

/// The shape of a tone, and the class that gives it its colour.
fn shape_and_class(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Yes => ("#icon-yes", "badge yes"),
        Tone::Depends => ("#icon-depends", "badge depends"),
        Tone::No => ("#icon-no", "badge no"),
        Tone::NotStated => ("#icon-not-stated", "badge not-stated"),
    }
}
