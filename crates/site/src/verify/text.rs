//! The visible text of a page. A page can be made so that reading it takes any amount of time or memory, so it is read in a
//! process of its own with limits.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use flate2::read::MultiGzDecoder;
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::charset;
use super::html::HtmlText;

/// The name of the command that reads a page from standard input, and prints its text.
pub const COMMAND: &str = "page-text";

/// The most bytes of a page that are read, compressed or not.
pub const MAX_PAGE: usize = 5 * 1024 * 1024;

/// The processor time of the process, in seconds.
const MAX_SECONDS: u64 = 20;

/// The memory of the process, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;

/// The body of a page, as it was received.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// The header `Content-Type`.
    pub content_type: String,
    /// The header `Content-Encoding`.
    pub content_encoding: String,
    /// Whether the body is shorter than the limit.
    pub is_complete: bool,
    /// The bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The text of a page.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadPage {
    /// The title.
    pub title: String,
    /// The visible text; a line break ends a block.
    pub text: String,
    /// Whether the page has scripts, which may show more.
    pub has_scripts: bool,
    /// Whether the text is that of the whole page.
    pub is_complete: bool,
}

/// Reads a page from standard input, and prints its text or why it has none, as JSON: what the process does.
///
/// # Errors
/// If the limits cannot be set, or the input or the output fails.
pub fn run_process() -> anyhow::Result<()> {
    for (resource, limit) in [(Resource::Cpu, MAX_SECONDS), (Resource::As, MAX_MEMORY), (Resource::Core, 0)] {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input)?;
    let end_of_head = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let mut body: Body = serde_json::from_slice(&input[..end_of_head])?;
    body.bytes = input.split_off((end_of_head + 1).min(input.len()));
    Ok(serde_json::to_writer(io::stdout().lock(), &read(&body))?)
}

/// Reads a page in the process `program`. An error is why the page has no text, in words for a person.
pub fn read_in_process(program: &Path, body: &Body) -> Result<ReadPage, String> {
    let output = run(program, body).map_err(|error| format!("its text cannot be read: {error}"))?;
    output.unwrap_or_else(|| Err("reading its text takes too much time or memory".to_owned()))
}

fn run(program: &Path, body: &Body) -> io::Result<Option<Result<ReadPage, String>>> {
    let mut process = Command::new(program)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut head = serde_json::to_vec(body)?;
    head.push(b'\n');
    let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
    let mut output = Vec::new();
    let read = thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ends early reads no more.
            stdin.map(|mut stdin| stdin.write_all(&head).and_then(|()| stdin.write_all(&body.bytes)))
        });
        stdout.map(|mut stdout| stdout.read_to_end(&mut output)).transpose()
    });
    let status = process.wait()?;
    read?;
    Ok(if status.success() { serde_json::from_slice(&output).ok() } else { None })
}

/// Reads a page. An error is why it has no text.
pub fn read(body: &Body) -> Result<ReadPage, String> {
    let bytes = &*decompress(body)?;
    let is_complete = body.is_complete && bytes.len() < MAX_PAGE;
    let media_type = body.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "application/pdf" || bytes.starts_with(b"%PDF-") {
        let text = pdf_extract::extract_text_from_mem(bytes).ok().filter(|text| !text.trim().is_empty());
        let text = text.ok_or("a PDF without text that can be read")?;
        return Ok(ReadPage { text, is_complete, ..ReadPage::default() });
    }
    let is_html = matches!(media_type.as_str(), "text/html" | "application/xhtml+xml" | "");
    let is_text = matches!(media_type.as_str(), "application/json" | "application/xml")
        || media_type.starts_with("text/");
    if !is_html && !is_text {
        return Err(format!("content of type {}", media_type.escape_debug()));
    }
    let text = charset::decode(bytes, &body.content_type);
    if text.contains('\0') {
        return Err("content that is not text".to_owned());
    }
    if is_html {
        let HtmlText { title, text, has_scripts } = HtmlText::read(&text);
        return Ok(ReadPage { title, text, has_scripts, is_complete });
    }
    Ok(ReadPage { text, is_complete, ..ReadPage::default() })
}

/// The first bytes of the page.
fn decompress(body: &Body) -> Result<Cow<'_, [u8]>, String> {
    let limit = MAX_PAGE as u64;
    let mut bytes = Vec::new();
    let read = match body.content_encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => return Ok(Cow::Borrowed(&body.bytes)),
        "gzip" | "x-gzip" => MultiGzDecoder::new(&body.bytes[..]).take(limit).read_to_end(&mut bytes),
        "br" => brotli::Decompressor::new(&body.bytes[..], 4096).take(limit).read_to_end(&mut bytes),
        other => return Err(format!("content encoding {}", other.escape_debug())),
    };
    match read {
        // A body that was cut off cannot be decompressed to its end.
        Err(error) if body.is_complete => Err(format!("it cannot be decompressed: {error}")),
        _ => Ok(Cow::Owned(bytes)),
    }
}
