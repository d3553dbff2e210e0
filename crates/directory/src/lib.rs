//! What Countersign knows: which vendors sign a HIPAA Business Associate Agreement, and everything
//! that follows from a vendor's record. No DOM, no network, no files, no clock: the publisher and the
//! browser call the same functions, so that a page says the same wherever it is rendered.

pub mod answers;
mod category;
pub mod changes;
mod date;
mod keyed;
mod listing;
pub mod query;
mod record;
mod renamed;
#[cfg(not(target_arch = "wasm32"))]
pub mod rules;
pub mod search;
pub mod signals;
mod slug;
mod url;
mod verdict;
pub mod watch;

pub use category::Category;
pub use changes::newest_changes;
pub use date::{Date, DateError};
pub use listing::{Bundle, Listing, of_category};
pub use query::{Query, Sort};
pub use record::{
    Baa, Change, Confidence, DnsSignals, Fact, Field, Links, Packages, Phi, Publisher, Publishers, Record,
    Route, SCHEMA, Signals, Slug, SlugError, Soc2, Source,
};
pub use renamed::Renamed;
pub use slug::redirect_target;
#[cfg(not(target_arch = "wasm32"))]
pub use slug::slugify;
pub use url::{HttpsUrl, HttpsUrlError};
pub use verdict::{
    BaaFilter, BaaStatus, PhiClass, PhiStatus, Soc2Class, Soc2Status, Tone, Verdict, VerdictClass,
};
