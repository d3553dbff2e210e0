//! `site sizes`: measures the published site, compressed as a CDN sends it, against its size budgets.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use catalog::Bundle;
use rayon::prelude::*;

use super::output::Quality;
use super::output::compression::brotli;

/// The size budgets in bytes with brotli, quality 11. The numbers are those of the design, section 12; a kB is 1,000
/// bytes.
pub mod budget {
    /// Wasm and JS together: the design's budget for an app that a stable compiler builds without unstable flags.
    pub const CODE: usize = 185_000;
    /// The style sheets together.
    pub const STYLE: usize = 8_000;
    /// The HTML of each vendor page.
    pub const VENDOR_PAGE: usize = 8_000;
    /// The bundle, per vendor.
    pub const BUNDLE_PER_VENDOR: usize = 60;
}

/// The size of a group of files and its budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// The group's name.
    pub name: String,
    /// The compressed size in bytes.
    pub size: usize,
    /// The largest allowed size in bytes.
    pub budget: usize,
}

/// A site that cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum SizesError {
    /// A folder or file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A group of files that every site has is missing. Its size of 0 would always be within budget.
    #[error("{folder} has no {what}; build the site first (make build)")]
    Missing {
        /// The site's folder.
        folder: PathBuf,
        /// The missing group.
        what: &'static str,
    },
    /// The bundle has other contents.
    #[error("{path} is not a bundle: {source}")]
    Bundle {
        /// The file.
        path: PathBuf,
        /// The parser's error.
        source: serde_json::Error,
    },
}

impl Measurement {
    /// Whether the size exceeds the budget.
    pub fn is_over_budget(&self) -> bool {
        self.size > self.budget
    }
}

/// The measurements as a text table that marks each one over budget.
pub struct Table<'a>(pub &'a [Measurement]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
        writeln!(f, "{:width$}  {:>11}  {:>11}", "brotli 11", "size", "budget")?;
        for one in self.0 {
            let mark = if one.is_over_budget() { "  over" } else { "" };
            let (size, budget) = (kilobytes(one.size), kilobytes(one.budget));
            writeln!(f, "{:width$}  {size:>11}  {budget:>11}{mark}", one.name)?;
        }
        Ok(())
    }
}

/// A size in kilobytes with three decimals, so that a size one byte over budget differs from the budget.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{:03} kB", bytes / 1000, bytes % 1000)
}

/// Measures the site in a folder.
///
/// # Errors
/// If a group of files is missing or cannot be read.
pub fn measure(folder: &Path) -> Result<Vec<Measurement>, SizesError> {
    let mut files = Vec::new();
    collect_files(folder, &mut files)?;
    files.sort();
    let with_extension = |extension: &str| -> Vec<&PathBuf> {
        files.iter().filter(|path| path.extension().is_some_and(|one| one == extension)).collect()
    };
    let vendors = folder.join("vendors");
    let is_vendor_page = |path: &&PathBuf| {
        let vendor = path.parent().filter(|_| path.ends_with("index.html"));
        vendor.and_then(Path::parent) == Some(vendors.as_path())
    };
    let pages: Vec<&PathBuf> = files.iter().filter(is_vendor_page).collect();
    let missing = |what| SizesError::Missing { folder: folder.to_owned(), what };

    let wasm: usize = compressed_sizes(&with_extension("wasm"))?.iter().sum();
    let script: usize = compressed_sizes(&with_extension("js"))?.iter().sum();
    let style: usize = compressed_sizes(&with_extension("css"))?.iter().sum();
    let largest = pages.iter().zip(compressed_sizes(&pages)?).max_by_key(|(_, size)| *size);
    let (page, page_size) = largest.ok_or_else(|| missing("vendor page"))?;
    if wasm == 0 || script == 0 {
        return Err(missing("Wasm and JS"));
    }
    if style == 0 {
        return Err(missing("CSS"));
    }
    let (vendors, bundle_size) = bundle(&folder.join("list.json"))?;

    let page = format!("largest vendor page, {}", page.strip_prefix(folder).unwrap_or(page).display());
    let measurement = |name: &str, size, budget| Measurement { name: name.to_owned(), size, budget };
    Ok(vec![
        measurement("Wasm and JS", wasm + script, budget::CODE),
        measurement("CSS", style, budget::STYLE),
        measurement(&page, page_size, budget::VENDOR_PAGE),
        measurement(
            &format!("bundle of {vendors} vendors"),
            bundle_size,
            budget::BUNDLE_PER_VENDOR * vendors,
        ),
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

/// The bundle's number of vendors and its size.
fn bundle(path: &Path) -> Result<(usize, usize), SizesError> {
    let text = read(path)?;
    let bundle: Bundle = serde_json::from_slice(&text)
        .map_err(|source| SizesError::Bundle { path: path.to_owned(), source })?;
    Ok((bundle.vendors.len(), compressed_size(path)?))
}

/// The compressed size of each file, measured in parallel: quality 11 takes about a tenth of a second per page.
fn compressed_sizes(paths: &[&PathBuf]) -> Result<Vec<usize>, SizesError> {
    paths.par_iter().map(|path| compressed_size(path)).collect()
}

/// The compressed size of a file. If the publisher compressed it already, this is the size of the compressed file.
fn compressed_size(path: &Path) -> Result<usize, SizesError> {
    let mut compressed = path.as_os_str().to_owned();
    compressed.push(".br");
    let compressed = PathBuf::from(compressed);
    if compressed.is_file() {
        return read(&compressed).map(|content| content.len());
    }
    let content = read(path)?;
    let compressed = brotli(&content, Quality::BEST);
    compressed.map(|content| content.len()).map_err(|source| SizesError::Io { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Vec<u8>, SizesError> {
    fs::read(path).map_err(|source| SizesError::Io { path: path.to_owned(), source })
}
