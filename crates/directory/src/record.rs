//! One vendor's record, `public/vendors/<slug>.json`, in the form of `vendor.schema.json`.
//! Parsed once, at the edge: what is in a [`Record`] has a known shape and addresses that are safe to link.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::keyed::keyed;
use crate::{BaaStatus, Category, Date, HttpsUrl, PhiStatus, Soc2Status, Verdict};

/// The version of the record's form that this build writes and fully reads: the field `schema`.
pub const SCHEMA: u32 = 2;

/// What one vendor publicly says about HIPAA, and where it says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of the record's form; see [`SCHEMA`].
    #[serde(default)]
    pub schema: u32,
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
    /// The domains that belong to this product alone. The app does not read them.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub domains: Vec<String>,
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
    /// What shows that somebody uses the vendor. The app does not read it.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub signals: Signals,
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
    /// The plans, tiers or add-ons that it offers the BAA on; empty if it names none.
    pub plans: Vec<String>,
    /// The plans that the vendor names as having no BAA.
    #[serde(default)]
    pub excluded_plans: Vec<String>,
    /// What the BAA, or the plan that carries it, costs, as the vendor states it; `None` if not stated.
    #[serde(default)]
    pub price: Option<String>,
    /// How to get the BAA; `None` if there is no BAA, the route is not stated, or this build does not know its key.
    #[serde(deserialize_with = "known_route")]
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
    /// Products and features that the vendor names as inside its BAA.
    #[serde(default)]
    pub covered: Vec<String>,
    /// Products and features that the vendor names as outside its BAA, or where PHI is not permitted.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// Settings that the vendor requires before PHI is stored.
    #[serde(default)]
    pub settings: Vec<String>,
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
    /// The vendor's list of subprocessors.
    pub subprocessors: Option<HttpsUrl>,
}

/// A page that supports facts of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The page.
    pub url: HttpsUrl,
    /// What it says, in a few words.
    pub supports: String,
    /// Which facts of the record it supports.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Who publishes it.
    #[serde(default)]
    pub publisher: Publisher,
    /// Short phrases that stand on the page exactly as written; at most five.
    #[serde(default)]
    pub terms: Vec<String>,
    /// The page's own date; `None` if it shows none.
    pub dated: Option<Date>,
    /// An archived copy of the page.
    #[serde(default)]
    pub archived: Option<HttpsUrl>,
}

/// What shows that somebody uses a vendor's hosted service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// Package names by ecosystem.
    pub packages: Packages,
    /// Environment variables: a whole name, or a prefix that ends in `_`.
    pub env: Vec<String>,
    /// DNS records by kind.
    pub dns: DnsSignals,
    /// Hosts that a Content-Security-Policy names; `*.` for subdomains.
    pub csp: Vec<String>,
}

/// Package names by ecosystem; a trailing `*` makes a prefix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Packages {
    /// JavaScript, npm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub npm: Vec<String>,
    /// Python, PyPI.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pypi: Vec<String>,
    /// Ruby, RubyGems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rubygems: Vec<String>,
    /// Go: module paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub go: Vec<String>,
    /// Rust, crates.io.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cargo: Vec<String>,
    /// PHP, Packagist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composer: Vec<String>,
    /// Terraform providers, `namespace/type`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terraform: Vec<String>,
    /// Container images, without a tag.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docker: Vec<String>,
}

/// DNS records by kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DnsSignals {
    /// The beginning of a TXT value, or of a record's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub txt: Vec<String>,
    /// The host of an SPF include or redirect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spf: Vec<String>,
    /// The host of a mail exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mx: Vec<String>,
    /// The target of a CNAME.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname: Vec<String>,
}

/// A key of a route that this build does not know reads as not stated.
fn known_route<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Route>, D::Error> {
    let key = Option::<String>::deserialize(deserializer)?;
    Ok(key.and_then(|key| Route::from_key(&key)))
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
        ByRequest = "by_request", "By request: through the trust center, support or a form";
        /// With a contract through an account representative.
        Sales = "sales", "Sales: through an account representative, with a contract";
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
    otherwise Low
}

keyed! {
    /// A kind of fact of a record that a page supports.
    pub enum Fact {
        /// Whether the vendor signs a BAA.
        Baa = "baa", "BAA";
        /// On which plans.
        Plans = "plans", "plans";
        /// What it costs.
        Price = "price", "price";
        /// Whether PHI may be stored.
        Phi = "phi", "PHI";
        /// What the BAA covers or excludes, and required settings.
        Scope = "scope", "scope of the BAA";
        /// The SOC 2 report.
        Soc2 = "soc2", "SOC 2";
        /// Other attestations.
        Certifications = "certifications", "certifications";
        /// The list of subprocessors.
        Subprocessors = "subprocessors", "subprocessors";
        /// Anything else that the record mentions.
        Other = "other", "other";
    }
    otherwise Other
}

