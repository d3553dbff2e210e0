//! What a vendor's page says: the answers, the steps and the questions, composed from its record.
//! Every sentence about a verdict is made here, from the verdict class, so that no two places can say different things
//! and none says more than its evidence.

mod alternatives;
mod freshness;
mod questions;
mod request;

pub use alternatives::{alternatives, contenders};
pub use freshness::{OUTDATED_AFTER_DAYS, days_ago, is_outdated};
pub use questions::{Question, questions};
pub use request::{Request, Step, request};

use crate::{
    BaaStatus, Confidence, Fact, PhiClass, PhiStatus, Publisher, Publishers, Record, Soc2Class, VerdictClass,
};

/// An answer: the words that decide it, and the sentences that explain them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words that decide it, without a period: "Yes", "On some plans".
    pub verdict: &'static str,
    /// The sentences after them.
    pub explanation: String,
}

impl Answer {
    fn new(verdict: &'static str, explanation: impl Into<String>) -> Self {
        Self { verdict, explanation: explanation.into() }
    }

    /// The whole answer as plain text.
    pub fn text(&self) -> String {
        [self.verdict, ". ", &self.explanation].concat()
    }

    /// The answer with one more sentence after it.
    fn and(mut self, more: &str) -> Self {
        self.explanation.push(' ');
        self.explanation.push_str(more);
        self
    }
}

/// "Will NAME sign a HIPAA BAA?", in a sentence or two.
pub fn baa_answer(record: &Record) -> Answer {
    Answer::new(record.verdict().baa_class().first_words(), baa_statement(record))
}

/// What is known of the BAA, as whole sentences.
fn baa_statement(record: &Record) -> String {
    let name = &record.name;
    let plans = plan_list(record);
    let status = record.baa.status;
    if status == BaaStatus::Unknown {
        return match record.publishers(Fact::Baa) {
            Publishers { vendor: false, third_parties: 0 } => {
                format!("No public statement from {name} on BAAs was found.")
            }
            Publishers { .. } => format!("What was found does not say whether {name} signs a BAA."),
        };
    }
    if record.confidence == Confidence::Low {
        let evidence = match (status, plans) {
            (BaaStatus::NotAvailable, _) => format!("Evidence that {name} does not sign a BAA"),
            (BaaStatus::PlanGated, Some(plans)) => {
                format!("Evidence for a BAA from {name} on some plans ({plans})")
            }
            (_, _) => format!("Evidence for a BAA from {name}"),
        };
        return format!("{evidence} is indirect or conflicting. Ask {name} before you rely on it.");
    }
    let clause = match (status, plans) {
        (BaaStatus::PlanGated, Some(plans)) => format!("{name} signs a BAA with these plans: {plans}"),
        (BaaStatus::PlanGated, None) => {
            format!("{name} signs a BAA with certain plans or add-ons, which are not listed here")
        }
        (BaaStatus::OnRequest, _) => format!("{name} decides on each request for a BAA"),
        (BaaStatus::NotAvailable, _) => format!("{name} does not sign a BAA"),
        (BaaStatus::Available | BaaStatus::Unknown, _) => format!("{name} signs a BAA"),
    };
    match record.confidence {
        Confidence::Medium => format!("{} that {clause}.", who_reports(record)),
        Confidence::High | Confidence::Low => clause + ".",
    }
}

/// Who says what is reported, and no more: the beginning of a sentence.
fn who_reports(record: &Record) -> String {
    let name = &record.name;
    let publishers = record.publishers(Fact::Baa);
    match (publishers.vendor, publishers.third_parties) {
        (true, 0) => format!("An older or indirect page of {name} says"),
        (true, 1) => format!("An older or indirect page of {name} and a third party say"),
        (true, _) => format!("An older or indirect page of {name} and third parties say"),
        (false, 0) => "It is reported".to_owned(),
        (false, 1) => "A third party reports".to_owned(),
        (false, _) => "Third parties report".to_owned(),
    }
}

