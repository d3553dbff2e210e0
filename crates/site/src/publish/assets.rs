//! The asset manifest: which Wasm, JavaScript and style sheets each page loads. The HTML shells, the offline copy and the
//! header rules follow from it; the published form, `assets.json`, is for `site sizes`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use serde::{Deserialize, Serialize};

use super::code;
use super::offline::WORKER;
use super::output::Output;

/// The file of the manifest.
pub const FILE: &str = "assets.json";

/// The Wasm entry points. The first is the main entry point, named `directory` for the vendor directory: Trunk builds it
/// from `index.html`, and every page that no other entry point claims loads it. Trunk builds each other one from
/// `<name>.html`. CONTRIBUTING.md explains how to add one.
pub const ENTRY_POINTS: [EntryPoint; 3] = [
    EntryPoint { name: "directory", path_prefixes: &[], budget: 185_000, is_offline: true },
    EntryPoint { name: "tools", path_prefixes: &["check/"], budget: 130_000, is_offline: true },
    EntryPoint { name: "register", path_prefixes: &["register/"], budget: 130_000, is_offline: true },
];

/// A Wasm program, and the pages that load it instead of the main entry point.
#[derive(Clone, Copy, Debug)]
pub struct EntryPoint {
    /// The name.
    pub name: &'static str,
    /// The prefixes of its pages' paths, relative to the base path: `check/`. Empty for the main entry point, which every
    /// page loads that no other one claims.
    pub path_prefixes: &'static [&'static str],
    /// The size budget of all Wasm and JavaScript that such a page loads, in bytes with brotli, quality 11.
    pub budget: usize,
    /// Whether the offline copy contains the program. Without it, an offline copy of such a page loads the main entry
    /// point.
    pub is_offline: bool,
}

/// The Wasm entry points of a publication.
#[derive(Clone, Debug)]
pub struct EntryPoints {
    /// One row per entry point, first the main one.
    pub rows: &'static [EntryPoint],
    /// The folder with Trunk's output for each other entry point, in a subfolder with its name.
    pub builds: PathBuf,
}

impl Default for EntryPoints {
    fn default() -> Self {
        Self { rows: &ENTRY_POINTS, builds: PathBuf::from("target/entry-points") }
    }
}

/// The code of a site. Every file name is a path in the site, without a leading slash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AssetManifest {
    /// The version of the format.
    pub version: u32,
    /// The boot script and the style sheets, which every page loads.
    pub shared: Vec<String>,
    /// The service worker, which every page registers.
    pub worker: String,
    /// One row per entry point, first the main one.
    pub entry_points: Vec<EntryPointAssets>,
}

/// An [`EntryPoint`] with its files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryPointAssets {
    /// The name.
    pub name: String,
    /// The [`EntryPoint::path_prefixes`].
    pub path_prefixes: Vec<String>,
    /// The size budget in bytes.
    pub budget: usize,
    /// Whether the offline copy contains it.
    pub is_offline: bool,
    /// The JavaScript and the Wasm, in this order. Both have hashed names.
    pub files: Vec<String>,
}

impl AssetManifest {
    /// The current version of the format.
    pub const VERSION: u32 = 1;

    /// The manifest of a site under `base`, which ends with a slash, with this shell, whose code has its published names.
    /// Publishes the files of every other entry point. If the shell loads no Wasm, no page does.
    ///
    /// # Errors
    /// If an entry point was not built or has no row, or a file cannot be published.
    pub(crate) fn new(
        EntryPoints { rows, builds }: &EntryPoints,
        shell: &str,
        base: &str,
        output: &Output,
    ) -> Result<Self> {
        let Some((main, others)) = rows.split_first() else { bail!("{} is empty", table()) };
        let (shared, files) = shell_files(shell, base)?;
        let has_code = !files.is_empty();
        if has_code {
            ensure_rows(builds, others)?;
        }
        let mut entry_points = vec![EntryPointAssets::new(main, files)];
        for row in others {
            let files = if has_code { publish_build(row.name, builds, output)? } else { Vec::new() };
            entry_points.push(EntryPointAssets::new(row, files));
        }
        Ok(Self { version: Self::VERSION, shared, worker: WORKER.to_owned(), entry_points })
    }

