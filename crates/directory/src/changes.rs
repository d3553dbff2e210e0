//! What a change of a verdict means for someone who relies on the vendor. A change for the worse is said as it is,
//! and a change for the better never gives more than the new status does.

use std::borrow::Cow;

use crate::{BaaStatus, Change, Field, PhiStatus, Record, Soc2Status};

/// For who has signed, where a BAA is no longer to be had as before.
const SIGNED_BEFORE: &str = " Ask at once, in writing, what holds for a BAA that you have signed.";

/// For who has stored PHI, where it is no longer allowed as before.
const STORED_BEFORE: &str = " Take out PHI that you have stored where it is not allowed.";

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
        meaning(change, plans)
    }
}

/// What a change means, where the BAA is on those plans since. Empty where this build does not know the new status:
/// then nothing can be said of it.
pub fn meaning(change: &Change, plans: &[String]) -> String {
    let (words, more): (Cow<str>, &str) = match change.field {
        Field::Baa => baa(change, plans),
        Field::Phi => phi(change),
        Field::Soc2 => (Soc2Status::from_key(&change.to).map_or("", soc2).into(), ""),
    };
    [&words, more].concat()
}

fn baa(change: &Change, plans: &[String]) -> (Cow<'static, str>, &'static str) {
    let Some(to) = BaaStatus::from_key(&change.to) else { return ("".into(), "") };
    let words = match to {
        BaaStatus::Available => "A BAA is now signed on ordinary terms, or without naming a plan limit. Nothing is covered before you have signed it.".into(),
        BaaStatus::PlanGated => [
            "The BAA now needs ",
            &needed(plans),
            ". On any other plan there is none: keep PHI out unless your plan is covered.",
        ]
        .concat()
        .into(),
        BaaStatus::OnRequest => "The vendor now decides case by case whether it signs. Count on no BAA before it is signed: ask, and keep PHI out until then.".into(),
        BaaStatus::NotAvailable => "The vendor now says that it does not sign a BAA, or forbids PHI. Keep PHI out.".into(),
        BaaStatus::Unknown => "There is no public statement on a BAA any more. That is not a yes: ask in writing, and keep PHI out until a BAA is signed.".into(),
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
        plans => ["one of these: ", &plans.join("; ")].concat().into(),
    }
}

fn phi(change: &Change) -> (Cow<'static, str>, &'static str) {
    let Some(to) = PhiStatus::from_key(&change.to) else { return ("".into(), "") };
    let words = match to {
        PhiStatus::Eligible => "PHI may now be stored in the product, but only once a BAA is signed.",
        PhiStatus::Conditional => {
            "PHI is now allowed only in named products or features, or with named settings, and only under a signed BAA. Check that yours are among them."
        }
        PhiStatus::NotEligible => "PHI must now stay out.",
        PhiStatus::Unknown => {
            "There is no public statement on PHI any more. That is not a yes: ask in writing, and add none before you have the answer."
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
            "What is now stated is an auditor's look at one point in time, not a test over a period."
        }
        Soc2Status::Reported => "A report is now stated without its type. Ask which it is.",
        Soc2Status::None => "The vendor now says that it has no report.",
        Soc2Status::Unknown => {
            "There is no public statement on a report any more. Count on none before you have seen it."
        }
    }
}
