//! The verdict on PHI in a vendor's product.

use super::{BaaClass, Tone};
use crate::PhiStatus;
use crate::string_enum::string_enum;

string_enum! {
    /// The verdict on PHI in a vendor's product: the PHI status combined with the verdict on the BAA. Variants are in
    /// rank order, best first.
    pub enum PhiClass {
        /// Allowed under a confirmed BAA.
        Allowed = "allowed", "PHI allowed";
        /// Allowed with conditions under a confirmed BAA.
        Conditional = "conditional", "PHI with conditions";
        /// Allowed under a reported BAA.
        ReportedAllowed = "reported_allowed", "PHI reportedly allowed";
        /// Allowed with conditions under a reported BAA.
        ReportedConditional = "reported_conditional", "PHI reportedly with conditions";
        /// Allowed, with or without conditions, under a BAA that is unconfirmed or not stated.
        Unconfirmed = "unconfirmed", "PHI unconfirmed";
        /// Not stated, and no evidence that the vendor does not sign a BAA.
        NotStated = "not_stated", "PHI not stated";
        /// Not permitted, and the BAA is unconfirmed or not stated.
        Unlikely = "unlikely", "PHI probably not permitted";
        /// Not permitted under a reported BAA.
        ReportedNo = "reported_no", "Reportedly no PHI";
        /// Not permitted under a confirmed BAA, or no BAA.
        No = "no", "No PHI";
    }
}

impl PhiClass {
    /// The class of a PHI status under this verdict on the BAA. PHI is never allowed more firmly than the BAA is
    /// confirmed.
    pub fn new(baa: BaaClass, status: PhiStatus) -> Self {
        use BaaClass as Baa;
        match (baa, status) {
            (Baa::Unlikely | Baa::ReportedNo | Baa::No, _) => Self::No,
            (_, PhiStatus::Unknown) => Self::NotStated,
            (Baa::Yes | Baa::SomePlans | Baa::OnRequest, PhiStatus::Eligible) => Self::Allowed,
            (Baa::Yes | Baa::SomePlans | Baa::OnRequest, PhiStatus::Conditional) => Self::Conditional,
            (Baa::Yes | Baa::SomePlans | Baa::OnRequest, PhiStatus::NotEligible) => Self::No,
            (Baa::ReportedYes | Baa::ReportedSomePlans | Baa::ReportedOnRequest, PhiStatus::Eligible) => {
                Self::ReportedAllowed
            }
            (Baa::ReportedYes | Baa::ReportedSomePlans | Baa::ReportedOnRequest, PhiStatus::Conditional) => {
                Self::ReportedConditional
            }
            (Baa::ReportedYes | Baa::ReportedSomePlans | Baa::ReportedOnRequest, PhiStatus::NotEligible) => {
                Self::ReportedNo
            }
            (Baa::Unconfirmed | Baa::NotStated, PhiStatus::Eligible | PhiStatus::Conditional) => {
                Self::Unconfirmed
            }
            (Baa::Unconfirmed | Baa::NotStated, PhiStatus::NotEligible) => Self::Unlikely,
        }
    }

    /// The tone of the class.
    pub fn tone(self) -> Tone {
        match self {
            Self::Allowed => Tone::Green,
            Self::Conditional | Self::ReportedAllowed | Self::ReportedConditional => Tone::Amber,
            Self::Unconfirmed | Self::NotStated => Tone::Gray,
            Self::Unlikely | Self::ReportedNo | Self::No => Tone::Red,
        }
    }

    /// The definition of the class for readers, in whole sentences that need no other definition beside them.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Allowed => "PHI may be stored in the product under a signed BAA.",
            Self::Conditional => {
                "PHI may be stored under a signed BAA, but only in certain products or features, or with certain settings."
            }
            Self::ReportedAllowed => {
                "PHI is reportedly allowed in the product under a signed BAA. The BAA itself is reported, not confirmed."
            }
            Self::ReportedConditional => {
                "PHI is reportedly allowed under a signed BAA, but only in certain products or features, or with certain settings. The BAA itself is reported, not confirmed."
            }
            Self::Unconfirmed => {
                "The record lists PHI as allowed, with or without conditions, but the BAA that this requires is unconfirmed or not stated."
            }
            Self::NotStated => {
                "No public statement was found that says whether PHI may be stored. Ask the vendor before you store any."
            }
            Self::Unlikely => {
                "The record lists PHI as not permitted. Whether the vendor signs a BAA is unconfirmed or not stated."
            }
            Self::ReportedNo => "PHI is reportedly not permitted, even under a signed BAA.",
            Self::No => {
                "PHI is not permitted, or the evidence, even if it is weak, indicates that the vendor does not sign a BAA. In both cases, no is the safe answer."
            }
        }
    }
}
