//! Actions: what to do about a vendor.

use catalog::{BaaClass, PhiClass, string_enum};

string_enum! {
    /// What to do about a vendor that is in use. Variants are in the order in which pages show them.
    pub enum Action {
        /// PHI is not permitted, or there is no BAA.
        Replace = "replace", "Keep PHI out, or replace";
        /// The BAA needs a certain plan.
        UpgradePlan = "upgrade_plan", "Check your plan, then sign the BAA";
        /// The vendor signs a BAA.
        SignBaa = "sign_baa", "Sign the BAA";
        /// The BAA is only reported or not confirmed.
        Confirm = "confirm", "Confirm with the vendor";
        /// The vendor decides case by case, or states nothing.
        Ask = "ask", "Ask the vendor";
    }
}

impl Action {
    /// What to do about a vendor with these verdicts. A "no" to the BAA or to PHI comes first, even if it is only
    /// reported or likely: it is the safe answer.
    pub fn new(baa: BaaClass, phi: PhiClass) -> Self {
        match (baa, phi) {
            (_, PhiClass::No | PhiClass::ReportedNo | PhiClass::Unlikely) => Self::Replace,
            (BaaClass::No | BaaClass::ReportedNo | BaaClass::Unlikely, _) => Self::Replace,
            (BaaClass::Yes, _) => Self::SignBaa,
            (BaaClass::SomePlans, _) => Self::UpgradePlan,
            (
                BaaClass::ReportedYes
                | BaaClass::ReportedSomePlans
                | BaaClass::ReportedOnRequest
                | BaaClass::Unconfirmed,
                _,
            ) => Self::Confirm,
            (BaaClass::OnRequest | BaaClass::NotStated, _) => Self::Ask,
        }
    }
}

#[cfg(test)]
mod tests {
    use catalog::{BaaClass, PhiClass, PhiStatus};

    use super::Action;

    #[test]
    fn a_vendor_that_does_not_sign_or_permit_phi_is_never_one_to_sign_with() {
        for baa in BaaClass::ALL {
            let action = Action::new(*baa, PhiClass::new(*baa, PhiStatus::NotEligible));
            assert_eq!(action, Action::Replace, "{}", baa.key());
        }
        for baa in [BaaClass::No, BaaClass::ReportedNo, BaaClass::Unlikely] {
            assert_eq!(Action::new(baa, PhiClass::new(baa, PhiStatus::Eligible)), Action::Replace);
        }
    }

    #[test]
    fn only_a_confirmed_yes_is_ready_to_sign() {
        for (baa, action) in [
            (BaaClass::Yes, Action::SignBaa),
            (BaaClass::SomePlans, Action::UpgradePlan),
            (BaaClass::OnRequest, Action::Ask),
            (BaaClass::ReportedYes, Action::Confirm),
            (BaaClass::Unconfirmed, Action::Confirm),
            (BaaClass::NotStated, Action::Ask),
        ] {
            assert_eq!(Action::new(baa, PhiClass::new(baa, PhiStatus::Eligible)), action, "{}", baa.key());
        }
    }
}
