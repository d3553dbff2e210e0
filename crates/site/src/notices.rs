//! `site notices`: which verdicts differ between two publications, and which vendors are gone, as notes that are ready to
//! be sent. What was told of each vendor is kept, so that a note is given once, whatever is run again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use countersign::{PublishedChange, PublishedChanges};
use directory::watch::Watched;
use directory::{
    BaaStatus, Bundle, Confidence, Date, Field, PhiStatus, Publisher, Renamed, Slug, Soc2Status,
};
use maud::html;
use serde::{Deserialize, Serialize};

use crate::renamed;
use crate::settings::Settings;

/// The longest bundle that is read over the network, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What someone who follows a vendor is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Names the note, for tools that send each once.
    pub id: String,
    /// The vendor's key, as sign-ups have it.
    pub vendor: Slug,
    /// The subject of the message.
    pub subject: String,
    /// The message as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where the vendor's page is.
    pub page: String,
    /// What changed, status by status.
    pub changes: Vec<NoticedChange>,
    /// What became of the vendor, if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
}

/// What became of a vendor that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// The key that it has now; `None` if it was removed.
    pub to: Option<Slug>,
}

/// One status that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticedChange {
    /// Which status.
    pub field: Field,
    /// The label before.
    pub from: &'static str,
    /// The label now.
    pub to: &'static str,
    /// When it changed, where the record's history says so.
    pub date: Option<Date>,
    /// What the vendor says now, by the history.
    pub note: Option<String>,
    /// What that means for someone who relies on the vendor, by the history.
    pub meaning: Option<String>,
}

/// The verdict of each vendor that was last told of; `None` where it was told that the vendor is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Told(BTreeMap<String, Option<Watched>>);

impl Told {
    /// What the file says; nothing was told where there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} does not hold what was told", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Keeps it in the file, in a single step.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let cannot = || format!("cannot write {}", path.display());
        fs::create_dir_all(folder).with_context(cannot)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
        serde_json::to_writer_pretty(&mut file, self).with_context(cannot)?;
        writeln!(file).and_then(|()| file.as_file().sync_all()).with_context(cannot)?;
        file.persist(path).with_context(cannot)?;
        Ok(())
    }

    /// Remembers that the verdict of that vendor is told.
    fn remember(&mut self, vendor: &Watched) {
        self.0.insert(vendor.slug.to_string(), Some(vendor.clone()));
    }

    /// The verdict that was last told of a vendor.
    fn verdict(&self, slug: &Slug) -> Option<&Watched> {
        self.0.get(slug.as_str())?.as_ref()
    }
}

/// The file of all vendors, as far as notices need it, in its present form or the one before.
#[derive(Deserialize)]
struct PublishedVendors {
    version: u32,
    vendors: Vec<SeenVendor>,
}

/// One vendor of that file.
#[derive(Deserialize)]
struct SeenVendor {
    slug: Slug,
    name: String,
    baa: SeenStatus<BaaStatus>,
    phi: SeenStatus<PhiStatus>,
    soc2: SeenStatus<Soc2Status>,
    last_verified: Date,
    confidence: Confidence,
}

/// A status alone, as in version 1, or with what may be said of it, as in version 2.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum SeenStatus<T> {
    Alone(T),
    Published { status: T, class: String },
}

impl<T: Copy> SeenStatus<T> {
    fn status(&self) -> T {
        match self {
            Self::Alone(status) | Self::Published { status, .. } => *status,
        }
    }
}

impl From<&SeenVendor> for Watched {
    fn from(vendor: &SeenVendor) -> Self {
        let soc2_evidence = match &vendor.soc2 {
            SeenStatus::Published { class, .. } if class.starts_with("reported_") => {
                Some(Publisher::ThirdParty)
            }
            SeenStatus::Published { .. } => Some(Publisher::Vendor),
            SeenStatus::Alone(_) => None,
        };
        let is_published = matches!(vendor.baa, SeenStatus::Published { .. });
        Self {
            slug: vendor.slug.clone(),
            name: vendor.name.clone(),
            baa: vendor.baa.status(),
            phi: vendor.phi.status(),
            soc2: vendor.soc2.status(),
            // In version 1 the confidence had no part in what was said.
            confidence: is_published.then_some(vendor.confidence),
            soc2_evidence,
            date: Some(vendor.last_verified),
        }
    }
}

/// A published site, as far as notices need it.
pub struct Published {
    vendors: Vec<SeenVendor>,
    changes: Vec<PublishedChange>,
    renamed: Renamed,
}

impl Published {
    /// Reads a site from its folder, from its address, or from a bundle alone.
    ///
    /// # Errors
    /// When there is no bundle that this build reads.
    pub fn read(place: &str) -> Result<Self> {
        let PublishedVendors { version, vendors } = parsed(&place_of(place, "vendors.json"))?;
        ensure!(version <= Bundle::VERSION, "{place} is of a newer version than this build");
        Ok(Self { vendors, changes: Vec::new(), renamed: Renamed::default() })
    }

