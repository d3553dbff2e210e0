//! Publishing: generates a site of static files from the checked records and the HTML shell that Trunk built.

pub(crate) mod api;
pub mod assets;
pub(crate) mod code;
mod discovery;
mod feeds;
mod offline;
pub mod output;
mod prerender;
pub mod replace;
mod share;
pub mod sizes;

use std::borrow::Cow;
use std::path::Path;

use anyhow::{Context, Result};
use catalog::answers::{alternative_candidates, alternatives};
use catalog::overview::category_totals;
use catalog::query::Query;
use catalog::{
    Bundle, Category, Date, Listing, Record, Signals, Slug, SourceCheck, in_category, newest_changes,
};
use countersign::{
    CategoryData, HomeData, NEWEST_CHANGES, PAGE_SIZE, Page, PageData, PublishedChange, PublishedChanges,
    Site, VendorData,
};
use indicatif::ProgressBar;
use inventory::{StackFile, StackIndex};
use rayon::prelude::*;
use search::Engine;

use crate::hosts;
use crate::records::{CheckedRecords, renamed};
use crate::settings::{Settings, SignUpSettings};
use crate::verify::VerifyState;
use api::{
    CategoryFile, ChecksumsFile, PublishedVendor, RecordsFile, SignalsFile, VendorsFile, VerificationFile,
};
use assets::{AssetManifest, EntryPoints};
use offline::OfflineCopy;
use output::Output;
use prerender::Shells;
use share::ImageRenderer;

/// The list of all vendors, under the name that never changes.
pub(crate) const LIST: &str = "list.json";

/// The inputs of a publication.
pub struct Publication {
    /// The HTML that Trunk built: head, scripts and style sheets, with an empty body.
    pub shell: String,
    /// The Wasm entry points, of which the shell loads the first.
    pub entry_points: EntryPoints,
    /// The checked records, and the data that they share.
    pub data: CheckedRecords,
    /// The checks of the records' sources.
    pub checks: VerifyState,
    /// The operator's settings.
    pub settings: Settings,
    /// The base path of the site, with a slash at both ends.
    pub base: String,
    /// The date of publication.
    pub today: Date,
}

