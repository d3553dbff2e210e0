//! `site sample`: generates records of fictitious vendors, to try the publisher and the search at any size. Every name
//! and every text says that it is made up, and every address uses a domain that nobody can own (`.example`, RFC 2606).
//! The lengths of names, the numbers of aliases, plans and certifications, and the frequencies of verdicts are those of
//! researched records.

mod word_lists;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use catalog::rules::name_key;
use catalog::{
    Baa, BaaStatus, Bundle, Category, Change, Confidence, Date, DnsSignals, Fact, Field, HttpsUrl,
    HttpsUrlError, Links, Listing, Packages, Phi, PhiStatus, Publisher, Record, RequestRoute, SCHEMA,
    Signals, Slug, SlugError, Soc2, Soc2Status, Source,
};
use fastrand::Rng;

use crate::publish::api;
use word_lists::{
    ALIAS_COUNTS, CERTIFICATION_COUNTS, CERTIFICATIONS, CODAS, ENDINGS, NAME_SUFFIXES, ONSETS, PLANS,
    PRODUCTS, SOC2, STEMS, VERDICTS, VOWELS,
};

/// A sample that was not generated.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The folder is for researched records.
    #[error("{0} is for researched records: choose another folder with --out")]
    Public(PathBuf),
    /// The folder has contents.
    #[error("{0} is not empty: choose a new folder with --out")]
    NotEmpty(PathBuf),
    /// A folder or file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A generated slug is invalid.
    #[error(transparent)]
    Slug(#[from] SlugError),
    /// A generated URL is invalid.
    #[error(transparent)]
    Url(#[from] HttpsUrlError),
    /// A generated date is outside of the calendar.
    #[error("no date is {0} days after January 1, 1970")]
    Date(i32),
    /// A record cannot be serialized.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Writes generated records into a new folder, one file per vendor.
///
/// # Errors
/// If the folder is inside `public`, is not empty, or cannot be written.
pub fn write_records(out: &Path, public: &Path, vendors: usize, seed: u64) -> Result<(), SampleError> {
    reject_public(out, public)?;
    fs::create_dir_all(out).map_err(|source| unwritable(out, source))?;
    if fs::read_dir(out).map_err(|source| unwritable(out, source))?.next().is_some() {
        return Err(SampleError::NotEmpty(out.to_owned()));
    }
    for record in records(vendors, seed) {
        let record = record?;
        let path = out.join(format!("{}.json", record.slug));
        let mut text = serde_json::to_string_pretty(&record)?;
        text.push('\n');
        fs::write(&path, text).map_err(|source| unwritable(&path, source))?;
    }
    Ok(())
}

/// Writes the bundle of generated records, without the records, into one file.
///
/// # Errors
/// If the file is inside `public` or cannot be written.
pub fn write_bundle(file: &Path, public: &Path, vendors: usize, seed: u64) -> Result<(), SampleError> {
    reject_public(file, public)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    }
    let vendors = listings(vendors, seed)?;
    let date = vendors.iter().map(|listing| listing.last_verified).max().map_or_else(|| date(0), Ok)?;
    let bundle = api::bundle(Bundle { version: Bundle::VERSION, date, vendors })?;
    fs::write(file, bundle).map_err(|source| unwritable(file, source))
}

/// Generates records. An item is an error if a generated slug, URL or date is invalid, which no seed causes.
pub fn records(vendors: usize, seed: u64) -> impl Iterator<Item = Result<Record, SampleError>> {
    let mut generator = Generator::new(seed);
    (0..vendors).map(move |_| generator.record())
}

/// The listings of generated records, sorted by slug.
///
/// # Errors
/// If a generated slug, URL or date is invalid, which no seed causes.
pub fn listings(vendors: usize, seed: u64) -> Result<Vec<Listing>, SampleError> {
    let listings = records(vendors, seed).map(|record| record.map(|record| Listing::from(&record)));
    let mut listings = listings.collect::<Result<Vec<_>, _>>()?;
    listings.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(listings)
}

fn unwritable(path: &Path, source: io::Error) -> SampleError {
    SampleError::Io { path: path.to_owned(), source }
}

/// Rejects a path inside `public`, through links too: generated records must never be next to researched ones.
fn reject_public(path: &Path, public: &Path) -> Result<(), SampleError> {
    let absolute = std::path::absolute(path).map_err(|source| unwritable(path, source))?;
    let Ok(public) = public.canonicalize() else { return Ok(()) };
    let real = absolute.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
    if absolute.starts_with(&public) || real.is_some_and(|real| real.starts_with(&public)) {
        return Err(SampleError::Public(path.to_owned()));
    }
    Ok(())
}

/// The first of the generated dates, which span the year 2025, in days after January 1, 1970. All dates are in the past,
/// so that no clock makes a sample invalid.
const FIRST_DAY: i32 = 20_089;

/// A generator of records.
struct Generator {
    random: Rng,
    stems: Vec<&'static str>,
    /// The key of every name and alias so far. Each belongs to one vendor only.
    taken: HashSet<String>,
}

impl Generator {
    fn new(seed: u64) -> Self {
        Self {
            random: Rng::with_seed(seed),
            stems: STEMS.split_whitespace().collect(),
            taken: HashSet::new(),
        }
    }

    fn record(&mut self) -> Result<Record, SampleError> {
        let (brand, name) = self.name();
        let aliases = self.aliases(&brand);
        let slug = Slug::parse(&name.to_ascii_lowercase().replace([' ', '.'], "-"))?;
        let verdict = self.weighted(&VERDICTS.map(|(.., weight)| weight));
        let (baa, phi) = VERDICTS
            .get(verdict)
            .map_or((BaaStatus::Unknown, PhiStatus::Unknown), |(baa, phi, _)| (*baa, *phi));
        let soc2 = self.weighted(&SOC2.map(|(_, weight)| weight));
        let soc2 = SOC2.get(soc2).map_or(Soc2Status::Unknown, |(status, _)| *status);
        let verified = self.random.i32(31..365);
        let site = format!("https://{slug}.example");
        let page = |path: &str| HttpsUrl::parse(&format!("{site}/{path}"));
        let confidence = match baa {
            BaaStatus::Unknown => Confidence::Low,
            _ => self.choose(Confidence::ALL, Confidence::Low),
        };
        Ok(Record {
            schema: SCHEMA,
            website: HttpsUrl::parse(&site)?,
            domains: vec![format!("{slug}.example")],
            category: self.choose(Category::ALL, Category::Cloud),
            certifications: self.certifications(),
            baa: self.baa(baa, &name, page("baa")?),
            phi: self.phi(phi),
            soc2: Soc2 {
                status: soc2,
                summary: (soc2 != Soc2Status::Unknown)
                    .then(|| format!("Made up to try the site out: {}.", soc2.label())),
            },
            links: Links {
                trust_center: if self.random.u8(..) < 96 { Some(page("trust")?) } else { None },
                subprocessors: if self.random.u8(..) < 64 { Some(page("subprocessors")?) } else { None },
            },
            notes: Some(format!("{name} is made up. There is no such vendor, and none of this is a fact.")),
            last_verified: date(verified)?,
            confidence,
            sources: self.sources(
                verified,
                confidence,
                [page("baa")?, page("security")?, page("docs/hipaa")?],
            )?,
            signals: Signals {
                packages: Packages { npm: vec![format!("@{slug}/*")], ..Packages::default() },
                env: vec![slug.as_str().replace('-', "_").to_uppercase() + "_MADE_UP_KEY"],
                dns: DnsSignals { txt: vec![format!("{slug}-verification=")], ..DnsSignals::default() },
                csp: vec![format!("*.{slug}.example")],
            },
            changes: self.changes(verified, baa)?,
            slug,
            name,
            aliases,
        })
    }

    /// A brand, and the vendor's name, which begins with it.
    fn name(&mut self) -> (String, String) {
        let mut syllables = 0;
        loop {
            let brand = self.brand(syllables);
            let name = format!("{brand} {}", self.choose(&NAME_SUFFIXES, "Sample"));
            // Aliases contain the brand, and would find every other vendor of the same brand.
            if self.taken.insert(name_key(&brand)) && self.taken.insert(name_key(&name)) {
                return (brand, name);
            }
            syllables += 1;
        }
    }

    fn brand(&mut self, more_syllables: usize) -> String {
        let mut brand = match self.random.u8(..100) {
            0..38 => capitalize(&[self.stem(), self.stem()].concat()),
            38..46 => [capitalize(self.stem()), capitalize(self.stem())].concat(),
            46..62 => format!("{} {}", capitalize(self.stem()), capitalize(self.stem())),
            62..70 => capitalize(&[self.stem(), random_word(&mut self.random, ENDINGS)].concat()),
            _ => {
                let ending = random_word(&mut self.random, ENDINGS);
                let syllable = self.syllable();
                capitalize(&[syllable, self.syllable(), ending.to_owned()].concat())
            }
        };
        for _ in 0..more_syllables {
            brand.push_str(&self.syllable());
        }
        if self.random.u8(..100) < 6 {
            brand.push_str(self.choose(&[".io", ".com", ".ai"], ".io"));
        }
        brand
    }

    fn stem(&mut self) -> &'static str {
        let index = self.random.usize(..self.stems.len());
        self.stems.get(index).copied().unwrap_or_default()
    }

    fn syllable(&mut self) -> String {
        let coda = if self.random.bool() { random_word(&mut self.random, CODAS) } else { "" };
        [random_word(&mut self.random, ONSETS), random_word(&mut self.random, VOWELS), coda].concat()
    }

    /// Product names of the brand, and sometimes a former name.
    fn aliases(&mut self, brand: &str) -> Vec<String> {
        let count = self.weighted(&ALIAS_COUNTS);
        let mut aliases = Vec::new();
        for _ in 0..count {
            let alias = match self.random.u8(..100) {
                0..22 => self.brand(0),
                _ => {
                    let products: Vec<&str> = PRODUCTS.split('|').collect();
                    format!("{brand} {}", self.choose(&products, "Cloud"))
                }
            };
            if self.taken.insert(name_key(&alias)) {
                aliases.push(alias);
            }
        }
        aliases
    }

    fn certifications(&mut self) -> Vec<String> {
        let mut certifications: Vec<String> = Vec::new();
        for _ in 0..self.weighted(&CERTIFICATION_COUNTS) {
            let index = self.weighted(&CERTIFICATIONS.map(|(_, weight)| weight));
            let certification = CERTIFICATIONS.get(index).map_or("ISO 27001", |(text, _)| *text);
            if certifications.iter().all(|known| known != certification) {
                certifications.push(certification.to_owned());
            }
        }
        certifications
    }

    fn baa(&mut self, status: BaaStatus, name: &str, page: HttpsUrl) -> Baa {
        let summary = format!("Made up to try the site out: {} ({name}).", status.label());
        let is_offered = status.is_offered();
        let mut plans = Vec::new();
        if status == BaaStatus::PlanGated {
            let first = self.random.usize(..PLANS.len());
            let count = 1 + self.weighted(&[38, 14, 3]);
            plans.extend(PLANS.iter().cycle().skip(first).take(count).map(|plan| (*plan).to_owned()));
        }
        Baa {
            status,
            summary,
            plans,
            excluded_plans: if status == BaaStatus::PlanGated { vec!["Free".to_owned()] } else { Vec::new() },
            price: None,
            route: is_offered.then(|| self.choose(RequestRoute::ALL, RequestRoute::ByRequest)),
            url: is_offered.then_some(page),
        }
    }

    fn phi(&mut self, status: PhiStatus) -> Phi {
        let is_conditional = status == PhiStatus::Conditional;
        let names =
            |noun: &str, count: u32| (0..count).map(|index| format!("Made-up {noun} {index}")).collect();
        Phi {
            status,
            summary: format!("Made up to try the site out: {}.", status.label()),
            covered: if is_conditional { names("product", self.random.u32(..4)) } else { Vec::new() },
            excluded: if is_conditional { names("beta product", self.random.u32(..3)) } else { Vec::new() },
            settings: if is_conditional { names("setting", self.random.u32(..3)) } else { Vec::new() },
        }
    }

    /// One to three sources. The first one supports every fact, so that each status has a source.
    fn sources(
        &mut self,
        verified: i32,
        confidence: Confidence,
        pages: [HttpsUrl; 3],
    ) -> Result<Vec<Source>, SampleError> {
        let count = 1 + self.random.usize(..pages.len());
        let pages = pages.into_iter().take(count);
        let source = |url| {
            let dated = self.random.bool().then(|| date(self.random.i32(0..=verified))).transpose()?;
            let publisher = match confidence {
                Confidence::High => Publisher::Vendor,
                Confidence::Medium | Confidence::Low => self.choose(Publisher::ALL, Publisher::ThirdParty),
            };
            Ok(Source {
                url,
                supports: "Made up: there is no such page.".to_owned(),
                facts: vec![Fact::Baa, Fact::Plans, Fact::Phi, Fact::Scope, Fact::Soc2],
                publisher,
                terms: vec!["Made up".to_owned()],
                dated,
                archived: None,
            })
        };
        pages.map(source).collect()
    }

    fn changes(&mut self, verified: i32, status: BaaStatus) -> Result<Vec<Change>, SampleError> {
        if status == BaaStatus::Unknown || self.random.u8(..100) >= 10 {
            return Ok(Vec::new());
        }
        Ok(vec![Change {
            date: date(self.random.i32(0..=verified))?,
            field: Field::Baa,
            from: BaaStatus::Unknown.key().to_owned(),
            to: status.key().to_owned(),
            note: "Made up to try the site out: a change that never happened.".to_owned(),
        }])
    }

    /// A random index, with a probability proportional to its weight.
    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut remaining = self.random.u32(..weights.iter().sum::<u32>().max(1));
        for (index, weight) in weights.iter().enumerate() {
            if remaining < *weight {
                return index;
            }
            remaining -= weight;
        }
        0
    }

    fn choose<T: Copy>(&mut self, items: &[T], fallback: T) -> T {
        self.random.choice(items).copied().unwrap_or(fallback)
    }
}

fn random_word(random: &mut Rng, words: &'static str) -> &'static str {
    let index = random.usize(..words.split_whitespace().count().max(1));
    words.split_whitespace().nth(index).unwrap_or_default()
}

fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The date that is this many days after the first one.
fn date(number: i32) -> Result<Date, SampleError> {
    Date::from_unix_days(FIRST_DAY + number).ok_or(SampleError::Date(FIRST_DAY + number))
}
