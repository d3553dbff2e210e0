//! What a browser keeps of the site after a visit, so that the directory works without a connection: three pages, the
//! app, the list of all vendors and every record, and the worker that keeps and shows them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use countersign::{Page, PageData, PublishedChanges, Site};
use directory::{Record, Renamed};
use serde::Serialize;
use serde_json::Value;

use crate::hosting;
use crate::output::{Output, hashed_name, store, without_comments};
use crate::prerender::Shell;
use crate::renamed;

/// The worker's file. It lies where the site begins: a worker looks after what lies below it, and nothing else.
pub(crate) const WORKER: &str = "sw.js";

/// What browsers ask for with every page, whatever it shows.
const MANIFEST: &str = "site.webmanifest";

/// Up to how many vendors the records are kept: 60 kB compressed for each 200. Past that, search, lists and changes
/// work without a connection, and a vendor's page says that it cannot be reached.
const MOST_RECORDS: usize = 1_000;

/// What is kept of a build; the worker reads it.
#[derive(Serialize)]
struct Build {
    /// The path that the site lies under.
    base: String,
    /// The build's name: the site's path, and a hash over all that is kept.
    name: String,
    /// The page that shows any address.
    page: String,
    /// The file of all JSON that is kept.
    data: String,
    /// Each file's path, with its hash as browsers check it.
    files: BTreeMap<String, String>,
    /// Other paths of the site that such a file stands for.
    names: BTreeMap<&'static str, String>,
    /// What each page of this build says, and pages of builds with other code or of another day do not.
    marks: Vec<String>,
}

/// What a publication gives to be kept.
pub(crate) struct Kept<'a> {
    /// What each page says of the site.
    pub site: Site,
    /// The frame of each page, and its text.
    pub shell: (&'a Shell<'a>, &'a str),
    /// The name of the list of all vendors.
    pub list: String,
    /// Every record.
    pub records: &'a [Record],
    /// Every change.
    pub changes: &'a PublishedChanges,
    /// The vendors that left the directory.
    pub renamed: &'a Renamed,
}

impl Kept<'_> {
    /// Writes what is kept, and the worker.
    ///
    /// # Errors
    /// When a page cannot be rendered, or a file cannot be read or written.
    pub(crate) fn write(self, output: &Output) -> Result<()> {
        let base = self.site.base.clone();
        let page = self.write_page(output, "offline", Page::Elsewhere)?;
        let about = self.write_page(output, "offline-about", Page::About)?;
        let api = self.write_page(output, "offline-api", Page::Api)?;
        let data =
            data(self.records, self.changes, self.renamed).and_then(|data| serde_json::to_string(&data));
        let data = data.context("cannot write what is kept as JSON")?;
        let data = written(output, "offline", &data, "json")?;

        let code: Vec<String> = output
            .files()?
            .into_iter()
            .filter(|name| [".js", ".wasm", ".css"].iter().any(|kind| name.ends_with(kind)) && name != WORKER)
            .map(|name| [&base, name.as_str()].concat())
            .filter(|path| self.shell.1.contains(path))
            .collect();
        let mut marks = code.clone();
        marks.push(format!("\"published\":\"{}\"", self.site.published));
        let path = |name: &str| [&base, name].concat();
        let mut files = BTreeMap::new();
        let others = [MANIFEST, &page, &about, &api, &data, &self.list].map(path);
        for file in code.into_iter().chain(others) {
            let place = output.folder().join(file.trim_start_matches(&base));
            files.insert(file, hosting::integrity(&place)?);
        }
        let recipe = serde_json::to_string(&files).context("cannot write the hashes as JSON")?;
        let build = Build {
            name: format!("{base} {}", store::key(include_str!("worker.js"), recipe.as_bytes())),
            page: path(&page),
            data: path(&data),
            files,
            names: BTreeMap::from([
                ("list.json", path(&self.list)),
                ("about/", path(&about)),
                ("api/", path(&api)),
            ]),
            marks,
            base,
        };
        write_worker(output, &build, include_str!("worker.js"))
    }

    /// A page that says of itself that it is a kept one. Its name changes with its content.
    fn write_page(&self, output: &Output, stem: &str, page: Page) -> Result<String> {
        let site = Site { is_kept: true, ..self.site.clone() };
        let html = self.shell.0.render(PageData { site, page })?;
        written(output, stem, &html, "html")
    }
}

/// Every JSON file that the app may ask for, by its path: but for the list, which has a file of its own.
fn data(
    records: &[Record],
    changes: &PublishedChanges,
    gone: &Renamed,
) -> serde_json::Result<BTreeMap<String, Value>> {
    let mut data = BTreeMap::from([
        ("changes.json".to_owned(), serde_json::to_value(changes)?),
        (renamed::FILE.to_owned(), serde_json::to_value(gone)?),
    ]);
    if records.len() <= MOST_RECORDS {
        for record in records {
            data.insert(format!("vendors/{}.json", record.slug), serde_json::to_value(record)?);
        }
    }
    Ok(data)
}

/// Writes, in the place of the worker, one that goes with all that was kept.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn remove(output: &Output, base: &str) -> Result<()> {
    write_worker(output, &BTreeMap::from([("base", base)]), include_str!("remover.js"))
}

fn written(output: &Output, stem: &str, content: &str, kind: &str) -> Result<String> {
    let name = hashed_name(stem, content, kind);
    output.write(&name, content)?;
    Ok(name)
}

/// Browsers ask for it on each visit.
fn write_worker(output: &Output, build: &impl Serialize, worker: &str) -> Result<()> {
    let build = serde_json::to_string(build).context("cannot write the build's hashes as JSON")?;
    output.write(WORKER, &format!("const BUILD = {build};\n{}\n", without_comments(worker)))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use countersign::PublishedChanges;
    use directory::{Record, Renamed};

    use super::{MOST_RECORDS, data};

    #[test]
    fn records_are_kept_up_to_a_thousand_and_the_changes_always() {
        let zoom = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/vendors/zoom.json");
        let zoom: Record =
            serde_json::from_str(&fs::read_to_string(zoom).expect("a file")).expect("a record");
        let changes = PublishedChanges { version: 1, changes: Vec::new() };
        let kept = |vendors: usize| {
            let data = data(&vec![zoom.clone(); vendors], &changes, &Renamed::default()).expect("JSON");
            data.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(kept(MOST_RECORDS), ["changes.json", "renamed.json", "vendors/zoom.json"]);
        assert_eq!(kept(MOST_RECORDS + 1), ["changes.json", "renamed.json"]);
    }
}
