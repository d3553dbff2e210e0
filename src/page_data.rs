//! What a page is rendered from. The publisher writes it into the page, and the browser hydrates with the
//! same data: the first client render equals the HTML, whatever was published since.

use directory::search::FacetCounts;
use directory::{Category, Change, Date, Listing, Record, Slug, Verdict};
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
    /// The public address of the host, without a slash at its end.
    pub address: String,
    /// The path that the site lies under, with a slash at both ends.
    pub base: String,
    /// How many vendors there are.
    pub vendors: usize,
    /// When the site was published.
    pub published: Date,
    /// Whether this is the copy of a page that a browser shows where the site cannot be reached.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_kept: bool,
    /// The form that takes sign-ups by email; `None` where nothing takes them.
    pub sign_up: Option<SignUpForm>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Site {
    /// The path from the host's root to a path on the site (without a leading slash).
    pub fn path(&self, path: &str) -> String {
        [self.base.as_str(), path].concat()
    }

    /// The whole public address of a path on the site (without a leading slash).
    pub fn whole(&self, path: &str) -> String {
        [&self.address, &self.base, path].concat()
    }
}

/// A form that takes sign-ups by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpForm {
    /// Where it posts to: a path from the host's root, or a whole address.
    pub action: String,
    /// How an answer is read.
    pub answer: SignUpAnswer,
    /// The name of the field for the email address.
    pub email: String,
    /// The name of the field for the vendor's key; `None` where the service takes none.
    pub vendor: Option<String>,
    /// Names and values of the fields that stay as they are.
    pub fixed: Vec<(String, String)>,
    /// The name of a field that people do not see and leave empty.
    pub honeypot: Option<String>,
}

/// How the answer to a sign-up is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpAnswer {
    /// It is JSON, and says what went wrong where something did.
    Json,
    /// A status of success says that all is well, whatever else the answer holds.
    Status,
    /// It is a page for people: the browser sends the form and shows it.
    Page,
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
    /// The records as files for programs.
    Api,
    /// Nothing is at this address.
    NotFound,
    /// Whatever the address names, which shows once the app has begun.
    Elsewhere,
}

/// The home page as it is without a search: what the browser shows until the bundle is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeData {
    /// The first results. They are in the HTML, where the browser leaves them until it has searched.
    #[serde(skip)]
    pub first: Vec<Listing>,
    /// How many vendors each filter option has.
    pub counts: FacetCounts,
    /// The file of the list of all vendors, under the name that changes with its content. No other page names it, so
    /// that one changed record does not change every page.
    pub list: String,
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
    /// The vendor's category.
    pub category: Category,
    /// What changed.
    pub change: Change,
    /// The vendor's verdict now, which says how firm the labels of a change are.
    pub verdict: Verdict,
    /// What that means for someone who relies on the vendor.
    pub meaning: String,
}

/// The file of all changes, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedChanges {
    /// The form of this file; the same number as the bundle's.
    pub version: u32,
    /// The changes.
    pub changes: Vec<PublishedChange>,
}
