//! Publishing: from the checked records and the shell that Trunk built to a folder of plain files.

use std::path::Path;

use anyhow::{Context, Result};
use countersign::{
    CategoryData, HomeData, Page, PageData, PublishedChange, PublishedChanges, Site, VendorData,
};
use directory::answers::{alternatives, contenders};
use directory::query::Query;
use directory::search::Engine;
use directory::{Bundle, Category, Date, Listing, Record, Signals, newest_changes, of_category};
use indicatif::ProgressBar;
use rayon::prelude::*;

use crate::api::{self, CategoryFile, PublishedVendor, VendorsFile};
use crate::check::Checked;
use crate::discovery;
use crate::feeds;
use crate::hosting;
use crate::offline::{self, Kept};
use crate::output::{Output, hashed_name};
use crate::prerender::Shell;
use crate::renamed;
use crate::settings::{Settings, SignUp};
use crate::share::{self, Studio};

/// How many results the home page shows at first.
const FIRST_RESULTS: usize = 100;

/// What a publication is made from.
pub struct Publication {
    /// The HTML that Trunk built: head, scripts and styles, with an empty body.
    pub shell: String,
    /// Every record and what records share, checked.
    pub data: Checked,
    /// The operator's settings.
    pub settings: Settings,
    /// The path that the site lies under, with a slash at both ends.
    pub base: String,
    /// The day of publication.
    pub today: Date,
}

