//! Where the time of a command goes: the time that threads spend in each span of the log. No span contains another one.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::span::Id;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

thread_local! {
    /// When this thread entered each span that it is in. A thread that waits inside a span may work on another job.
    static ENTERED: RefCell<Vec<Instant>> = const { RefCell::new(Vec::new()) };
}

/// A layer of the log that measures the time in each span. Clones share what they measure.
#[derive(Clone)]
pub struct Timings {
    started: Instant,
    spans: Arc<Mutex<BTreeMap<&'static str, Measured>>>,
}

/// The time of all spans of one name.
#[derive(Clone, Copy, Default)]
struct Measured {
    count: usize,
    time: Duration,
}

impl Timings {
    /// Starts to measure.
    pub fn start() -> Self {
        Self { started: Instant::now(), spans: Arc::default() }
    }
}

impl<S: Subscriber + for<'lookup> LookupSpan<'lookup>> Layer<S> for Timings {
    fn on_enter(&self, _: &Id, _: Context<S>) {
        ENTERED.with_borrow_mut(|entered| entered.push(Instant::now()));
    }

    fn on_exit(&self, id: &Id, context: Context<S>) {
        let Some(entered) = ENTERED.with_borrow_mut(Vec::pop) else { return };
        let Some(name) = context.metadata(id).map(Metadata::name) else { return };
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        let measured = spans.entry(name).or_default();
        measured.count += 1;
        measured.time += entered.elapsed();
    }
}

/// A table with the longest time first, and the time of the whole command.
impl Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows: Vec<_> = spans.iter().collect();
        rows.sort_by_key(|(_, measured)| Reverse(measured.time));
        writeln!(f, "{:<28}{:>8}{:>10}", "work of all threads", "times", "seconds")?;
        for (name, Measured { count, time }) in rows {
            writeln!(f, "{name:<28}{count:>8}{:>10.2}", time.as_secs_f64())?;
        }
        writeln!(f, "{:<36}{:>10.2}", "from start to end", self.started.elapsed().as_secs_f64())
    }
}