/// Who says so, for a line beside the verdict: "Stated by Zoom".
pub fn evidence(record: &Record) -> String {
    let name = &record.name;
    let publishers = record.publishers(Fact::Baa);
    if record.baa.status == BaaStatus::Unknown {
        return match publishers {
            Publishers { vendor: false, third_parties: 0 } => "No public statement found".to_owned(),
            Publishers { .. } => "Not stated in the evidence found".to_owned(),
        };
    }
    let others = match publishers.third_parties {
        1 => "a third party",
        _ => "third parties",
    };
    match (record.confidence, publishers.vendor, publishers.third_parties) {
        (Confidence::High, true, _) => format!("Stated by {name}"),
        (Confidence::Medium, true, 0) => format!("Reported by an older or indirect page of {name}"),
        (Confidence::Medium, true, _) => {
            format!("Reported by {others} and by an older or indirect page of {name}")
        }
        (Confidence::High | Confidence::Medium, false, 0) => "Reported".to_owned(),
        (Confidence::High | Confidence::Medium, false, _) => format!("Reported by {others}"),
        (Confidence::Low, true, 0) => format!("Indirect or conflicting evidence from {name}"),
        (Confidence::Low, true, _) => format!("Indirect or conflicting evidence from {name} and {others}"),
        (Confidence::Low, false, 0) => "Indirect or conflicting evidence".to_owned(),
        (Confidence::Low, false, _) => format!("Indirect or conflicting evidence from {others}"),
    }
}

/// The term before a list of the plans that the record names, no stronger than the class.
pub fn plans_term(class: VerdictClass) -> &'static str {
    if class.is_reported() {
        "Plans reported with a BAA"
    } else if class.counts_as_signing() {
        "Plans with a BAA"
    } else {
        "Plans named in unconfirmed evidence"
    }
}

/// The term before a list of what the record names as covered by the BAA, no stronger than the class.
pub fn covered_term(class: VerdictClass) -> &'static str {
    if class.is_reported() {
        "Reportedly covered by the BAA"
    } else if class.counts_as_signing() {
        "Covered by the BAA"
    } else {
        "Named as covered, unconfirmed"
    }
}

/// "Is NAME HIPAA compliant?", from the BAA and PHI statuses together.
fn compliance_answer(record: &Record) -> Answer {
    let name = &record.name;
    let statement = baa_statement(record);
    let verdict = record.verdict();
    let baa = verdict.baa_class();
    let has_baa = baa.counts_as_signing();
    match verdict.phi_class() {
        PhiClass::Allowed => Answer::new(
            "Can be used in compliance with HIPAA under a signed BAA",
            format!("{statement} {NO_SOFTWARE_COMPLIES}"),
        ),
        PhiClass::Conditional => Answer::new(
            "Can be used in compliance with HIPAA under a signed BAA, with conditions",
            format!("{statement} {} {NO_SOFTWARE_COMPLIES}", record.phi.summary),
        ),
        PhiClass::ReportedAllowed => {
            Answer::new("Reportedly, under a signed BAA", format!("{statement} {NO_SOFTWARE_COMPLIES}"))
        }
        PhiClass::ReportedConditional => Answer::new(
            "Reportedly, under a signed BAA and with conditions",
            format!("{statement} {} {NO_SOFTWARE_COMPLIES}", record.phi.summary),
        ),
        PhiClass::NotStated if has_baa => Answer::new(
            "Only partly stated",
            format!("{statement} Which PHI {name} accepts is not stated. {NO_SOFTWARE_COMPLIES}"),
        ),
        PhiClass::Unconfirmed | PhiClass::NotStated => {
            Answer::new(baa.first_words(), format!("{statement} {}", not_before_baa(record)))
        }
        PhiClass::Unlikely => {
            Answer::new("Probably not", format!("PHI is named as not permitted in {name}. {statement}"))
        }
        PhiClass::ReportedNo => Answer::new(
            "Reportedly no",
            format!("PHI is reportedly not permitted in {name}, even under a BAA."),
        ),
        PhiClass::No if has_baa => {
            Answer::new("Not for PHI", format!("PHI is not permitted in {name}, even under a BAA."))
        }
        PhiClass::No => {
            let answer = Answer::new(baa.first_words(), format!("{statement} {HIPAA_REQUIRES_BAA}"));
            match record.phi.status {
                PhiStatus::Conditional => answer.and(&record.phi.summary),
                PhiStatus::Eligible | PhiStatus::NotEligible | PhiStatus::Unknown => answer,
            }
        }
    }
}

