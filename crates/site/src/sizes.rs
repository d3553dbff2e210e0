//! `site sizes`: what the built site weighs, compressed as a CDN sends it, against its budgets.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use directory::Bundle;

use crate::output::Quality;
use crate::output::compression::brotli;

/// The most that each part may weigh in bytes with brotli, quality 11. The numbers are those of the
/// design, section 12; a kB is 1000 bytes.
pub mod budget {
    /// Wasm and JS, together: the design's budget for an app that a stable compiler builds without unstable flags.
    pub const CODE: usize = 185_000;
    /// The stylesheets, together.
    pub const STYLE: usize = 8_000;
    /// The HTML of each vendor's page.
    pub const VENDOR_PAGE: usize = 8_000;
    /// The bundle, for each vendor in it.
    pub const BUNDLE_PER_VENDOR: usize = 60;
}

/// One part of the site, its weight and its budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The part, in words.
    pub name: String,
    /// Its size in bytes, compressed.
    pub size: usize,
    /// The most that it may have.
    pub budget: usize,
}

/// Why the site could not be weighed.
#[derive(Debug, thiserror::Error)]
pub enum SizesError {
    /// A folder or file that cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A part that every built site has; a budget of nothing would always be kept.
    #[error("{folder} has no {what}; build the site first (make build)")]
    Missing {
        /// The built site.
        folder: PathBuf,
        /// The part.
        what: &'static str,
    },
    /// A bundle that is none.
    #[error("{path} is not a bundle: {source}")]
    Bundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl Part {
    /// Whether the part weighs more than it may.
    pub fn is_over(&self) -> bool {
        self.size > self.budget
    }
}

/// The parts as a table, each over its budget marked.
pub struct Table<'a>(pub &'a [Part]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|part| part.name.chars().count()).max().unwrap_or_default();
        writeln!(f, "{:width$}  {:>11}  {:>11}", "brotli 11", "size", "budget")?;
        for part in self.0 {
            let mark = if part.is_over() { "  over" } else { "" };
            writeln!(
                f,
                "{:width$}  {:>11}  {:>11}{mark}",
                part.name,
                kilobytes(part.size),
                kilobytes(part.budget)
            )?;
        }
        Ok(())
    }
}

/// To the byte: a part that is one byte over does not look as if it were not.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{:03} kB", bytes / 1000, bytes % 1000)
}

/// Weighs the site in a folder.
///
/// # Errors
/// When a part is missing or cannot be read.
pub fn parts(folder: &Path) -> Result<Vec<Part>, SizesError> {
    let mut files = Vec::new();
    collect_files(folder, &mut files)?;
    files.sort();
    let of_kinds = |kinds: &[&str]| -> Vec<PathBuf> {
        let is_one =
            |path: &&PathBuf| path.extension().is_some_and(|kind| kinds.iter().any(|one| kind == *one));
        files.iter().filter(is_one).cloned().collect()
    };
    let vendors = folder.join("vendors");
    let is_vendor_page = |path: &&PathBuf| {
        let vendor = path.parent().filter(|_| path.ends_with("index.html"));
        vendor.and_then(Path::parent) == Some(vendors.as_path())
    };
    let pages: Vec<PathBuf> = files.iter().filter(is_vendor_page).cloned().collect();
    let missing = |what| SizesError::Missing { folder: folder.to_owned(), what };

    let wasm: usize = sizes(&of_kinds(&["wasm"]))?.iter().sum();
    let script: usize = sizes(&of_kinds(&["js"]))?.iter().sum();
    let style: usize = sizes(&of_kinds(&["css"]))?.iter().sum();
    let largest = pages.iter().zip(sizes(&pages)?).max_by_key(|(_, size)| *size);
    let (page, page_size) = largest.ok_or_else(|| missing("vendor page"))?;
    if wasm == 0 || script == 0 {
        return Err(missing("Wasm and JS"));
    }
    if style == 0 {
        return Err(missing("CSS"));
    }
    let (vendors, bundle_size) = bundle(&folder.join("list.json"))?;

    let page = format!("largest vendor page, {}", page.strip_prefix(folder).unwrap_or(page).display());
    let part = |name: &str, size, budget| Part { name: name.to_owned(), size, budget };
    Ok(vec![
        part("Wasm and JS", wasm + script, budget::CODE),
        part("CSS", style, budget::STYLE),
        part(&page, page_size, budget::VENDOR_PAGE),
        part(&format!("bundle of {vendors} vendors"), bundle_size, budget::BUNDLE_PER_VENDOR * vendors),
    ])
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), SizesError> {
    let unreadable = |source| SizesError::Io { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect_files(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// How many vendors the bundle has, and its size.
fn bundle(path: &Path) -> Result<(usize, usize), SizesError> {
    let text = read(path)?;
    let bundle: Bundle = serde_json::from_slice(&text)
        .map_err(|source| SizesError::Bundle { path: path.to_owned(), source })?;
    Ok((bundle.vendors.len(), size(path)?))
}

/// The compressed size of each file. Quality 11 takes about a tenth of a second a page, so the files
/// are shared among the processors.
fn sizes(paths: &[PathBuf]) -> Result<Vec<usize>, SizesError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = paths.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let shares = paths.chunks(share).map(|paths| {
            scope.spawn(move || paths.iter().map(|path| size(path)).collect::<Result<Vec<_>, _>>())
        });
        let shares: Vec<_> = shares.collect();
        let mut sizes = Vec::with_capacity(paths.len());
        for share in shares {
            match share.join() {
                Ok(share) => sizes.extend(share?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(sizes)
    })
}

/// What the publisher compressed already is only weighed.
fn size(path: &Path) -> Result<usize, SizesError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".br");
    let beside = PathBuf::from(beside);
    if beside.is_file() {
        return read(&beside).map(|compressed| compressed.len());
    }
    let text = read(path)?;
    compressed_size(&text).map_err(|source| SizesError::Io { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Vec<u8>, SizesError> {
    fs::read(path).map_err(|source| SizesError::Io { path: path.to_owned(), source })
}

fn compressed_size(text: &[u8]) -> io::Result<usize> {
    brotli(text, Quality::BEST).map(|compressed| compressed.len())
}
