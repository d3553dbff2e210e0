//! The vendor records on disk: loading and checking them, creating new ones, recording changes, and generating samples.

pub mod change;
mod check;
mod defect;
mod duplicate_keys;
mod folder;
mod load;
pub mod new;
mod path;
pub mod renamed;
pub mod reverify;
pub mod sample;
mod schema;

pub use check::{CheckedRecords, DataPaths, check_featured, check_records};
pub use defect::{DefectKind, DefectReport, FileProblem, ReportedDefect, summary};
