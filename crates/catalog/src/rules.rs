//! The rules for records that `vendor.schema.json` cannot express. They ensure that no page contradicts itself and that
//! no text displays as something other than what it contains.
//!
//! Fields are named by their path in the JSON file: `baa.plans`, `sources[2].url`.

mod hidden;
mod history;
mod names;
mod renamed;
mod signals;
mod sources;
mod texts;

use crate::signals::SharedSignals;
use crate::string_enum::string_enum;
use crate::{BaaStatus, Confidence, Date, PhiStatus, Record};

pub use hidden::{find_hidden, is_hidden};
pub use names::name_key;
pub use renamed::renamed_defects;
pub use signals::SharedFile;
pub use texts::PLACEHOLDER;

string_enum! {
    /// A rule for records. The key names the defect, and the label states what must hold.
    pub enum Rule {
        /// A text contains a character that is invisible, so the page may display something other than the text: see
        /// [`find_hidden`].
        HiddenCharacter = "hidden-character", "texts have no control, direction-changing or invisible characters";
        /// A text starts or ends with white space, which makes it differ from an otherwise equal text.
        UntrimmedText = "untrimmed-text", "texts have no leading or trailing white space";
        /// A text still contains the [`PLACEHOLDER`] of a new record.
        PlaceholderText = "placeholder-text", "no text is left to fill in";
        /// An alias repeats the name or another alias of the record, so it adds nothing to search.
        RedundantAlias = "redundant-alias", "an alias differs from the name and the other aliases in more than case, accents and punctuation";
        /// Two records share a name or alias, so a search for it has two answers.
        DuplicateName = "duplicate-name", "a name or alias belongs to one record only";
        /// A date is in the future, so the page that it refers to cannot have been read.
        FutureDate = "future-date", "dates do not lie in the future";
        /// A source or change is newer than the last verification, which therefore cannot have taken it into account.
        NewerThanVerified = "newer-than-verified", "sources and changes are not newer than last_verified";
        /// The BAA depends on the plan but no plan is named, so the reader does not learn which one to buy.
        MissingPlan = "missing-plan", "a BAA that is gated by plan names its plans";
        /// A plan is listed twice. Plans are compared by case only, because "Pro" and "Pro+" may be two plans.
        DuplicatePlan = "duplicate-plan", "each plan is named once";
        /// The record states how to get a BAA that, according to its status, is not offered or not stated.
        RequestWithoutBaa = "request-without-baa", "a route, a URL or plans for the BAA are given only if the vendor offers one";
        /// PHI is allowed although the vendor does not sign a BAA: the page would say "No BAA" and "PHI allowed" at
        /// once.
        PhiWithoutBaa = "phi-without-baa", "PHI is not eligible if the vendor does not sign a BAA";
        /// The confidence is medium or high although no statement about a BAA was found.
        ConfidenceWithoutStatement = "confidence-without-statement", "if the BAA is not stated, the confidence is low";
        /// No source supports a stated status, so nobody can check it.
        StatusWithoutSource = "status-without-source", "a status other than unknown has a source for that fact";
        /// The confidence is high but no source from the vendor supports the BAA status, which is what high means.
        HighWithoutVendorSource = "high-without-vendor-source", "high confidence has a source from the vendor for baa";
        /// A plan is listed both with and without a BAA.
        ContradictoryPlan = "contradictory-plan", "no plan is named both with and without a BAA";
        /// A product is listed both as covered and as excluded.
        ContradictoryScope = "contradictory-scope", "no product is named both inside and outside the BAA";
        /// The website is outside the vendor's domains, so the vendor would not be recognized by its own URL.
        WebsiteOutsideDomains = "website-outside-domains", "the website is under one of the domains, or under a corporate domain of the vendor";
        /// A record claims a domain that several products share, so the domain does not identify a product.
        CorporateDomain = "corporate-domain", "a domain that several products share is listed in corporate-domains.json only";
        /// Two records claim the same domain.
        DuplicateDomain = "duplicate-domain", "a domain belongs to one record only";
        /// Two records claim the same signal, or overlapping environment variable prefixes.
        DuplicateSignal = "duplicate-signal", "a signal belongs to one record only, unless ambiguous-signals.json declares it shared";
        /// A slug in the shared domains, the shared signals or site.json is not the slug of a record.
        UnknownVendor = "unknown-vendor", "a slug names a record";
        /// A vendor is featured twice in site.json.
        DuplicateFeatured = "duplicate-featured", "each featured vendor is named once";
        /// A kind in ambiguous-signals.json is not a kind of signal, so its tokens never match.
        UnknownSignalKind = "unknown-signal-kind", "each kind of signal is one that records have";
        /// A source is listed twice. URLs are compared without trailing slashes.
        DuplicateSource = "duplicate-source", "each source is listed once";
        /// The certifications repeat the SOC 2 report, which could then contradict the SOC 2 status.
        Soc2InCertifications = "soc2-in-certifications", "SOC 2 is stated in soc2, not in certifications";
        /// A change has the same status before and after.
        ChangeWithoutEffect = "change-without-effect", "a change leads from one status to another";
        /// A status in a change is not a status of its field.
        UnknownStatus = "unknown-status", "a change names statuses of its field";
        /// Changes are not in the order in which pages list them.
        UnorderedChanges = "unordered-changes", "changes are listed newest first";
        /// A field has two changes on one day, whose order is therefore unknown.
        OneChangePerDay = "one-change-per-day", "a field changes at most once a day";
        /// A change does not start from the status to which the previous change of the field led.
        DisconnectedChanges = "disconnected-changes", "a change starts at the status that the change before led to";
        /// A field's newest change does not lead to its current status, so the history contradicts the verdict.
        OutdatedHistory = "outdated-history", "a field's newest change leads to its current status";
        /// A retired slug in renamed.json is in use, so its redirect would hide the vendor's page.
        RenamedSlugInUse = "renamed-slug-in-use", "an old slug is the slug of no record";
        /// The new slug in renamed.json is not the slug of a record, so the old URL would not reach a page in one
        /// redirect.
        UnknownNewSlug = "unknown-new-slug", "an old slug leads to the slug of a record, or to null";
    }
}

