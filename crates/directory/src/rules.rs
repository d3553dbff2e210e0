//! What must hold of the records beyond the form that `vendor.schema.json` gives them: that no page can
//! contradict itself, and that no text can show something other than what it says.
//!
//! Fields are named as a reader of the JSON file would: `baa.plans`, `sources[2].url`.

mod hidden;
mod history;
mod names;
mod renamed;
mod signals;
mod sources;
mod texts;

use crate::keyed::keyed;
use crate::signals::SharedSignals;
use crate::{BaaStatus, Confidence, Date, PhiStatus, Record};

pub use hidden::{find_hidden, is_hidden};
pub use names::fold;
pub use renamed::renamed_defects;
pub use signals::SharedFile;
pub use texts::PLACEHOLDER;

keyed! {
    /// One thing that must hold of a record; its label is what holds of a good one.
    pub enum Rule {
        /// [`find_hidden`] says which characters.
        PlainText = "plain-text", "texts have no control, direction-changing or invisible characters";
        /// White space that nobody sees makes two equal texts differ.
        Trimmed = "trimmed", "texts have no white space at their ends";
        /// See [`PLACEHOLDER`].
        FilledIn = "filled-in", "no text is left to fill in";
        /// Within one record: an alias that repeats the name, or another alias.
        AliasAddsName = "alias-adds-a-name", "an alias differs from the name and the other aliases in more than case, accents and punctuation";
        /// Across records: who searches for a name must not get two answers.
        NameIsFree = "name-is-free", "a name or alias belongs to one record only";
        /// Nobody has seen tomorrow's page.
        NotInFuture = "not-in-future", "dates do not lie in the future";
        /// Nobody can have compared a record with a page that came later.
        NotAfterVerified = "not-after-verified", "pages and changes are not newer than last_verified";
        /// "On some plans" without the plans leaves the reader's question open.
        PlanGatedNamesPlan = "plan-gated-names-plan", "a BAA that is gated by plan names its plans";
        /// Plans are compared by case only: "Pro" and "Pro+" may be two plans.
        PlansDiffer = "plans-differ", "each plan is named once";
        /// A way to a BAA that is not there.
        RouteNeedsBaa = "route-needs-baa", "a route, an address or plans for the BAA are given only where it can be signed";
        /// A page must not say "No BAA" and "PHI allowed" at once.
        NoBaaNoPhi = "no-baa-no-phi", "PHI is not eligible where no BAA is signed";
        /// Not stated is the weakest evidence there is.
        NotStatedIsLow = "not-stated-is-low", "where the BAA is not stated the confidence is low";
        /// A statement that nobody can look up.
        StatusWithoutSource = "status-without-source", "a status other than unknown has a source for that fact";
        /// High means that the vendor's own page states the BAA answer.
        HighWithoutVendorSource = "high-without-vendor-source", "high confidence has a source of the vendor for baa";
        /// A plan with and without a BAA.
        PlanBothWays = "plan-both-ways", "no plan is named both with and without a BAA";
        /// A product inside and outside the BAA.
        ScopeBothWays = "scope-both-ways", "no product is named both inside and outside the BAA";
        /// The site of the vendor is one of its domains, or one that it shares.
        WebsiteOutsideDomains = "website-outside-domains", "the website is under one of the domains, or under a corporate domain of the vendor";
        /// A domain that several products share shows none of them.
        CorporateDomain = "corporate-domain", "a domain that several products share is listed in corporate-domains.json alone";
        /// Across records.
        DuplicateDomain = "duplicate-domain", "a domain belongs to one record only";
        /// Across records.
        DuplicateSignal = "duplicate-signal", "a signal belongs to one record only, unless ambiguous-signals.json declares it shared";
        /// In the files of shared domains and signals, and in site.json.
        UnknownVendor = "unknown-vendor", "a slug names a record";
        /// In site.json.
        DuplicateFeatured = "duplicate-featured", "each featured vendor is named once";
        /// In `ambiguous-signals.json`.
        UnknownSignalKind = "unknown-signal-kind", "a kind of signal is one that records have";
        /// Compared without a final slash.
        SourcesDiffer = "sources-differ", "each source is listed once";
        /// A second place for the same fact is a place where it can differ.
        Soc2HasItsField = "soc2-has-its-field", "SOC 2 is said in soc2, not among the certifications";
        /// A change that changes nothing.
        ChangeChanges = "change-changes", "a change leads from one status to another";
        /// A key that is none of its field's statuses.
        ChangeHasStatuses = "change-has-statuses", "a change names statuses of its field";
        /// Newest first, as pages list them.
        ChangesInOrder = "changes-in-order", "changes are listed newest first";
        /// Two on a day have no order.
        OneChangeADay = "one-change-a-day", "a field changes at most once a day";
        /// What one change led to, the next one leads from.
        ChangesConnect = "changes-connect", "a change starts at the status that the change before led to";
        /// The history ends where the record stands.
        ChangesReachToday = "changes-reach-today", "a field's newest change leads to its status of today";
        /// Of `renamed.json`: an address that leads away from a vendor would hide it.
        RenamedSlugInUse = "renamed-slug-in-use", "an old slug is the slug of no record";
        /// For `renamed.json`: every old address redirects to a current page in one step.
        RenamedToNoRecord = "renamed-to-no-record", "an old slug leads to the slug of a record, or to null";
    }
}

