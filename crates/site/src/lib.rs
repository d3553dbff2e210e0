//! Countersign's publisher, a native program: checks the vendor records, publishes the site, serves it, and prepares
//! notices about changes.

#![forbid(unsafe_code)]

pub mod hosts;
pub mod notices;
pub mod publish;
pub mod records;
pub mod server;
pub mod settings;
