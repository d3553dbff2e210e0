//! The answers about a vendor's BAA and the plans that include it.

use super::{Answer, join_names};
use crate::{BaaClass, BaaStatus, Confidence, Fact, Publishers, Record};

/// The answer to "Will NAME sign a HIPAA BAA?", in one or two sentences after the verdict.
pub fn baa_answer(record: &Record) -> Answer {
    Answer::new(record.verdict().baa_class().first_words(), baa_statement(record))
}

/// What the evidence states about the BAA, in whole sentences.
pub(super) fn baa_statement(record: &Record) -> String {
    let name = &record.name;
    let plans = plan_list(record);
    let status = record.baa.status;
    if status == BaaStatus::Unknown {
        return match record.publishers(Fact::Baa) {
            Publishers { has_vendor: false, third_parties: 0 } => {
                format!("No public statement from {name} about a BAA was found.")
            }
            Publishers { .. } => format!("The sources found do not state whether {name} signs a BAA."),
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
        return format!("{evidence} is indirect or conflicting. Confirm with {name} before you rely on it.");
    }
    let clause = match (status, plans) {
        (BaaStatus::PlanGated, Some(plans)) => format!("{name} signs a BAA with these plans: {plans}"),
        (BaaStatus::PlanGated, None) => {
            format!("{name} signs a BAA with certain plans or add-ons, which are not listed here")
        }
        (BaaStatus::OnRequest, _) => format!("{name} decides on each BAA request individually"),
        (BaaStatus::NotAvailable, _) if record.confidence == Confidence::Medium => {
            format!("{name} does not sign a BAA or that it prohibits PHI")
        }
        (BaaStatus::NotAvailable, _) => format!("{name} does not sign a BAA"),
        (BaaStatus::Available | BaaStatus::Unknown, _) => format!("{name} signs a BAA"),
    };
    match record.confidence {
        Confidence::Medium => format!("{} that {clause}.", reporter(record)),
        Confidence::High | Confidence::Low => clause + ".",
    }
}

/// The beginning of a sentence that attributes a reported statement to its publishers: "A third party reports".
pub(super) fn reporter(record: &Record) -> String {
    let name = &record.name;
    let publishers = record.publishers(Fact::Baa);
    match (publishers.has_vendor, publishers.third_parties) {
        (true, 0) => format!("An older or indirect page from {name} says"),
        (true, 1) => format!("An older or indirect page from {name} and a third party say"),
        (true, _) => format!("An older or indirect page from {name} and third parties say"),
        (false, 0) => "It is reported".to_owned(),
        (false, 1) => "A third party reports".to_owned(),
        (false, _) => "Third parties report".to_owned(),
    }
}

/// The attribution of the BAA answer, for a line that names the answer first: "stated by Zoom".
pub fn evidence(record: &Record) -> String {
    evidence_by(record, &record.name)
}

/// As [`evidence`], with another name for the vendor: "stated by the vendor".
pub(crate) fn evidence_by(record: &Record, name: &str) -> String {
    let publishers = record.publishers(Fact::Baa);
    if record.baa.status == BaaStatus::Unknown {
        return match publishers {
            Publishers { has_vendor: false, third_parties: 0 } => "no public statement found".to_owned(),
            Publishers { .. } => "not stated in the sources found".to_owned(),
        };
    }
    let others = match publishers.third_parties {
        1 => "a third party",
        _ => "third parties",
    };
    match (record.confidence, publishers.has_vendor, publishers.third_parties) {
        (Confidence::High, true, _) => format!("stated by {name}"),
        (Confidence::Medium, true, 0) => format!("reported by an older or indirect page from {name}"),
        (Confidence::Medium, true, _) => {
            format!("reported by {others} and by an older or indirect page from {name}")
        }
        (Confidence::High | Confidence::Medium, false, 0) => "reported".to_owned(),
        (Confidence::High | Confidence::Medium, false, _) => format!("reported by {others}"),
        (Confidence::Low, true, 0) => format!("indirect or conflicting evidence from {name}"),
        (Confidence::Low, true, _) => format!("indirect or conflicting evidence from {name} and {others}"),
        (Confidence::Low, false, 0) => "indirect or conflicting evidence".to_owned(),
        (Confidence::Low, false, _) => format!("indirect or conflicting evidence from {others}"),
    }
}

/// The term for the list of plans in the record, no stronger than the class.
pub fn plans_term(class: BaaClass) -> &'static str {
    if class.is_reported_signing() {
        "Plans reported with a BAA"
    } else if class.counts_as_signing() {
        "Plans with a BAA"
    } else {
        "Plans named in unconfirmed evidence"
    }
}

/// What a table shows for a vendor whose record lists no plans; `None` if the vendor does not count as signing.
pub fn no_plans_note(class: BaaClass) -> Option<&'static str> {
    class.counts_as_signing().then_some("no plans listed")
}

/// The term for the list of covered products in the record, no stronger than the class.
pub fn covered_term(class: BaaClass) -> &'static str {
    if class.is_reported_signing() {
        "Reportedly covered by the BAA"
    } else if class.counts_as_signing() {
        "Covered by the BAA"
    } else {
        "Named as covered, unconfirmed"
    }
}

/// The answer to "What plan do I need to sign a BAA with NAME?", with the price and the excluded plans.
pub(super) fn plan_answer(record: &Record) -> Answer {
    let name = &record.name;
    let class = record.verdict().baa_class();
    let mut answer = match (class, plan_list(record)) {
        (BaaClass::Yes | BaaClass::SomePlans | BaaClass::OnRequest, Some(plans)) => {
            Answer::new("These plans or add-ons", format!("{plans}. {}", which_plan(name)))
        }
        (BaaClass::ReportedYes | BaaClass::ReportedSomePlans | BaaClass::ReportedOnRequest, Some(plans)) => {
            Answer::new("Reportedly these plans or add-ons", format!("{plans}. {}", which_plan(name)))
        }
        (BaaClass::SomePlans | BaaClass::ReportedSomePlans, None) => {
            Answer::new("Not stated", format!("Ask {name} which plans qualify."))
        }
        (BaaClass::Yes | BaaClass::OnRequest | BaaClass::ReportedYes | BaaClass::ReportedOnRequest, None) => {
            Answer::new(
                "No plan is listed",
                format!("A certain plan may still be required. Ask {name} whether your account qualifies."),
            )
        }
        (
            BaaClass::Unconfirmed
            | BaaClass::NotStated
            | BaaClass::Unlikely
            | BaaClass::ReportedNo
            | BaaClass::No,
            _,
        ) => baa_answer(record),
    };
    if let Some(price) = &record.baa.price {
        answer = answer.with_sentences(&format!("Price: {price}."));
    }
    let excluded = &record.baa.excluded_plans;
    if !excluded.is_empty() {
        answer = answer.with_sentences(&format!("No BAA with these plans: {}.", join_names(excluded)));
    }
    answer
}

/// The sentence after a list of plans and add-ons, because one of them may not be sufficient.
fn which_plan(name: &str) -> String {
    format!("Ask {name} which of them your account needs.")
}

/// The record's plans and add-ons as a list within a sentence; `None` if it names none. Whether one of them is
/// sufficient is stated in the record's summary only.
pub(super) fn plan_list(record: &Record) -> Option<String> {
    (!record.baa.plans.is_empty()).then(|| join_names(&record.baa.plans))
}
