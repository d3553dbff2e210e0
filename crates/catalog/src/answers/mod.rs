//! The answers, steps and questions of a vendor's page, composed from its record.
//! Every sentence about a verdict is composed here from the verdict class, so that no two outputs contradict each other
//! and no sentence is stronger than its evidence.

mod alternatives;
mod baa;
mod category;
mod description;
mod freshness;
mod phi;
mod questions;
mod request;
mod request_email;
mod soc2;

pub use alternatives::{alternative_candidates, alternatives};
pub(crate) use baa::evidence_by;
pub use baa::{baa_answer, covered_term, evidence, no_plans_note, plans_term};
pub use category::category_summary;
pub use description::description;
pub use freshness::{OUTDATED_AFTER_DAYS, days_ago, is_outdated};
pub use phi::phi_answer;
pub use questions::{Question, questions};
pub use request::{RequestSection, Step, request_section};
pub use request_email::{RequestEmail, general_request_email, request_email};
pub use soc2::{certifications_term, soc2_answer};

/// An answer: the verdict in a few words, and the sentences that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The verdict, without a final period: "Yes", "On some plans".
    pub verdict: &'static str,
    /// The sentences after the verdict.
    pub explanation: String,
}

impl Answer {
    fn new(verdict: &'static str, explanation: impl Into<String>) -> Self {
        Self { verdict, explanation: explanation.into() }
    }

    /// The verdict and the explanation as plain text.
    pub fn text(&self) -> String {
        [self.verdict, ". ", &self.explanation].concat()
    }

    /// This answer with more sentences at its end.
    fn with_sentences(mut self, more: &str) -> Self {
        self.explanation.push(' ');
        self.explanation.push_str(more);
        self
    }
}

/// Names as a list within a sentence: "A, B". The separator is a semicolon if a name contains a comma.
pub fn join_names(names: &[String]) -> String {
    names.join(if names.iter().any(|name| name.contains(',')) { "; " } else { ", " })
}
