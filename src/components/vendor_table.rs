//! The cells of a table of vendors: on the pages of categories, and among the results.

use catalog::{Field, Listing};
use maud::{Markup, html};

use crate::components::badges::badge;

/// The class of such a table. In a narrow window each row is a block.
pub const TABLE_CLASS: &str = "vendors";

/// The cells of a vendor's verdict: BAA, PHI and SOC 2.
pub fn verdict_cells(vendor: &Listing) -> Markup {
    html! { @for &field in Field::ALL { td { (badge(vendor.verdict(), field)) } } }
}

/// When a vendor was last verified, and the confidence.
pub fn verification(vendor: &Listing) -> Markup {
    html! {
        time datetime=(vendor.last_verified) { (vendor.last_verified.describe()) }
        span class="confidence" { " confidence: " (vendor.confidence.label()) }
    }
}
