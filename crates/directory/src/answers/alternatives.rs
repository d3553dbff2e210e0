//! Other vendors of the same kind that sign.

use crate::{Category, Listing, PhiStatus, Slug, of_category};

const MOST: usize = 5;

/// Up to five other vendors of that category with which a BAA can be signed, best verdict first. One that signs and
/// still wants no PHI is none.
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
    found.retain(|other| other.baa.can_be_signed() && other.phi != PhiStatus::NotEligible);
    found.truncate(MOST + 1);
    found
}
