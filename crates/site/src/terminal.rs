//! Output of the commands: results on standard output, warnings and the log on standard error, the progress, and the clock.

use std::env;
use std::io::{self, Write};
use std::time::SystemTime;

use catalog::Date;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use site::clock;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::timings::Timings;

/// Starts logging to standard error: warnings and errors only, everything up to the level in `RUST_LOG` (such as
/// `RUST_LOG=info`), or debug messages if `is_verbose`. `timings` measures the spans of the log.
pub fn init_logging(is_verbose: bool, timings: Option<Timings>) {
    let level = || env::var("RUST_LOG").ok()?.parse().ok();
    let level = if is_verbose { LevelFilter::DEBUG } else { level().unwrap_or(LevelFilter::WARN) };
    let log = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_target(false)
        // A message about a log that cannot be written, on a full disk for example, would end the response in progress.
        .log_internal_errors(false)
        .with_filter(level);
    let timings = timings.map(|timings| timings.with_filter(LevelFilter::INFO));
    tracing_subscriber::registry().with(log).with(timings).init();
}

/// Prints a line. A reader that closed the pipe (`site check | head`) is not an error.
pub fn print_line(text: &str) -> io::Result<()> {
    try_print_line(text).map(|_is_read| ())
}

/// Prints a text that ends its last line itself. A reader that closed the pipe is not an error.
pub fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a line; returns false if the reader closed the pipe.
pub fn try_print_line(text: &str) -> io::Result<bool> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// Prints an error with its causes.
pub fn print_error(error: &anyhow::Error) {
    print_message(&format!("{error:#}"));
}

/// Prints a warning, which does not stop the command.
pub fn warn(text: &str) {
    print_message(&format!("warning: {text}"));
}

/// Prints a line to standard error.
pub fn print_message(text: &str) {
    // A failure to print the message cannot be reported anywhere.
    let _ = writeln!(io::stderr(), "site: {text}");
}

/// A number with its noun, whose plural ends with an "s".
pub fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Today's date in UTC, so that it is the same on every machine.
pub fn today() -> anyhow::Result<Date> {
    clock::date(SystemTime::now())
}

/// A progress bar, which is only drawn on a terminal. The caller sets its length.
pub fn progress_bar(noun: &str) -> anyhow::Result<ProgressBar> {
    let template = format!("{{bar:40}} {{pos}} of {{len}} {noun}, {{eta}} left");
    let style = ProgressStyle::with_template(&template)?;
    Ok(ProgressBar::no_length().with_style(style).with_finish(ProgressFinish::AndClear))
}
