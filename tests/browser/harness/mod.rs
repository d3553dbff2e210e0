//! The harness of the browser tests: one browser with its driver per test that runs at the same time, and for each test a new tab and a web server of its own with fault injection.

mod bidi;
mod browser;
mod conditions;
mod content;
mod deployment;
mod driver;
mod element;
mod engine;
mod faults;
mod keyboard;
mod listener;
mod page;
mod publishing;
mod site;
mod webdriver;

use std::thread;
use std::time::{Duration, Instant};

pub use deployment::Deployment;
pub use element::Element;
pub use engine::Engine;
pub use faults::Fault;
pub use keyboard::Keys;
pub use page::Page;
pub use site::TestSite;

/// How long a condition may take to become true. Only a failing test waits for that long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The pause between two attempts of [`poll`].
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// Calls `attempt` until it succeeds; returns its last error after [`TIMEOUT`].
fn poll<T, E>(mut attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    loop {
        match attempt() {
            Ok(value) => return Ok(value),
            Err(error) if start.elapsed() > TIMEOUT => return Err(error),
            Err(_) => thread::sleep(POLL_INTERVAL),
        }
    }
}
