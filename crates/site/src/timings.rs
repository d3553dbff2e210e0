//! Where the time of a command goes: the time that all threads spend in each span of the log.

use std::cell::RefCell;
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
    /// The spans that this thread is in, from the outermost to the innermost.
    static OPEN: RefCell<Vec<OpenSpan>> = const { RefCell::new(Vec::new()) };
}

/// A span that a thread is in.
struct OpenSpan {
    entered: Instant,
    /// The time in spans inside this one.
    inside: Duration,
}

/// A layer of the log that measures the time in each span, without the time in the spans inside it. Clones share what
/// they measure.
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

    fn record(&self, name: &'static str, time: Duration) {
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        let measured = spans.entry(name).or_default();
        measured.count += 1;
        measured.time += time;
    }
}

impl<S: Subscriber + for<'lookup> LookupSpan<'lookup>> Layer<S> for Timings {
    fn on_enter(&self, _: &Id, _: Context<S>) {
        OPEN.with_borrow_mut(|open| open.push(OpenSpan { entered: Instant::now(), inside: Duration::ZERO }));
    }

    fn on_exit(&self, id: &Id, context: Context<S>) {
        let Some(span) = OPEN.with_borrow_mut(Vec::pop) else { return };
        let time = span.entered.elapsed();
        OPEN.with_borrow_mut(|open| {
            if let Some(outer) = open.last_mut() {
                outer.inside += time;
            }
        });
        if let Some(name) = context.metadata(id).map(Metadata::name) {
            self.record(name, time.saturating_sub(span.inside));
        }
    }
}

/// A table with the longest time first, and the time of the whole command.
impl Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows: Vec<_> = spans.iter().collect();
        rows.sort_by_key(|(_, measured)| std::cmp::Reverse(measured.time));
        writeln!(f, "{:<28}{:>8}{:>10}", "work of all threads", "times", "seconds")?;
        for (name, Measured { count, time }) in rows {
            writeln!(f, "{name:<28}{count:>8}{:>10.2}", time.as_secs_f64())?;
        }
        writeln!(f, "{:<36}{:>10.2}", "from start to end", self.started.elapsed().as_secs_f64())
    }
}