/// "Can you store PHI in NAME?"
pub fn phi_answer(record: &Record) -> Answer {
    let name = &record.name;
    let verdict = record.verdict();
    let baa = verdict.baa_class();
    let under_baa = "Only under a signed BAA.";
    let confirm_first = || format!("Only under a signed BAA. Confirm the BAA with {name} first.");
    let answer = match verdict.phi_class() {
        PhiClass::Allowed => match record.baa.status {
            BaaStatus::PlanGated => Answer::new("Yes, on some plans", under_baa),
            BaaStatus::OnRequest => Answer::new("Yes, case by case", under_baa),
            BaaStatus::Available | BaaStatus::NotAvailable | BaaStatus::Unknown => {
                Answer::new("Yes", under_baa)
            }
        },
        PhiClass::Conditional => Answer::new("Only with conditions", under_baa),
        PhiClass::ReportedAllowed => Answer::new("Reportedly yes", confirm_first()),
        PhiClass::ReportedConditional => Answer::new("Reportedly, with conditions", confirm_first()),
        PhiClass::NotStated if baa.counts_as_signing() => {
            Answer::new("Not stated", format!("Confirm with {name} which PHI the BAA covers."))
        }
        PhiClass::NotStated => Answer::new("Not stated", not_before_baa(record)),
        PhiClass::Unconfirmed => Answer::new("Unconfirmed", not_before_baa(record)),
        PhiClass::Unlikely => Answer::new("Probably not", format!("Do not store PHI in {name}.")),
        PhiClass::ReportedNo => Answer::new("Reportedly no", format!("Do not store PHI in {name}.")),
        PhiClass::No if baa.counts_as_signing() => {
            Answer::new("No", format!("PHI is not permitted in {name}."))
        }
        PhiClass::No => match record.phi.status {
            PhiStatus::Conditional => Answer::new(
                "No",
                format!(
                    "Without a signed BAA, PHI is not permitted where {name} handles the data. Only these uses differ:"
                ),
            ),
            PhiStatus::Eligible | PhiStatus::NotEligible | PhiStatus::Unknown => {
                Answer::new("No", format!("Without a signed BAA, PHI is not permitted in {name}."))
            }
        },
    };
    answer.and(&record.phi.summary)
}

/// What to do until a BAA is confirmed.
fn not_before_baa(record: &Record) -> String {
    format!(
        "Do not store PHI in {} until it confirms a BAA in writing and both sides have signed.",
        record.name
    )
}

/// "Is NAME SOC 2 certified?", with the field's term in the answer. It rests on its own sources, not on those of the BAA.
pub fn soc2_answer(record: &Record) -> Answer {
    let name = &record.name;
    let stated = |what: &str| format!("{name} reports a {what}.");
    let reported = |what: &str| format!("A third party reports a {what} of {name}.");
    let (type2, type1, untyped) = (
        "SOC 2 Type II attestation",
        "SOC 2 Type I attestation (a point-in-time report)",
        "SOC 2 attestation without its type",
    );
    let verdict = record.verdict();
    let answer = match verdict.soc2_class() {
        Soc2Class::Type2 => Answer::new("Yes", stated(type2)),
        Soc2Class::ReportedType2 => Answer::new("Reportedly yes", reported(type2)),
        Soc2Class::Type1 => Answer::new("Type I only", stated(type1)),
        Soc2Class::ReportedType1 => Answer::new("Reportedly Type I only", reported(type1)),
        Soc2Class::TypeNotStated => Answer::new("Type not stated", stated(untyped)),
        Soc2Class::ReportedTypeNotStated => Answer::new("Reported, type not stated", reported(untyped)),
        Soc2Class::NotStated => {
            Answer::new("Not stated", format!("No public statement from {name} on a SOC 2 report was found."))
        }
        Soc2Class::None => match verdict.soc2_evidence {
            Publisher::Vendor => Answer::new("No", format!("{name} states that it has no SOC 2 report.")),
            Publisher::ThirdParty => Answer::new(
                "Reportedly no",
                format!("A third party reports that {name} has no SOC 2 report."),
            ),
        },
    };
    match &record.soc2.summary {
        Some(summary) => answer.and(summary),
        None => answer,
    }
}

