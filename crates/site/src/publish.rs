//! Publishing: from the checked records and the shell that Trunk built to a folder of plain files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use countersign::{
    CategoryData, HomeData, Page, PageData, PublishedChange, PublishedChanges, Site, VendorData,
};
use directory::answers::alternatives;
use directory::query::Query;
use directory::search::Engine;
use directory::{Bundle, Category, Date, Listing, Record, newest_changes, of_category};
use serde::Serialize;

use crate::feeds;
use crate::prerender::Shell;
use crate::settings::Settings;

/// How many results the home page shows at first.
const FIRST_RESULTS: usize = 100;

/// What a publication is made from.
pub struct Publication {
    /// The HTML that Trunk built: head, scripts and styles, with an empty body.
    pub shell: String,
    /// Every record, checked.
    pub records: Vec<Record>,
    /// The operator's settings.
    pub settings: Settings,
    /// The path that the site lies under, with a slash at both ends.
    pub base: String,
    /// The day of publication.
    pub today: Date,
}

impl Publication {
    /// Writes every page, the bundle, the records and the feeds into `out`.
    ///
    /// # Errors
    /// When the shell has no body, a page cannot be rendered, or a file cannot be written.
    pub fn write(&self, out: &Path) -> Result<()> {
        let files = Files { out };
        let listings: Vec<Listing> = self.records.iter().map(Listing::from).collect();
        self.write_data(&files, &listings)?;
        self.write_pages(&files, &listings)?;
        for record in &self.records {
            let feed = feeds::vendor(&self.settings, &self.base, record);
            files.write(&format!("vendors/{}.xml", record.slug), &feed)?;
        }
        files.write("changes.xml", &feeds::changes(&self.settings, &self.base, &self.records, self.today))
    }

    fn write_data(&self, files: &Files, listings: &[Listing]) -> Result<()> {
        let bundle = Bundle { version: Bundle::VERSION, date: self.today, vendors: listings.to_vec() };
        files.write_json("vendors.json", &bundle)?;
        files.write_json(
            "changes.json",
            &PublishedChanges { version: Bundle::VERSION, changes: self.changes() },
        )?;
        for record in &self.records {
            files.write_json(&format!("vendors/{}.json", record.slug), record)?;
        }
        Ok(())
    }

    fn write_pages(&self, files: &Files, listings: &[Listing]) -> Result<()> {
        let shell = Shell::new(&self.shell)?;
        let write = |path: &str, file: &str, page: Page| -> Result<()> {
            let data = PageData { site: self.site(), page };
            let html = shell
                .render(&format!("{}{path}", self.base), data)
                .with_context(|| format!("page {path}"))?;
            files.write(file, &html)
        };
        write("", "index.html", Page::Home(home(listings)))?;
        for record in &self.records {
            let others = alternatives(listings, record.category, &record.slug).into_iter().cloned().collect();
            let page = Page::Vendor(Box::new(VendorData { record: record.clone(), alternatives: others }));
            let path = format!("vendors/{}/", record.slug);
            write(&path, &format!("{path}index.html"), page)?;
        }
        for &category in Category::ALL {
            let vendors = of_category(listings, category).into_iter().cloned().collect();
            let path = format!("categories/{}/", category.key());
            write(&path, &format!("{path}index.html"), Page::Category(CategoryData { category, vendors }))?;
        }
        write("changes/", "changes/index.html", Page::Changes(self.changes()))?;
        write("about/", "about/index.html", Page::About)?;
        write("404", "404.html", Page::NotFound)
    }

    fn site(&self) -> Site {
        Site {
            name: self.settings.name.clone(),
            base: self.base.clone(),
            vendors: self.records.len(),
            published: self.today,
            sign_up: self.settings.signup.as_ref().map(|sign_up| sign_up.form(&self.base)),
        }
    }

    fn changes(&self) -> Vec<PublishedChange> {
        newest_changes(&self.records)
            .into_iter()
            .map(|(record, change)| PublishedChange {
                slug: record.slug.clone(),
                name: record.name.clone(),
                change: change.clone(),
            })
            .collect()
    }
}

fn home(listings: &[Listing]) -> HomeData {
    let engine = Engine::new(listings.to_vec());
    let results = engine.search(&Query::default());
    let first = results
        .hits
        .iter()
        .take(FIRST_RESULTS)
        .filter_map(|hit| engine.listing(hit.index))
        .cloned()
        .collect();
    HomeData { first, counts: results.counts }
}

/// The folder that is written to.
struct Files<'a> {
    out: &'a Path,
}

impl Files<'_> {
    fn write(&self, name: &str, text: &str) -> Result<()> {
        let path: PathBuf = self.out.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        self.write(
            name,
            &serde_json::to_string(value).with_context(|| format!("cannot write {name} as JSON"))?,
        )
    }
}
