//! The vendors that search is tried on: 199 of the researched ones, as they were on one day. They stay as they are, so
//! that a new or corrected record breaks no test.

use directory::Listing;

/// The vendors, by slug.
pub fn listings() -> Vec<Listing> {
    serde_json::from_str(include_str!("listings.json")).expect("a list of vendors")
}