/// One place where a record breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The field: `sources[2].url`.
    pub field: String,
    /// What does not hold there.
    pub rule: Rule,
    /// What stands there instead, as it is: it may hold any character.
    pub found: String,
    /// The other fields that it was compared with. Where one of them is wrong itself, this may be wrong too.
    pub compared: Vec<String>,
}

impl Defect {
    fn new(field: impl Into<String>, rule: Rule, found: impl Into<String>) -> Self {
        Self { field: field.into(), rule, found: found.into(), compared: Vec::new() }
    }

    /// The same, found by comparing the field with others.
    fn comparing<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.compared.extend(fields.into_iter().map(Into::into));
        self
    }
}

/// Every rule that one record breaks by itself and beside what several products share, seen on the day `today`.
pub fn defects(record: &Record, shared: &SharedSignals, today: Date) -> Vec<Defect> {
    let mut found = texts::defects(record);
    found.extend(names::defects(record));
    found.extend(date_defects(record, today));
    found.extend(baa_defects(record));
    found.extend(scope_defects(record));
    found.extend(sources::defects(record));
    found.extend(signals::defects(record, shared));
    found.extend(history::defects(record));
    found
}

/// Every rule that records break only together, each with the index of the later of the records.
pub fn defects_between(records: &[&Record], shared: &SharedSignals) -> Vec<(usize, Defect)> {
    let mut found = names::defects_between(records);
    found.extend(signals::defects_between(records, shared));
    found
}

/// Every rule that the files of shared domains and signals break beside the records.
pub fn shared_defects(shared: &SharedSignals, records: &[&Record]) -> Vec<(SharedFile, Defect)> {
    signals::shared_defects(shared, records)
}

fn date_defects(record: &Record, today: Date) -> Vec<Defect> {
    let mut found = Vec::new();
    let verified = record.last_verified;
    if verified > today {
        found.push(Defect::new("last_verified", Rule::NotInFuture, verified.to_string()));
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
            found.push(Defect::new(field, Rule::NotInFuture, date.to_string()));
        } else if date > verified {
            let both = format!("{date}, but last verified {verified}");
            found.push(Defect::new(field, Rule::NotAfterVerified, both).comparing(["last_verified"]));
        }
    }
    found
}

fn baa_defects(record: &Record) -> Vec<Defect> {
    let mut found = Vec::new();
    let baa = &record.baa;
    let status = ["baa.status"];
    if baa.status == BaaStatus::PlanGated && baa.plans.is_empty() {
        found.push(Defect::new("baa.plans", Rule::PlanGatedNamesPlan, "no plan").comparing(status));
    }
    for (index, plan) in baa.plans.iter().enumerate() {
        if baa.plans.iter().take(index).any(|other| other.to_lowercase() == plan.to_lowercase()) {
            found.push(Defect::new(format!("baa.plans[{index}]"), Rule::PlansDiffer, plan));
        }
    }
    if !baa.status.can_be_signed() {
        let with = |what: String| format!("{what}, but baa.status is {}", baa.status.key());
        if let Some(route) = baa.route {
            let what = with(route.key().to_owned());
            found.push(Defect::new("baa.route", Rule::RouteNeedsBaa, what).comparing(status));
        }
        if let Some(url) = &baa.url {
            let what = with(url.to_string());
            found.push(Defect::new("baa.url", Rule::RouteNeedsBaa, what).comparing(status));
        }
        if !baa.plans.is_empty() {
            let what = with(baa.plans.join(", "));
            found.push(Defect::new("baa.plans", Rule::RouteNeedsBaa, what).comparing(status));
        }
    }
    if baa.status == BaaStatus::NotAvailable && record.phi.status == PhiStatus::Eligible {
        let both = "eligible, but baa.status is not_available";
        found.push(Defect::new("phi.status", Rule::NoBaaNoPhi, both).comparing(status));
    }
    if baa.status == BaaStatus::Unknown && record.confidence != Confidence::Low {
        let both = format!("{}, but baa.status is unknown", record.confidence.key());
        found.push(Defect::new("confidence", Rule::NotStatedIsLow, both).comparing(status));
    }
    found
}

/// What is named both ways.
fn scope_defects(record: &Record) -> Vec<Defect> {
    let both = |field: &str, rule: Rule, names: &[String], others: &[String]| -> Vec<Defect> {
        let named = |name: &String| others.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let named = names.iter().enumerate().filter(|(_, name)| named(name));
        named.map(|(index, name)| Defect::new(format!("{field}[{index}]"), rule, name)).collect()
    };
    let plans = both("baa.excluded_plans", Rule::PlanBothWays, &record.baa.excluded_plans, &record.baa.plans);
    let scope = both("phi.excluded", Rule::ScopeBothWays, &record.phi.excluded, &record.phi.covered);
    let plans = plans.into_iter().map(|defect| defect.comparing(["baa.plans"]));
    let mut found: Vec<Defect> = plans.collect();
    found.extend(scope.into_iter().map(|defect| defect.comparing(["phi.covered"])));
    found
}
