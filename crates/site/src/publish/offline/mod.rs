//! The offline copy: the files of a build that browsers store after a visit, and the service worker that stores and
//! serves them. It contains a few pages, the app, the list of all vendors and every record.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use catalog::{Record, Renamed};
use countersign::{Page, PageData, PublishedChanges, Site};
use inventory::StackFile;
use serde::Serialize;
use serde_json::Value;

use super::LIST;
use super::api::{ChecksumsFile, RecordsFile, VerificationFile};
use super::assets::AssetManifest;
use super::output::{Output, cache, hashed_name, without_comments};
use super::prerender::Shells;
use crate::hosts;
use crate::records::renamed;

/// The service worker's file. It is at the root of the site because a worker controls only paths below its own.
pub(crate) const WORKER: &str = "sw.js";

const WORKER_SCRIPT: &str = include_str!("worker.js");

/// The web manifest, which browsers request with every page.
const WEB_MANIFEST: &str = "site.webmanifest";

/// The largest number of vendors whose records are stored: they take 60 kB compressed for each 200. In a larger site,
/// search, lists and changes work offline, and a vendor page says that it cannot be reached.
const MAX_STORED_RECORDS: usize = 1_000;

/// The manifest of a build's offline copy, which the service worker reads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfflineManifest {
    /// The base path of the site.
    base: String,
    build_id: BuildId,
    /// The path of the page that can show any address.
    shell: String,
    /// The path of the file that contains all stored JSON files.
    data: String,
    /// The path of each stored file, with its hash for subresource integrity.
    files: BTreeMap<String, String>,
    /// Other paths under which a stored file is served, relative to the base path.
    aliases: BTreeMap<&'static str, String>,
    /// Texts that every page of the directory in this build contains, and pages of builds with other code or of another
    /// day do not.
    fingerprints: Vec<String>,
}

/// The name of a build: the base path, and a hash of all stored files.
#[derive(Serialize)]
#[serde(transparent)]
struct BuildId(String);

impl BuildId {
    fn new(base: &str, files: &BTreeMap<String, String>) -> Result<Self> {
        let hashes = serde_json::to_string(files).context("cannot write the hashes as JSON")?;
        Ok(Self(format!("{base} {}", cache::key(WORKER_SCRIPT, hashes.as_bytes()))))
    }
}

/// The contents of an offline copy.
pub(crate) struct OfflineCopy<'a> {
    /// The site's data on every page.
    pub site: Site,
    /// The HTML shell of each page.
    pub shells: &'a Shells<'a>,
    /// The code of the site.
    pub manifest: &'a AssetManifest,
    /// The name of the list of all vendors.
    pub list: String,
    /// All records.
    pub records: &'a [Record],
    /// All changes.
    pub changes: &'a PublishedChanges,
    /// The vendors that left the directory.
    pub renamed: &'a Renamed,
    /// The index of the stack check.
    pub stack: &'a StackFile,
    /// The checksums of all records.
    pub checksums: &'a ChecksumsFile<'a>,
    /// What the checks of all sources showed.
    pub verification: &'a VerificationFile<'a>,
}

impl OfflineCopy<'_> {
    /// Writes the files that only the offline copy has, and the service worker.
    ///
    /// # Errors
    /// If a page cannot be rendered, or a file cannot be read or written.
    pub(crate) fn write(self, output: &Output) -> Result<()> {
        let base = self.site.base.clone();
        let page = self.write_page(output, "offline", "", Page::OfflineShell)?;
        let about = self.write_page(output, "offline-about", "about/", Page::About)?;
        let api = self.write_page(output, "offline-api", "api/", Page::Api)?;
        let check = self.write_page(output, "offline-check", "check/", Page::Check)?;
        let register = self.write_page(output, "offline-register", "register/", Page::Register)?;
        let (records, changes, renamed) = (self.records, self.changes, self.renamed);
        let data = json_files(records, changes, renamed, self.stack, self.checksums, self.verification)
            .and_then(|files| serde_json::to_string(&files))
            .context("cannot write the offline data as JSON")?;
        let data = write_hashed(output, "offline", &data, "json")?;

        let path = |name: &str| [&base, name].concat();
        let shared = self.manifest.shared.iter().map(String::as_str);
        let mut fingerprints: Vec<String> = shared.chain(self.manifest.main_files()).map(path).collect();
        fingerprints.push(format!("\"published\":\"{}\"", self.site.published));
        let mut files = BTreeMap::new();
        let others = [WEB_MANIFEST, &page, &about, &api, &check, &register, &data, &self.list].map(path);
        for file in self.manifest.files(|one| one.is_offline).map(path).chain(others) {
            let source = output.folder().join(file.trim_start_matches(&base));
            files.insert(file, hosts::integrity(&source)?);
        }
        let manifest = OfflineManifest {
            build_id: BuildId::new(&base, &files)?,
            shell: path(&page),
            data: path(&data),
            files,
            aliases: BTreeMap::from([
                (LIST, path(&self.list)),
                ("about/", path(&about)),
                ("api/", path(&api)),
                ("check/", path(&check)),
                ("register/", path(&register)),
            ]),
            fingerprints,
            base,
        };
        write_worker(output, &manifest, WORKER_SCRIPT)
    }

    /// Writes the page at a path, which says that it is shown from the offline copy.
    fn write_page(&self, output: &Output, stem: &str, path: &str, page: Page) -> Result<String> {
        let site = Site { is_offline_copy: true, ..self.site.clone() };
        let html = self.shells.for_offline_page(path).render(PageData { site, page })?;
        write_hashed(output, stem, &html, "html")
    }
}

