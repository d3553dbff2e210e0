//! Faceted filtering and counting with bitsets: for each option of each facet, one bit for each vendor. Filters are
//! intersections and counts are population counts, 64 vendors at a time.

use catalog::facets::{Facet, FacetValue};
use catalog::{BaaFilter, Category, Confidence, Listing, PhiStatus, Query, Soc2Status};
use serde::{Deserialize, Serialize};

/// For each option of each facet, the number of results if it were the only selected option of its facet, with the text
/// and the filters of the other facets unchanged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacetCounts {
    baa: [u32; BaaFilter::ALL.len()],
    phi: [u32; PhiStatus::ALL.len()],
    soc2: [u32; Soc2Status::ALL.len()],
    evidence: [u32; Confidence::ALL.len()],
    /// A vector, since serde supports arrays of up to 32 elements.
    category: Vec<u32>,
}

impl Default for FacetCounts {
    fn default() -> Self {
        Self {
            baa: Default::default(),
            phi: Default::default(),
            soc2: Default::default(),
            evidence: Default::default(),
            category: vec![0; Category::ALL.len()],
        }
    }
}

impl FacetCounts {
    /// The number of results of the facet's option with that key; 0 if there is no such option.
    pub fn count(&self, facet: Facet, key: &str) -> u32 {
        let counts: &[u32] = match facet {
            Facet::Baa => &self.baa,
            Facet::Phi => &self.phi,
            Facet::Soc2 => &self.soc2,
            Facet::Evidence => &self.evidence,
            Facet::Category => &self.category,
        };
        facet.option_index(key).and_then(|index| counts.get(index)).copied().unwrap_or(0)
    }

    fn counts_mut(&mut self, facet: Facet) -> &mut [u32] {
        match facet {
            Facet::Baa => &mut self.baa,
            Facet::Phi => &mut self.phi,
            Facet::Soc2 => &mut self.soc2,
            Facet::Evidence => &mut self.evidence,
            Facet::Category => &mut self.category,
        }
    }
}

/// For each option of each facet, the set of the vendors that have it, as a bitset.
#[derive(Debug, Default)]
pub(super) struct FacetBitsets {
    /// The bitsets one after the other, in the order of [`facets`].
    blocks: Vec<u64>,
    /// The number of 64-bit blocks of a bitset.
    blocks_per_option: usize,
}

/// The number of options of each facet.
const OPTION_COUNTS: [(Facet, usize); Facet::ALL.len()] = [
    (Facet::Baa, BaaFilter::ALL.len()),
    (Facet::Phi, PhiStatus::ALL.len()),
    (Facet::Soc2, Soc2Status::ALL.len()),
    (Facet::Evidence, Confidence::ALL.len()),
    (Facet::Category, Category::ALL.len()),
];

impl FacetBitsets {
    /// The bitsets of the listings.
    pub fn new(listings: &[Listing]) -> Self {
        let blocks_per_option = listings.len().div_ceil(64);
        let option_count: usize = OPTION_COUNTS.iter().map(|(_, count)| count).sum();
        let mut bitsets = Self { blocks: vec![0; option_count * blocks_per_option], blocks_per_option };
        for (vendor, listing) in listings.iter().enumerate() {
            // The category is last: an unknown one has no option, and its index is past the last bitset.
            let options: [usize; OPTION_COUNTS.len()] = [
                listing.verdict().baa_class().filter().index(),
                listing.phi.index(),
                listing.soc2.index(),
                listing.confidence.index(),
                listing.category.index(),
            ];
            for (option, (_, first_option, _)) in options.into_iter().zip(facets()) {
                let index = (first_option + option) * blocks_per_option + vendor / 64;
                if let Some(block) = bitsets.blocks.get_mut(index) {
                    *block |= 1 << (vendor % 64);
                }
            }
        }
        bitsets
    }

    /// Intersects a set of vendors with the filters of a query, and counts the options. A vendor counts for an option
    /// that it has if the filters of all other facets match it.
    pub fn filter(&self, query: &Query, vendors: &mut [u64]) -> FacetCounts {
        let mut counts = FacetCounts::default();
        for (at, block) in vendors.iter_mut().enumerate().filter(|(_, block)| **block != 0) {
            let mut filters = [u64::MAX; OPTION_COUNTS.len()];
            for (filter, (facet, first_option, option_count)) in filters.iter_mut().zip(facets()) {
                let selected = query.selected_bits(facet);
                if selected != 0 {
                    let selected = (0..option_count).filter(|option| selected >> option & 1 == 1);
                    *filter = selected.fold(0, |union, option| union | self.block(first_option + option, at));
                }
            }
            for (number, (facet, first_option, _)) in facets().enumerate() {
                let others = filters.iter().enumerate().filter(|(other, _)| *other != number);
                let candidates = others.fold(*block, |set, (_, filter)| set & filter);
                for (option, count) in counts.counts_mut(facet).iter_mut().enumerate() {
                    *count += (candidates & self.block(first_option + option, at)).count_ones();
                }
            }
            *block &= filters.iter().fold(u64::MAX, |set, filter| set & filter);
        }
        counts
    }

    /// A block of an option's bitset.
    fn block(&self, option: usize, at: usize) -> u64 {
        self.blocks.get(option * self.blocks_per_option + at).copied().unwrap_or(0)
    }
}

/// Each facet, the number of options of all facets before it, and the number of its own options.
fn facets() -> impl Iterator<Item = (Facet, usize, usize)> {
    OPTION_COUNTS.into_iter().scan(0, |next_option, (facet, option_count)| {
        let first_option = *next_option;
        *next_option += option_count;
        Some((facet, first_option, option_count))
    })
}
