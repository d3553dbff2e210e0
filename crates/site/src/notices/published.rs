//! A published site, read from its folder or its address for comparison with another publication.

use std::fs;

use anyhow::{Context, Result, ensure};
use catalog::watch::Watched;
use catalog::{BaaStatus, Bundle, Confidence, Date, PhiStatus, Publisher, Renamed, Slug, Soc2Status, Source};
use countersign::{PublishedChange, PublishedChanges};
use serde::Deserialize;

use crate::records::renamed;

/// The largest file that is read over the network, in bytes.
const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// The parts of a published site that notices are made from.
pub struct PublishedSite {
    location: String,
    pub(super) vendors: Vec<ComparedVendor>,
    pub(super) changes: Vec<PublishedChange>,
    /// The vendors that left the site.
    pub renamed: Renamed,
}

impl PublishedSite {
    /// Reads the vendors of a site. `location` is its folder, its address, or the path or address of its
    /// `vendors.json`, because no other file is read.
    ///
    /// # Errors
    /// If there is no list of vendors that this build can read.
    pub fn read(location: &str) -> Result<Self> {
        let ComparedVendorsFile { version, vendors } = read_json(&file_of(location, "vendors.json"))?;
        ensure!(
            version <= Bundle::VERSION,
            "vendors.json of {location} has version {version}, and this program reads versions up to {}",
            Bundle::VERSION
        );
        Ok(Self { location: location.to_owned(), vendors, changes: Vec::new(), renamed: Renamed::default() })
    }

    /// Reads the vendors of a site, their history, and the vendors that left it. `location` is its folder or its
    /// address, because three of its files are read.
    ///
    /// # Errors
    /// As [`PublishedSite::read`], and if one of the other two files is missing.
    pub fn read_with_changes(location: &str) -> Result<Self> {
        let PublishedChanges { changes, .. } = read_json(&file_of(location, "changes.json"))?;
        let renamed = read_json(&file_of(location, renamed::FILE))?;
        Ok(Self { changes, renamed, ..Self::read(location)? })
    }

    /// The sources in a vendor's record; none if this publication has no records.
    pub(super) fn sources(&self, vendor: &Slug) -> Vec<Source> {
        #[derive(Deserialize)]
        struct WithSources {
            sources: Vec<Source>,
        }
        let record = read_json(&file_of(&self.location, &format!("vendors/{vendor}.json")));
        record.map_or_else(|_| Vec::new(), |WithSources { sources }| sources)
    }
}

/// `vendors.json`, in the version of this build or an earlier one.
#[derive(Deserialize)]
struct ComparedVendorsFile {
    version: u32,
    vendors: Vec<ComparedVendor>,
}

/// A vendor of `vendors.json`.
#[derive(Deserialize)]
pub(super) struct ComparedVendor {
    pub(super) slug: Slug,
    pub(super) name: String,
    baa: PublishedStatus<BaaStatus>,
    phi: PublishedStatus<PhiStatus>,
    soc2: PublishedStatus<Soc2Status>,
    pub(super) last_verified: Date,
    pub(super) confidence: Confidence,
}

/// A status of a vendor: the key alone in version 1, with its verdict class in version 2.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum PublishedStatus<T> {
    Key(T),
    WithClass { status: T, class: String },
}

impl<T: Copy> PublishedStatus<T> {
    fn status(&self) -> T {
        match self {
            Self::Key(status) | Self::WithClass { status, .. } => *status,
        }
    }
}

impl From<&ComparedVendor> for Watched {
    fn from(vendor: &ComparedVendor) -> Self {
        let soc2_evidence = match &vendor.soc2 {
            PublishedStatus::WithClass { class, .. } if class.starts_with("reported_") => {
                Some(Publisher::ThirdParty)
            }
            // Also if SOC 2 is not stated or there is no report: then the label does not depend on the publisher.
            PublishedStatus::WithClass { .. } => Some(Publisher::Vendor),
            PublishedStatus::Key(_) => None,
        };
        let has_class = matches!(vendor.baa, PublishedStatus::WithClass { .. });
        Self {
            slug: vendor.slug.clone(),
            name: vendor.name.clone(),
            baa: vendor.baa.status(),
            phi: vendor.phi.status(),
            soc2: vendor.soc2.status(),
            // In version 1 the confidence did not affect the labels.
            confidence: has_class.then_some(vendor.confidence),
            soc2_evidence,
            date: Some(vendor.last_verified),
        }
    }
}

/// The path or address of a site's file. A location that names a JSON file is that file.
fn file_of(location: &str, file: &str) -> String {
    if location.ends_with(".json") {
        location.to_owned()
    } else {
        [location.trim_end_matches('/'), "/", file].concat()
    }
}

fn read_json<T: for<'de> Deserialize<'de>>(location: &str) -> Result<T> {
    let text = if location.starts_with("https://") || location.starts_with("http://") {
        let response = ureq::get(location).call().with_context(|| format!("cannot get {location}"))?;
        response
            .into_body()
            .into_with_config()
            .limit(MAX_FILE_SIZE)
            .read_to_string()
            .with_context(|| format!("cannot get {location}"))?
    } else {
        fs::read_to_string(location).with_context(|| format!("cannot read {location}"))?
    };
    serde_json::from_str(&text).with_context(|| format!("{location} is not a file of a published site"))
}
