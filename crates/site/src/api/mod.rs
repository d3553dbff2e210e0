//! The static API: the records in the forms that programs, spreadsheets and assistants read. The page `/api/` says
//! what there is.

mod assistants;
mod bundle;
mod markdown;
mod table;

pub use assistants::guide;
pub use bundle::bundle;
pub use markdown::vendor_as_markdown;
pub use table::table;

use directory::{Category, Date, Listing};
use serde::Serialize;

/// One category's file, `/categories/<slug>.json`; `category.schema.json` describes it.
#[derive(Serialize)]
pub struct CategoryFile<'a> {
    /// The form of this file; the same number as the bundle's.
    pub version: u32,
    /// When it was published.
    pub date: Date,
    /// The category's key.
    pub category: Category,
    /// The category in words.
    pub label: &'static str,
    /// Its vendors, best verdict first.
    pub vendors: Vec<&'a Listing>,
}
