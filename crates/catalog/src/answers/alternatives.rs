//! Alternatives: other vendors in the same category that count as signing.

use crate::{Category, Listing, PhiStatus, Slug, in_category};

const MAX_ALTERNATIVES: usize = 5;

/// Up to five other vendors in a category that count as signing and whose record allows PHI, best verdict first. Both
/// the section "Alternatives" and the advice for vendors without a BAA show them.
pub fn alternatives<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
    except: &Slug,
) -> Vec<&'a Listing> {
    let mut vendors = alternative_candidates(listings, category);
    vendors.retain(|other| other.slug != *except);
    vendors.truncate(MAX_ALTERNATIVES);
    vendors
}

/// The vendors in a category that the alternatives to any of its vendors are selected from: one more than the maximum
/// number of alternatives, because the vendor itself may be among them. A caller that computes them once per category
/// avoids sorting the category again for each vendor.
pub fn alternative_candidates<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    category: Category,
) -> Vec<&'a Listing> {
    let mut vendors = in_category(listings, category);
    vendors.retain(|vendor| {
        let allows_phi = match vendor.phi {
            PhiStatus::Eligible | PhiStatus::Conditional => true,
            PhiStatus::NotEligible | PhiStatus::Unknown => false,
        };
        allows_phi && vendor.verdict().baa_class().counts_as_signing()
    });
    vendors.truncate(MAX_ALTERNATIVES + 1);
    vendors
}
