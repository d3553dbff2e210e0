//! What results are filtered by: the three statuses, the evidence and the category. One mechanism for all of them, so
//! that a page writes one group of options and not five.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::keyed::keyed;
use crate::{BaaFilter, Category, Confidence, Listing, PhiStatus, Query, Soc2Status};

keyed! {
    /// What results are filtered by; the key is the name in the URL.
    pub enum Facet {
        /// Whether the vendor signs a BAA.
        Baa = "baa", "BAA";
        /// Whether PHI may be stored.
        Phi = "phi", "PHI";
        /// What it says of a SOC 2 report.
        Soc2 = "soc2", "SOC 2";
        /// How good the evidence for the BAA answer is.
        Evidence = "evidence", "Evidence";
        /// The kind of software.
        Category = "category", "Category";
    }
}

impl Facet {
    /// The labels of its options, in the order in which pages list them.
    pub fn labels(self) -> Vec<&'static str> {
        match self {
            Self::Baa => labels::<BaaFilter>(),
            Self::Phi => labels::<PhiStatus>(),
            Self::Soc2 => labels::<Soc2Status>(),
            Self::Evidence => labels::<Confidence>(),
            Self::Category => labels::<Category>(),
        }
    }
}

fn labels<T: Choice>() -> Vec<&'static str> {
    T::OPTIONS.iter().map(|option| option.label()).collect()
}

/// One option of a facet: a status or a category.
pub trait Choice: Copy + 'static {
    /// The facet that it is an option of.
    const FACET: Facet;
    /// Every option, in the order in which pages list them.
    const OPTIONS: &'static [Self];

    /// Where it stands in [`Self::OPTIONS`].
    fn place(self) -> usize;
    /// The word for it in addresses.
    fn key(self) -> &'static str;
    /// The words for it on a page.
    fn label(self) -> &'static str;
}

macro_rules! choice {
    ($name:ident, $facet:ident, $label:path) => {
        impl Choice for $name {
            const FACET: Facet = Facet::$facet;
            const OPTIONS: &'static [Self] = {
                assert!(Self::ALL.len() <= 64, "a set of options is 64 bits");
                Self::ALL
            };

            fn place(self) -> usize {
                self as usize
            }

            fn key(self) -> &'static str {
                self.key()
            }

            fn label(self) -> &'static str {
                $label(self)
            }
        }
    };
}

choice!(BaaFilter, Baa, Self::label);
choice!(PhiStatus, Phi, Self::label);
choice!(Soc2Status, Soc2, Self::label);
choice!(Confidence, Evidence, Self::evidence);
choice!(Category, Category, Self::label);

/// A set of a facet's options, each at most once and always in the order of the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Chosen<T> {
    /// One bit an option, by place.
    bits: u64,
    options: PhantomData<T>,
}

impl<T> Chosen<T> {
    /// Whether no option is in the set.
    pub fn is_empty(&self) -> bool {
        self.bits == 0
    }

    /// How many options are in the set.
    pub fn len(&self) -> usize {
        self.bits.count_ones() as usize
    }

    /// Takes all options out.
    pub fn clear(&mut self) {
        self.bits = 0;
    }

    /// Whether the option at that place is in the set.
    pub(crate) fn has_place(&self, place: usize) -> bool {
        self.bits.checked_shr(place as u32).is_some_and(|bits| bits & 1 == 1)
    }

    /// Puts the option at that place in, or takes it out if it is in.
    pub(crate) fn toggle_place(&mut self, place: usize) {
        self.bits ^= 1_u64.checked_shl(place as u32).unwrap_or(0);
    }
}

impl<T: Choice> Chosen<T> {
    /// Whether the option is in the set.
    pub fn has(&self, option: T) -> bool {
        self.bits >> option.place() & 1 == 1
    }

    /// Puts an option in, or takes it out if it is in.
    pub fn toggle(&mut self, option: T) {
        self.bits ^= 1 << option.place();
    }

    /// Puts an option in.
    pub fn insert(&mut self, option: T) {
        self.bits |= 1 << option.place();
    }

    /// Whether a filter for these lets that option through; an empty one lets everything through.
    pub fn admits(&self, option: T) -> bool {
        self.is_empty() || self.has(option)
    }

    /// The options in the set.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        T::OPTIONS.iter().copied().filter(|option| self.has(*option))
    }
}

impl<T> Default for Chosen<T> {
    fn default() -> Self {
        Self { bits: 0, options: PhantomData }
    }
}

impl<T: Choice> FromIterator<T> for Chosen<T> {
    fn from_iter<I: IntoIterator<Item = T>>(options: I) -> Self {
        let mut chosen = Self::default();
        options.into_iter().for_each(|option| chosen.insert(option));
        chosen
    }
}

impl<T: Choice> fmt::Debug for Chosen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(T::key)).finish()
    }
}

