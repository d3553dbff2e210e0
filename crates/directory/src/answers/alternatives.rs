//! Other vendors of the same category that sign.

use crate::{Category, Listing, PhiStatus, Slug, of_category};

const MOST: usize = 5;

/// Up to five other vendors of that category that count as signing and whose record allows PHI, best verdict first.
/// The same rule serves the section "Alternatives" and the advice where there is no BAA.
pub fn alternatives<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
    except: &Slug,
) -> Vec<&'a Listing> {
    let mut found = contenders(listings, category);
    found.retain(|other| other.slug != *except);
    found.truncate(MOST);
    found
}

/// The vendors of a category among which the alternatives to each vendor of it are: one more than there are
/// alternatives, for the vendor itself. Found once a category, they save sorting it again for each vendor.
pub fn contenders<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
) -> Vec<&'a Listing> {
    let mut found = of_category(listings, category);
    found.retain(|other| {
        let allows_phi = match other.phi {
            PhiStatus::Eligible | PhiStatus::Conditional => true,
            PhiStatus::NotEligible | PhiStatus::Unknown => false,
        };
        allows_phi && other.verdict().baa_class().counts_as_signing()
    });
    found.truncate(MOST + 1);
    found
}
