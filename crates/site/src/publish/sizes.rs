//! `site sizes`: measures the published site, compressed as a CDN sends it, against its size budgets.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use catalog::Bundle;
use rayon::prelude::*;

use super::LIST;
use super::assets::{self, AssetManifest};
use super::output::Quality;
use super::output::compression::brotli;

/// The size budgets in bytes with brotli, quality 11, without those of the entry points, which the asset manifest
/// contains. The numbers are those of the design, section 12; a kB is 1,000 bytes.
pub mod budget {
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
        what: String,
    },
    /// The site contains code that no budget covers.
    #[error("{path} is Wasm, JavaScript or CSS, and not in {}, so no budget covers it", assets::FILE)]
    Unlisted {
        /// The file.
        path: PathBuf,
    },
    /// The asset manifest has other contents.
    #[error("{path} is not an asset manifest: {source}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// The parser's error.
        source: serde_json::Error,
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
/// If a group of files is missing or cannot be read, or the asset manifest lacks a code file.
pub fn measure(folder: &Path) -> Result<Vec<Measurement>, SizesError> {
    let mut files = Vec::new();
    collect_files(folder, &mut files)?;
    files.sort();
    let manifest = manifest(&folder.join(assets::FILE))?;
    ensure_listed(folder, &files, &manifest)?;
    let vendors = folder.join("vendors");
    let is_vendor_page = |path: &&PathBuf| {
        let vendor = path.parent().filter(|_| path.ends_with("index.html"));
        vendor.and_then(Path::parent) == Some(vendors.as_path())
    };
    let pages: Vec<&PathBuf> = files.iter().filter(is_vendor_page).collect();
    let largest = pages.iter().zip(compressed_sizes(&pages)?).max_by_key(|(_, size)| *size);
    let (page, page_size) = largest.ok_or_else(|| missing(folder, "vendor page"))?;
    let (vendors, bundle_size) = bundle(&folder.join(LIST))?;

    let page = format!("largest vendor page, {}", page.strip_prefix(folder).unwrap_or(page).display());
    let mut measurements = measure_code(folder, &manifest)?;
    measurements.extend([
        measurement(&page, page_size, budget::VENDOR_PAGE),
        measurement(
            &format!("bundle of {vendors} vendors"),
            bundle_size,
            budget::BUNDLE_PER_VENDOR * vendors,
        ),
    ]);
    Ok(measurements)
}

/// Measures all Wasm and JavaScript that the pages of each entry point load, and the style sheets.
fn measure_code(folder: &Path, manifest: &AssetManifest) -> Result<Vec<Measurement>, SizesError> {
    let (styles, scripts): (Vec<&str>, Vec<&str>) =
        manifest.shared.iter().map(String::as_str).partition(|file| file.ends_with(".css"));
    let mut measurements = Vec::new();
    for entry_point in &manifest.entry_points {
        let name = format!("Wasm and JS, {}", entry_point.name);
        if entry_point.files.is_empty() {
            return Err(missing(folder, &name));
        }
        let files = entry_point.files.iter().chain([&manifest.worker]).map(String::as_str);
        let size = total_size(folder, files.chain(scripts.iter().copied()))?;
        measurements.push(measurement(&name, size, entry_point.budget));
    }
    if styles.is_empty() {
        return Err(missing(folder, "CSS"));
    }
    measurements.push(measurement("CSS", total_size(folder, styles)?, budget::STYLE));
    Ok(measurements)
}

fn measurement(name: &str, size: usize, budget: usize) -> Measurement {
    Measurement { name: name.to_owned(), size, budget }
}

fn missing(folder: &Path, what: &str) -> SizesError {
    SizesError::Missing { folder: folder.to_owned(), what: what.to_owned() }
}

fn manifest(path: &Path) -> Result<AssetManifest, SizesError> {
    let text = read(path)?;
    serde_json::from_slice(&text).map_err(|source| SizesError::Manifest { path: path.to_owned(), source })
}

/// Fails if the site contains Wasm, JavaScript or CSS that the manifest does not list.
fn ensure_listed(folder: &Path, files: &[PathBuf], manifest: &AssetManifest) -> Result<(), SizesError> {
    let listed = manifest.files(|_| true).chain([manifest.worker.as_str()]);
    let listed: HashSet<PathBuf> = listed.map(|name| folder.join(name)).collect();
    let is_code =
        |path: &Path| path.extension().is_some_and(|one| one == "wasm" || one == "js" || one == "css");
    let unlisted = files.iter().find(|path| is_code(path) && !listed.contains(*path));
    unlisted.map_or(Ok(()), |path| Err(SizesError::Unlisted { path: path.clone() }))
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

/// The compressed size of all these files of the site together.
fn total_size<'a>(folder: &Path, names: impl IntoIterator<Item = &'a str>) -> Result<usize, SizesError> {
    names.into_iter().map(|name| compressed_size(&folder.join(name))).sum()
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
