//! Countersign's publisher, a native program: checks the vendor records, publishes the site, serves it, prepares
//! notices about changes, and checks stacks.

#![forbid(unsafe_code)]

pub mod clock;
mod hex;
pub mod hosts;
pub mod mail;
pub mod notices;
pub mod publish;
pub mod records;
pub mod server;
pub mod settings;
pub mod stack;
mod state_file;
pub mod subscriptions;
mod terminal_text;
pub mod verify;