/// A violation of a rule in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The path of the field: `sources[2].url`.
    pub field: String,
    /// The rule that the field violates.
    pub rule: Rule,
    /// The offending value, unescaped: it may contain any character.
    pub found: String,
}

impl Defect {
    fn new(field: impl Into<String>, rule: Rule, found: impl Into<String>) -> Self {
        Self { field: field.into(), rule, found: found.into() }
    }
}

/// The defects of one record, including conflicts with the shared domains, as of the day `today`.
pub fn defects(record: &Record, shared: &SharedSignals, today: Date) -> Vec<Defect> {
    let mut defects = texts::defects(record);
    defects.extend(names::defects(record));
    defects.extend(date_defects(record, today));
    defects.extend(baa_defects(record));
    defects.extend(scope_defects(record));
    defects.extend(sources::defects(record));
    defects.extend(signals::defects(record, shared));
    defects.extend(history::defects(record));
    defects
}

/// The conflicts between records, each with the index of the record that has the defect.
pub fn defects_between(records: &[&Record], shared: &SharedSignals) -> Vec<(usize, Defect)> {
    let mut defects = names::defects_between(records);
    defects.extend(signals::defects_between(records, shared));
    defects
}

/// The defects of the files with shared domains and signals.
pub fn shared_defects(shared: &SharedSignals, records: &[&Record]) -> Vec<(SharedFile, Defect)> {
    signals::shared_defects(shared, records)
}

fn date_defects(record: &Record, today: Date) -> Vec<Defect> {
    let mut defects = Vec::new();
    let verified = record.last_verified;
    if verified > today {
        defects.push(Defect::new("last_verified", Rule::FutureDate, verified.to_string()));
    }
    let sources =
        record.sources.iter().enumerate().filter_map(|(index, source)| {
            source.dated.map(|dated| (format!("sources[{index}].dated"), dated))
        });
    let changes = record
        .changes
        .iter()
        .enumerate()
        .map(|(index, change)| (format!("changes[{index}].date"), change.date));
    for (field, date) in sources.chain(changes) {
        if date > today {
            defects.push(Defect::new(field, Rule::FutureDate, date.to_string()));
        } else if date > verified {
            let found = format!("{date}, but last verified {verified}");
            defects.push(Defect::new(field, Rule::NewerThanVerified, found));
        }
    }
    defects
}

fn baa_defects(record: &Record) -> Vec<Defect> {
    let mut defects = Vec::new();
    let baa = &record.baa;
    if baa.status == BaaStatus::PlanGated && baa.plans.is_empty() {
        defects.push(Defect::new("baa.plans", Rule::MissingPlan, "no plan"));
    }
    for (index, plan) in baa.plans.iter().enumerate() {
        if baa.plans.iter().take(index).any(|other| other.to_lowercase() == plan.to_lowercase()) {
            defects.push(Defect::new(format!("baa.plans[{index}]"), Rule::DuplicatePlan, plan));
        }
    }
    if !baa.status.is_offered() {
        let route = baa.route.map(|route| ("baa.route", route.key().to_owned()));
        let url = baa.url.as_ref().map(|url| ("baa.url", url.to_string()));
        let plans = (!baa.plans.is_empty()).then(|| ("baa.plans", baa.plans.join(", ")));
        for (field, value) in [route, url, plans].into_iter().flatten() {
            let found = format!("{value}, but baa.status is {}", baa.status.key());
            defects.push(Defect::new(field, Rule::RequestWithoutBaa, found));
        }
    }
    if baa.status == BaaStatus::NotAvailable && record.phi.status == PhiStatus::Eligible {
        let found = "eligible, but baa.status is not_available";
        defects.push(Defect::new("phi.status", Rule::PhiWithoutBaa, found));
    }
    if baa.status == BaaStatus::Unknown && record.confidence != Confidence::Low {
        let found = format!("{}, but baa.status is unknown", record.confidence.key());
        defects.push(Defect::new("confidence", Rule::ConfidenceWithoutStatement, found));
    }
    defects
}

/// The plans and products that are listed both inside and outside the BAA, compared by case only.
fn scope_defects(record: &Record) -> Vec<Defect> {
    let in_both = |field: &str, rule: Rule, excluded: &[String], included: &[String]| -> Vec<Defect> {
        let is_included =
            |name: &str| included.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let names = excluded.iter().enumerate().filter(|(_, name)| is_included(name));
        names.map(|(index, name)| Defect::new(format!("{field}[{index}]"), rule, name)).collect()
    };
    let (baa, phi) = (&record.baa, &record.phi);
    let mut defects = in_both("baa.excluded_plans", Rule::ContradictoryPlan, &baa.excluded_plans, &baa.plans);
    defects.extend(in_both("phi.excluded", Rule::ContradictoryScope, &phi.excluded, &phi.covered));
    defects
}
