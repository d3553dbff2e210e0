//! The listings that the tests search: a snapshot of real vendors. It does not change, so that a new or corrected record
//! breaks no test.

use catalog::Listing;

/// The listings of 199 vendors, sorted by slug.
pub fn listings() -> Vec<Listing> {
    serde_json::from_str(include_str!("listings.json")).expect("a list of vendors")
}
