//! What a page is rendered from. The publisher writes it into the page, and the browser hydrates with the
//! same data: the first client render equals the HTML, whatever was published since.

use directory::search::FacetCounts;
use directory::{Category, Change, Date, Listing, Record, Slug};
use serde::{Deserialize, Serialize};

/// The `id` of the element that holds a page's data.
pub const ELEMENT_ID: &str = "page-data";

/// A page's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// What every page says of the site.
    pub site: Site,
    /// What this page shows.
    pub page: Page,
}

/// What every page says of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The name in the header and in titles.
    pub name: String,
    /// The path that the site lies under, with a slash at both ends.
    pub base: String,
    /// How many vendors there are.
    pub vendors: usize,
    /// When the site was published.
    pub published: Date,
}

/// What one page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Page {
    /// Search, filters, results.
    Home(HomeData),
    /// One vendor.
    Vendor(Box<VendorData>),
    /// One category.
    Category(CategoryData),
    /// Every change of a verdict.
    Changes(Vec<PublishedChange>),
    /// What each status means.
    About,
    /// Nothing is at this address.
    NotFound,
}

/// The home page as it is without a search: what the browser shows until the bundle is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeData {
    /// The first results.
    pub first: Vec<Listing>,
    /// How many vendors each filter option has.
    pub counts: FacetCounts,
}

/// One vendor's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VendorData {
    /// The vendor.
    pub record: Record,
    /// Others of the same category that sign.
    pub alternatives: Vec<Listing>,
}

/// One category's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryData {
    /// The category.
    pub category: Category,
    /// Its vendors, best verdict first.
    pub vendors: Vec<Listing>,
}

/// A change of a verdict, with the vendor that it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedChange {
    /// The vendor's key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// What changed.
    pub change: Change,
}

/// The file of all changes, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedChanges {
    /// The form of this file; the same number as the bundle's.
    pub version: u32,
    /// The changes.
    pub changes: Vec<PublishedChange>,
}
