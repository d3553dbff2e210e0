//! A real browser on the built site: one driver for the whole binary, one browser for each test that runs at the
//! same time, one fresh tab and one server of its own for each test.

mod browser;
mod door;
mod driver;
mod element;
mod keys;
mod page;
mod place;
mod server;
mod wire;

use std::thread;
use std::time::{Duration, Instant};

pub use element::Element;
pub use keys::Keys;
pub use page::Page;
pub use place::Place;
pub use server::{Fault, Site};

/// How long a condition may take to come true. Only a failing test waits for as long.
const BOUND: Duration = Duration::from_secs(10);

/// The pause between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until there is something to see; the value of the last look where there never is.
fn poll<T, E>(mut look: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    loop {
        match look() {
            Ok(seen) => return Ok(seen),
            Err(nothing) if start.elapsed() > BOUND => return Err(nothing),
            Err(_) => thread::sleep(PAUSE),
        }
    }
}
