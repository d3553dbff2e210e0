//! `site new`: starts the record of a vendor. What only research can say is marked with FILL IN, which
//! `site check` refuses, so that no record is published that nobody has filled in.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use directory::rules::{PLACEHOLDER, find_hidden, fold};
use directory::{
    Baa, BaaStatus, Category, Confidence, Date, Fact, HttpsUrl, Links, Phi, PhiStatus, Publisher, Record,
    SCHEMA, Signals, Slug, Soc2, Soc2Status, Source, slugify,
};
use serde::Deserialize;

use crate::check::folder;

/// A vendor that the directory does not have yet.
#[derive(Clone, Debug)]
pub struct Vendor {
    name: String,
    slug: Slug,
    category: Option<Category>,
}

/// Why there is no new record.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// A name that no page could show.
    #[error("a name has 1 to {} characters, all of them visible", Vendor::LONGEST_NAME)]
    Name,
    /// A name without a Latin letter or a digit.
    #[error("'{0}' gives no slug: name one with --slug")]
    NoSlug(String),
    /// A name that the directory has.
    #[error("'{name}' is in the directory: {path} has it as '{known}'")]
    NameTaken {
        /// The name that was asked for.
        name: String,
        /// How the record writes it.
        known: String,
        /// The record that has it.
        path: PathBuf,
    },
    /// A file that is there already.
    #[error("{0} is there already; name another slug with --slug")]
    FileTaken(PathBuf),
    /// A folder or file that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A record that could not be put into JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Vendor {
    /// As the schema has it.
    const LONGEST_NAME: usize = 60;

    /// A vendor by its name, with a slug of that name unless another is given.
    ///
    /// # Errors
    /// When the name cannot be shown, or gives no slug.
    pub fn new(name: &str, slug: Option<Slug>, category: Option<Category>) -> Result<Self, NewError> {
        let name = name.trim();
        let is_shown = !name.is_empty() && find_hidden(name).is_none();
        if !is_shown || name.chars().count() > Self::LONGEST_NAME {
            return Err(NewError::Name);
        }
        let slug = match slug {
            Some(slug) => slug,
            None => slugify(name).ok_or_else(|| NewError::NoSlug(name.to_owned()))?,
        };
        Ok(Self { name: name.to_owned(), slug, category })
    }
}

/// Writes the record to fill in and returns its path.
///
/// # Errors
/// When the directory has that name, or the file, or the folder cannot be written.
pub fn create(folder: &Path, vendor: &Vendor, today: Date) -> Result<PathBuf, NewError> {
    refuse_known_name(folder, &vendor.name)?;
    let path = folder.join(format!("{}.json", vendor.slug));
    let text = draft(vendor, today)?;
    let mut file = File::create_new(&path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => NewError::FileTaken(path.clone()),
        _ => NewError::Io { path: path.clone(), source: error },
    })?;
    writeln!(file, "{text}").map_err(|source| NewError::Io { path: path.clone(), source })?;
    Ok(path)
}

/// What this needs to know of the records that are there, which may have defects of their own.
#[derive(Deserialize)]
struct Names {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

fn refuse_known_name(folder: &Path, name: &str) -> Result<(), NewError> {
    let unreadable = |source| NewError::Io { path: folder.to_owned(), source };
    for entry in folder::entries(folder).map_err(unreadable)? {
        let path = entry.path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let (text, _) = folder::without_byte_order_mark(&text);
        let Ok(names) = serde_json::from_str::<Names>(text) else { continue };
        let known = std::iter::once(names.name).chain(names.aliases).find(|known| fold(known) == fold(name));
        if let Some(known) = known {
            return Err(NewError::NameTaken { name: name.to_owned(), known, path });
        }
    }
    Ok(())
}

/// Stands for an address until somebody fills it in.
const STAND_IN: &str = "https://fill-in.invalid";

/// A record to fill in: a whole one, so that no field is missing, with FILL IN where only research can say.
fn draft(vendor: &Vendor, today: Date) -> Result<String, NewError> {
    let name = &vendor.name;
    let fill_in = |what: &str| format!("{PLACEHOLDER}: {what}");
    let stand_in = HttpsUrl::parse(STAND_IN).map_err(|_| NewError::Name)?;
    let record = Record {
        schema: SCHEMA,
        slug: vendor.slug.clone(),
        name: name.clone(),
        aliases: Vec::new(),
        category: vendor.category.unwrap_or(Category::Unknown),
        website: stand_in.clone(),
        domains: Vec::new(),
        baa: Baa {
            status: BaaStatus::Unknown,
            summary: fill_in(&format!(
                "whether {name} signs a BAA, on which plans, on which conditions, in a few sentences. If nothing \
                 was found: No public statement from {name} on BAAs was found."
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
                "whether PHI may be stored in {name}, in which parts, with which settings. If nothing was found: \
                 No public statement from {name} on PHI was found."
            )),
            covered: Vec::new(),
            excluded: Vec::new(),
            settings: Vec::new(),
        },
        soc2: Soc2 {
            status: Soc2Status::Unknown,
            summary: Some(fill_in(&format!(
                "what {name} says of its SOC 2 report, or null if nothing was found"
            ))),
        },
        certifications: Vec::new(),
        links: Links { trust_center: None, subprocessors: None },
        notes: None,
        last_verified: today,
        confidence: Confidence::Low,
        sources: vec![Source {
            url: stand_in,
            supports: fill_in("what the page says, in a few words"),
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
    // A typed field, such as an enum or a date, cannot contain FILL IN, so the text replaces its stand-in after
    // serialization.
    let mut replace = |key: &str, stand_in: &str, what: &str| -> Result<(), NewError> {
        let what = serde_json::to_string(&fill_in(what))?;
        draft = draft.replacen(&format!("{key}\"{stand_in}\""), &format!("{key}{what}"), 1);
        Ok(())
    };
    replace("\"website\": ", STAND_IN, "the vendor's site, https://…")?;
    let source = "the page that says so, https://…; no source at all if nothing was found";
    replace("\"url\": ", STAND_IN, source)?;
    let facts = format!("which facts the page supports: {}", keys(Fact::ALL, Fact::key));
    replace("", Fact::Other.key(), &facts)?;
    replace("\"publisher\": ", Publisher::Vendor.key(), "vendor, or third_party")?;
    if vendor.category.is_none() {
        let categories = format!("one of {}", keys(Category::ALL, Category::key));
        replace("\"category\": ", Category::Unknown.key(), &categories)?;
    }
    Ok(draft)
}

/// The keys of some values, as part of a sentence.
pub(crate) fn keys<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> String {
    all.iter().map(|one| key(*one)).collect::<Vec<_>>().join(", ")
}