keyed! {
    /// Who publishes a source. Third parties are the weaker evidence, so that what is not known counts as theirs.
    pub enum Publisher {
        /// The vendor itself.
        Vendor = "vendor", "the vendor";
        /// Somebody else.
        ThirdParty = "third_party", "a third party";
    }
    otherwise ThirdParty
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the enum has no place for #[default]")]
impl Default for Publisher {
    fn default() -> Self {
        Self::ThirdParty
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
    /// The level as a filter names it.
    pub fn evidence(self) -> &'static str {
        match self {
            Self::High => "Stated by the vendor",
            Self::Medium => "Reported",
            Self::Low => "Indirect or none",
        }
    }

    /// What the level means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::High => "the vendor's own page states the BAA answer",
            Self::Medium => "a third-party page, or an older or indirect page of the vendor, states it",
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

    /// The fact that a source of this field's status supports.
    pub fn fact(self) -> Fact {
        match self {
            Self::Baa => Fact::Baa,
            Self::Phi => Fact::Phi,
            Self::Soc2 => Fact::Soc2,
        }
    }
}

impl Change {
    /// The labels before and after. The label of the status that the vendor has now is the one of `now`; any other is
    /// as strong as the evidence that there is now, since an entry does not say how sure it was. A key that this build
    /// does not know reads as "not stated".
    pub fn labels(&self, now: Verdict) -> (&'static str, &'static str) {
        let field = self.field;
        let label = |key: &str| {
            // What the BAA was when PHI was something else is another entry.
            let baa = if field == Field::Phi { BaaStatus::Available } else { now.baa };
            let then = Verdict { baa, ..now }.with_status(field, key);
            if key == now.key(field) { now.label(field) } else { then.label(field) }
        };
        (label(&self.from), label(&self.to))
    }

    /// What changed, with the note of who recorded it.
    pub fn in_words(&self, now: Verdict) -> String {
        let (from, to) = self.labels(now);
        let before = if from == to { "“" } else { &["from “", from, "” to “"].concat() };
        [before, to, "”. ", &self.note].concat()
    }
}

impl Source {
    /// Whether the page supports that fact.
    pub fn supports(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// The address of the page at its first term: a text fragment, <https://wicg.github.io/scroll-to-text-fragment/>.
    /// A source without terms is linked plainly.
    pub fn evidence_url(&self) -> String {
        let url = self.url.as_str();
        let Some(term) = self.terms.first() else { return url.to_owned() };
        let mark = if url.contains('#') { ":~:text=" } else { "#:~:text=" };
        // `-`, `,` and `&` have a meaning in a text fragment, and so does what they would be encoded as.
        let encoded = term.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        let encoded: String = encoded.collect();
        [url, mark, &encoded].concat()
    }
}

impl Record {
    /// The three statuses and what they rest on.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            baa: self.baa.status,
            confidence: self.confidence,
            phi: self.phi.status,
            soc2: self.soc2.status,
            soc2_evidence: self.publishers(Fact::Soc2).best(),
        }
    }

    /// The keys of the lists that grow, each with its place in the file. A file with another key there is newer than
    /// this build, which reads that key as not stated.
    pub fn keys(&self) -> [(&'static [&'static str], &'static str); 6] {
        [
            (&["category"], self.category.key()),
            (&["confidence"], self.confidence.key()),
            (&["baa", "status"], self.baa.status.key()),
            (&["baa", "route"], self.baa.route.map_or("", Route::key)),
            (&["phi", "status"], self.phi.status.key()),
            (&["soc2", "status"], self.soc2.status.key()),
        ]
    }

    /// Who publishes the pages that support a fact.
    pub fn publishers(&self, fact: Fact) -> Publishers {
        let supporting = || self.sources.iter().filter(|source| source.supports(fact));
        let vendor = supporting().any(|source| source.publisher == Publisher::Vendor);
        let third_parties = supporting().filter(|source| source.publisher == Publisher::ThirdParty);
        let mut hosts: Vec<&str> = third_parties.map(|source| source.url.host()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        Publishers { vendor, third_parties: hosts.len() }
    }
}

/// Who publishes the pages that support a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publishers {
    /// Whether the vendor does.
    pub vendor: bool,
    /// On how many other hosts somebody else does.
    pub third_parties: usize,
}

impl Publishers {
    /// The publisher whose word counts most; a third party where there is no source.
    pub fn best(self) -> Publisher {
        if self.vendor { Publisher::Vendor } else { Publisher::ThirdParty }
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