impl Publication {
    /// Writes every page, the bundle, the records and the feeds into `folder`.
    ///
    /// # Errors
    /// When the shell has no body, a page cannot be rendered, or a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        self.write_to(&Output::new(folder), &ProgressBar::hidden())
    }

    /// The same into any output, with a progress bar that counts vendors.
    ///
    /// # Errors
    /// As [`Publication::write`].
    pub fn write_to(&self, output: &Output, progress: &ProgressBar) -> Result<()> {
        progress.set_length(u64::try_from(self.data.records.len())?);
        let sign_up = self.settings.signup.as_ref().and_then(SignUp::other_origin);
        let worker = self.settings.offline.then_some(offline::WORKER);
        let html = hosting::finished(&self.shell, output, &self.base, sign_up, worker)?;
        let shell = Shell::new(&html)?;
        let listings = self.listings();
        let changes = &self.published_changes();
        let write_categories = || {
            let categories = Category::ALL.par_iter();
            categories.try_for_each(|&category| self.write_category(output, &shell, &listings, category))
        };
        let contenders: Vec<Listing> =
            Category::ALL.iter().flat_map(|&category| contenders(&listings, category)).cloned().collect();
        let studio = Studio::new()?;
        let image = studio.site(&self.settings.name, self.data.records.len());
        output.write_made("share.png", share::RECIPE, &image, || studio.draw(&image))?;
        discovery::write(output, &self.settings, &self.base, &self.data.records, &studio)?;
        let site = serde_json::to_string(&self.site()).context("cannot write what pages say of the site")?;
        let recipe = format!("{:?} {site} {html}", self.settings);
        let write_vendors = || {
            self.data.records.par_iter().try_for_each(|record| {
                let data = vendor(record, &contenders);
                let made_from = serde_json::to_string(&(&data, self.data.texts.get(&record.slug)))
                    .context("cannot write a record as JSON")?;
                output.write_group(&recipe, &made_from, |output| {
                    self.write_vendor(output, &shell, data)?;
                    output.write(&format!("vendors/{}.svg", record.slug), &studio.badge(record))?;
                    self.write_share_image(output, &studio, record)
                })?;
                progress.inc(1);
                Ok(())
            })
        };
        // The list of all vendors takes one processor for seconds where there are thousands; the others go on.
        let (site, rest) = rayon::join(
            || self.write_site(output, &shell, &listings, changes),
            || write_categories().and_then(|()| write_vendors()),
        );
        let list = site?;
        rest?;
        if self.settings.offline && !hosting::is_served_by_trunk(&html) {
            let shell = (&shell, html.as_str());
            let (records, renamed) = (&self.data.records, &self.data.renamed);
            let kept = Kept { site: self.site(), shell, list, records, changes, renamed };
            kept.write(output)?;
        } else {
            offline::remove(output, &self.base)?;
        }
        output.compress_others()?;
        // Last: what it writes tells `replace` that the site is whole.
        hosting::write(output, &listings, &self.data.renamed, &self.base, sign_up)
    }

    /// What the list of all vendors has of each.
    fn listings(&self) -> Vec<Listing> {
        let featured = &self.settings.featured;
        let position = |record: &Record| {
            (1..).zip(featured).find(|(_, slug)| **slug == record.slug).map_or(0, |(at, _)| at)
        };
        let listings = self.data.records.iter();
        listings.map(|record| Listing { featured: position(record), ..Listing::from(record) }).collect()
    }

    /// What there is once. Gives the name of the list of all vendors.
    fn write_site(
        &self,
        output: &Output,
        shell: &Shell,
        listings: &[Listing],
        changes: &PublishedChanges,
    ) -> Result<String> {
        let bundle = Bundle { version: Bundle::VERSION, date: self.today, vendors: listings.to_vec() };
        let bundle = api::bundle(bundle).context("cannot write the bundle as JSON")?;
        let hashed_bundle = hashed_name("list", &bundle, "json");
        output.write("list.json", &bundle)?;
        output.write(&hashed_bundle, &bundle)?;
        output.write_json("vendors.json", &VendorsFile::new(self.today, listings))?;
        output.write_json("signals.json", &api::SignalsFile::new(&self.data))?;
        output.write_json("changes.json", changes)?;
        output.write_json(renamed::FILE, &self.data.renamed)?;
        let feed = feeds::changes(&self.settings, &self.base, &self.data.records, self.today);
        output.write("changes.xml", &feed)?;
        output
            .write("index.html", &self.page(shell, "", Page::Home(home(listings, hashed_bundle.clone())))?)?;
        output.write("vendors.csv", &api::table(&self.settings, &self.base, &self.data.records)?)?;
        output.write("llms.txt", &api::guide(&self.site(), listings)?)?;
        output.write(
            "changes/index.html",
            &self.page(shell, "changes/", Page::Changes(changes.changes.clone()))?,
        )?;
        output.write("about/index.html", &self.page(shell, "about/", Page::About)?)?;
        output.write("api/index.html", &self.page(shell, "api/", Page::Api)?)?;
        output.write("404.html", &self.page(shell, "404", Page::NotFound)?)?;
        Ok(hashed_bundle)
    }

    /// What each category has.
    fn write_category(
        &self,
        output: &Output,
        shell: &Shell,
        listings: &[Listing],
        category: Category,
    ) -> Result<()> {
        let vendors = of_category(listings, category);
        let feed = feeds::category(&self.settings, &self.base, category, &self.data.records, self.today);
        output.write(&format!("categories/{}.xml", category.key()), &feed)?;
        let path = format!("categories/{}/", category.key());
        let file = CategoryFile {
            version: Bundle::VERSION,
            date: self.today,
            category,
            label: category.label(),
            vendors: vendors.iter().copied().map(PublishedVendor::from).collect(),
        };
        output.write_json(&format!("categories/{}.json", category.key()), &file)?;
        let vendors = vendors.into_iter().cloned().collect();
        let html = self.page(shell, &path, Page::Category(CategoryData { category, vendors }))?;
        output.write(&format!("{path}index.html"), &html)
    }

    /// What each vendor has.
    fn write_vendor(&self, output: &Output, shell: &Shell, data: VendorData) -> Result<()> {
        let record = &data.record;
        let file = format!("vendors/{}", record.slug);
        let name = format!("{file}.json");
        match self.data.texts.get(&record.slug) {
            // Byte for byte: a hash of a record is of these bytes.
            Some(text) => output.write(&name, text)?,
            None => output.write_json(&name, record)?,
        }
        output.write(&format!("{file}.xml"), &feeds::vendor(&self.settings, &self.base, record))?;
        output.write(&format!("{file}.md"), &api::vendor_as_markdown(&self.site(), &data)?)?;
        let html = self.page(shell, &format!("{file}/"), Page::Vendor(Box::new(data)))?;
        output.write(&format!("{file}/index.html"), &html)
    }

    fn write_share_image(&self, output: &Output, studio: &Studio, record: &Record) -> Result<()> {
        let svg = studio.vendor(&self.settings.name, record);
        let name = format!("vendors/{}.png", record.slug);
        output.write_made(&name, share::RECIPE, &svg, || studio.draw(&svg))
    }

    /// The HTML of the page at a path of the site.
    fn page(&self, shell: &Shell, path: &str, page: Page) -> Result<String> {
        let data = PageData { site: self.site(), page };
        shell.render(data).with_context(|| format!("page /{path}"))
    }

    fn site(&self) -> Site {
        Site {
            name: self.settings.name.clone(),
            address: self.settings.origin().to_owned(),
            base: self.base.clone(),
            vendors: self.data.records.len(),
            published: self.today,
            is_kept: false,
            sign_up: self.settings.signup.as_ref().map(|sign_up| sign_up.form(&self.base)),
        }
    }

    fn published_changes(&self) -> PublishedChanges {
        let changes = newest_changes(&self.data.records)
            .into_iter()
            .map(|(record, change)| PublishedChange {
                slug: record.slug.clone(),
                name: record.name.clone(),
                category: record.category,
                change: change.clone(),
                verdict: record.verdict(),
                meaning: record.meaning(change),
            })
            .collect();
        PublishedChanges { version: Bundle::VERSION, changes }
    }
}

fn vendor(record: &Record, contenders: &[Listing]) -> VendorData {
    let alternatives = alternatives(contenders, record.category, &record.slug).into_iter().cloned().collect();
    // The page says nothing of these two.
    let record = Record { domains: Vec::new(), signals: Signals::default(), ..record.clone() };
    VendorData { record, alternatives }
}

fn home(listings: &[Listing], list: String) -> HomeData {
    let engine = Engine::new(listings.to_vec());
    let results = engine.search(&Query::default(), FIRST_RESULTS);
    let first = results.hits.iter().filter_map(|hit| engine.listing(hit.index)).cloned().collect();
    HomeData { first, counts: results.counts, list }
}
