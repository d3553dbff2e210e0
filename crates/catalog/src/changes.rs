//! The meaning of a verdict change for someone who relies on the vendor. A change for the worse is stated in full, and
//! a change for the better never permits more than the new status does.

mod filter;

use std::borrow::Cow;

use crate::answers::join_names;
use crate::{BaaStatus, Change, Confidence, Field, PhiStatus, Publisher, Record, Soc2Status, Verdict};

pub use filter::Filter;

/// Advice for customers with a signed BAA, if the BAA is no longer available as before.
const SIGNED_BAA_ADVICE: &str = " Confirm in writing that your signed BAA remains in effect.";

/// Advice for customers who have stored PHI, if it is no longer permitted as before.
const STORED_PHI_ADVICE: &str = " Remove PHI from features where it is no longer permitted.";

/// Every change in the records, newest first.
pub fn newest_changes(records: &[Record]) -> Vec<(&Record, &Change)> {
    let with_record = |record| move |change| (record, change);
    let mut changes: Vec<(&Record, &Change)> =
        records.iter().flat_map(|record| record.changes.iter().map(with_record(record))).collect();
    changes.sort_by(|a, b| b.1.date.cmp(&a.1.date).then_with(|| a.0.slug.cmp(&b.0.slug)));
    changes
}

impl Record {
    /// The meaning of one of this record's changes. Only the newest BAA change names the record's plans, because the
    /// plans at the time of an older change are not recorded.
    pub fn meaning(&self, change: &Change) -> String {
        let newest = self.changes.iter().find(|other| other.field == Field::Baa);
        let plans: &[String] = if newest == Some(change) { &self.baa.plans } else { &[] };
        meaning(change, self.verdict(), plans)
    }
}

/// The meaning of a change, for a vendor whose verdict is now `now` and whose BAA requires `plans` since the change. It
/// is hedged according to the evidence of `now`. Empty if this build does not know the new status.
pub fn meaning(change: &Change, now: Verdict, plans: &[String]) -> String {
    let (statement, advice): (Cow<str>, &str) = match change.field {
        Field::Baa => baa_meaning(change, plans),
        Field::Phi => phi_meaning(change, now.baa),
        Field::Soc2 => (Soc2Status::from_key(&change.to).map_or("", soc2_meaning).into(), ""),
    };
    let is_stated = !statement.is_empty() && change.to != BaaStatus::Unknown.key();
    let hedge = match (change.field, now.confidence, now.soc2_evidence) {
        (Field::Soc2, _, Publisher::ThirdParty) | (Field::Baa | Field::Phi, Confidence::Medium, _) => {
            "Reportedly: "
        }
        (Field::Baa | Field::Phi, Confidence::Low, _) => "Unconfirmed: ",
        (Field::Soc2, _, Publisher::Vendor) | (Field::Baa | Field::Phi, Confidence::High, _) => "",
    };
    [if is_stated { hedge } else { "" }, &statement, advice].concat()
}

fn baa_meaning(change: &Change, plans: &[String]) -> (Cow<'static, str>, &'static str) {
    let Some(to) = BaaStatus::from_key(&change.to) else { return ("".into(), "") };
    let statement = match to {
        BaaStatus::Available => "The vendor now signs a BAA on its standard terms, or names no plan limit. Nothing is covered until both parties have signed.".into(),
        BaaStatus::PlanGated => [
            "The BAA now requires ",
            &plan_requirement(plans),
            ". Other plans have no BAA: do not store PHI unless your plan is covered.",
        ]
        .concat()
        .into(),
        BaaStatus::OnRequest => "The vendor now decides case by case whether it signs a BAA. Ask the vendor, and do not store PHI until a BAA is signed.".into(),
        BaaStatus::NotAvailable => "The vendor now either does not sign a BAA or prohibits PHI. Do not store PHI.".into(),
        BaaStatus::Unknown => "A public statement about a BAA is no longer found. This is not a yes: ask in writing, and do not store PHI until a BAA is signed.".into(),
    };
    let was_offered = BaaStatus::from_key(&change.from).is_some_and(BaaStatus::is_offered);
    let advice = if was_offered && to != BaaStatus::Available { SIGNED_BAA_ADVICE } else { "" };
    (statement, advice)
}

/// The required plans as the object of a sentence: "the Enterprise plan". It does not say whether one of several is
/// sufficient, because only the record's summary states that.
fn plan_requirement(plans: &[String]) -> Cow<'_, str> {
    match plans {
        [] => "a certain plan".into(),
        [plan] if plan.to_ascii_lowercase().contains("plan") => plan.into(),
        [plan] => ["the ", plan, " plan"].concat().into(),
        plans => ["plans or add-ons from this list: ", &join_names(plans)].concat().into(),
    }
}

fn phi_meaning(change: &Change, baa: BaaStatus) -> (Cow<'static, str>, &'static str) {
    let Some(to) = PhiStatus::from_key(&change.to) else { return ("".into(), "") };
    let statement = match to {
        PhiStatus::Eligible | PhiStatus::Conditional if baa == BaaStatus::NotAvailable => {
            "The terms for PHI changed, but the vendor does not sign a BAA. Do not store PHI."
        }
        PhiStatus::Eligible | PhiStatus::Conditional if baa == BaaStatus::Unknown => {
            "PHI would now be allowed under a signed BAA, but it is not stated whether the vendor signs one. Do not store PHI until both parties have signed a BAA."
        }
        PhiStatus::Eligible => "PHI may now be stored in the product, but only under a signed BAA.",
        PhiStatus::Conditional => {
            "PHI is now allowed only in certain products or features, or with certain settings, and only under a signed BAA. Check whether yours qualify."
        }
        PhiStatus::NotEligible => "PHI is no longer permitted.",
        PhiStatus::Unknown => {
            "A public statement about PHI is no longer found. This is not a yes: ask in writing, and do not add PHI until you have an answer."
        }
    };
    let was_broader = PhiStatus::from_key(&change.from).is_some_and(|from| match from {
        PhiStatus::Eligible => to != PhiStatus::Unknown,
        PhiStatus::Conditional => to == PhiStatus::NotEligible,
        PhiStatus::NotEligible | PhiStatus::Unknown => false,
    });
    (statement.into(), if was_broader { STORED_PHI_ADVICE } else { "" })
}

fn soc2_meaning(to: Soc2Status) -> &'static str {
    match to {
        Soc2Status::Type2 => {
            "A SOC 2 Type II attestation is now stated: an auditor tested the controls over a period of time. Ask for the report, and check its scope and dates."
        }
        Soc2Status::Type1 => {
            "A SOC 2 Type I attestation is now stated: a point-in-time report, not a test over a period of time."
        }
        Soc2Status::Reported => "A SOC 2 attestation is now stated, but not its type. Ask which type it is.",
        Soc2Status::None => "The vendor now has no SOC 2 report.",
        Soc2Status::Unknown => {
            "A public statement about a SOC 2 report is no longer found. Do not rely on a report until you have seen it."
        }
    }
}
