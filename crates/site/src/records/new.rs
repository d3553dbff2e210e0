//! `site new`: creates a vendor's record as a draft. Facts that need research are marked with FILL IN, which `site check`
//! rejects, so that no incomplete record is published.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use catalog::rules::{PLACEHOLDER, find_hidden, name_key};
use catalog::{
    Baa, BaaStatus, Category, Confidence, Date, Fact, HttpsUrl, Links, Phi, PhiStatus, Publisher, Record,
    SCHEMA, Signals, Slug, Soc2, Soc2Status, Source, slugify,
};
use serde::Deserialize;

use super::folder;

/// A vendor that is new to the directory.
#[derive(Clone, Debug)]
pub struct NewVendor {
    name: String,
    slug: Slug,
    category: Option<Category>,
}

/// A record that was not created.
#[derive(Debug, thiserror::Error)]
pub enum NewRecordError {
    /// The name is empty, too long or contains hidden characters.
    #[error("a name must have 1 to {} visible characters", NewVendor::MAX_NAME_LENGTH)]
    InvalidName,
    /// The name has no Latin letter or digit to make a slug of.
    #[error("no slug can be made of '{0}': choose one with --slug")]
    NoSlug(String),
    /// A record has the name, or an alias equal to it.
    #[error("'{name}' is already in the directory: {path} has it as '{known}'")]
    NameTaken {
        /// The requested name.
        name: String,
        /// The name as the record writes it.
        known: String,
        /// The record's file.
        path: PathBuf,
    },
    /// The file exists.
    #[error("{0} already exists: choose another slug with --slug")]
    FileExists(PathBuf),
    /// A folder or file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The record cannot be serialized.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl NewVendor {
    /// The schema's `maxLength` of a name.
    const MAX_NAME_LENGTH: usize = 60;

    /// A vendor with a slug made of its name unless one is given.
    ///
    /// # Errors
    /// If the name is invalid, or no slug can be made of it.
    pub fn new(name: &str, slug: Option<Slug>, category: Option<Category>) -> Result<Self, NewRecordError> {
        let name = name.trim();
        let is_visible = !name.is_empty() && find_hidden(name).is_none();
        if !is_visible || name.chars().count() > Self::MAX_NAME_LENGTH {
            return Err(NewRecordError::InvalidName);
        }
        let slug = match slug {
            Some(slug) => slug,
            None => slugify(name).ok_or_else(|| NewRecordError::NoSlug(name.to_owned()))?,
        };
        Ok(Self { name: name.to_owned(), slug, category })
    }
}

/// Writes the draft of a vendor's record and returns its path.
///
/// # Errors
/// If the directory has the name, the file exists, or the folder cannot be written.
pub fn create_record(folder: &Path, vendor: &NewVendor, today: Date) -> Result<PathBuf, NewRecordError> {
    check_name(folder, &vendor.name)?;
    let path = folder.join(format!("{}.json", vendor.slug));
    let text = draft(vendor, today)?;
    let mut file = File::create_new(&path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => NewRecordError::FileExists(path.clone()),
        _ => NewRecordError::Io { path: path.clone(), source: error },
    })?;
    writeln!(file, "{text}").map_err(|source| NewRecordError::Io { path: path.clone(), source })?;
    Ok(path)
}

/// The names of an existing record, which may have defects in other fields.
#[derive(Deserialize)]
struct Names {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

fn check_name(folder: &Path, name: &str) -> Result<(), NewRecordError> {
    let unreadable = |source| NewRecordError::Io { path: folder.to_owned(), source };
    for entry in folder::entries(folder).map_err(unreadable)? {
        let path = entry.path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let (text, _) = folder::strip_byte_order_mark(&text);
        let Ok(names) = serde_json::from_str::<Names>(text) else { continue };
        let known =
            std::iter::once(names.name).chain(names.aliases).find(|known| name_key(known) == name_key(name));
        if let Some(known) = known {
            return Err(NewRecordError::NameTaken { name: name.to_owned(), known, path });
        }
    }
    Ok(())
}

/// The URL of a draft until someone fills it in.
const PLACEHOLDER_URL: &str = "https://fill-in.invalid";

/// A draft with every field of a record, and FILL IN in the ones that need research.
fn draft(vendor: &NewVendor, today: Date) -> Result<String, NewRecordError> {
    let name = &vendor.name;
    let fill_in = |instruction: &str| format!("{PLACEHOLDER}: {instruction}");
    let placeholder_url = HttpsUrl::parse(PLACEHOLDER_URL).map_err(|_| NewRecordError::InvalidName)?;
    let record = Record {
        schema: SCHEMA,
        slug: vendor.slug.clone(),
        name: name.clone(),
        aliases: Vec::new(),
        category: vendor.category.unwrap_or(Category::Unknown),
        website: placeholder_url.clone(),
        domains: Vec::new(),
        baa: Baa {
            status: BaaStatus::Unknown,
            summary: fill_in(&format!(
                "whether {name} signs a BAA, on which plans and under which conditions, in a few sentences. If you \
                 found nothing: No public statement from {name} on BAAs was found."
            )),
            plans: Vec::new(),
            excluded_plans: Vec::new(),
            price: None,
            route: None,
            url: None,
        },
        phi: Phi {
            status: PhiStatus::Unknown,
            summary: fill_in(&format!(
                "whether PHI may be stored in {name}, in which products and with which settings. If you found \
                 nothing: No public statement from {name} on PHI was found."
            )),
            covered: Vec::new(),
            excluded: Vec::new(),
            settings: Vec::new(),
        },
        soc2: Soc2 {
            status: Soc2Status::Unknown,
            summary: Some(fill_in(&format!(
                "what {name} states about its SOC 2 report, or null if you found nothing"
            ))),
        },
        certifications: Vec::new(),
        links: Links { trust_center: None, subprocessors: None },
        notes: None,
        last_verified: today,
        confidence: Confidence::Low,
        sources: vec![Source {
            url: placeholder_url,
            supports: fill_in("what the page states, in a few words"),
            facts: vec![Fact::Other],
            publisher: Publisher::Vendor,
            terms: Vec::new(),
            dated: None,
            archived: None,
        }],
        signals: Signals::default(),
        changes: Vec::new(),
    };
    let mut draft = serde_json::to_string_pretty(&record)?;
    // A typed field, such as an enum or a date, cannot contain FILL IN, so the text replaces its placeholder value after
    // serialization.
    let mut replace = |key: &str, placeholder: &str, instruction: &str| -> Result<(), NewRecordError> {
        let instruction = serde_json::to_string(&fill_in(instruction))?;
        draft = draft.replacen(&format!("{key}\"{placeholder}\""), &format!("{key}{instruction}"), 1);
        Ok(())
    };
    replace("\"website\": ", PLACEHOLDER_URL, "the vendor's website, https://…")?;
    let source = "the page that states it, https://…; remove this source if you found nothing";
    replace("\"url\": ", PLACEHOLDER_URL, source)?;
    let facts = format!("the facts that the page supports: {}", join_keys(Fact::ALL, Fact::key));
    replace("", Fact::Other.key(), &facts)?;
    replace("\"publisher\": ", Publisher::Vendor.key(), "vendor or third_party")?;
    if vendor.category.is_none() {
        let categories = format!("one of {}", join_keys(Category::ALL, Category::key));
        replace("\"category\": ", Category::Unknown.key(), &categories)?;
    }
    Ok(draft)
}

/// The keys of some values, separated by commas.
pub(super) fn join_keys<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> String {
    all.iter().map(|value| key(*value)).collect::<Vec<_>>().join(", ")
}
