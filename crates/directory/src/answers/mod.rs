//! What a vendor's page says: the answers, the steps and the questions, composed from its record.
//! Every sentence about a verdict is made here, so that no two places can say different things.

mod alternatives;
mod freshness;
mod permission;
mod questions;
mod request;

pub use alternatives::{alternatives, contenders};
pub use freshness::{OUTDATED_AFTER_DAYS, days_ago, is_outdated};
pub use permission::PhiPermission;
pub use questions::{Question, questions};
pub use request::{Request, Step, request};

use crate::{BaaStatus, Confidence, Record, Soc2Status};

/// An answer: the words that decide it, and the rest of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words that decide it: "Yes", "On some plans".
    pub lead: &'static str,
    /// What follows directly after them, punctuation included.
    pub rest: String,
}

impl Answer {
    fn new(lead: &'static str, rest: impl Into<String>) -> Self {
        Self { lead, rest: rest.into() }
    }

    /// The whole answer as plain text.
    pub fn text(&self) -> String {
        [self.lead, &self.rest].concat()
    }

    /// The answer with one more text after it.
    fn and(mut self, more: &str) -> Self {
        self.rest.push(' ');
        self.rest.push_str(more);
        self
    }
}

/// "Will NAME sign a HIPAA BAA?", in one sentence.
pub fn baa_answer(record: &Record) -> Answer {
    let (lead, joint) = match record.baa.status {
        BaaStatus::Available => ("Yes", ", "),
        BaaStatus::PlanGated => ("On some plans", ": "),
        BaaStatus::OnRequest => ("Case by case", ": "),
        BaaStatus::NotAvailable => ("No", ", "),
        BaaStatus::Unknown => ("Not stated", ": "),
    };
    Answer::new(lead, [joint, &baa_statement(record), "."].concat())
}

/// What is known of the BAA, as strong as its evidence and no stronger; a clause without an end.
fn baa_statement(record: &Record) -> String {
    let name = &record.name;
    let evidence = evidence(record.confidence);
    match record.baa.status {
        BaaStatus::Available => format!("{name} signs a BAA{evidence}"),
        BaaStatus::PlanGated => match plan_list(record) {
            Some(plans) => format!(
                "{name} signs a BAA only with certain plans or add-ons (named in this record: {plans}){evidence}"
            ),
            None => format!(
                "{name} signs a BAA only with certain plans or add-ons, and this record does not say which{evidence}"
            ),
        },
        BaaStatus::OnRequest => format!("{name} decides on each request for a BAA{evidence}"),
        BaaStatus::NotAvailable => format!("{name} does not sign a BAA{evidence}"),
        BaaStatus::Unknown => format!("no public statement by {name} on whether it signs a BAA was found"),
    }
}

/// "Is NAME HIPAA compliant?", from the BAA and PHI statuses together.
fn compliance_answer(record: &Record) -> Answer {
    let name = &record.name;
    let statement = baa_statement(record);
    match PhiPermission::of(record.verdict()) {
        PhiPermission::UnderBaa => Answer::new(
            "It can be used in line with HIPAA",
            format!(", once a BAA with it is in place: {statement}. {NO_SOFTWARE_COMPLIES}"),
        ),
        PhiPermission::UnderBaaWithConditions => Answer::new(
            "It can be used in line with HIPAA, with conditions",
            format!(
                ", once a BAA with it is in place: {statement}. {} {NO_SOFTWARE_COMPLIES}",
                record.phi.summary
            ),
        ),
        PhiPermission::AskWhichPhi => Answer::new(
            "Only partly stated",
            format!(": {statement}. Which PHI {name} accepts is not stated. {NO_SOFTWARE_COMPLIES}"),
        ),
        PhiPermission::AskForBaa => Answer::new(
            "Not stated",
            format!(": {statement}. Until {name} confirms a BAA in writing, treat it as not fit for PHI."),
        ),
        PhiPermission::KeepOut if record.baa.status == BaaStatus::NotAvailable => {
            Answer::new("No", format!(": {statement}. HIPAA asks for a BAA before a vendor handles PHI."))
        }
        PhiPermission::KeepOut => Answer::new("No", format!(", not for PHI: it must stay out of {name}.")),
        PhiPermission::KeepOutButForNamedUses => Answer::new(
            "No",
            format!(
                ", not where {name} handles the data: {statement}. HIPAA asks for a BAA before a vendor handles PHI. {}",
                record.phi.summary
            ),
        ),
    }
}

