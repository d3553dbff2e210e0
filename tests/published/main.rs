//! The built site in `dist/` as files: its pages as HTML, its metadata, the static API, the feeds, and HTTP responses. These
//! tests run on the real records, and assert rules that hold for every record.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed test panics, and so do its helper functions"
)]

#[path = "../dist/mod.rs"]
mod dist;
#[path = "../expected/mod.rs"]
mod expected;
#[path = "../fixtures/mod.rs"]
mod fixtures;
#[path = "../hostile_paths/mod.rs"]
mod hostile_paths;
#[path = "../nginx/mod.rs"]
mod nginx;

mod api;
mod atom;
mod evidence;
mod feeds;
mod head;
mod hosts;
mod html;
mod offline;
mod pages;
mod tables;
mod vendor_pages;
