//! A vendor's record: the contents of `public/vendors/<slug>.json`, schema `vendor.schema.json`.
//! Records are parsed once, when they are loaded, so every [`Record`] has a known shape and URLs that are safe to link.

use serde::{Deserialize, Deserializer, Serialize};

use crate::string_enum::string_enum;
use crate::{BaaStatus, Category, Date, HttpsUrl, PhiStatus, Signals, Slug, Soc2Status, Verdict};

/// The schema version that this build writes and fully understands: the field `schema`.
pub const SCHEMA: u32 = 2;

/// What one vendor publicly states about HIPAA, with the sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The schema version; see [`SCHEMA`].
    #[serde(default)]
    pub schema: u32,
    /// The stable key: the file is `<slug>.json`, the page `/vendors/<slug>/`.
    pub slug: Slug,
    /// The vendor's name, in the vendor's own spelling.
    pub name: String,
    /// Other names that people search for.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The kind of software.
    pub category: Category,
    /// The vendor's website.
    pub website: HttpsUrl,
    /// The domains that belong to this product alone. The app does not need them.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub domains: Vec<String>,
    /// The Business Associate Agreement.
    pub baa: Baa,
    /// Protected health information.
    pub phi: Phi,
    /// The SOC 2 report.
    pub soc2: Soc2,
    /// Other attestations that the vendor states, such as "ISO 27001".
    pub certifications: Vec<String>,
    /// Pages that compliance officers ask for.
    pub links: Links,
    /// Anything else that a reader must know.
    #[serde(default)]
    pub notes: Option<String>,
    /// The day on which this record was last compared with its sources.
    pub last_verified: Date,
    /// The strength of the evidence for the BAA status.
    pub confidence: Confidence,
    /// The pages that support the record.
    pub sources: Vec<Source>,
    /// Technical traces that indicate use of the vendor. The app does not need them.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub signals: Signals,
    /// Every change of a status, newest first.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// What a vendor states about its Business Associate Agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baa {
    /// Whether the vendor signs a BAA.
    pub status: BaaStatus,
    /// The status in a few sentences, with its conditions.
    pub summary: String,
    /// The plans, tiers or add-ons that include the BAA; empty if the vendor names none.
    pub plans: Vec<String>,
    /// The plans that the vendor names as having no BAA.
    #[serde(default)]
    pub excluded_plans: Vec<String>,
    /// The stated price of the BAA, or of the plan that includes it; `None` if not stated.
    #[serde(default)]
    pub price: Option<String>,
    /// How to get the BAA; `None` if there is no BAA, the route is not stated, or this build does not know its key.
    #[serde(deserialize_with = "deserialize_route")]
    pub route: Option<RequestRoute>,
    /// The page on which to request or accept the BAA.
    pub url: Option<HttpsUrl>,
}

/// What a vendor states about protected health information.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phi {
    /// Whether PHI may be stored in the product.
    pub status: PhiStatus,
    /// The status in a few sentences, with its conditions.
    pub summary: String,
    /// Products and features that the vendor names as covered by its BAA.
    #[serde(default)]
    pub covered: Vec<String>,
    /// Products and features that the vendor names as not covered by its BAA, or in which PHI is not permitted.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// Settings that the vendor requires before PHI is stored.
    #[serde(default)]
    pub settings: Vec<String>,
}

/// What a vendor states about its SOC 2 report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Soc2 {
    /// Whether there is a report, and of which type.
    pub status: Soc2Status,
    /// The status in a few sentences.
    #[serde(default)]
    pub summary: Option<String>,
}

/// Pages that compliance officers ask for; `None` if not stated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Links {
    /// The vendor's trust center.
    pub trust_center: Option<HttpsUrl>,
    /// The vendor's list of subprocessors.
    pub subprocessors: Option<HttpsUrl>,
}