    /// The files of every page and of the entry points that `is_included` selects.
    pub fn files(&self, is_included: impl Fn(&EntryPointAssets) -> bool) -> impl Iterator<Item = &str> {
        let entry_points = self.entry_points.iter().filter(move |one| is_included(one));
        self.shared.iter().chain(entry_points.flat_map(|one| &one.files)).map(String::as_str)
    }

    /// The JavaScript and the Wasm of the main entry point.
    pub fn main_files(&self) -> impl Iterator<Item = &str> {
        self.entry_points.iter().take(1).flat_map(|main| &main.files).map(String::as_str)
    }

    /// The shell of the pages that load an entry point, made from that of the main one.
    pub(crate) fn shell(&self, shell: &str, base: &str, entry_point: &EntryPointAssets) -> String {
        self.main_files().zip(&entry_point.files).fold(shell.to_owned(), |shell, (from, to)| {
            shell.replace(&[base, from].concat(), &[base, to].concat())
        })
    }
}

impl EntryPointAssets {
    fn new(row: &EntryPoint, files: Vec<String>) -> Self {
        Self {
            name: row.name.to_owned(),
            path_prefixes: row.path_prefixes.iter().map(|&prefix| prefix.to_owned()).collect(),
            budget: row.budget,
            is_offline: row.is_offline,
            files,
        }
    }

    /// Whether the path of a page, relative to the base path, has one of its [`EntryPoint::path_prefixes`].
    pub fn claims_page(&self, path: &str) -> bool {
        self.path_prefixes.iter().any(|prefix| path.starts_with(prefix))
    }
}

/// Where the table of entry points is, for error messages.
fn table() -> String {
    format!("ENTRY_POINTS in {}", file!())
}

/// The files that every page of a shell loads, and the JavaScript and Wasm that its boot script loads.
pub(crate) fn shell_files(shell: &str, base: &str) -> Result<(Vec<String>, Vec<String>)> {
    let (mut shared, mut files) = (Vec::new(), Vec::new());
    let read = element!("script[src], link[rel=stylesheet]", |element| {
        let file = |attribute| Some(element.get_attribute(attribute)?.strip_prefix(base)?.to_owned());
        shared.extend(file("src").or_else(|| file("href")));
        files.extend(["data-js", "data-wasm"].into_iter().filter_map(file));
        Ok(())
    });
    let settings = RewriteStrSettings { element_content_handlers: vec![read], ..RewriteStrSettings::new() };
    rewrite_str(shell, settings).context("cannot read the HTML shell")?;
    Ok((shared, files))
}

/// Fails if Trunk built an entry point that has no row: no page would load it.
fn ensure_rows(builds: &Path, rows: &[EntryPoint]) -> Result<()> {
    let unreadable = || format!("cannot read {}", builds.display());
    let entries = match fs::read_dir(builds) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.with_context(unreadable)?,
    };
    for entry in entries {
        let entry = entry.with_context(unreadable)?;
        let name = entry.file_name();
        // Files that operating systems leave in folders are not builds.
        let has_row = rows.iter().any(|row| name == row.name) || !entry.path().is_dir();
        ensure!(has_row, "{}.html is an entry point without a row in {}", name.display(), table());
    }
    Ok(())
}

/// Publishes the JavaScript and the Wasm that Trunk built for an entry point, and returns their names.
fn publish_build(name: &str, builds: &Path, output: &Output) -> Result<Vec<String>> {
    let folder = builds.join(name);
    let unreadable = || {
        format!(
            "cannot read {}, which Trunk builds from {name}.html for {name} of {}",
            folder.display(),
            table()
        )
    };
    let mut built = BTreeSet::new();
    for entry in fs::read_dir(&folder).with_context(unreadable)? {
        built.insert(entry.with_context(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    built.remove("index.html");
    let file = |extension| built.iter().find(|file| file.ends_with(extension));
    let (Some(script), Some(wasm), 2) = (file(".js"), file(".wasm"), built.len()) else {
        bail!("{} contains {built:?} instead of one JavaScript file and one Wasm file", folder.display());
    };
    Ok(code::write(&folder, [script, wasm], output)?.into())
}
