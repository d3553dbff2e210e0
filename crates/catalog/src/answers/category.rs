//! The sentence about a category.

use crate::{BaaClass, Category, Listing};

/// How many of a category's vendors sign a BAA. Reported BAAs are counted separately.
pub fn category_summary(category: Category, vendors: &[&Listing]) -> String {
    let count = |matches: fn(BaaClass) -> bool| {
        vendors.iter().filter(|vendor| matches(vendor.verdict().baa_class())).count()
    };
    let reported = count(BaaClass::is_reported_signing);
    let confirmed = count(BaaClass::counts_as_signing) - reported;
    let total = vendors.len();
    let vendors = if total == 1 { "vendor" } else { "vendors" };
    let sign = if confirmed == 1 { "states that it signs" } else { "state that they sign" };
    let more = if confirmed == 0 { "" } else { " more" };
    let reportedly = match reported {
        0 => String::new(),
        1 => format!("; 1{more} reportedly does"),
        reported => format!("; {reported}{more} reportedly do"),
    };
    format!(
        "{confirmed} of {total} {vendors} in {} {sign} a BAA, in general, on some plans, or on request{reportedly}.",
        category.label()
    )
}
