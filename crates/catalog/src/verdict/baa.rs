//! The verdict on a vendor's BAA.

use super::Tone;
use crate::string_enum::string_enum;
use crate::{BaaStatus, Confidence};

string_enum! {
    /// The verdict on a vendor's BAA: the status combined with the confidence. Variants are in rank order, best first.
    pub enum BaaClass {
        /// `available` with high confidence.
        Yes = "yes", "Signs a BAA";
        /// `plan_gated` with high confidence.
        SomePlans = "some_plans", "BAA on some plans";
        /// `on_request` with high confidence.
        OnRequest = "on_request", "BAA on request";
        /// `available` with medium confidence.
        ReportedYes = "reported_yes", "Reportedly signs a BAA";
        /// `plan_gated` with medium confidence.
        ReportedSomePlans = "reported_some_plans", "BAA reported on some plans";
        /// `on_request` with medium confidence.
        ReportedOnRequest = "reported_on_request", "BAA reported on request";
        /// `available`, `plan_gated` or `on_request` with low confidence.
        Unconfirmed = "unconfirmed", "BAA unconfirmed";
        /// `unknown` with any confidence.
        NotStated = "not_stated", "BAA not stated";
        /// `not_available` with low confidence.
        Unlikely = "unlikely", "BAA unlikely";
        /// `not_available` with medium confidence.
        ReportedNo = "reported_no", "Reportedly no BAA";
        /// `not_available` with high confidence.
        No = "no", "No BAA";
    }
}

string_enum! {
    /// An option of the BAA filter: the status, with low-confidence offers as an option of their own.
    pub enum BaaFilter {
        /// `available` with high or medium confidence.
        Available = "available", "Signs a BAA (incl. reported)";
        /// `plan_gated` with high or medium confidence.
        PlanGated = "plan_gated", "BAA on some plans (incl. reported)";
        /// `on_request` with high or medium confidence.
        OnRequest = "on_request", "BAA on request (incl. reported)";
        /// `available`, `plan_gated` or `on_request` with low confidence.
        Unconfirmed = "unconfirmed", "BAA unconfirmed";
        /// `unknown` with any confidence.
        Unknown = "unknown", "BAA not stated";
        /// `not_available` with any confidence.
        NotAvailable = "not_available", "No BAA (incl. reported or unlikely)";
    }
}

impl BaaClass {
    /// The class of a status with this confidence. This is the only function that combines the two.
    pub fn new(status: BaaStatus, confidence: Confidence) -> Self {
        match (status, confidence) {
            (BaaStatus::Available, Confidence::High) => Self::Yes,
            (BaaStatus::Available, Confidence::Medium) => Self::ReportedYes,
            (BaaStatus::PlanGated, Confidence::High) => Self::SomePlans,
            (BaaStatus::PlanGated, Confidence::Medium) => Self::ReportedSomePlans,
            (BaaStatus::OnRequest, Confidence::High) => Self::OnRequest,
            (BaaStatus::OnRequest, Confidence::Medium) => Self::ReportedOnRequest,
            (BaaStatus::Available | BaaStatus::PlanGated | BaaStatus::OnRequest, Confidence::Low) => {
                Self::Unconfirmed
            }
            (BaaStatus::Unknown, Confidence::High | Confidence::Medium | Confidence::Low) => Self::NotStated,
            (BaaStatus::NotAvailable, Confidence::High) => Self::No,
            (BaaStatus::NotAvailable, Confidence::Medium) => Self::ReportedNo,
            (BaaStatus::NotAvailable, Confidence::Low) => Self::Unlikely,
        }
    }

    /// The first words of every answer about the BAA, without a final period.
    pub fn first_words(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::SomePlans => "On some plans",
            Self::OnRequest => "Case by case",
            Self::ReportedYes => "Reportedly yes",
            Self::ReportedSomePlans => "Reportedly, on some plans",
            Self::ReportedOnRequest => "Reportedly, case by case",
            Self::Unconfirmed => "Unconfirmed",
            Self::NotStated => "Not stated",
            Self::Unlikely => "Probably not",
            Self::ReportedNo => "Reportedly no",
            Self::No => "No",
        }
    }

    /// The tone of the class.
    pub fn tone(self) -> Tone {
        match self {
            Self::Yes => Tone::Green,
            Self::SomePlans
            | Self::OnRequest
            | Self::ReportedYes
            | Self::ReportedSomePlans
            | Self::ReportedOnRequest => Tone::Amber,
            Self::Unconfirmed | Self::NotStated => Tone::Gray,
            Self::Unlikely | Self::ReportedNo | Self::No => Tone::Red,
        }
    }

    /// Whether a vendor of this class counts as one that signs a BAA, confirmed or reported.
    pub fn counts_as_signing(self) -> bool {
        match self {
            Self::Yes
            | Self::SomePlans
            | Self::OnRequest
            | Self::ReportedYes
            | Self::ReportedSomePlans
            | Self::ReportedOnRequest => true,
            Self::Unconfirmed | Self::NotStated | Self::Unlikely | Self::ReportedNo | Self::No => false,
        }
    }

    /// Whether the class counts as signing, but only on the strength of a report.
    pub fn is_reported_signing(self) -> bool {
        match self {
            Self::ReportedYes | Self::ReportedSomePlans | Self::ReportedOnRequest => true,
            Self::Yes
            | Self::SomePlans
            | Self::OnRequest
            | Self::Unconfirmed
            | Self::NotStated
            | Self::Unlikely
            | Self::ReportedNo
            | Self::No => false,
        }
    }

    /// The option of the BAA filter that matches this class.
    pub fn filter(self) -> BaaFilter {
        match self {
            Self::Yes | Self::ReportedYes => BaaFilter::Available,
            Self::SomePlans | Self::ReportedSomePlans => BaaFilter::PlanGated,
            Self::OnRequest | Self::ReportedOnRequest => BaaFilter::OnRequest,
            Self::Unconfirmed => BaaFilter::Unconfirmed,
            Self::NotStated => BaaFilter::Unknown,
            Self::Unlikely | Self::ReportedNo | Self::No => BaaFilter::NotAvailable,
        }
    }

    /// The definition of the class for readers, in whole sentences that need no other definition beside them.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Yes => "The vendor states that it signs a BAA, and names no plan restriction.",
            Self::SomePlans => {
                "The vendor states that it signs a BAA only with certain plans, tiers or add-ons. Its page here lists those that it names."
            }
            Self::OnRequest => "The vendor states that it decides case by case whether to sign a BAA.",
            Self::ReportedYes => {
                "A third party, or an older or indirect page from the vendor, states that the vendor signs a BAA."
            }
            Self::ReportedSomePlans => {
                "A third party, or an older or indirect page from the vendor, states that the vendor signs a BAA only with certain plans, tiers or add-ons."
            }
            Self::ReportedOnRequest => {
                "A third party, or an older or indirect page from the vendor, states that the vendor decides case by case whether to sign a BAA."
            }
            Self::Unconfirmed => {
                "Some evidence suggests that the vendor signs a BAA, but it is indirect or conflicting. Do not rely on it."
            }
            Self::NotStated => {
                "No public statement was found that says whether the vendor signs a BAA. This is neither a yes nor a no: ask the vendor."
            }
            Self::Unlikely => {
                "Some evidence suggests that the vendor does not sign a BAA, but it is indirect or conflicting."
            }
            Self::ReportedNo => {
                "A third party, or an older or indirect page from the vendor, states that the vendor does not sign a BAA or that it prohibits PHI."
            }
            Self::No => "The vendor states that it does not sign a BAA or that it prohibits PHI.",
        }
    }
}
