//! `site verify`: whether the pages that the records cite still say what they said. Nothing here changes a record.

mod archive;
mod charset;
mod check;
mod fetch;
mod html;
mod network;
pub mod pdf;
mod phrase;
mod report;
mod robots;
mod run;
mod state;
#[cfg(test)]
mod wrapped_terms;

pub use check::{SourceState, TermResult, Verdict};
pub use fetch::{Fetcher, TimeLimits};
pub use network::PublicResolver;
pub use report::{DUE_AFTER_DAYS, Reason, RecordWork, Report};
pub use robots::USER_AGENT;
pub use run::{CitedSource, RunOptions, Verifier};
pub use state::{CheckedSource, FAILED_DAYS, TermState, VerifyState};
