//! `site new`: starts the record of a vendor. What only research can say is marked with FILL IN, which
//! `site check` refuses, so that no record is published that nobody has filled in.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use directory::rules::{PLACEHOLDER, fold, is_hidden};
use directory::{BaaStatus, Category, Confidence, Date, PhiStatus, Slug, Soc2Status};
use serde::{Deserialize, Serialize};

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
        if name.is_empty() || name.chars().count() > Self::LONGEST_NAME || name.contains(is_hidden) {
            return Err(NewError::Name);
        }
        let slug = match slug {
            Some(slug) => slug,
            None => slug_of(name).ok_or_else(|| NewError::NoSlug(name.to_owned()))?,
        };
        Ok(Self { name: name.to_owned(), slug, category })
    }
}

/// The words of a name in lower-case Latin letters and digits, joined by hyphens: `Zoë's Café.io`
/// gives `zoes-cafe-io`.
pub(crate) fn slug_of(name: &str) -> Option<Slug> {
    let name = name.replace(['\'', '\u{2019}'], "");
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
    let latin = words.map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let latin: Vec<String> = latin.filter(|word| !word.is_empty()).collect();
    Slug::parse(&latin.join("-")).ok()
}

/// Writes the record to fill in and returns its path.
///
/// # Errors
/// When the directory has that name, or the file, or the folder cannot be written.
pub fn create(folder: &Path, vendor: &Vendor, today: Date) -> Result<PathBuf, NewError> {
    refuse_known_name(folder, &vendor.name)?;
    let path = folder.join(format!("{}.json", vendor.slug));
    let text = serde_json::to_string_pretty(&draft(vendor, today))?;
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
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(names) = serde_json::from_str::<Names>(&text) else { continue };
        let known = std::iter::once(names.name).chain(names.aliases).find(|known| fold(known) == fold(name));
        if let Some(known) = known {
            return Err(NewError::NameTaken { name: name.to_owned(), known, path });
        }
    }
    Ok(())
}

/// A record to fill in, with the fields in the order of the schema.
#[derive(Serialize)]
struct Draft<'a> {
    slug: &'a Slug,
    name: &'a str,
    aliases: [&'a str; 0],
    category: String,
    website: String,
    baa: DraftBaa,
    phi: DraftPhi,
    soc2: DraftSoc2,
    certifications: [&'a str; 0],
    links: DraftLinks,
    notes: Option<String>,
    last_verified: Date,
    confidence: Confidence,
    sources: [DraftSource; 1],
    changes: [&'a str; 0],
}

#[derive(Serialize)]
struct DraftBaa {
    status: BaaStatus,
    summary: String,
    plans: [String; 0],
    route: Option<String>,
    url: Option<String>,
}

#[derive(Serialize)]
struct DraftPhi {
    status: PhiStatus,
    summary: String,
}

#[derive(Serialize)]
struct DraftSoc2 {
    status: Soc2Status,
    summary: String,
}

#[derive(Serialize)]
struct DraftLinks {
    trust_center: Option<String>,
    subprocessors: Option<String>,
}

#[derive(Serialize)]
struct DraftSource {
    url: String,
    supports: String,
    dated: Option<Date>,
}

fn draft(vendor: &Vendor, today: Date) -> Draft<'_> {
    let name = &vendor.name;
    let fill_in = |what: &str| format!("{PLACEHOLDER}: {what}");
    let keys = || Category::ALL.iter().map(|category| category.key()).collect::<Vec<_>>().join(", ");
    Draft {
        slug: &vendor.slug,
        name,
        aliases: [],
        category: vendor
            .category
            .map_or_else(|| fill_in(&format!("one of {}", keys())), |category| category.key().to_owned()),
        website: fill_in("the vendor's site, https://…"),
        baa: DraftBaa {
            status: BaaStatus::Unknown,
            summary: fill_in(&format!(
                "whether {name} signs a BAA, on which plans, on which conditions, in a few sentences. If nothing \
                 was found: No public statement by {name} on BAAs was found."
            )),
            plans: [],
            route: None,
            url: None,
        },
        phi: DraftPhi {
            status: PhiStatus::Unknown,
            summary: fill_in(&format!(
                "whether PHI may be stored in {name}, in which parts, with which settings. If nothing was found: \
                 No statement by {name} on PHI was found."
            )),
        },
        soc2: DraftSoc2 {
            status: Soc2Status::Unknown,
            summary: fill_in(&format!("what {name} says of its SOC 2 report, or null if nothing was found")),
        },
        certifications: [],
        links: DraftLinks { trust_center: None, subprocessors: None },
        notes: None,
        last_verified: today,
        confidence: Confidence::Low,
        sources: [DraftSource {
            url: fill_in("the page that says so, https://…; no source at all if nothing was found"),
            supports: fill_in("which fact of this record the page supports, in a few words"),
            dated: None,
        }],
        changes: [],
    }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_slug_is_made_of_the_words_of_the_name() {
        for (name, slug) in [
            ("monday.com", "monday-com"),
            ("Zoë's Café.io", "zoes-cafe-io"),
            ("  Acme -- Health+ ", "acme-health"),
            ("8x8", "8x8"),
        ] {
            assert_eq!(slug_of(name).map(|slug| slug.to_string()).as_deref(), Some(slug));
        }
        assert_eq!(slug_of("東京"), None);
    }
}
