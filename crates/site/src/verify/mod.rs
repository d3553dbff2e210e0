//! `site verify`: whether the pages that the records cite still say what they said. No verdict and no date is
//! changed by it.

mod archive;
mod charset;
mod check;
mod fetch;
mod html;
mod network;
mod phrase;
mod report;
mod robots;
mod run;
mod state;
pub mod text;
#[cfg(test)]
mod wrapped_terms;

pub use check::SourceState;
pub use fetch::{Fetcher, TimeLimits};
pub use network::PublicResolver;
pub use report::{DUE_AFTER_DAYS, Reason, Report};
pub use robots::USER_AGENT;
pub use run::{CitedSource, RunOptions, Verifier};
pub use state::{CheckedPage, OpenRun, VerifyState};
