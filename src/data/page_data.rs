//! The data that a page is rendered from. The publisher embeds it in the page, and the app starts with the same
//! data, so that the first client render equals the HTML whatever was published since.

use catalog::overview::CategoryTotals;
use catalog::{Category, Change, Date, Listing, Record, Slug, SourceCheck, Verdict};
use search::FacetCounts;
use serde::{Deserialize, Serialize};

/// The `id` of the element that contains a page's data.
pub const ELEMENT_ID: &str = "page-data";

/// A page's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// The data of the whole site.
    pub site: Site,
    /// The data of this page.
    pub page: Page,
}

/// The data of the whole site, which every page contains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The name in the header and in titles.
    pub name: String,
    /// The public origin, such as `https://countersign.example`, without a slash at its end.
    pub origin: String,
    /// The path at which the site is published, with a slash at both ends.
    pub base: String,
    /// The number of vendors.
    pub vendors: usize,
    /// The date of publication.
    pub published: Date,
    /// Whether this page is a copy that the service worker shows when the site is unreachable.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_offline_copy: bool,
    /// The URL of the form in which visitors propose a vendor; `None` if the site has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propose_vendor: Option<String>,
    /// The form for email sign-ups; `None` if the site takes none.
    pub sign_up: Option<SignUpForm>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Site {
    /// The path, from the origin's root, of a path on the site (without a slash at its start).
    pub fn path(&self, path: &str) -> String {
        [self.base.as_str(), path].concat()
    }

    /// The absolute public URL of a path on the site (without a slash at its start).
    pub fn absolute_url(&self, path: &str) -> String {
        [&self.origin, &self.base, path].concat()
    }
}

/// The part of a page's data that the programs without Leptos read. A deserializer for all of it would take a tenth of that Wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tools {
    /// See [`Site::base`].
    pub base: String,
    /// See [`Site::propose_vendor`].
    pub propose_vendor: Option<String>,
}

impl Tools {
    /// Reads a page's data; `None` if it is damaged.
    pub fn parse(page_data: &str) -> Option<Self> {
        let site = inventory::Json::parse(page_data).ok()?.member("site")?.object()?;
        Some(Self { base: site.text("base")?, propose_vendor: site.text("propose_vendor") })
    }
}

/// What people agree to when they sign up, as the form states it.
pub const SIGN_UP_CONSENT: &str = "One email per change. No newsletter, no selling your address.";

/// The form for email sign-ups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpForm {
    /// The URL that the form posts to: a path from the origin's root, or an absolute URL.
    pub action: String,
    /// How the service responds.
    pub response: SignUpResponse,
    /// The name of the field for the email address.
    pub email: String,
    /// The name of the field for the vendor's slug; `None` if the service takes none.
    pub vendor: Option<String>,
    /// Names and values of hidden fields.
    pub fixed: Vec<(String, String)>,
    /// The name of a field that people do not see and leave empty.
    pub honeypot: Option<String>,
}

/// How a sign-up service responds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpResponse {
    /// With JSON, which contains the error if there is one.
    Json,
    /// With a status code alone; the body has no meaning.
    Status,
    /// With a web page, so the browser submits the form itself and shows that page.
    Page,
}

/// The data of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Page {
    /// Search, filters, results.
    Home(HomeData),
    /// One vendor.
    Vendor(Box<VendorData>),
    /// One category.
    Category(CategoryData),
    /// A few vendors side by side. The URL names them.
    Compare,
    /// The vendors in a stack, which the visitor adds.
    Check,
    /// The visitor's business associate register.
    Register,
    /// Every change of a verdict.
    Changes(Vec<PublishedChange>),
    /// What each status means.
    About,
    /// The data as files.
    Api,
    /// No page has this URL.
    NotFound,
    /// The page that the service worker shows for any URL while the site is unreachable. The app replaces it with the
    /// page that the URL names.
    OfflineShell,
}

/// The home page before a search, which the browser shows until the vendor list is loaded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeData {
    /// The first results. They are in the HTML only, and the browser keeps that HTML until the first search.
    #[serde(skip)]
    pub first_results: Vec<Listing>,
    /// The newest changes, newest first.
    pub newest_changes: Vec<PublishedChange>,
    /// How many vendors of each category sign a BAA. Only the HTML has them.
    #[serde(skip)]
    pub totals: Vec<CategoryTotals>,
    /// The number of vendors for each filter option.
    pub counts: FacetCounts,
    /// The file of the vendor list, whose name contains a hash of its content. No other page names it, so that a
    /// changed record does not change every page.
    pub list_file: String,
}

/// One vendor's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VendorData {
    /// The vendor.
    pub record: Record,
    /// Vendors in the same category that sign a BAA.
    pub alternatives: Vec<Listing>,
    /// What the checks of the record's sources showed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<SourceCheck>,
}

/// One category's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryData {
    /// The category.
    pub category: Category,
    /// Its vendors, best verdict first.
    pub vendors: Vec<Listing>,
}

/// A change of a verdict, with its vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedChange {
    /// The vendor's slug.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// The vendor's category.
    pub category: Category,
    /// The change.
    pub change: Change,
    /// The vendor's current verdict, whose evidence limits how firmly a label states the change.
    pub verdict: Verdict,
    /// What the change means for someone who relies on the vendor.
    pub meaning: String,
}

/// The file of all changes, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedChanges {
    /// The version of the file's schema; the same number as the vendor list's.
    pub version: u32,
    /// The changes.
    pub changes: Vec<PublishedChange>,
}
