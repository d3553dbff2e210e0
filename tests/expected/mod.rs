//! What the tests expect of the site: the verdict of each record, and the texts of the interface.

pub mod texts;
pub mod verdicts;