/// The JSON files that the app can request, by path, without the list, which is a file of its own.
fn json_files(
    records: &[Record],
    changes: &PublishedChanges,
    renamed: &Renamed,
    stack: &StackFile,
    checksums: &ChecksumsFile,
    verification: &VerificationFile,
) -> serde_json::Result<BTreeMap<String, Value>> {
    let mut files = BTreeMap::from([
        ("changes.json".to_owned(), serde_json::to_value(changes)?),
        (renamed::FILE.to_owned(), serde_json::to_value(renamed)?),
        (StackFile::NAME.to_owned(), serde_json::to_value(stack)?),
    ]);
    if records.len() <= MAX_STORED_RECORDS {
        // The worker also stores each record as the file of its vendor.
        let records = RecordsFile::new(stack.date, records);
        files.insert(RecordsFile::NAME.to_owned(), serde_json::to_value(records)?);
        files.insert(ChecksumsFile::NAME.to_owned(), serde_json::to_value(checksums)?);
        files.insert(VerificationFile::NAME.to_owned(), serde_json::to_value(verification)?);
    }
    Ok(files)
}

/// Writes a service worker that deletes the offline copy and unregisters itself.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn write_unregistering_worker(output: &Output, base: &str) -> Result<()> {
    write_worker(output, &BTreeMap::from([("base", base)]), include_str!("unregister.js"))
}

fn write_hashed(output: &Output, stem: &str, content: &str, extension: &str) -> Result<String> {
    let name = hashed_name(stem, content, extension);
    output.write(&name, content)?;
    Ok(name)
}

/// Writes the service worker. Its name never changes, since browsers request it on each visit to find a new build.
fn write_worker(output: &Output, manifest: &impl Serialize, script: &str) -> Result<()> {
    let manifest = serde_json::to_string(manifest).context("cannot write the offline manifest as JSON")?;
    output.write(WORKER, &format!("const MANIFEST = {manifest};\n{}\n", without_comments(script)))
}

#[cfg(test)]
mod tests {
    use catalog::{Record, Renamed};
    use countersign::PublishedChanges;
    use inventory::{StackFile, StackIndex};

    use super::{ChecksumsFile, MAX_STORED_RECORDS, VerificationFile, json_files};
    use crate::records::sample;

    #[test]
    fn up_to_a_thousand_records_are_stored_and_the_changes_always() {
        let record: Record = sample::records(1, 1).next().expect("a record").expect("a valid record");
        let changes = PublishedChanges { version: 1, changes: Vec::new() };
        let stack = StackFile::new(record.last_verified, StackIndex::default());
        let checksums = ChecksumsFile::new(record.last_verified, std::iter::empty());
        let verification = VerificationFile::new(record.last_verified, std::iter::empty());
        let stored = |vendors: usize| {
            let records = vec![record.clone(); vendors];
            let renamed = Renamed::default();
            let files = json_files(&records, &changes, &renamed, &stack, &checksums, &verification);
            files.expect("JSON").into_keys().collect::<Vec<_>>()
        };
        assert_eq!(
            stored(MAX_STORED_RECORDS),
            [
                "changes.json",
                "checksums.json",
                "records.json",
                "renamed.json",
                "stack.json",
                "verification.json"
            ]
        );
        assert_eq!(stored(MAX_STORED_RECORDS + 1), ["changes.json", "renamed.json", "stack.json"]);
    }
}
