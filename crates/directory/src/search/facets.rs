//! What results are filtered by: the three statuses and the category. One mechanism for the four, so
//! that a page writes one group of options and not four.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::keyed::keyed;
use crate::{BaaStatus, Category, Listing, PhiStatus, Query, Soc2Status};

keyed! {
    /// What results are filtered by; the key is the name in the URL.
    pub enum Facet {
        /// Whether the vendor signs a BAA.
        Baa = "baa", "BAA";
        /// Whether PHI may be stored.
        Phi = "phi", "PHI";
        /// What it says of a SOC 2 report.
        Soc2 = "soc2", "SOC 2";
        /// The kind of software.
        Category = "category", "Category";
    }
}

impl Facet {
    /// The labels of its options, in the order in which pages list them.
    pub fn labels(self) -> Vec<&'static str> {
        match self {
            Self::Baa => BaaStatus::ALL.iter().map(|option| option.label()).collect(),
            Self::Phi => PhiStatus::ALL.iter().map(|option| option.label()).collect(),
            Self::Soc2 => Soc2Status::ALL.iter().map(|option| option.label()).collect(),
            Self::Category => Category::ALL.iter().map(|option| option.label()).collect(),
        }
    }
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
    ($name:ident, $facet:ident) => {
        impl Choice for $name {
            const FACET: Facet = Facet::$facet;
            const OPTIONS: &'static [Self] = {
                assert!(Self::ALL.len() <= 32, "a set of options is 32 bits");
                Self::ALL
            };

            fn place(self) -> usize {
                self as usize
            }

            fn key(self) -> &'static str {
                self.key()
            }

            fn label(self) -> &'static str {
                self.label()
            }
        }
    };
}

choice!(BaaStatus, Baa);
choice!(PhiStatus, Phi);
choice!(Soc2Status, Soc2);
choice!(Category, Category);

/// A set of a facet's options, each at most once and always in the order of the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Chosen<T> {
    /// One bit an option, by place.
    bits: u32,
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
        self.bits ^= 1_u32.checked_shl(place as u32).unwrap_or(0);
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FacetCounts {
    baa: [u32; BaaStatus::ALL.len()],
    phi: [u32; PhiStatus::ALL.len()],
    soc2: [u32; Soc2Status::ALL.len()],
    category: [u32; Category::ALL.len()],
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
            Facet::Category => &self.category,
        };
        counts.get(place).copied().unwrap_or(0)
    }

    /// Counts a vendor that the text matches, and says whether it is a result. It counts for a facet
    /// when every other facet lets it through.
    pub(super) fn count(&mut self, query: &Query, listing: &Listing) -> bool {
        let baa = query.baa.admits(listing.baa);
        let phi = query.phi.admits(listing.phi);
        let soc2 = query.soc2.admits(listing.soc2);
        let category = query.categories.admits(listing.category);
        add(&mut self.baa, listing.baa, phi && soc2 && category);
        add(&mut self.phi, listing.phi, baa && soc2 && category);
        add(&mut self.soc2, listing.soc2, baa && phi && category);
        add(&mut self.category, listing.category, baa && phi && soc2);
        baa && phi && soc2 && category
    }
}

fn add<T: Choice>(counts: &mut [u32], option: T, is_let_through: bool) {
    if let Some(count) = counts.get_mut(option.place()) {
        *count += u32::from(is_let_through);
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Chosen};
    use crate::{BaaStatus, Category, PhiStatus, Soc2Status};

    fn places<T: Choice>() -> bool {
        T::OPTIONS.iter().enumerate().all(|(place, option)| option.place() == place)
    }

    #[test]
    fn every_option_knows_its_place() {
        assert!(
            places::<BaaStatus>() && places::<PhiStatus>() && places::<Soc2Status>() && places::<Category>()
        );
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
