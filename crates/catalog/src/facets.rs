//! The facets that filter search results. A facet's options are addressed by key, the same one in URLs and in the value
//! of inputs.

use std::fmt;
use std::marker::PhantomData;

use crate::string_enum::string_enum;
use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};

string_enum! {
    /// A property that filters search results. Its key is also the key in the URL and the name of its inputs.
    pub enum Facet {
        /// Whether the vendor signs a BAA: [`BaaFilter`].
        Baa = "baa", "BAA";
        /// Whether PHI may be stored: [`PhiStatus`].
        Phi = "phi", "PHI";
        /// The vendor's SOC 2 attestation: [`Soc2Status`].
        Soc2 = "soc2", "SOC 2";
        /// The strength of the evidence for the BAA status: [`Confidence`].
        Evidence = "evidence", "Evidence";
        /// The kind of software: [`Category`].
        Category = "category", "Category";
    }
}

/// One option of a facet, as pages show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetOption {
    /// The key in URLs and in the value of an input; unique within the facet.
    pub key: &'static str,
    /// The label on pages.
    pub label: &'static str,
}

impl Facet {
    /// Every option of the facet, in display order.
    pub fn options(self) -> Vec<FacetOption> {
        match self {
            Self::Baa => options::<BaaFilter>(),
            Self::Phi => options::<PhiStatus>(),
            Self::Soc2 => options::<Soc2Status>(),
            Self::Evidence => options::<Confidence>(),
            Self::Category => options::<Category>(),
        }
    }

    /// The index in [`Self::options`] of the option with that key, which is its bit in a [`Selection`].
    pub fn option_index(self, key: &str) -> Option<usize> {
        match self {
            Self::Baa => BaaFilter::from_key(key).map(FacetValue::index),
            Self::Phi => PhiStatus::from_key(key).map(FacetValue::index),
            Self::Soc2 => Soc2Status::from_key(key).map(FacetValue::index),
            Self::Evidence => Confidence::from_key(key).map(FacetValue::index),
            Self::Category => Category::from_key(key).map(FacetValue::index),
        }
    }
}

fn options<T: FacetValue>() -> Vec<FacetOption> {
    T::OPTIONS.iter().map(|value| FacetOption { key: value.key(), label: value.label() }).collect()
}

/// A value that a facet filters by: a status, a level of evidence or a category.
pub trait FacetValue: Copy + 'static {
    /// The facet that the value belongs to.
    const FACET: Facet;
    /// Every value that is an option of the facet, in display order.
    const OPTIONS: &'static [Self];

    /// The value's index in [`Self::OPTIONS`]. A value that is not an option has an index past the end.
    fn index(self) -> usize;
    /// The key in URLs and in the value of an input.
    fn key(self) -> &'static str;
    /// The label on pages.
    fn label(self) -> &'static str;
}

