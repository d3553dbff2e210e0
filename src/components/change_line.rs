//! One change of a verdict as a line.

use catalog::{Change, Verdict};
use maud::{Markup, html};

/// A change's date, field, labels and meaning. `current` is the vendor's current verdict, whose evidence limits how
/// firmly the labels state the change.
pub fn change_line(change: &Change, current: Verdict, meaning: &str) -> Markup {
    html! {
        time datetime=(change.date) { (change.date.describe()) } ": " (change.field.label()) " " (change.describe(current))
        @if !meaning.is_empty() { p class="meaning" { strong { "What it means: " } (meaning) } }
    }
}