/// A page that supports facts of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The URL of the page.
    pub url: HttpsUrl,
    /// What the page states, in a few words.
    pub supports: String,
    /// The facts of the record that the page supports.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Who publishes the page.
    #[serde(default)]
    pub publisher: Publisher,
    /// Up to five short phrases that the page contains verbatim.
    #[serde(default)]
    pub terms: Vec<String>,
    /// The date that the page shows; `None` if it shows none.
    pub dated: Option<Date>,
    /// An archived copy of the page.
    #[serde(default)]
    pub archived: Option<HttpsUrl>,
}

/// Deserializes a route; a key that this build does not know becomes `None`.
fn deserialize_route<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RequestRoute>, D::Error> {
    let key = Option::<String>::deserialize(deserializer)?;
    Ok(key.and_then(|key| RequestRoute::from_key(&key)))
}

/// One change of one status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The day of the change.
    pub date: Date,
    /// The field whose status changed.
    pub field: Field,
    /// The key of the status before the change.
    pub from: String,
    /// The key of the status after the change.
    pub to: String,
    /// What the vendor states after the change, in a sentence or two.
    pub note: String,
}

string_enum! {
    /// How a customer gets the vendor's BAA.
    pub enum RequestRoute {
        /// The BAA is part of the standard terms.
        Automatic = "automatic", "Automatic, as part of the standard terms";
        /// The customer accepts the BAA in the product or its console.
        SelfServe = "self_serve", "Self-service, in the product or its console";
        /// The customer requests the BAA through a trust center, support or a form.
        ByRequest = "by_request", "By request, through the trust center, support or a form";
        /// The customer signs the BAA with a contract, through an account representative.
        Sales = "sales", "Through a sales representative, with a contract";
    }
}

string_enum! {
    /// The strength of the evidence for the BAA status.
    pub enum Confidence {
        /// The vendor's own page states whether it signs a BAA.
        High = "high", "high";
        /// A third-party page, or an older or indirect page from the vendor, states it.
        Medium = "medium", "medium";
        /// The evidence is indirect, conflicting or missing.
        Low = "low", "low";
    }
    fallback Low
}

string_enum! {
    /// A kind of fact in a record that a source can support.
    pub enum Fact {
        /// Whether the vendor signs a BAA.
        Baa = "baa", "BAA";
        /// Which plans include the BAA.
        Plans = "plans", "plans";
        /// The price.
        Price = "price", "price";
        /// Whether PHI may be stored.
        Phi = "phi", "PHI";
        /// What the BAA covers or excludes, and the settings that it requires.
        Scope = "scope", "scope of the BAA";
        /// The SOC 2 report.
        Soc2 = "soc2", "SOC 2";
        /// Other attestations.
        Certifications = "certifications", "certifications";
        /// The list of subprocessors.
        Subprocessors = "subprocessors", "subprocessors";
        /// Anything else that the record states.
        Other = "other", "other";
    }
    fallback Other
}

string_enum! {
    /// Who publishes a source. The fallback is the third party, because its statements are the weaker evidence.
    pub enum Publisher {
        /// The vendor itself.
        Vendor = "vendor", "the vendor";
        /// Anyone else.
        ThirdParty = "third_party", "a third party";
    }
    fallback ThirdParty
}

#[expect(clippy::derivable_impls, reason = "string_enum! cannot mark a variant with #[default]")]
impl Default for Publisher {
    fn default() -> Self {
        Self::ThirdParty
    }
}

string_enum! {
    /// A field of a record that has a status.
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
    /// The label of this level in the evidence filter.
    pub fn evidence(self) -> &'static str {
        match self {
            Self::High => "Stated by the vendor",
            Self::Medium => "Reported",
            Self::Low => "Indirect or none",
        }
    }

    /// The definition of this level: a clause without a capital letter and without a final period.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::High => "the vendor's own page states whether it signs a BAA",
            Self::Medium => {
                "a third-party page, or an older or indirect page from the vendor, states whether the vendor signs a BAA"
            }
            Self::Low => "the evidence is indirect, conflicting or missing",
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

    /// The fact that a source for this field's status supports.
    pub fn fact(self) -> Fact {
        match self {
            Self::Baa => Fact::Baa,
            Self::Phi => Fact::Phi,
            Self::Soc2 => Fact::Soc2,
        }
    }
}

