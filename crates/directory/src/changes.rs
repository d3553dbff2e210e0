//! What a change of a verdict means for someone who relies on the vendor. A change for the worse is said as it is,
//! and a change for the better never gives more than the new status does.

mod filter;

use std::borrow::Cow;

use crate::answers::joined;
use crate::{BaaStatus, Change, Confidence, Field, PhiStatus, Publisher, Record, Soc2Status, Verdict};

pub use filter::Filter;

/// For those who have signed, if a BAA is no longer available as before.
const SIGNED_BEFORE: &str = " Confirm in writing that your signed BAA remains in effect.";

/// For those who have stored PHI, if it is no longer permitted as before.
const STORED_BEFORE: &str = " Remove PHI from features where it is no longer permitted.";

/// Every change of those records, newest first.
pub fn newest_changes(records: &[Record]) -> Vec<(&Record, &Change)> {
    let of_record = |record| move |change| (record, change);
    let mut changes: Vec<(&Record, &Change)> =
        records.iter().flat_map(|record| record.changes.iter().map(of_record(record))).collect();
    changes.sort_by(|a, b| b.1.date.cmp(&a.1.date).then_with(|| a.0.slug.cmp(&b.0.slug)));
    changes
}

impl Record {
    /// What one of this record's changes means for someone who relies on the vendor. The plans of today are those of
    /// the newest change alone; nobody knows which plans an older one spoke of.
    pub fn meaning(&self, change: &Change) -> String {
        let newest = self.changes.iter().find(|other| other.field == Field::Baa);
        let plans: &[String] = if newest == Some(change) { &self.baa.plans } else { &[] };
        meaning(change, self.verdict(), plans)
    }
}

/// What a change means for a vendor of that verdict, with the plans that the BAA requires since, as firmly as the
/// evidence allows. Empty if this build does not know the new status: then nothing can be said of it.
pub fn meaning(change: &Change, now: Verdict, plans: &[String]) -> String {
    let (words, more): (Cow<str>, &str) = match change.field {
        Field::Baa => baa(change, plans),
        Field::Phi => phi(change, now.baa),
        Field::Soc2 => (Soc2Status::from_key(&change.to).map_or("", soc2).into(), ""),
    };
    let is_stated = !words.is_empty() && change.to != BaaStatus::Unknown.key();
    let hedge = match (change.field, now.confidence, now.soc2_evidence) {
        (Field::Soc2, _, Publisher::ThirdParty) | (Field::Baa | Field::Phi, Confidence::Medium, _) => {
            "Reportedly: "
        }
        (Field::Baa | Field::Phi, Confidence::Low, _) => "Unconfirmed: ",
        (Field::Soc2, _, Publisher::Vendor) | (Field::Baa | Field::Phi, Confidence::High, _) => "",
    };
    [if is_stated { hedge } else { "" }, &words, more].concat()
}

fn baa(change: &Change, plans: &[String]) -> (Cow<'static, str>, &'static str) {
    let Some(to) = BaaStatus::from_key(&change.to) else { return ("".into(), "") };
    let words = match to {
        BaaStatus::Available => "The vendor now signs a BAA on ordinary terms, or names no plan limit. Nothing is covered before both sides have signed.".into(),
        BaaStatus::PlanGated => [
            "The BAA now requires ",
            &needed(plans),
            ". Other plans have no BAA: do not store PHI unless your plan is covered.",
        ]
        .concat()
        .into(),
        BaaStatus::OnRequest => "The vendor now decides case by case whether it signs. Ask, and do not store PHI until a BAA is signed.".into(),
        BaaStatus::NotAvailable => "The vendor now does not sign a BAA, or forbids PHI. Do not store PHI.".into(),
        BaaStatus::Unknown => "There is no public statement on a BAA anymore. That is not a yes: ask in writing, and do not store PHI until a BAA is signed.".into(),
    };
    let had_one = BaaStatus::from_key(&change.from).is_some_and(BaaStatus::can_be_signed);
    let more = if had_one && to != BaaStatus::Available { SIGNED_BEFORE } else { "" };
    (words, more)
}

/// The plans as one needs them: "the Enterprise plan".
fn needed(plans: &[String]) -> Cow<'_, str> {
    match plans {
        [] => "a certain plan".into(),
        [plan] if plan.to_ascii_lowercase().contains("plan") => plan.into(),
        [plan] => ["the ", plan, " plan"].concat().into(),
        plans => ["one of these: ", &joined(plans)].concat().into(),
    }
}

fn phi(change: &Change, baa: BaaStatus) -> (Cow<'static, str>, &'static str) {
    let Some(to) = PhiStatus::from_key(&change.to) else { return ("".into(), "") };
    let words = match to {
        PhiStatus::Eligible | PhiStatus::Conditional if baa == BaaStatus::NotAvailable => {
            "The terms on PHI changed, but the vendor does not sign a BAA. Do not store PHI."
        }
        PhiStatus::Eligible | PhiStatus::Conditional if baa == BaaStatus::Unknown => {
            "PHI would now be allowed under a signed BAA, but whether the vendor signs one is not stated. Do not store PHI before both sides have signed."
        }
        PhiStatus::Eligible => "PHI may now be stored in the product, but only under a signed BAA.",
        PhiStatus::Conditional => {
            "PHI is now allowed only in named products or features, or with named settings, and only under a signed BAA. Check that yours are among them."
        }
        PhiStatus::NotEligible => "PHI is no longer permitted.",
        PhiStatus::Unknown => {
            "There is no public statement on PHI anymore. That is not a yes: ask in writing, and do not add PHI before you have the answer."
        }
    };
    let was_better = PhiStatus::from_key(&change.from).is_some_and(|from| match from {
        PhiStatus::Eligible => to != PhiStatus::Unknown,
        PhiStatus::Conditional => to == PhiStatus::NotEligible,
        PhiStatus::NotEligible | PhiStatus::Unknown => false,
    });
    (words.into(), if was_better { STORED_BEFORE } else { "" })
}

fn soc2(to: Soc2Status) -> &'static str {
    match to {
        Soc2Status::Type2 => {
            "An auditor's test of the controls over a period is now stated. Ask for the report, and look at its scope and dates."
        }
        Soc2Status::Type1 => {
            "The report that is now stated is a point-in-time report (Type I), not a test over a period."
        }
        Soc2Status::Reported => "A report is now stated without its type. Ask which it is.",
        Soc2Status::None => "The vendor now has no report.",
        Soc2Status::Unknown => {
            "There is no public statement on a report anymore. Do not rely on one before you have seen it."
        }
    }
}