/// "Can you store PHI in NAME?"
pub fn phi_answer(record: &Record) -> Answer {
    let name = &record.name;
    let confirm = match record.confidence {
        Confidence::High => String::new(),
        level @ (Confidence::Medium | Confidence::Low) => {
            format!(" Confirm the BAA with {name} first: confidence in it is {}.", level.label())
        }
    };
    let answer = match PhiPermission::of(record.verdict()) {
        PhiPermission::UnderBaa => match record.baa.status {
            BaaStatus::PlanGated => {
                Answer::new("Yes, on some plans", format!(", and only once a BAA is in place.{confirm}"))
            }
            BaaStatus::OnRequest => Answer::new(
                "Only if",
                format!(" {name} agrees to a BAA with you, and only once it is in place.{confirm}"),
            ),
            BaaStatus::Available | BaaStatus::NotAvailable | BaaStatus::Unknown => {
                Answer::new("Yes", format!(", but only once a BAA is in place.{confirm}"))
            }
        },
        PhiPermission::UnderBaaWithConditions => {
            Answer::new("Only with conditions", format!(", and only once a BAA is in place.{confirm}"))
        }
        PhiPermission::AskWhichPhi => {
            Answer::new("Not stated", format!(": which PHI {name} accepts must be confirmed with it first."))
        }
        PhiPermission::AskForBaa => {
            Answer::new("Not before a BAA is confirmed", format!(": whether {name} signs one is not stated."))
        }
        PhiPermission::KeepOut if record.baa.status == BaaStatus::NotAvailable => {
            Answer::new("No", format!(": {name} does not sign a BAA, so PHI must stay out."))
        }
        PhiPermission::KeepOut => Answer::new("No", format!(": PHI must stay out of {name}.")),
        PhiPermission::KeepOutButForNamedUses => Answer::new(
            "No",
            format!(
                ", not where {name} handles the data: it does not sign a BAA. Only the uses named here differ."
            ),
        ),
    };
    answer.and(&record.phi.summary)
}

/// "Is NAME SOC 2 certified?" The record's confidence is about the BAA, so that this says what is stated.
pub fn soc2_answer(record: &Record) -> Answer {
    let name = &record.name;
    let answer = match record.soc2.status {
        Soc2Status::Type2 => Answer::new("Yes", format!(", a SOC 2 Type II report of {name} is stated.")),
        Soc2Status::Type1 => Answer::new(
            "Type I only",
            format!(": a SOC 2 Type I report of {name} is stated, which looks at one point in time."),
        ),
        Soc2Status::Reported => Answer::new(
            "A report is stated, its type is not",
            format!(": whether the SOC 2 report of {name} is Type I or Type II is not said."),
        ),
        Soc2Status::None => Answer::new("No", format!(", {name} says that it has no SOC 2 report.")),
        Soc2Status::Unknown => {
            Answer::new("Not stated", format!(": no public statement on a SOC 2 report of {name} was found."))
        }
    };
    match &record.soc2.summary {
        Some(summary) => answer.and(summary),
        None => answer,
    }
}

/// "What plan do I need to sign a BAA with NAME?"
fn plan_answer(record: &Record) -> Answer {
    let name = &record.name;
    let evidence = evidence(record.confidence);
    match (record.baa.status, plan_list(record)) {
        (BaaStatus::Available, None) => Answer::new(
            "No plan is named in this record",
            format!(": one may still be required. Ask {name} whether your account is covered."),
        ),
        (BaaStatus::OnRequest, None) => Answer::new(
            "No plan is named in this record",
            format!(": {name} decides case by case. Ask whether your plan qualifies."),
        ),
        (BaaStatus::Available | BaaStatus::PlanGated | BaaStatus::OnRequest, Some(plans)) => Answer::new(
            "Named in this record",
            format!(
                ": {plans}{evidence}. Some plans and add-ons may be needed together. This record names no other."
            ),
        ),
        (BaaStatus::PlanGated, None) => Answer::new(
            "Not stated",
            format!(": {name} signs only with certain plans or add-ons. Ask it which."),
        ),
        (BaaStatus::NotAvailable, _) => Answer::new("None", format!(": {}.", baa_statement(record))),
        (BaaStatus::Unknown, _) => Answer::new(
            "Not stated",
            format!(": whether {name} signs a BAA at all is not known, so no plan can be named."),
        ),
    }
}

/// The most letters that a page's preview shows of its description.
const DESCRIPTION_LENGTH: usize = 159;

/// What a page's preview says of the vendor, whole sentences alone: the BAA answer with its confidence, then what that
/// permits and how old it is, as far as there is room.
pub fn description(record: &Record) -> String {
    let name = &record.name;
    let answer = match record.baa.status {
        BaaStatus::Available => format!("Yes, {name} signs a BAA"),
        BaaStatus::PlanGated => {
            format!("On some plans: {name} signs a BAA only with certain plans or add-ons")
        }
        BaaStatus::OnRequest => format!("Case by case: {name} decides on each request for a BAA"),
        BaaStatus::NotAvailable => format!("No, {name} does not sign a BAA"),
        BaaStatus::Unknown => format!("Not stated: no public word of {name} on a BAA was found"),
    };
    let mut description = format!("{answer} (confidence: {}).", record.confidence.label());
    let phi = match PhiPermission::of(record.verdict()) {
        PhiPermission::UnderBaa | PhiPermission::UnderBaaWithConditions => {
            [" ", record.phi.status.label(), "."].concat()
        }
        PhiPermission::KeepOut | PhiPermission::KeepOutButForNamedUses => " PHI must stay out.".to_owned(),
        PhiPermission::AskWhichPhi | PhiPermission::AskForBaa => String::new(),
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

/// The clause that keeps an answer as strong as its evidence, and no stronger.
fn evidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "",
        Confidence::Medium => ", according to a third-party page or an older page of its own",
        Confidence::Low => ", as far as indirect or conflicting evidence goes: confirm it first",
    }
}

/// The plans and add-ons as part of a sentence: "A; B". Whether one is enough or some go together is for the
/// record's summary to say. `None` where the record names none.
fn plan_list(record: &Record) -> Option<String> {
    (!record.baa.plans.is_empty()).then(|| record.baa.plans.join("; "))
}
