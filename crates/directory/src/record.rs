//! One vendor's record, `public/vendors/<slug>.json`, in the form of `vendor.schema.json`.
//! Parsed once, at the edge: what is in a [`Record`] has a known shape and addresses that are safe to link.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::keyed::keyed;
use crate::{BaaStatus, Category, Date, HttpsUrl, PhiStatus, Soc2Status, Verdict};

/// What one vendor publicly says about HIPAA, and where it says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The stable key: the file is `<slug>.json`, the page `/vendors/<slug>/`.
    pub slug: Slug,
    /// The vendor's name, as it writes it.
    pub name: String,
    /// Other names that people search for.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The kind of software.
    pub category: Category,
    /// The vendor's site.
    pub website: HttpsUrl,
    /// The Business Associate Agreement.
    pub baa: Baa,
    /// Protected health information.
    pub phi: Phi,
    /// The SOC 2 report.
    pub soc2: Soc2,
    /// Other attestations that the vendor states.
    pub certifications: Vec<String>,
    /// Pages that compliance officers ask for.
    pub links: Links,
    /// What else a reader must know.
    #[serde(default)]
    pub notes: Option<String>,
    /// When someone last compared this record with its sources.
    pub last_verified: Date,
    /// How good the evidence for the BAA answer is.
    pub confidence: Confidence,
    /// The pages that say so.
    pub sources: Vec<Source>,
    /// Each change of a verdict, newest first.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// What a vendor says of its Business Associate Agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baa {
    /// Whether it signs one.
    pub status: BaaStatus,
    /// The same in a few sentences, with conditions.
    pub summary: String,
    /// The plans, tiers or add-ons that it offers the BAA on; empty where it names none.
    pub plans: Vec<String>,
    /// How one gets it; `None` where there is none or it is not stated.
    pub route: Option<Route>,
    /// Where to request or accept it.
    pub url: Option<HttpsUrl>,
}

/// What a vendor says of protected health information.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phi {
    /// Whether PHI may be stored.
    pub status: PhiStatus,
    /// The same in a few sentences, with conditions.
    pub summary: String,
}

/// What a vendor says of its SOC 2 report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Soc2 {
    /// Whether there is a report, and of which type.
    pub status: Soc2Status,
    /// The same in a few sentences.
    #[serde(default)]
    pub summary: Option<String>,
}

/// Pages that compliance officers ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Links {
    /// The vendor's trust center.
    pub trust_center: Option<HttpsUrl>,
    /// The vendor's list of sub-processors.
    pub subprocessors: Option<HttpsUrl>,
}

/// A page that supports a fact of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The page.
    pub url: HttpsUrl,
    /// Which fact it supports.
    pub supports: String,
    /// The page's own date; `None` where it shows none.
    pub dated: Option<Date>,
}

/// One change of one status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// When it changed.
    pub date: Date,
    /// Which of the three statuses.
    pub field: Field,
    /// The status before, as a key of that field.
    pub from: String,
    /// The status after, as a key of that field.
    pub to: String,
    /// What the vendor says now, in a sentence or two.
    pub note: String,
}

keyed! {
    /// How one gets a vendor's BAA.
    pub enum Route {
        /// Part of the standard terms.
        Automatic = "automatic", "Automatic: the BAA is part of the standard terms";
        /// Accepted in the product or a console.
        SelfServe = "self_serve", "Self-serve: you accept the BAA in the product or its console";
        /// Through a trust center, support or a form.
        ByRequest = "by_request", "By request, via the trust center, support or a form";
        /// With a contract through an account representative.
        Sales = "sales", "Through sales, with a contract";
    }
}

keyed! {
    /// How good the evidence for the BAA answer is.
    pub enum Confidence {
        /// The vendor's own page states the BAA answer.
        High = "high", "high";
        /// A dated third-party page, or an older page of the vendor's.
        Medium = "medium", "medium";
        /// Indirect, conflicting, or none.
        Low = "low", "low";
    }
}

keyed! {
    /// One of a record's three statuses.
    pub enum Field {
        /// The Business Associate Agreement.
        Baa = "baa", "BAA";
        /// Protected health information.
        Phi = "phi", "PHI";
        /// The SOC 2 report.
        Soc2 = "soc2", "SOC 2";
    }
}

impl Confidence {
    /// What the level means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::High => "the vendor's own page states the BAA answer",
            Self::Medium => "a dated third-party page, or an older page of the vendor's, states it",
            Self::Low => "the evidence is indirect, conflicting, or missing",
        }
    }
}

impl Field {
    /// The keys of this field's statuses.
    pub fn statuses(self) -> Vec<&'static str> {
        match self {
            Self::Baa => BaaStatus::ALL.iter().map(|status| status.key()).collect(),
            Self::Phi => PhiStatus::ALL.iter().map(|status| status.key()).collect(),
            Self::Soc2 => Soc2Status::ALL.iter().map(|status| status.key()).collect(),
        }
    }

    /// The label of one of this field's statuses; a key that this build does not know is "not stated".
    pub fn status_label(self, key: &str) -> &'static str {
        match self {
            Self::Baa => BaaStatus::from_key(key).unwrap_or(BaaStatus::Unknown).label(),
            Self::Phi => PhiStatus::from_key(key).unwrap_or(PhiStatus::Unknown).label(),
            Self::Soc2 => Soc2Status::from_key(key).unwrap_or(Soc2Status::Unknown).label(),
        }
    }
}

impl Change {
    /// What changed, with the note of who recorded it.
    pub fn in_words(&self) -> String {
        let label = |key: &str| self.field.status_label(key);
        format!("from “{}” to “{}”. {}", label(&self.from), label(&self.to), self.note)
    }
}

impl Record {
    /// The three statuses.
    pub fn verdict(&self) -> Verdict {
        Verdict { baa: self.baa.status, phi: self.phi.status, soc2: self.soc2.status }
    }
}

/// A vendor's stable key: lower-case letters and digits in words joined by single hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Text that is not a slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a slug: lower-case letters and digits, in words joined by single hyphens")]
pub struct SlugError(String);

impl Slug {
    /// Takes a slug as it stands in a record or an address.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if text.split('-').all(word) { Ok(Self(text.to_owned())) } else { Err(SlugError(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