impl Change {
    /// The labels before and after the change, for a vendor whose verdict is now `now`.
    ///
    /// If a status is the current one, its label is the label of `now`. Any other status gets the label that it would
    /// have with today's evidence, because a change does not record the evidence of its day. A key that this build does
    /// not know is labeled "not stated".
    pub fn labels(&self, now: Verdict) -> (&'static str, &'static str) {
        let field = self.field;
        let label = |key: &str| {
            // A change of PHI does not record the BAA status of its day, so an earlier PHI status is labeled as if a
            // BAA were available.
            let baa = if field == Field::Phi { BaaStatus::Available } else { now.baa };
            let then = Verdict { baa, ..now }.with_status(field, key);
            if key == now.status_key(field) { now.class_label(field) } else { then.class_label(field) }
        };
        (label(&self.from), label(&self.to))
    }

    /// The change in words, followed by its note: `from “No BAA” to “Signs a BAA”. …`.
    pub fn describe(&self, now: Verdict) -> String {
        let (from, to) = self.labels(now);
        let before = if from == to { "“" } else { &["from “", from, "” to “"].concat() };
        [before, to, "”. ", &self.note].concat()
    }
}

impl Source {
    /// Whether the page supports this fact.
    pub fn supports(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// The URL of the page with a text fragment for its first term
    /// (<https://wicg.github.io/scroll-to-text-fragment/>). A source without terms has a plain URL.
    pub fn evidence_url(&self) -> String {
        let url = self.url.as_str();
        let Some(term) = self.terms.first() else { return url.to_owned() };
        let directive = if url.contains('#') { ":~:text=" } else { "#:~:text=" };
        // `-`, `,` and `&` are delimiters in a text fragment, and `%` starts an escape.
        let encoded = term.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        let encoded: String = encoded.collect();
        [url, directive, &encoded].concat()
    }
}

impl Record {
    /// The three statuses with the evidence for them.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            baa: self.baa.status,
            confidence: self.confidence,
            phi: self.phi.status,
            soc2: self.soc2.status,
            soc2_evidence: self.publishers(Fact::Soc2).best(),
        }
    }

    /// The path in the JSON file, and the key, of each enum outside the lists that may gain variants. If the file has
    /// another key at that path, it is newer than this build, which parsed the unknown key as the fallback. The key of a
    /// missing route is empty.
    pub fn enum_keys(&self) -> [(&'static [&'static str], &'static str); 6] {
        [
            (&["category"], self.category.key()),
            (&["confidence"], self.confidence.key()),
            (&["baa", "status"], self.baa.status.key()),
            (&["baa", "route"], self.baa.route.map_or("", RequestRoute::key)),
            (&["phi", "status"], self.phi.status.key()),
            (&["soc2", "status"], self.soc2.status.key()),
        ]
    }

    /// The publishers of the sources that support a fact.
    pub fn publishers(&self, fact: Fact) -> Publishers {
        let supporting = || self.sources.iter().filter(|source| source.supports(fact));
        let has_vendor = supporting().any(|source| source.publisher == Publisher::Vendor);
        let third_parties = supporting().filter(|source| source.publisher == Publisher::ThirdParty);
        let mut hosts: Vec<&str> = Vec::new();
        for source in third_parties {
            if !hosts.contains(&source.url.host()) {
                hosts.push(source.url.host());
            }
        }
        Publishers { has_vendor, third_parties: hosts.len() }
    }

    /// Whether only third parties state a fact.
    pub fn is_reported(&self, fact: Fact) -> bool {
        let Publishers { has_vendor, third_parties } = self.publishers(fact);
        !has_vendor && third_parties > 0
    }
}

/// The publishers of the sources that support a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publishers {
    /// Whether the vendor is one of them.
    pub has_vendor: bool,
    /// The number of third parties, counted by host.
    pub third_parties: usize,
}

impl Publishers {
    /// The publisher with the strongest evidence; a third party if there is no source.
    pub fn best(self) -> Publisher {
        if self.has_vendor { Publisher::Vendor } else { Publisher::ThirdParty }
    }
}
