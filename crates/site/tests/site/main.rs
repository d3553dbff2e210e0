//! The `site` tool as its users meet it: folders of files in, reports, files and answers out.

// The tests' own helpers stop at what cannot be, as tests do.
#![allow(clippy::expect_used, clippy::panic)]

mod broken_pipe;
mod changes;
mod check;
mod common;
mod left_behind;
mod new;
mod publish;
mod renamed;
mod sample;
mod schema;
mod serve;
mod settings;
mod sign_ups;
mod sizes;
mod stopped;
