//! The built site as files: its pages as HTML, what they say of themselves to others, and the static API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing, in its helpers too"
)]

mod api;
mod atom;
mod evidence;
#[path = "../facts/mod.rs"]
mod facts;
mod feeds;
mod head;
#[path = "../hostile_paths/mod.rs"]
mod hostile_paths;
mod hosts;
mod html;
#[path = "../nginx/mod.rs"]
mod nginx;
mod offline;
mod pages;
mod tables;
mod vendor_pages;