/// For each option how many results it would give, with the text and the filters of the other facets
/// as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacetCounts {
    baa: [u32; BaaFilter::ALL.len()],
    phi: [u32; PhiStatus::ALL.len()],
    soc2: [u32; Soc2Status::ALL.len()],
    evidence: [u32; Confidence::ALL.len()],
    /// One number a category; serde reads arrays of up to 32.
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
    /// How many results an option would give.
    pub fn of<T: Choice>(&self, option: T) -> u32 {
        self.at(T::FACET, option.place())
    }

    /// How many results the option at that place of the facet would give.
    pub fn at(&self, facet: Facet, place: usize) -> u32 {
        let counts: &[u32] = match facet {
            Facet::Baa => &self.baa,
            Facet::Phi => &self.phi,
            Facet::Soc2 => &self.soc2,
            Facet::Evidence => &self.evidence,
            Facet::Category => &self.category,
        };
        counts.get(place).copied().unwrap_or(0)
    }

    fn of_facet(&mut self, facet: Facet) -> &mut [u32] {
        match facet {
            Facet::Baa => &mut self.baa,
            Facet::Phi => &mut self.phi,
            Facet::Soc2 => &mut self.soc2,
            Facet::Evidence => &mut self.evidence,
            Facet::Category => &mut self.category,
        }
    }
}

/// For each option the set of the vendors that have it, one bit a vendor.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// The facets one after the other, of each its options, of each 64 vendors a number.
    bits: Vec<u64>,
    /// How many numbers a set has.
    length: usize,
}

/// How many options each facet has.
const OPTIONS: [(Facet, usize); Facet::ALL.len()] = [
    (Facet::Baa, BaaFilter::ALL.len()),
    (Facet::Phi, PhiStatus::ALL.len()),
    (Facet::Soc2, Soc2Status::ALL.len()),
    (Facet::Evidence, Confidence::ALL.len()),
    (Facet::Category, Category::ALL.len()),
];

impl Sets {
    /// The sets of these vendors.
    pub fn new(listings: &[Listing]) -> Self {
        let length = listings.len().div_ceil(64);
        let options: usize = OPTIONS.iter().map(|(_, options)| options).sum();
        let mut sets = Self { bits: vec![0; options * length], length };
        for (number, listing) in listings.iter().enumerate() {
            // The category comes last: one that this build does not know has no option.
            let places: [usize; OPTIONS.len()] = [
                listing.verdict().baa_class().filter().place(),
                listing.phi.place(),
                listing.soc2.place(),
                listing.confidence.place(),
                listing.category.place(),
            ];
            let mut first = 0;
            for (place, (_, options)) in places.into_iter().zip(OPTIONS) {
                if let Some(bits) = sets.bits.get_mut((first + place) * length + number / 64) {
                    *bits |= 1 << (number % 64);
                }
                first += options;
            }
        }
        sets
    }

    /// Of those vendors that the text finds, given as a set, leaves those that the filters let through, and counts
    /// each option. A vendor counts for a facet when every other facet lets it through.
    pub fn filter(&self, query: &Query, found: &mut [u64]) -> FacetCounts {
        let mut counts = FacetCounts::default();
        for (at, found) in found.iter_mut().enumerate().filter(|(_, found)| **found != 0) {
            let mut admitted = [u64::MAX; OPTIONS.len()];
            for (slot, (facet, first, options)) in admitted.iter_mut().zip(facets()) {
                if query.is_filtered_by(facet) {
                    let chosen = (0..options).filter(|option| query.has_at(facet, *option));
                    *slot = chosen.fold(0, |set, option| set | self.bits_of(first + option, at));
                }
            }
            for (number, (facet, first, _)) in facets().enumerate() {
                let others = admitted.iter().enumerate().filter(|(other, _)| *other != number);
                let base = others.fold(*found, |set, (_, admitted)| set & admitted);
                for (option, count) in counts.of_facet(facet).iter_mut().enumerate() {
                    *count += (base & self.bits_of(first + option, at)).count_ones();
                }
            }
            *found &= admitted.iter().fold(u64::MAX, |set, admitted| set & admitted);
        }
        counts
    }

    fn bits_of(&self, option: usize, at: usize) -> u64 {
        self.bits.get(option * self.length + at).copied().unwrap_or(0)
    }
}

/// Each facet, the number of its first option among all, and how many it has.
fn facets() -> impl Iterator<Item = (Facet, usize, usize)> {
    OPTIONS.into_iter().scan(0, |first, (facet, options)| {
        let here = *first;
        *first += options;
        Some((facet, here, options))
    })
}

#[cfg(test)]
mod tests {
    use super::{Choice, Chosen};
    use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};

    fn places<T: Choice>() -> bool {
        T::OPTIONS.iter().enumerate().all(|(place, option)| option.place() == place)
    }

    #[test]
    fn every_option_knows_its_place() {
        assert!(places::<BaaFilter>() && places::<PhiStatus>() && places::<Soc2Status>());
        assert!(places::<Confidence>() && places::<Category>());
    }

    #[test]
    fn a_set_is_in_order_and_has_no_option_twice() {
        let mut chosen: Chosen<Category> =
            [Category::Website, Category::Ai, Category::Website].into_iter().collect();
        assert_eq!(chosen.iter().collect::<Vec<_>>(), [Category::Ai, Category::Website]);
        assert!(chosen.has(Category::Ai) && chosen.admits(Category::Ai) && !chosen.admits(Category::Crm));
        chosen.toggle(Category::Ai);
        chosen.toggle(Category::Crm);
        assert_eq!(chosen.iter().collect::<Vec<_>>(), [Category::Crm, Category::Website]);
        chosen.clear();
        assert!(chosen.is_empty() && chosen.admits(Category::Ai) && !chosen.has(Category::Ai));
    }
}
