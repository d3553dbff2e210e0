//! The site in a real browser: every flow and every failure. Tests find elements by role, name and text, as a visitor
//! does. `harness` contains the browser and the server; each other module tests one capability of the site. All tests
//! run on a site of the fixture records, except `evidence` and `real_site`, which check rules on the real ones.
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
#[expect(dead_code, reason = "no test of this program needs a fault or a certificate")]
#[path = "../mail_server/mod.rs"]
mod mail_server;
#[path = "../nginx/mod.rs"]
mod nginx;

mod accessibility;
mod altered_pages;
mod app_start;
mod base_path;
mod broken_app;
mod broken_browser;
mod broken_files;
mod change_publication;
mod changes;
mod check;
mod compare;
mod deploys;
mod email_notices;
mod entry_points;
mod evidence;
mod extensions;
mod facets;
mod filters;
mod harness;
mod hostile;
mod hosts;
mod keyboard;
mod layout;
mod load_errors;
mod location;
mod navigation;
mod no_javascript;
mod offline;
mod offline_builds;
mod overview;
mod page_kinds;
mod policy;
mod preferences;
mod print;
mod questions;
mod real_site;
mod register;
mod renamed;
mod request_email;
mod scroll_restoration;
mod search;
mod search_results;
mod sign_up;
mod source_checks;
mod table_view;
mod tabs;
mod target_size;
mod url_state;
mod watch;
