//! The overview: how many vendors of each category have which verdict on the BAA.

use crate::query::Query;
use crate::{BaaClass, Category, Confidence, Listing};

/// The number of vendors of a category with each verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryTotals {
    /// The category.
    pub category: Category,
    /// The number of vendors, in the order of [`BaaClass::ALL`].
    vendors: Vec<usize>,
}

impl CategoryTotals {
    /// The verdicts of vendors in this category, each with the number of its vendors.
    pub fn classes(&self) -> impl Iterator<Item = (BaaClass, usize)> {
        BaaClass::ALL.iter().copied().zip(self.vendors.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// The number of vendors with a verdict.
    pub fn count(&self, class: BaaClass) -> usize {
        self.classes().find(|(other, _)| *other == class).map_or(0, |(_, count)| count)
    }

    /// The number of all vendors in this category.
    pub fn total(&self) -> usize {
        self.vendors.iter().sum()
    }

    /// The query that finds the vendors of this category with a verdict.
    pub fn query(&self, class: BaaClass) -> Query {
        let evidence = match class {
            BaaClass::Yes | BaaClass::SomePlans | BaaClass::OnRequest | BaaClass::No => {
                Some(Confidence::High)
            }
            BaaClass::ReportedYes
            | BaaClass::ReportedSomePlans
            | BaaClass::ReportedOnRequest
            | BaaClass::ReportedNo => Some(Confidence::Medium),
            BaaClass::Unlikely => Some(Confidence::Low),
            // The option of the BAA filter is this verdict.
            BaaClass::Unconfirmed | BaaClass::NotStated => None,
        };
        Query {
            baa: [class.filter()].into_iter().collect(),
            evidence: evidence.into_iter().collect(),
            categories: [self.category].into_iter().collect(),
            ..Query::default()
        }
    }
}

/// The totals of each category that has vendors, in the order of the categories.
pub fn category_totals<'a>(listings: impl IntoIterator<Item = &'a Listing>) -> Vec<CategoryTotals> {
    let empty = |&category: &Category| CategoryTotals { category, vendors: vec![0; BaaClass::ALL.len()] };
    let mut totals: Vec<CategoryTotals> = Category::ALL.iter().map(empty).collect();
    for listing in listings {
        let class = listing.verdict().baa_class();
        let total = totals.iter_mut().find(|total| total.category == listing.category);
        let index = BaaClass::ALL.iter().position(|other| *other == class);
        if let Some(count) = total.zip(index).and_then(|(total, index)| total.vendors.get_mut(index)) {
            *count += 1;
        }
    }
    totals.retain(|total| total.total() > 0);
    totals
}
