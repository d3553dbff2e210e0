//! The stack check: which vendors a person's files and texts show, and what to do about each.
//!
//! 1. [`decode()`] turns the bytes of a file into text, or says what to do instead.
//! 2. [`recognize`] finds the [`Format`] of each text. A person can correct it.
//! 3. The parsers take the text line by line and give [`Evidence`]: names, hosts, packages, variables and DNS records.
//!    Everything private is discarded here: values of environment variables, local parts of email addresses, and paths,
//!    queries and user information of URLs.
//! 4. The [`Matcher`] finds the vendors in the evidence. Only declared domains, signals, names and aliases match; a word
//!    within a longer text never does.
//! 5. The [`Report`] lists the vendors, what points at one of several vendors, the unknown names and what was ignored.
//!    [`Totals`] counts the vendors by verdict, [`Action`] says what to do about each.
//!
//! [`Check`] does all of it in pieces, so that a page stays responsive. The crate has no DOM, network, file system or
//! clock.

mod action;
mod check;
mod checksum;
mod csv_reader;
mod csv_writer;
mod decode;
mod evidence;
mod export;
mod format;
mod hosts;
mod index_reader;
mod json;
mod matcher;
mod name_matching;
mod near_misses;
mod parsers;
mod place_order;
pub mod register;
mod report;
mod share;
mod stack_index;
mod totals;

pub use action::Action;
pub use check::{Check, Input, MAX_LINES};
pub use checksum::sha256;
pub use decode::{DecodeError, MAX_BYTES, decode};
pub use evidence::{Evidence, EvidenceKind, Findings, Ignored, IgnoredReason, Problem};
pub use export::{ExportedFound, ExportedQualifiers, ExportedReport, ExportedVerdict, to_csv};
pub use format::{Format, is_skipped_folder, is_stack_file_name, recognize};
pub use index_reader::IndexReader;
pub use json::{Json, Object};
pub use matcher::{Matcher, Outcome};
pub use parsers::KnownNames;
pub use place_order::sorted_by_name;
pub use report::{Correction, Found, Match, OneOf, Report, Unknown};
pub use stack_index::{SharedSignal, StackFile, StackFileError, StackIndex, StackVendor, VendorNames};
pub use totals::Totals;
