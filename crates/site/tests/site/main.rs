//! Tests of the `site` command and its library from the outside: folders of files in, and reports, files and responses
//! out.

// Test helpers stop at impossible states, as tests do.
#![allow(clippy::expect_used, clippy::panic)]

mod administration;
mod assets;
mod broken_pipe;
mod changes;
mod check;
mod common;
mod data_files;
mod email_links;
mod emails;
mod ignored_files;
mod interrupted_publish;
mod invalid_records;
#[path = "../../../../tests/mail_server/mod.rs"]
mod mail_server;
mod new;
mod notify;
mod publish;
mod renamed;
mod sample;
mod schema;
mod serve;
mod settings;
mod shared_data;
mod sign_ups;
mod sizes;
mod stack;
mod verify;
