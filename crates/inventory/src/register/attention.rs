//! What needs attention in a register.

use catalog::{Date, string_enum};

use crate::stack_index::StackIndex;

use super::entry::{Entry, Need, Register};
use super::field::{AgreementStatus, EntryField, YesNo};

/// How many days before a review or the end of a contract it needs attention.
const DAYS_BEFORE: i32 = 30;
/// How many days a vendor has to answer a request.
const DAYS_TO_ANSWER: i32 = 14;

string_enum! {
    /// Why an entry needs attention, the most urgent first.
    pub enum AttentionKind {
        /// PHI reaches the vendor without a contract.
        PhiWithoutBaa = "phi_without_baa", "PHI without a signed BAA";
        /// The verdict in the directory changed after the signature, or the directory no longer has the vendor.
        VerdictChanged = "verdict_changed", "Verdict changed";
        /// A product in use is outside the BAA.
        ExcludedInUse = "excluded_in_use", "Product outside the BAA in use";
        /// A review or the end of the contract is near or past.
        ReviewDue = "review_due", "Review due";
        /// The vendor has not answered the request.
        NoAnswer = "no_answer", "Request without an answer";
        /// The entry does not say enough.
        Incomplete = "incomplete", "Incomplete";
    }
}

/// An entry that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    /// The id of the entry.
    pub id: String,
    /// The title of the entry, as in [`Register::titled`].
    pub title: String,
    /// Why.
    pub kind: AttentionKind,
    /// What it is about, in a sentence.
    pub sentence: String,
}

impl Register {
    /// What needs attention on that day, the most urgent first. Without an index, verdicts are not compared.
    pub fn attention(&self, index: Option<&StackIndex>, today: Date) -> Vec<Attention> {
        let mut all = Vec::new();
        let entries = self.titled();
        for kind in AttentionKind::ALL {
            for (entry, title) in &entries {
                if let Some(sentence) = sentence(*kind, entry, index, today) {
                    all.push(Attention { id: entry.id.clone(), title: title.clone(), kind: *kind, sentence });
                }
            }
        }
        all
    }
}

/// What an entry needs attention for, in a sentence.
fn sentence(kind: AttentionKind, entry: &Entry, index: Option<&StackIndex>, today: Date) -> Option<String> {
    match kind {
        AttentionKind::PhiWithoutBaa => phi_without_baa(entry, today).map(ToOwned::to_owned),
        AttentionKind::VerdictChanged => verdict_changed(entry, index?),
        AttentionKind::ExcludedInUse => {
            let products = entry.get(EntryField::ExcludedInUse);
            (!products.is_empty()).then(|| ["The BAA does not cover: ", products, "."].concat())
        }
        AttentionKind::ReviewDue => review_due(entry, today),
        AttentionKind::NoAnswer => {
            let requested = entry.date(EntryField::RequestedOn)?;
            let days = today.days_since(requested);
            let is_late = entry.status() == Some(AgreementStatus::Requested) && days >= DAYS_TO_ANSWER;
            is_late.then(|| format!("Requested on {}, {days} days ago. Ask again.", requested.describe()))
        }
        AttentionKind::Incomplete => incomplete(entry).map(ToOwned::to_owned),
    }
}

/// What an entry lacks, in a sentence.
fn incomplete(entry: &Entry) -> Option<&'static str> {
    let is_empty = |field| entry.get(field).is_empty();
    match entry.status() {
        Some(AgreementStatus::NotNeeded)
            if entry.need() == Need::Unanswered && is_empty(EntryField::Reason) =>
        {
            Some("Give the reason why no BAA is needed, or answer the three questions.")
        }
        Some(AgreementStatus::Requested) if is_empty(EntryField::RequestedOn) => {
            Some("Add the request date.")
        }
        Some(AgreementStatus::Signed) if is_empty(EntryField::SignedOn) => Some("Add the signing date."),
        None if entry.need() == Need::Needed => Some("Enter the status of the BAA."),
        Some(AgreementStatus::Signed | AgreementStatus::NotNeeded) => None,
        _ if entry.need() == Need::Unanswered => {
            Some("Answer the three questions to see whether you need a BAA.")
        }
        _ => None,
    }
}

fn phi_without_baa(entry: &Entry, today: Date) -> Option<&'static str> {
    if YesNo::from_key(entry.get(EntryField::HasPhi)) != Some(YesNo::Yes) {
        return None;
    }
    let need = entry.need();
    let is_exempt = matches!(need, Need::NotOnBehalf | Need::Conduit)
        || need == Need::Unanswered && entry.status() == Some(AgreementStatus::NotNeeded);
    let has_ended = entry.date(EntryField::ExpiresOn).is_some_and(|last| last < today);
    let is_covered = entry.status() == Some(AgreementStatus::Signed) && !has_ended;
    if is_exempt || is_covered {
        return None;
    }
    Some(match entry.status() {
        Some(AgreementStatus::Signed | AgreementStatus::Expired) => "The contract has ended.",
        Some(AgreementStatus::NotNeeded) => "By your answers, a BAA is needed.",
        Some(AgreementStatus::Requested) => "The BAA is requested, but not signed.",
        Some(AgreementStatus::Refused) => "The vendor refused. Stop sending PHI to it.",
        Some(AgreementStatus::ToRequest) => "No BAA is requested yet.",
        None => "The entry does not say whether a BAA is signed.",
    })
}

fn verdict_changed(entry: &Entry, index: &StackIndex) -> Option<String> {
    let slug = entry.slug()?;
    let Some(vendor) = index.vendor_or_renamed(&slug) else {
        return Some(
            [
                "The directory no longer has the vendor “",
                slug.as_str(),
                "”. Edit the entry and use the vendor's current name.",
            ]
            .concat(),
        );
    };
    let signed = entry.date(EntryField::SignedOn)?;
    let changed = vendor.changed.filter(|changed| *changed > signed)?;
    Some(
        [
            "The verdict changed on ",
            &changed.describe(),
            ", and is now: ",
            vendor.baa_class().label(),
            "; PHI: ",
            vendor.phi_class().label(),
            ".",
        ]
        .concat(),
    )
}

fn review_due(entry: &Entry, today: Date) -> Option<String> {
    if entry.is_over() {
        return None;
    }
    let due = |field: EntryField, what: &str| {
        let date = entry.date(field)?;
        let days = date.days_since(today);
        let when = if days < 0 { "was due on" } else { "is due on" };
        (days <= DAYS_BEFORE).then(|| [what, " ", when, " ", &date.describe(), "."].concat())
    };
    let review = due(EntryField::ReviewOn, "The review");
    let end = due(EntryField::ExpiresOn, "The renewal of the contract");
    let both: Vec<String> = review.into_iter().chain(end).collect();
    (!both.is_empty()).then(|| both.join(" "))
}
