//! The built site in a real browser: every flow and every failure, found by role, name and text as a visitor
//! finds them. `harness` has the browser and the server; each other module is one capability of the site.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing, in its helpers too"
)]

#[path = "../facts/mod.rs"]
mod facts;
#[path = "../hostile_paths/mod.rs"]
mod hostile_paths;
#[path = "../nginx/mod.rs"]
mod nginx;

mod access;
mod broken_app;
mod broken_browser;
mod broken_files;
mod changed;
mod changes;
mod deploys;
mod evidence;
mod facets;
mod filters;
mod harness;
mod hostile;
mod hosts;
mod hydration;
mod keyboard;
mod kinds;
mod layout;
mod location;
mod navigation;
mod offline;
mod policy;
mod preferences;
mod print;
mod renamed;
mod results;
mod search;
mod sign_up;
mod sub_path;
mod tabs;
mod targets;
mod url_state;
mod watch;
mod without_scripts;
