//! The answers about HIPAA compliance and PHI, which combine the BAA and PHI statuses.

use super::Answer;
use super::baa::baa_statement;
use crate::{BaaClass, BaaStatus, PhiClass, PhiStatus, Record};

const SOFTWARE_ALONE_NOTE: &str = "No software is HIPAA compliant by itself: compliance depends on the agreement and on how you use the product.";

/// 45 CFR 164.502(e) permits disclosure to a business associate under a written contract, 164.504(e) defines that
/// contract, and 164.308(b) requires it for electronic PHI.
const HIPAA_REQUIRES_BAA: &str = "HIPAA requires a BAA before a vendor handles PHI on your behalf (45 CFR 164.502(e), 164.504(e) and 164.308(b)).";

/// The answer to "Is NAME HIPAA compliant?".
pub(super) fn compliance_answer(record: &Record) -> Answer {
    let name = &record.name;
    let statement = baa_statement(record);
    let verdict = record.verdict();
    let baa = verdict.baa_class();
    match verdict.phi_class() {
        PhiClass::Allowed => Answer::new(
            "Can be used in compliance with HIPAA under a signed BAA",
            format!("{statement} {SOFTWARE_ALONE_NOTE}"),
        ),
        PhiClass::Conditional => Answer::new(
            "Can be used in compliance with HIPAA under a signed BAA, with conditions",
            format!("{statement} {} {SOFTWARE_ALONE_NOTE}", record.phi.summary),
        ),
        PhiClass::ReportedAllowed => Answer::new(
            "Reportedly can be used in compliance with HIPAA under a signed BAA",
            format!("{statement} {SOFTWARE_ALONE_NOTE}"),
        ),
        PhiClass::ReportedConditional => Answer::new(
            "Reportedly can be used in compliance with HIPAA under a signed BAA, with conditions",
            format!("{statement} {} {SOFTWARE_ALONE_NOTE}", record.phi.summary),
        ),
        PhiClass::NotStated if baa.counts_as_signing() => Answer::new(
            "Only partly stated",
            format!(
                "{statement} Which PHI the BAA covers is not stated: confirm it with {name}. {SOFTWARE_ALONE_NOTE}"
            ),
        ),
        PhiClass::Unconfirmed | PhiClass::NotStated => {
            Answer::new(baa.first_words(), format!("{statement} {}", no_phi_without_baa(record)))
        }
        PhiClass::Unlikely => {
            Answer::new("Probably not", format!("PHI is listed as not permitted in {name}. {statement}"))
        }
        PhiClass::ReportedNo => Answer::new(
            "Reportedly no",
            format!("PHI is reportedly not permitted in {name}, even under a signed BAA."),
        ),
        PhiClass::No if baa.counts_as_signing() => {
            Answer::new("Not for PHI", format!("PHI is not permitted in {name}, even under a signed BAA."))
        }
        PhiClass::No => {
            let answer = Answer::new(baa.first_words(), format!("{statement} {HIPAA_REQUIRES_BAA}"));
            match record.phi.status {
                PhiStatus::Conditional => answer.with_sentences(&record.phi.summary),
                PhiStatus::Eligible | PhiStatus::NotEligible | PhiStatus::Unknown => answer,
            }
        }
    }
}

/// The answer to "Can you store PHI in NAME?", which ends with the record's summary.
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
        PhiClass::NotStated => Answer::new("Not stated", no_phi_without_baa(record)),
        PhiClass::Unconfirmed => Answer::new("Unconfirmed", no_phi_without_baa(record)),
        PhiClass::Unlikely => Answer::new("Probably not", format!("Do not store PHI in {name}.")),
        PhiClass::ReportedNo => Answer::new("Reportedly no", format!("Do not store PHI in {name}.")),
        PhiClass::No if baa.counts_as_signing() => {
            Answer::new("No", format!("PHI is not permitted in {name}."))
        }
        PhiClass::No => match record.phi.status {
            PhiStatus::Conditional => Answer::new(
                "No",
                format!(
                    "Without a signed BAA, PHI is not permitted if {name} handles the data. The only exceptions are described here:"
                ),
            ),
            PhiStatus::NotEligible if baa == BaaClass::No => {
                Answer::new("No", format!("PHI is not permitted in {name}."))
            }
            PhiStatus::NotEligible => Answer::new("No", format!("PHI is listed as not permitted in {name}.")),
            PhiStatus::Eligible | PhiStatus::Unknown => {
                Answer::new("No", format!("Without a signed BAA, PHI is not permitted in {name}."))
            }
        },
    };
    answer.with_sentences(&record.phi.summary)
}

/// The instruction for a vendor whose BAA is not confirmed. A BAA alone permits no PHI that is listed as not permitted.
pub(super) fn no_phi_without_baa(record: &Record) -> String {
    let name = &record.name;
    match record.phi.status {
        PhiStatus::NotEligible => format!(
            "Do not store PHI in {name}: PHI is listed as not permitted, and a BAA alone does not change that."
        ),
        PhiStatus::Eligible | PhiStatus::Conditional | PhiStatus::Unknown => {
            format!(
                "Do not store PHI in {name} until it confirms a BAA in writing and both parties have signed."
            )
        }
    }
}