macro_rules! facet_value {
    ($name:ident, $facet:ident, $label:path) => {
        impl FacetValue for $name {
            const FACET: Facet = Facet::$facet;
            const OPTIONS: &'static [Self] = {
                assert!(Self::ALL.len() <= 64, "a selection has 64 bits");
                Self::ALL
            };

            fn index(self) -> usize {
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

facet_value!(BaaFilter, Baa, Self::label);
facet_value!(PhiStatus, Phi, Self::filter_label);
facet_value!(Soc2Status, Soc2, Self::filter_label);
facet_value!(Confidence, Evidence, Self::evidence);
facet_value!(Category, Category, Self::label);

/// The selected options of one facet, as a bitset in display order. An empty selection does not filter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Selection<T> {
    /// Bit *i* is the option with index *i*.
    pub(crate) bits: u64,
    value: PhantomData<T>,
}

impl<T: FacetValue> Selection<T> {
    /// Whether no option is selected.
    pub fn is_empty(&self) -> bool {
        self.bits == 0
    }

    /// Whether the option is selected.
    pub fn contains(&self, option: T) -> bool {
        self.bits >> option.index() & 1 == 1
    }

    /// Selects the option.
    pub fn insert(&mut self, option: T) {
        self.bits |= 1 << option.index();
    }

    /// The selected options, in display order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        T::OPTIONS.iter().copied().filter(|option| self.contains(*option))
    }
}

impl<T> Default for Selection<T> {
    fn default() -> Self {
        Self { bits: 0, value: PhantomData }
    }
}

impl<T: FacetValue> FromIterator<T> for Selection<T> {
    fn from_iter<I: IntoIterator<Item = T>>(options: I) -> Self {
        let mut selection = Self::default();
        options.into_iter().for_each(|option| selection.insert(option));
        selection
    }
}

impl<T: FacetValue> fmt::Debug for Selection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(T::key)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Facet, FacetOption, FacetValue, Selection};
    use crate::{BaaFilter, Category, Confidence, PhiStatus, Query, Soc2Status, UrlState};

    /// Every option by its typed value: its facet, its key and a query that selects it.
    fn typed_options() -> Vec<(Facet, &'static str, Query)> {
        fn options<T: FacetValue>(
            select: fn(T) -> Query,
        ) -> impl Iterator<Item = (Facet, &'static str, Query)> {
            T::OPTIONS.iter().map(move |option| (T::FACET, option.key(), select(*option)))
        }
        let baa = |option| Query { baa: [option].into_iter().collect(), ..Query::default() };
        let phi = |option| Query { phi: [option].into_iter().collect(), ..Query::default() };
        let soc2 = |option| Query { soc2: [option].into_iter().collect(), ..Query::default() };
        let evidence = |option| Query { evidence: [option].into_iter().collect(), ..Query::default() };
        let categories = |option| Query { categories: [option].into_iter().collect(), ..Query::default() };
        options::<BaaFilter>(baa)
            .chain(options::<PhiStatus>(phi))
            .chain(options::<Soc2Status>(soc2))
            .chain(options::<Confidence>(evidence))
            .chain(options::<Category>(categories))
            .collect()
    }

    #[test]
    fn every_option_is_selected_by_its_key_and_by_no_other() {
        let typed_options = typed_options();
        assert_eq!(typed_options.len(), Facet::ALL.iter().map(|facet| facet.options().len()).sum::<usize>());
        for (facet, key, typed) in typed_options {
            let mut query = Query::default();
            query.toggle_key(facet, key);
            assert_eq!(query, typed, "{key} of {facet:?}");
            assert_eq!(query, Query::parse(&[facet.key(), "=", key].concat()));
            for other_facet in Facet::ALL {
                for FacetOption { key: other_key, .. } in other_facet.options() {
                    let is_same = (*other_facet, other_key) == (facet, key);
                    assert_eq!(
                        query.is_selected(*other_facet, other_key),
                        is_same,
                        "{other_key} after {key}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_two_options_of_a_facet_have_the_same_label() {
        for facet in Facet::ALL {
            let mut labels: Vec<&str> = facet.options().iter().map(|option| option.label).collect();
            let count = labels.len();
            labels.sort_unstable();
            labels.dedup();
            assert_eq!(labels.len(), count, "{facet:?}");
        }
    }

    #[test]
    fn a_key_that_is_not_an_option_selects_nothing() {
        let mut query = Query::default();
        // The key of `Category::Unknown`, which is not an option, and a key of another facet.
        for (facet, key) in [(Facet::Category, "unknown"), (Facet::Baa, "eligible"), (Facet::Phi, "")] {
            query.toggle_key(facet, key);
            assert!(!query.is_selected(facet, key), "{key}");
        }
        assert_eq!(query, Query::default());
    }

    #[test]
    fn a_selection_is_in_display_order_without_duplicates() {
        let mut selection: Selection<Category> =
            [Category::Website, Category::Ai, Category::Website].into_iter().collect();
        assert_eq!(selection.iter().collect::<Vec<_>>(), [Category::Ai, Category::Website]);
        assert!(selection.contains(Category::Ai) && !selection.contains(Category::Crm));
        selection.insert(Category::Crm);
        assert_eq!(selection.iter().collect::<Vec<_>>(), [Category::Ai, Category::Crm, Category::Website]);
        assert!(!selection.is_empty() && Selection::<Category>::default().is_empty());
    }
}
