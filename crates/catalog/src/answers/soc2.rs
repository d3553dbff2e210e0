//! The answer about a vendor's SOC 2 report, and the term for its certifications.

use super::Answer;
use crate::{Fact, Publisher, Record, Soc2Class};

/// The answer to "Is NAME SOC 2 certified?". It uses the correct term, attestation, and depends on the sources for SOC
/// 2 instead of those for the BAA.
pub fn soc2_answer(record: &Record) -> Answer {
    let name = &record.name;
    let stated = |report: &str| format!("{name} reports a {report}.");
    let reported = |report: &str| format!("A third party reports a {report} for {name}.");
    let (type2, type1) = ("SOC 2 Type II attestation", "SOC 2 Type I attestation (a point-in-time report)");
    let verdict = record.verdict();
    let answer = match verdict.soc2_class() {
        Soc2Class::Type2 => Answer::new("Yes", stated(type2)),
        Soc2Class::ReportedType2 => Answer::new("Reportedly yes", reported(type2)),
        Soc2Class::Type1 => Answer::new("Type I only", stated(type1)),
        Soc2Class::ReportedType1 => Answer::new("Reportedly Type I only", reported(type1)),
        Soc2Class::TypeNotStated => {
            Answer::new("Type not stated", format!("{name} reports a SOC 2 attestation, but not its type."))
        }
        Soc2Class::ReportedTypeNotStated => Answer::new(
            "Reported, type not stated",
            format!("A third party reports a SOC 2 attestation for {name}, but not its type."),
        ),
        Soc2Class::NotStated => Answer::new(
            "Not stated",
            format!("No public statement from {name} about a SOC 2 report was found."),
        ),
        Soc2Class::None => match verdict.soc2_evidence {
            Publisher::Vendor => Answer::new("No", format!("{name} states that it has no SOC 2 report.")),
            Publisher::ThirdParty => Answer::new(
                "Reportedly no",
                format!("A third party reports that {name} has no SOC 2 report."),
            ),
        },
    };
    match &record.soc2.summary {
        Some(summary) => answer.with_sentences(summary),
        None => answer,
    }
}

/// The term for the list of certifications in the record, no stronger than its sources.
pub fn certifications_term(record: &Record) -> &'static str {
    match record.publishers(Fact::Certifications).best() {
        Publisher::Vendor => "Certifications",
        Publisher::ThirdParty => "Reported certifications",
    }
}
