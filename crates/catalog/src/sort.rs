//! Sorting by comparison, in one instance: each instance of the standard library's sort adds two kilobytes to the Wasm.

use std::cmp::Ordering;

/// Sorts indexes by comparison. Equal ones may change places.
pub fn sort_indexes(indexes: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    indexes.sort_unstable_by(|one, other| compare(*one, *other));
}