    /// The same, with the history that the site publishes, and the vendors that left it.
    ///
    /// # Errors
    /// As [`Published::read`], and when one of the two is missing.
    pub fn read_with_changes(place: &str) -> Result<Self> {
        let PublishedChanges { changes, .. } = parsed(&place_of(place, "changes.json"))?;
        let renamed = parsed(&place_of(place, renamed::FILE))?;
        Ok(Self { changes, renamed, ..Self::read(place)? })
    }
}

/// A file of a site; a place that names a JSON file is that file.
fn place_of(place: &str, file: &str) -> String {
    if place.ends_with(".json") {
        place.to_owned()
    } else {
        [place.trim_end_matches('/'), "/", file].concat()
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(place: &str) -> Result<T> {
    let text = if place.starts_with("https://") || place.starts_with("http://") {
        let answer = ureq::get(place).call().with_context(|| format!("cannot get {place}"))?;
        answer
            .into_body()
            .into_with_config()
            .limit(LONGEST)
            .read_to_string()
            .with_context(|| format!("cannot get {place}"))?
    } else {
        fs::read_to_string(place).with_context(|| format!("cannot read {place}"))?
    };
    serde_json::from_str(&text).with_context(|| format!("{place} is not what a site publishes there"))
}

/// A note for each vendor whose verdict is another than was last told, or, where nothing was told, than it was in
/// `since`; and for each that is gone. Remembers what it tells in `told`.
pub fn notices(
    since: &Published,
    now: &Published,
    told: &mut Told,
    settings: &Settings,
    base: &str,
) -> Vec<Notice> {
    let before: BTreeMap<&Slug, Watched> =
        since.vendors.iter().map(|vendor| (&vendor.slug, Watched::from(vendor))).collect();
    let mut notices = Vec::new();
    for vendor in &now.vendors {
        let now_seen = Watched::from(vendor);
        let old = now.renamed.moves().filter(|(_, new)| **new == vendor.slug).map(|(old, _)| old);
        // Under its own slug, or under one that it had before.
        let seen = std::iter::once(&vendor.slug)
            .chain(old)
            .find_map(|slug| told.verdict(slug).or_else(|| before.get(slug)).cloned());
        let Some(seen) = seen else { continue };
        let changes = noticed(&seen, &now_seen, &now.changes);
        if changes.is_empty() {
            continue;
        }
        let page = settings.address(base, &format!("vendors/{}/", vendor.slug));
        notices.push(Notice::new(vendor, &seen, changes, page, &settings.name));
        told.remember(&now_seen);
    }
    notices.extend(gone(&before, now, told, settings, base));
    notices
}

/// A note for each vendor that was listed before, or told of, and is not listed now. Remembers them in `told`.
fn gone(
    before: &BTreeMap<&Slug, Watched>,
    now: &Published,
    told: &mut Told,
    settings: &Settings,
    base: &str,
) -> Vec<Notice> {
    let listed: BTreeMap<&Slug, &SeenVendor> =
        now.vendors.iter().map(|vendor| (&vendor.slug, vendor)).collect();
    // A vendor that came back may go again.
    told.0.retain(|slug, verdict| verdict.is_some() || !listed.keys().any(|listed| listed.as_str() == slug));
    let known = told.0.values().flatten().cloned().chain(before.values().cloned());
    let missing: BTreeMap<Slug, Watched> = known
        .filter(|known| !listed.contains_key(&known.slug) && told.0.get(known.slug.as_str()) != Some(&None))
        .map(|known| (known.slug.clone(), known))
        .collect();
    let mut notices = Vec::new();
    for (old, Watched { name, .. }) in missing {
        let new = now.renamed.new_slug(&old).and_then(|new| listed.get(new)).copied();
        let day = before.get(&old).and_then(|before| before.date);
        notices.push(Notice::of_gone(&old, &name, new, day, settings, base));
        if let Some(new) = new.filter(|new| told.verdict(&new.slug).is_none()) {
            // What was told of the old one is not told again of the new one.
            told.remember(&Watched::from(new));
        }
        told.0.insert(old.to_string(), None);
    }
    notices
}

fn noticed(seen: &Watched, now: &Watched, history: &[PublishedChange]) -> Vec<NoticedChange> {
    let of_history = |field: Field| {
        let mut of_field = history.iter().filter(|one| one.slug == now.slug && one.change.field == field);
        let newest = of_field.next();
        // A history that does not lead to the verdict of today says nothing of it.
        newest.filter(|newest| newest.change.to == now.verdict(now).key(field))
    };
    let noticed = seen.differences(now).into_iter().map(|difference| {
        let newest = of_history(difference.field);
        NoticedChange {
            field: difference.field,
            from: difference.before,
            to: difference.now,
            date: newest.map(|one| one.change.date),
            note: newest.map(|one| one.change.note.clone()),
            meaning: newest.map(|one| one.meaning.clone()),
        }
    });
    noticed.collect()
}

impl Notice {
    fn new(
        vendor: &SeenVendor,
        seen: &Watched,
        changes: Vec<NoticedChange>,
        page: String,
        site: &str,
    ) -> Self {
        let name = &vendor.name;
        let labels: Vec<&str> = changes.iter().map(|change| change.to).collect();
        let first = format!("What {site} says of {name} has changed.");
        let mut lines = vec![first.clone(), String::new()];
        lines.extend(changes.iter().map(NoticedChange::sentence));
        lines.push(String::new());
        lines.push(format!(
            "Last verified {}, confidence: {}. The sources are on the page: {page}",
            vendor.last_verified.in_words(),
            vendor.confidence.label()
        ));
        lines.push(format!("Confirm with {name} before you store PHI."));
        let html = html! {
            p { (first) }
            ul { @for change in &changes { li { (change.sentence()) } } }
            p {
                "Last verified " (vendor.last_verified.in_words()) ", confidence: " (vendor.confidence.label()) ". "
                a href=(page) { "The page with its sources" }
            }
            p { "Confirm with " (name) " before you store PHI." }
        };
        Self {
            id: id(seen, &Watched::from(vendor), vendor.last_verified),
            vendor: vendor.slug.clone(),
            subject: format!("{name}: {}", labels.join(", ")),
            text: lines.join("\n"),
            html: html.into_string(),
            page,
            changes,
            gone: None,
        }
    }

    /// A note that a vendor is gone: it has another name, or it was removed. `day` is that of its last record.
    fn of_gone(
        old: &Slug,
        name: &str,
        new: Option<&SeenVendor>,
        day: Option<Date>,
        settings: &Settings,
        base: &str,
    ) -> Self {
        let site = &settings.name;
        let (subject, first, link, page) = match new {
            Some(new) => (
                format!("{name} is now {}", new.name),
                format!(
                    "{site} now lists {name} as {}. Notifications continue under the new name.",
                    new.name
                ),
                format!("{} with its sources", new.name),
                settings.address(base, &format!("vendors/{}/", new.slug)),
            ),
            None => (
                format!("{name} was removed from {site}"),
                format!("{site} no longer lists {name} and no longer reports changes to its verdict."),
                format!("The vendors that {site} lists"),
                settings.address(base, ""),
            ),
        };
        let confirm = format!("Confirm with {} before you store PHI.", new.map_or(name, |new| &new.name));
        let html = html! {
            p { (first) }
            p { a href=(page) { (link) } }
            p { (confirm) }
        };
        let became = new.map_or("removed".to_owned(), |new| format!("renamed_{}", new.slug));
        let day = day.map(|day| format!("_{day}")).unwrap_or_default();
        Self {
            id: format!("{old}_{became}{day}"),
            vendor: old.clone(),
            subject,
            text: [first, String::new(), format!("{link}: {page}"), confirm].join("\n"),
            html: html.into_string(),
            page,
            changes: Vec::new(),
            gone: Some(Gone { to: new.map(|new| new.slug.clone()) }),
        }
    }

    /// Writes the note as `<vendor>.txt`, `<vendor>.html` and `<vendor>.json` into a folder.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let json = serde_json::to_string_pretty(self)?;
        let text = format!("Subject: {}\n\n{}", self.subject, self.text);
        for (kind, content) in [("txt", &text), ("html", &self.html), ("json", &json)] {
            let path: PathBuf = folder.join(format!("{}.{kind}", self.vendor));
            fs::write(&path, format!("{content}\n"))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// Which verdict of which vendor led to which, as of when: `acme_available-eligible-type_2_…_2026-11-25`.
fn id(seen: &Watched, now: &Watched, date: Date) -> String {
    let keys = |vendor: &Watched| {
        let verdict = vendor.verdict(now);
        Field::ALL.iter().map(|field| verdict.shown(*field).0).collect::<Vec<_>>().join("-")
    };
    [now.slug.as_str(), &keys(seen), &keys(now), &date.to_string()].join("_")
}

impl NoticedChange {
    fn sentence(&self) -> String {
        let mut words = format!("{}: from “{}” to “{}”", self.field.label(), self.from, self.to);
        if let Some(date) = self.date {
            words += &format!(", {}", date.in_words());
        }
        words.push('.');
        for more in [&self.note, &self.meaning].into_iter().flatten().filter(|more| !more.is_empty()) {
            words.push(' ');
            words += more;
        }
        words
    }
}
