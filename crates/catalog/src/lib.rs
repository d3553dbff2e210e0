//! The domain model of Countersign: vendor records, the verdict on whether a vendor signs a HIPAA Business Associate
//! Agreement, and the answers, rules, facets and URL state that are derived from records. The crate has no DOM, network,
//! file system or clock: the publisher and the browser call the same functions, so that a page has the same text
//! wherever it is rendered.

pub mod answers;
mod category;
pub mod changes;
pub mod comparison;
mod date;
pub mod facets;
pub mod hosts;
mod listing;
pub mod overview;
pub mod query;
pub mod query_words;
mod record;
mod renamed;
#[cfg(not(target_arch = "wasm32"))]
pub mod rules;
pub mod signals;
mod slug;
pub mod sort;
mod source_check;
mod status;
mod string_enum;
pub mod text_folding;
mod url;
mod url_state;
mod verdict;
pub mod watch;

pub use category::Category;
pub use changes::newest_changes;
pub use date::{Date, DateError};
pub use listing::{Bundle, Listing, in_category};
pub use query::{Query, Sort};
pub use record::{
    Baa, Change, Confidence, Fact, Field, Links, Phi, Publisher, Publishers, Record, RequestRoute, SCHEMA,
    Soc2, Source,
};
pub use renamed::Renamed;
pub use signals::{DnsSignals, Packages, Signals};
#[cfg(not(target_arch = "wasm32"))]
pub use slug::slugify;
pub use slug::{Slug, SlugError, redirect_target};
pub use source_check::{SourceCheck, SourceProblem};
pub use status::{BaaStatus, PhiStatus, Soc2Status};
pub use url::{HttpsUrl, HttpsUrlError};
pub use url_state::{UrlState, listed_names};
pub use verdict::{BaaClass, BaaFilter, PhiClass, Soc2Class, Tone, Verdict};
