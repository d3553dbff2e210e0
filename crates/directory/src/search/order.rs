//! The orders of the vendors, worked out once.

use std::cmp::Ordering;

use crate::{Listing, Sort};

/// For each listing its place in each order; no two have the same place.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By name, then slug.
    by_name: Vec<u32>,
    /// By verdict, the best first, then name.
    by_verdict: Vec<u32>,
    /// By date of verification, the newest first, then name.
    by_verified: Vec<u32>,
}

impl Places {
    /// Works the orders out of the one by name.
    pub fn new(listings: &[Listing], mut by_name: Vec<u32>) -> Self {
        let names = places(&by_name);
        let newest = listings.iter().map(|listing| listing.last_verified).max();
        // Any two days of the calendar are less than 4096 times 4096 days apart.
        let ages = |part: u32| {
            let days =
                |listing: &Listing| newest.map_or(0, |newest| newest.days_since(listing.last_verified));
            listings.iter().map(|listing| (days(listing) >> part & 4095) as u16).collect::<Vec<_>>()
        };
        let mut by_verified = by_name.clone();
        arrange(&mut by_verified, &ages(0));
        arrange(&mut by_verified, &ages(12));
        let ranks: Vec<u16> = listings
            .iter()
            .map(|listing| {
                let (baa, phi, soc2) = listing.verdict().rank();
                (u16::from(baa) * 16 + u16::from(phi)) * 8 + u16::from(soc2)
            })
            .collect();
        arrange(&mut by_name, &ranks);
        Self { by_name: names, by_verdict: places(&by_name), by_verified: places(&by_verified) }
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

/// For each number its place among the numbers.
fn places(numbers: &[u32]) -> Vec<u32> {
    let mut places = vec![0; numbers.len()];
    for (place, number) in (0..).zip(numbers) {
        if let Some(slot) = places.get_mut(*number as usize) {
            *slot = place;
        }
    }
    places
}

/// How many keys [`arrange`] tells apart.
pub(super) const KEYS: usize = 4096;

/// Arranges numbers by the keys at their places, each below [`KEYS`]; those of the same key stay as they stand.
pub(super) fn arrange(numbers: &mut Vec<u32>, keys: &[u16]) {
    // On the stack: where one function gets memory zeroed and frees it, rustc 1.95 with LTO takes the allocator's note
    // before it for zero too (docs/size.md). `arranged` is not freed here.
    let mut ends = [0; KEYS + 1];
    for key in keys {
        if let Some(count) = ends.get_mut(usize::from(*key) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut ends {
        sum += *count;
        *count = sum;
    }
    let mut arranged = vec![0; numbers.len()];
    for number in numbers.iter() {
        let key = keys.get(*number as usize).copied().unwrap_or(0);
        if let Some(place) = ends.get_mut(usize::from(key)) {
            if let Some(slot) = arranged.get_mut(*place) {
                *slot = *number;
            }
            *place += 1;
        }
    }
    *numbers = arranged;
}

/// Sorts numbers. The one sort by comparison of search, since each further kind weighs kilobytes in the browser.
pub(super) fn sort(numbers: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    numbers.sort_unstable_by(|one, other| compare(*one, *other));
}

/// The first of many: keeps those with the lowest keys, sorted by them.
#[derive(Debug)]
pub(super) struct First {
    most: usize,
    kept: Vec<(u64, u32)>,
}

impl First {
    /// Keeps so many at most.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Vec::new() }
    }

    /// Takes one, and lets the last go where there are too many.
    pub fn add(&mut self, key: u64, number: u32) {
        if self.kept.len() >= self.most {
            if self.kept.last().is_none_or(|(last, _)| *last <= key) {
                return;
            }
            self.kept.pop();
        }
        let place = self.kept.partition_point(|(kept, _)| *kept <= key);
        self.kept.insert(place, (key, number));
    }

    /// Those that were kept, the lowest key first.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        self.kept.iter().map(|(_, number)| *number as usize)
    }
}
