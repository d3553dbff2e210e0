//! The business associate register: a person's own list of vendors, and what needs attention in it.
//!
//! A [`Register`] has [`Entry`]s, whose values are texts, as the person typed them: a date that does not exist is kept and
//! reported, not dropped. [`Register::open`] and [`Register::save`] read and write its file, which
//! `public/register.schema.json` describes; [`merge`] joins two versions; [`Register::attention`] says what to do;
//! [`to_csv`], [`to_ocr_list`] and [`to_calendar`] are for other programs.

mod attention;
mod calendar;
mod entry;
mod export;
mod field;
mod file;
mod import;
mod merge;

pub use attention::{Attention, AttentionKind};
pub use calendar::to_calendar;
pub use entry::{Entry, Need, Register};
pub use export::{DirectoryFacts, to_csv, to_ocr_list};
pub use field::{AgreementStatus, EntryField, FieldKind, YesNo};
pub use file::{OpenError, Opened};
pub use import::{Column, CsvTable, ImportError};
pub use merge::{Conflict, Merged, merge};
