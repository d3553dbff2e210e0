//! The sort orders of results, computed once as the rank of each vendor, a counting sort, and a selection of the first
//! *k*.

use catalog::{Category, Date, Listing, Query, Sort};

/// For each sort order, the rank of each listing. No two listings have the same rank.
#[derive(Debug, Default)]
pub(super) struct SortRanks {
    /// By name, then slug.
    by_name: Vec<u32>,
    /// By verdict, the best first, then name.
    by_verdict: Vec<u32>,
}

impl SortRanks {
    /// Derives all sort orders from the order by name, by stable sorting.
    pub fn new(listings: &[Listing], by_name: Vec<u32>) -> Self {
        let name_ranks = ranks(&by_name);
        let verdict_ranks: Vec<u16> = listings.iter().map(verdict_rank).collect();
        let mut by_verdict = by_name;
        counting_sort(&mut by_verdict, &verdict_ranks);
        Self { by_name: name_ranks, by_verdict: ranks(&by_verdict) }
    }

    /// The ranks of vendors with the same score. Equally relevant results are ordered by verdict, all others by name.
    pub fn ranks(&self, sort: Sort) -> &[u32] {
        if sort == Sort::Best { &self.by_verdict } else { &self.by_name }
    }
}

/// The rank of a vendor's verdict as one number.
fn verdict_rank(listing: &Listing) -> u16 {
    let (baa, phi, soc2) = listing.verdict().rank();
    (u16::from(baa) * 16 + u16::from(phi)) * 8 + u16::from(soc2)
}

/// The order of a query's results, apart from relevance: a score of each vendor, then its rank.
pub(super) struct Order {
    sort: Sort,
    is_default: bool,
    /// The bits of a key that are inverted.
    inverted: u64,
    /// The position of each category in the order of the labels.
    categories: Vec<u32>,
    /// The first day of 1970.
    epoch: Option<Date>,
}

impl Order {
    pub fn new(query: &Query) -> Self {
        let inverted = match query.sort {
            _ if !query.is_reversed => 0,
            Sort::Name => u64::MAX,
            // Vendors with the same score stay in the order of their names.
            _ => u64::MAX << 32,
        };
        let position =
            |label: &str| Category::ALL.iter().filter(|other| other.label() < label).count() as u32;
        let categories = match query.sort {
            Sort::Category => Category::ALL.iter().map(|category| position(category.label())).collect(),
            _ => Vec::new(),
        };
        Self {
            sort: query.sort,
            is_default: query.is_default(),
            inverted,
            categories,
            epoch: Date::from_unix_days(0),
        }
    }

    /// The score of a vendor without relevance; the lowest comes first.
    pub fn score(&self, listing: &Listing) -> u32 {
        let (_, phi, soc2) = listing.verdict().rank();
        match self.sort {
            // The position of a vendor that is not featured, 0, wraps to the highest score.
            Sort::Best if self.is_default => listing.featured.wrapping_sub(1),
            Sort::Best | Sort::Name => 0,
            Sort::Baa => verdict_rank(listing).into(),
            Sort::Verified => u32::MAX - self.days(listing.last_verified),
            Sort::Category => self.categories.get(listing.category as usize).copied().unwrap_or(u32::MAX),
            Sort::Phi => phi.into(),
            Sort::Soc2 => soc2.into(),
            Sort::Evidence => listing.confidence as u32,
        }
    }

    /// The number of days from 1970 to a date.
    fn days(&self, date: Date) -> u32 {
        let days = self.epoch.map_or(0, |epoch| date.days_since(epoch));
        days.try_into().unwrap_or_default()
    }

    /// The key by which results are sorted.
    pub fn key(&self, score: u32, rank: u64) -> u64 {
        (u64::from(score) << 32 | rank) ^ self.inverted
    }
}

/// The inverse of a permutation: the rank of each index.
fn ranks(permutation: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; permutation.len()];
    for (rank, index) in (0..).zip(permutation) {
        if let Some(slot) = ranks.get_mut(*index as usize) {
            *slot = rank;
        }
    }
    ranks
}

/// The number of distinct keys of [`counting_sort`].
pub(super) const KEYS: usize = 4096;

/// Sorts indexes by their keys, each below [`KEYS`]: `keys[i]` is the key of the index `i`. The sort is stable
/// (counting sort: Seward 1954).
pub(super) fn counting_sort(indexes: &mut Vec<u32>, keys: &[u16]) {
    // The counters are on the stack, and `sorted` is not freed here: if one function allocates zeroed memory and frees
    // it, rustc 1.95 with LTO takes the allocator's header before the memory for zero too (docs/size.md).
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
    let mut sorted = vec![0; indexes.len()];
    for index in indexes.iter() {
        let key = keys.get(*index as usize).copied().unwrap_or(0);
        if let Some(end) = ends.get_mut(usize::from(key)) {
            if let Some(slot) = sorted.get_mut(*end) {
                *slot = *index;
            }
            *end += 1;
        }
    }
    *indexes = sorted;
}

/// The *k* indexes with the lowest keys of a stream, in order of their keys.
#[derive(Debug)]
pub(super) struct TopK {
    capacity: usize,
    entries: Vec<(u64, u32)>,
}

impl TopK {
    /// An empty selection of at most `capacity` indexes.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: Vec::new() }
    }

    /// Adds an index, and removes the one with the highest key if the capacity is exceeded.
    pub fn add(&mut self, key: u64, index: u32) {
        if self.entries.len() >= self.capacity {
            if self.entries.last().is_none_or(|(highest, _)| *highest <= key) {
                return;
            }
            self.entries.pop();
        }
        let position = self.entries.partition_point(|(other, _)| *other <= key);
        self.entries.insert(position, (key, index));
    }

    /// The selected indexes, the one with the lowest key first.
    pub fn indexes(&self) -> impl Iterator<Item = usize> {
        self.entries.iter().map(|(_, index)| *index as usize)
    }
}
