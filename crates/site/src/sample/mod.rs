//! `site sample`: a data set of any size for trying the publisher and the search at scale. Every name says
//! that it is made up, every text says so again, and every address is one that nobody can own (RFC 2606,
//! `.example`). How long names are, how many aliases, plans and certifications a record has, and how often
//! each verdict occurs is as in the researched records.

mod material;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directory::rules::fold;
use directory::{
    Baa, BaaStatus, Bundle, Category, Change, Confidence, Date, DnsSignals, Fact, Field, HttpsUrl,
    HttpsUrlError, Links, Listing, Packages, Phi, PhiStatus, Publisher, Record, Route, SCHEMA, Signals, Slug,
    SlugError, Soc2, Soc2Status, Source,
};
use fastrand::Rng;

use crate::api;
use material::{
    ALIASES, CERTIFICATIONS, CERTIFIED, CODAS, ENDINGS, MARKS, ONSETS, PLANS, PRODUCTS, SOC2, STEMS,
    VERDICTS, VOWELS,
};

/// Why there is no sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A folder that holds what was researched.
    #[error("{0} is for researched records: name another folder with --out")]
    Public(PathBuf),
    /// A folder that holds something else already.
    #[error("{0} is not empty: name a new folder with --out")]
    NotEmpty(PathBuf),
    /// A folder or file that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A slug of another form.
    #[error(transparent)]
    Slug(#[from] SlugError),
    /// An address of another form.
    #[error(transparent)]
    Url(#[from] HttpsUrlError),
    /// A day that the calendar does not reach.
    #[error("there is no day {0} after 1 January 1970")]
    Day(i32),
    /// A record that could not be put into JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Writes that many made-up records into a new folder, one file each.
///
/// # Errors
/// When the folder lies in `public`, has something in it, or cannot be written.
pub fn write_records(out: &Path, public: &Path, vendors: usize, seed: u64) -> Result<(), SampleError> {
    refuse_public(out, public)?;
    fs::create_dir_all(out).map_err(|source| unwritable(out, source))?;
    if fs::read_dir(out).map_err(|source| unwritable(out, source))?.next().is_some() {
        return Err(SampleError::NotEmpty(out.to_owned()));
    }
    let mut sample = Sample::new(seed);
    for _ in 0..vendors {
        let record = sample.record()?;
        let path = out.join(format!("{}.json", record.slug));
        let mut text = serde_json::to_string_pretty(&record)?;
        text.push('\n');
        fs::write(&path, text).map_err(|source| unwritable(&path, source))?;
    }
    Ok(())
}

/// Writes the bundle of that many made-up records, and no record, into one file.
///
/// # Errors
/// When the file lies in `public` or cannot be written.
pub fn write_bundle(file: &Path, public: &Path, vendors: usize, seed: u64) -> Result<(), SampleError> {
    refuse_public(file, public)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    }
    let vendors = listings(vendors, seed)?;
    let date = vendors.iter().map(|listing| listing.last_verified).max().map_or_else(|| day(0), Ok)?;
    let bundle = api::bundle(Bundle { version: Bundle::VERSION, date, vendors })?;
    fs::write(file, bundle).map_err(|source| unwritable(file, source))
}

/// What the bundle holds of that many made-up records, by slug.
///
/// # Errors
/// None that a seed gives; every part is parsed like one of a record.
pub fn listings(vendors: usize, seed: u64) -> Result<Vec<Listing>, SampleError> {
    let mut sample = Sample::new(seed);
    let listings = (0..vendors).map(|_| sample.record().map(|record| Listing::from(&record)));
    let mut listings = listings.collect::<Result<Vec<_>, _>>()?;
    listings.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(listings)
}

fn unwritable(path: &Path, source: io::Error) -> SampleError {
    SampleError::Io { path: path.to_owned(), source }
}

/// Researched facts and made-up ones never lie in one folder, whichever way the path is written.
fn refuse_public(path: &Path, public: &Path) -> Result<(), SampleError> {
    let here = std::path::absolute(path).map_err(|source| unwritable(path, source))?;
    let Ok(public) = public.canonicalize() else { return Ok(()) };
    let real = here.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
    let is_within = |folder: &Path| folder.starts_with(&public);
    if is_within(&here) || real.is_some_and(|real| is_within(&real)) {
        return Err(SampleError::Public(path.to_owned()));
    }
    Ok(())
}

/// The first day of the made-up dates, which reach over the year 2025: days after 1 January 1970. All lie in
/// the past, so that no clock makes a sample invalid.
const FIRST_DAY: i32 = 20_089;

/// Makes records up, one after the other.
struct Sample {
    random: Rng,
    stems: Vec<&'static str>,
    /// Every name and alias so far, folded: who searches for one must find one vendor.
    taken: HashSet<String>,
}

impl Sample {
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
            _ => self.one(Confidence::ALL, Confidence::Low),
        };
        Ok(Record {
            schema: SCHEMA,
            website: HttpsUrl::parse(&site)?,
            domains: vec![format!("{slug}.example")],
            category: self.one(Category::ALL, Category::Cloud),
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
            last_verified: day(verified)?,
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

    /// A brand, and the name that it is part of.
    fn name(&mut self) -> (String, String) {
        let mut syllables = 0;
        loop {
            let brand = self.brand(syllables);
            let name = format!("{brand} {}", self.one(&MARKS, "Sample"));
            // Each further vendor of a brand would be one that its aliases find too.
            if self.taken.insert(fold(&brand)) && self.taken.insert(fold(&name)) {
                return (brand, name);
            }
            syllables += 1;
        }
    }

    fn brand(&mut self, more_syllables: usize) -> String {
        let mut brand = match self.random.u8(..100) {
            0..38 => capitalised(&[self.stem(), self.stem()].concat()),
            38..46 => [capitalised(self.stem()), capitalised(self.stem())].concat(),
            46..62 => format!("{} {}", capitalised(self.stem()), capitalised(self.stem())),
            62..70 => capitalised(&[self.stem(), word_of(&mut self.random, ENDINGS)].concat()),
            _ => {
                let ending = word_of(&mut self.random, ENDINGS);
                let syllable = self.syllable();
                capitalised(&[syllable, self.syllable(), ending.to_owned()].concat())
            }
        };
        for _ in 0..more_syllables {
            brand.push_str(&self.syllable());
        }
        if self.random.u8(..100) < 6 {
            brand.push_str(self.one(&[".io", ".com", ".ai"], ".io"));
        }
        brand
    }

    fn stem(&mut self) -> &'static str {
        let place = self.random.usize(..self.stems.len());
        self.stems.get(place).copied().unwrap_or_default()
    }

    fn syllable(&mut self) -> String {
        let coda = if self.random.bool() { word_of(&mut self.random, CODAS) } else { "" };
        [word_of(&mut self.random, ONSETS), word_of(&mut self.random, VOWELS), coda].concat()
    }

    /// Products of the brand, and now and then the name that it had before.
    fn aliases(&mut self, brand: &str) -> Vec<String> {
        let count = self.weighted(&ALIASES);
        let mut aliases = Vec::new();
        for _ in 0..count {
            let alias = match self.random.u8(..100) {
                0..22 => self.brand(0),
                _ => {
                    let products: Vec<&str> = PRODUCTS.split('|').collect();
                    format!("{brand} {}", self.one(&products, "Cloud"))
                }
            };
            if self.taken.insert(fold(&alias)) {
                aliases.push(alias);
            }
        }
        aliases
    }

    fn certifications(&mut self) -> Vec<String> {
        let mut certifications: Vec<String> = Vec::new();
        for _ in 0..self.weighted(&CERTIFIED) {
            let place = self.weighted(&CERTIFICATIONS.map(|(_, weight)| weight));
            let certification = CERTIFICATIONS.get(place).map_or("ISO 27001", |(text, _)| *text);
            if certifications.iter().all(|known| known != certification) {
                certifications.push(certification.to_owned());
            }
        }
        certifications
    }

    fn baa(&mut self, status: BaaStatus, name: &str, page: HttpsUrl) -> Baa {
        let summary = format!("Made up to try the site out: {} ({name}).", status.label());
        let is_signed = status.can_be_signed();
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
            route: is_signed.then(|| self.one(Route::ALL, Route::ByRequest)),
            url: is_signed.then_some(page),
        }
    }

    fn phi(&mut self, status: PhiStatus) -> Phi {
        let is_conditional = status == PhiStatus::Conditional;
        let some = |name: &str, number: u32| (0..number).map(|at| format!("Made-up {name} {at}")).collect();
        Phi {
            status,
            summary: format!("Made up to try the site out: {}.", status.label()),
            covered: if is_conditional { some("product", self.random.u32(..4)) } else { Vec::new() },
            excluded: if is_conditional { some("beta product", self.random.u32(..3)) } else { Vec::new() },
            settings: if is_conditional { some("setting", self.random.u32(..3)) } else { Vec::new() },
        }
    }

    /// The first page supports every fact, so that each status has its source.
    fn sources(
        &mut self,
        verified: i32,
        confidence: Confidence,
        pages: [HttpsUrl; 3],
    ) -> Result<Vec<Source>, SampleError> {
        let count = 1 + self.random.usize(..pages.len());
        let pages = pages.into_iter().take(count);
        let source = |url| {
            let dated = self.random.bool().then(|| day(self.random.i32(0..=verified))).transpose()?;
            let publisher = match confidence {
                Confidence::High => Publisher::Vendor,
                Confidence::Medium | Confidence::Low => self.one(Publisher::ALL, Publisher::ThirdParty),
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
            date: day(self.random.i32(0..=verified))?,
            field: Field::Baa,
            from: BaaStatus::Unknown.key().to_owned(),
            to: status.key().to_owned(),
            note: "Made up to try the site out: a change that never happened.".to_owned(),
        }])
    }

    /// A place, as often as its weight says.
    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut rest = self.random.u32(..weights.iter().sum::<u32>().max(1));
        for (place, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return place;
            }
            rest -= weight;
        }
        0
    }

    fn one<T: Copy>(&mut self, items: &[T], otherwise: T) -> T {
        self.random.choice(items).copied().unwrap_or(otherwise)
    }
}

fn word_of(random: &mut Rng, words: &'static str) -> &'static str {
    let place = random.usize(..words.split_whitespace().count().max(1));
    words.split_whitespace().nth(place).unwrap_or_default()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A day of the made-up year.
fn day(number: i32) -> Result<Date, SampleError> {
    Date::from_unix_days(FIRST_DAY + number).ok_or(SampleError::Day(FIRST_DAY + number))
}
