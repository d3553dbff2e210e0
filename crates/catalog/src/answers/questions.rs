//! The six frequently asked questions of every vendor page, answered from the record.

use super::baa::{baa_answer, plan_answer};
use super::phi::{compliance_answer, phi_answer};
use super::{request_section, soc2_answer};
use crate::Record;

/// A frequently asked question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answer, as plain text.
    pub answer: String,
}

/// The six questions, in the order of the page.
pub fn questions(record: &Record) -> [Question; 6] {
    let name = &record.name;
    let entry = |question: String, answer: String| Question { question, answer };
    let baa = baa_answer(record).with_sentences(&record.baa.summary);
    [
        entry(format!("Does {name} sign a HIPAA BAA?"), baa.text()),
        entry(format!("Is {name} HIPAA compliant?"), compliance_answer(record).text()),
        entry(format!("Can you store PHI in {name}?"), phi_answer(record).text()),
        entry(format!("Is {name} SOC 2 certified?"), soc2_answer(record).text()),
        entry(format!("How do I request a HIPAA BAA from {name}?"), request_answer(record)),
        entry(format!("What plan do I need to sign a BAA with {name}?"), plan_answer(record).text()),
    ]
}

/// The steps as one text. If there is no BAA to request, the BAA answer comes first.
fn request_answer(record: &Record) -> String {
    let steps = request_section(record).steps.into_iter().map(|step| step.text).collect::<Vec<_>>().join(" ");
    if record.verdict().baa_class().counts_as_signing() {
        steps
    } else {
        [&baa_answer(record).text(), " ", &steps].concat()
    }
}