impl Publication {
    /// Writes the site into `folder`, without compressed forms and PNG images.
    ///
    /// # Errors
    /// If the shell has no body, a page cannot be rendered, or a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        self.write_to(&Output::new(folder), &ProgressBar::hidden()).map(drop)
    }

    /// Writes the site into an output; `progress` counts the vendors. Returns the shell with the published names of the
    /// code.
    ///
    /// # Errors
    /// As [`Publication::write`].
    pub fn write_to(&self, output: &Output, progress: &ProgressBar) -> Result<String> {
        progress.set_length(u64::try_from(self.data.records.len())?);
        let sign_up_origin = self.settings.signup.as_ref().and_then(SignUpSettings::external_origin);
        let worker = self.settings.offline.then_some(offline::WORKER);
        let shell = hosts::replace_code(&self.shell, output, &self.base)?;
        let manifest = AssetManifest::new(&self.entry_points, &shell, &self.base, output)?;
        output.write_json(assets::FILE, &manifest)?;
        let html = manifest.entry_points.iter().map(|entry_point| {
            let shell = manifest.shell(&shell, &self.base, entry_point);
            hosts::finalize_shell(&shell, output, &self.base, sign_up_origin, worker)
        });
        let html: Vec<String> = html.collect::<Result<_>>()?;
        let shells = Shells::new(&manifest, &html)?;
        let listings = self.listings();
        let changes = &self.published_changes();
        let stack = StackIndex::new(&self.data.records, &self.data.shared, &self.data.renamed);
        let stack = &StackFile::new(self.today, stack);
        let checksums = &self.checksums()?;
        let checks = self.data.records.iter().map(|record| (&record.slug, self.checks.published(record)));
        let verification = &VerificationFile::new(self.today, checks);
        output.write_json(VerificationFile::NAME, verification)?;
        let renderer = ImageRenderer::new()?;
        let image = renderer.site_image(&self.settings.name, self.data.records.len());
        output.write_cached("share.png", share::RECIPE, &image, || renderer.draw(&image))?;
        discovery::write(output, &self.settings, &self.base, &self.data.records, &renderer)?;
        tracing::info!(vendors = listings.len(), "write the pages");
        // With thousands of vendors, the list of all vendors takes one processor several seconds, so the other files are
        // written in parallel.
        let (list, vendors) = rayon::join(
            || self.write_site_files(output, &shells, &listings, changes, stack, checksums),
            || {
                let categories = Category::ALL.par_iter();
                categories
                    .try_for_each(|&category| self.write_category(output, &shells, &listings, category))?;
                self.write_vendors(output, &shells, &listings, &renderer, progress)
            },
        );
        let list = list?;
        vendors?;
        if self.settings.offline && !hosts::is_dev_build(&self.shell) {
            tracing::info!("write the offline copy");
            let (shells, manifest) = (&shells, &manifest);
            let (records, renamed) = (&self.data.records, &self.data.renamed);
            let copy = OfflineCopy {
                site: self.site(),
                shells,
                manifest,
                list,
                records,
                changes,
                renamed,
                stack,
                checksums,
                verification,
            };
            copy.write(output)?;
        } else {
            offline::write_unregistering_worker(output, &self.base)?;
        }
        tracing::info!("compress the top-level files");
        output.compress_top_level_files()?;
        // Last: `site replace` recognizes a complete site by these files.
        hosts::write(output, &manifest, &listings, &self.data.renamed, &self.base, sign_up_origin)?;
        Ok(shell)
    }

    /// The listings of all vendors, with the positions of the featured ones.
    fn listings(&self) -> Vec<Listing> {
        let featured = &self.settings.featured;
        let position = |record: &Record| {
            (1..).zip(featured).find(|(_, slug)| **slug == record.slug).map_or(0, |(position, _)| position)
        };
        let listings = self.data.records.iter();
        listings.map(|record| Listing { featured: position(record), ..Listing::from(record) }).collect()
    }

    /// Writes the files that exist once per site. Returns the hashed name of the list of all vendors.
    fn write_site_files(
        &self,
        output: &Output,
        shells: &Shells,
        listings: &[Listing],
        changes: &PublishedChanges,
        stack: &StackFile,
        checksums: &ChecksumsFile,
    ) -> Result<String> {
        let shared = &self.data.shared.corporate_domains;
        let vendors = listings.iter().zip(&self.data.records);
        let vendors = vendors.map(|(listing, record)| listing.with_domains(record, shared)).collect();
        let bundle = Bundle { version: Bundle::VERSION, date: self.today, vendors };
        let bundle = api::bundle(bundle).context("cannot write the bundle as JSON")?;
        output.write(LIST, &bundle)?;
        let hashed_bundle = output.write_hashed(LIST, bundle.as_bytes())?;
        output.write_json("vendors.json", &VendorsFile::new(self.today, listings))?;
        output.write_json(RecordsFile::NAME, &RecordsFile::new(self.today, &self.data.records))?;
        output.write_json(ChecksumsFile::NAME, checksums)?;
        output.write_json("signals.json", &SignalsFile::new(&self.data))?;
        output.write_json(StackFile::NAME, stack)?;
        output.write_json("changes.json", changes)?;
        output.write_json(renamed::FILE, &self.data.renamed)?;
        let feed = feeds::changes(&self.settings, &self.base, &self.data.records, self.today);
        output.write("changes.xml", &feed)?;
        output.write("vendors.csv", &api::vendors_csv(&self.settings, &self.base, &self.data.records)?)?;
        output.write("llms.txt", &api::llms_txt(&self.site(), listings)?)?;
        let home = Page::Home(home_data(listings, &changes.changes, hashed_bundle.clone()));
        for (path, file, page) in [
            ("", "index.html", home),
            ("compare/", "compare/index.html", Page::Compare),
            ("check/", "check/index.html", Page::Check),
            ("register/", "register/index.html", Page::Register),
            ("changes/", "changes/index.html", Page::Changes(changes.changes.clone())),
            ("about/", "about/index.html", Page::About),
            ("api/", "api/index.html", Page::Api),
            ("404", "404.html", Page::NotFound),
        ] {
            output.write(file, &self.render(shells, path, page)?)?;
        }
        Ok(hashed_bundle)
    }

    /// Writes the page, the feed and the JSON file of a category.
    fn write_category(
        &self,
        output: &Output,
        shells: &Shells,
        listings: &[Listing],
        category: Category,
    ) -> Result<()> {
        let vendors = in_category(listings, category);
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
        let html = self.render(shells, &path, Page::Category(CategoryData { category, vendors }))?;
        output.write(&format!("{path}index.html"), &html)
    }

    /// Writes the files of all vendors, in parallel, or takes those of unchanged vendors from the cache.
    fn write_vendors(
        &self,
        output: &Output,
        shells: &Shells,
        listings: &[Listing],
        renderer: &ImageRenderer,
        progress: &ProgressBar,
    ) -> Result<()> {
        let candidates =
            Category::ALL.iter().flat_map(|&category| alternative_candidates(listings, category));
        let candidates: Vec<Listing> = candidates.cloned().collect();
        let site = serde_json::to_string(&self.site()).context("cannot write the site's data as JSON")?;
        self.data.records.par_iter().try_for_each(|record| {
            let html = shells.for_page(&format!("vendors/{}/", record.slug)).html();
            let recipe = format!("{:?} {site} {html}", self.settings);
            let data = vendor_data(record, &candidates, self.checks.published(record));
            let input = serde_json::to_string(&(&data, self.data.texts.get(&record.slug)))
                .context("cannot write a record as JSON")?;
            output.write_cached_set(&recipe, &input, |output| {
                self.write_vendor(output, shells, data)?;
                output.write(&format!("vendors/{}.svg", record.slug), &renderer.badge(record))?;
                self.write_share_image(output, renderer, record)
            })?;
            progress.inc(1);
            Ok(())
        })
    }

    /// Writes the page, the record, the feed and the Markdown of a vendor.
    fn write_vendor(&self, output: &Output, shells: &Shells, data: VendorData) -> Result<()> {
        let record = &data.record;
        let path = format!("vendors/{}", record.slug);
        let name = format!("{path}.json");
        output.write(&name, &self.record_text(record)?)?;
        output.write(&format!("{path}.xml"), &feeds::vendor(&self.settings, &self.base, record))?;
        output.write(&format!("{path}.md"), &api::vendor_as_markdown(&self.site(), &data)?)?;
        let html = self.render(shells, &format!("{path}/"), Page::Vendor(Box::new(data)))?;
        output.write(&format!("{path}/index.html"), &html)
    }

    /// The text of the record's file, byte for byte, so that the hash of a published record is that of its file.
    fn record_text<'a>(&'a self, record: &Record) -> Result<Cow<'a, str>> {
        match self.data.texts.get(&record.slug) {
            Some(text) => Ok(Cow::Borrowed(text.as_str())),
            None => {
                let text =
                    serde_json::to_string(&shown_record(record)).context("cannot write a record as JSON")?;
                Ok(Cow::Owned(text))
            }
        }
    }

    /// The checksums of all records.
    fn checksums(&self) -> Result<ChecksumsFile<'_>> {
        let texts: Vec<(&Slug, Cow<str>)> = self
            .data
            .records
            .iter()
            .map(|record| Ok((&record.slug, self.record_text(record)?)))
            .collect::<Result<_>>()?;
        Ok(ChecksumsFile::new(self.today, texts.into_iter()))
    }

    fn write_share_image(&self, output: &Output, renderer: &ImageRenderer, record: &Record) -> Result<()> {
        let svg = renderer.vendor_image(&self.settings.name, record);
        let name = format!("vendors/{}.png", record.slug);
        output.write_cached(&name, share::RECIPE, &svg, || renderer.draw(&svg))
    }

    /// The HTML of the page at a path of the site.
    fn render(&self, shells: &Shells, path: &str, page: Page) -> Result<String> {
        let data = PageData { site: self.site(), page };
        shells.for_page(path).render(data).with_context(|| format!("page /{path}"))
    }

    fn site(&self) -> Site {
        Site {
            name: self.settings.name.clone(),
            origin: self.settings.origin().to_owned(),
            base: self.base.clone(),
            vendors: self.data.records.len(),
            published: self.today,
            is_offline_copy: false,
            propose_vendor: self.settings.propose_vendor.as_ref().map(ToString::to_string),
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

fn vendor_data(record: &Record, candidates: &[Listing], checks: Vec<SourceCheck>) -> VendorData {
    let alternatives = alternatives(candidates, record.category, &record.slug);
    let alternatives = alternatives.into_iter().cloned().collect();
    VendorData { record: shown_record(record), alternatives, checks }
}

/// The record without domains and signals, which its page does not show.
fn shown_record(record: &Record) -> Record {
    Record { domains: Vec::new(), signals: Signals::default(), ..record.clone() }
}

fn home_data(listings: &[Listing], changes: &[PublishedChange], list_file: String) -> HomeData {
    let engine = Engine::new(listings.to_vec());
    let results = engine.search(&Query::default(), PAGE_SIZE);
    let first_results = results.hits.iter().filter_map(|hit| engine.listing(hit.index)).cloned().collect();
    HomeData {
        first_results,
        newest_changes: changes.iter().take(NEWEST_CHANGES).cloned().collect(),
        totals: category_totals(listings),
        counts: results.counts,
        list_file,
    }
}
