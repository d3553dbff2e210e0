//! The orders of the vendors, worked out once.

use std::cmp::Ordering;

use super::Names;
use crate::{Listing, Sort};

/// For each listing its place in each order; no two have the same place.
#[derive(Debug)]
pub(super) struct Places {
    /// By name, then slug.
    by_name: Vec<u32>,
    /// By verdict, the best first, then name.
    by_verdict: Vec<u32>,
    /// By date of verification, the newest first, then name.
    by_verified: Vec<u32>,
}

impl Places {
    /// Works the orders out. `names` belong to `listings` one by one.
    pub fn new(listings: &[Listing], names: &[Names]) -> Self {
        let vendors: Vec<(&Listing, &Names)> = listings.iter().zip(names).collect();
        let by_name = places(&vendors, &|(one, one_names), (other, other_names)| {
            let by_letters = one_names.name.letters.cmp(&other_names.name.letters);
            by_letters.then_with(|| one.slug.cmp(&other.slug))
        });
        let vendors: Vec<(&Listing, u32)> = listings.iter().zip(by_name.iter().copied()).collect();
        let by_verdict = places(&vendors, &|(one, one_name), (other, other_name)| {
            one.verdict().rank().cmp(&other.verdict().rank()).then(one_name.cmp(other_name))
        });
        let by_verified = places(&vendors, &|(one, one_name), (other, other_name)| {
            other.last_verified.cmp(&one.last_verified).then(one_name.cmp(other_name))
        });
        Self { by_name, by_verdict, by_verified }
    }

    /// The places in the order that is asked for. Equal matches stand by verdict.
    pub fn of(&self, sort: Sort) -> &[u32] {
        match sort {
            Sort::Best => &self.by_verdict,
            Sort::Name => &self.by_name,
            Sort::Verified => &self.by_verified,
        }
    }
}

/// For each item its place when all are arranged.
fn places<T>(items: &[T], compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut places = vec![0; items.len()];
    for (place, number) in (0..).zip(arranged(items, compare)) {
        if let Some(slot) = places.get_mut(number as usize) {
            *slot = place;
        }
    }
    places
}

/// The numbers of the items, arranged. Every sort of search is this one of numbers, since each further
/// kind of sort weighs kilobytes in the browser.
pub(super) fn arranged<T>(items: &[T], compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..).take(items.len()).collect();
    sort(&mut numbers, &|one, other| match (items.get(one as usize), items.get(other as usize)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    numbers
}

fn sort(numbers: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    numbers.sort_unstable_by(|one, other| compare(*one, *other));
}