/// "What plan do I need to sign a BAA with NAME?"
fn plan_answer(record: &Record) -> Answer {
    let name = &record.name;
    let class = record.verdict().baa_class();
    let mut answer = match (class, plan_list(record)) {
        (VerdictClass::Yes | VerdictClass::SomePlans | VerdictClass::OnRequest, Some(plans)) => {
            Answer::new("These plans", format!("{plans}. {TOGETHER}"))
        }
        (
            VerdictClass::ReportedYes | VerdictClass::ReportedSomePlans | VerdictClass::ReportedOnRequest,
            Some(plans),
        ) => Answer::new("Reportedly these plans", format!("{plans}. {TOGETHER}")),
        (VerdictClass::SomePlans | VerdictClass::ReportedSomePlans, None) => {
            Answer::new("Not stated", format!("Ask {name} which plans qualify."))
        }
        (
            VerdictClass::Yes
            | VerdictClass::OnRequest
            | VerdictClass::ReportedYes
            | VerdictClass::ReportedOnRequest,
            None,
        ) => Answer::new(
            "No plan is named",
            format!("One may still be required. Ask {name} whether your account is covered."),
        ),
        (
            VerdictClass::Unconfirmed
            | VerdictClass::NotStated
            | VerdictClass::Unlikely
            | VerdictClass::ReportedNo
            | VerdictClass::No,
            _,
        ) => baa_answer(record),
    };
    if let Some(price) = &record.baa.price {
        answer = answer.and(&format!("Price: {price}."));
    }
    if !record.baa.excluded_plans.is_empty() {
        answer = answer.and(&format!("No BAA with these plans: {}.", joined(&record.baa.excluded_plans)));
    }
    answer
}

/// The most characters that a page's preview shows of its description.
const DESCRIPTION_LENGTH: usize = 159;

/// What a page's preview says of the vendor, in whole sentences: the BAA answer with its confidence, then what may be
/// said of PHI, and the day of the check, as far as there is room.
pub fn description(record: &Record) -> String {
    let name = &record.name;
    let verdict = record.verdict();
    let class = verdict.baa_class();
    let statement = match class {
        VerdictClass::Yes => format!("{name} signs a BAA"),
        VerdictClass::SomePlans => format!("{name} signs a BAA with certain plans or add-ons"),
        VerdictClass::OnRequest => format!("{name} decides on each request for a BAA"),
        VerdictClass::ReportedYes | VerdictClass::ReportedSomePlans | VerdictClass::ReportedOnRequest => {
            format!("A BAA from {name} is reported, not confirmed")
        }
        VerdictClass::Unconfirmed => format!("Evidence for a BAA from {name} is weak"),
        VerdictClass::NotStated => format!("No public statement from {name} on BAAs was found"),
        VerdictClass::Unlikely => format!("Weak evidence says that {name} signs no BAA"),
        VerdictClass::ReportedNo => format!("{name} reportedly does not sign a BAA"),
        VerdictClass::No => format!("{name} does not sign a BAA"),
    };
    let mut description =
        format!("{}. {statement} (confidence: {}).", class.first_words(), record.confidence.label());
    let phi = match verdict.phi_class() {
        PhiClass::NotStated => String::new(),
        phi => [" ", phi.label(), "."].concat(),
    };
    for more in [phi, format!(" Last verified {}.", record.last_verified.in_words())] {
        if description.chars().count() + more.chars().count() <= DESCRIPTION_LENGTH {
            description.push_str(&more);
        }
    }
    description
}

const NO_SOFTWARE_COMPLIES: &str =
    "No software is HIPAA compliant by itself: it depends on the agreement and on how you use it.";

const HIPAA_REQUIRES_BAA: &str =
    "HIPAA requires a BAA before a vendor handles PHI (45 CFR 164.502(e), 164.504(e)).";

const TOGETHER: &str = "Some plans and add-ons may be needed together.";

/// The plans and add-ons as part of a sentence: "A, B". The record's summary says whether one is enough or some go
/// together. `None` if the record names none.
fn plan_list(record: &Record) -> Option<String> {
    (!record.baa.plans.is_empty()).then(|| joined(&record.baa.plans))
}

/// Names as part of a sentence; with semicolons if a name has a comma.
pub fn joined(names: &[String]) -> String {
    names.join(if names.iter().any(|name| name.contains(',')) { "; " } else { ", " })
}
