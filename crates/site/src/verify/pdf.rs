//! The text of a PDF. A parser of PDF can be led to use any amount of time or memory, so it runs in a process of its own
//! with limits.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use rustix::process::{Resource, Rlimit, setrlimit};

/// The name of the command that reads a PDF from standard input, and prints its text.
pub const COMMAND: &str = "pdf-text";

/// The processor time of the process, in seconds.
const MAX_SECONDS: u64 = 20;

/// The memory of the process, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;

/// The most bytes of text that are read.
const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// Reads a PDF from standard input, and prints its text: what the process does.
///
/// # Errors
/// If the limits cannot be set, or the input is not a PDF that can be read.
pub fn print_text() -> anyhow::Result<()> {
    for (resource, limit) in [(Resource::Cpu, MAX_SECONDS), (Resource::As, MAX_MEMORY)] {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    let mut pdf = Vec::new();
    io::stdin().read_to_end(&mut pdf)?;
    let text = pdf_extract::extract_text_from_mem(&pdf)?;
    io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

/// The text of a PDF by the process `program`; none if it has no text, or cannot be read within the limits.
///
/// # Errors
/// If the process cannot be started.
pub fn text(program: &Path, pdf: &[u8]) -> io::Result<Option<String>> {
    let mut process = Command::new(program)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
    let mut text = Vec::new();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ends early reads no more.
            stdin.map(|mut stdin| stdin.write_all(pdf))
        });
        stdout.map(|stdout| stdout.take(MAX_TEXT).read_to_end(&mut text)).transpose()
    })?;
    let status = process.wait()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(Some(text).filter(|text| status.success() && !text.trim().is_empty()))
}
