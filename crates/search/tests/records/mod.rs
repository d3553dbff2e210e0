//! The listings that the tests search: snapshots of real vendors. They do not change, so that a new or corrected record
//! breaks no test.
#![allow(dead_code, reason = "each test program uses a part of them")]

use catalog::Listing;

/// The listings of 199 vendors, sorted by slug.
pub fn listings() -> Vec<Listing> {
    serde_json::from_str(include_str!("listings.json")).expect("a list of vendors")
}

/// The listings of the 411 vendors of Nov 29, 2026, sorted by slug.
pub fn all_listings() -> Vec<Listing> {
    serde_json::from_str(include_str!("listings-411.json")).expect("a list of vendors")
}
