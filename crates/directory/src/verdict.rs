//! The verdict: what the three statuses of a record and the evidence for them let anybody say. One function of status
//! and confidence gives the verdict class, and the class gives the label, the tone, the first words, the rank, the filter
//! and whether the vendor counts as signing. Every page, badge, image, feed and file takes them from here, so that no
//! output is stronger than its evidence. A status that this build does not know reads as "not stated".

use serde::{Deserialize, Serialize};

use crate::keyed::keyed;
use crate::{Confidence, Field, Publisher};

keyed! {
    /// Whether a vendor signs a Business Associate Agreement, as its record states it. What may be said of it depends
    /// on the confidence too: [`VerdictClass`].
    pub enum BaaStatus {
        /// Signs on ordinary terms, or names no plan limit.
        Available = "available", "Signs a BAA";
        /// Signs only on named plans, tiers or add-ons.
        PlanGated = "plan_gated", "BAA on some plans";
        /// Decides case by case after a review.
        OnRequest = "on_request", "BAA on request";
        /// Says that it does not sign, or forbids PHI.
        NotAvailable = "not_available", "No BAA";
        /// No public statement was found.
        Unknown = "unknown", "BAA not stated";
    }
    otherwise Unknown
}

keyed! {
    /// Whether protected health information may be stored in the product, as the record states it. What may be said
    /// of it depends on the BAA too: [`PhiClass`].
    pub enum PhiStatus {
        /// Allowed in the product under a signed BAA.
        Eligible = "eligible", "PHI allowed";
        /// Allowed only in named products or features, or with named settings.
        Conditional = "conditional", "PHI with conditions";
        /// PHI is not permitted.
        NotEligible = "not_eligible", "No PHI";
        /// Not stated.
        Unknown = "unknown", "PHI not stated";
    }
    otherwise Unknown
}

keyed! {
    /// What a vendor says of its SOC 2 report, as the record states it. What may be said of it depends on who
    /// publishes the sources too: [`Soc2Class`].
    pub enum Soc2Status {
        /// Controls tested over a period.
        Type2 = "type_2", "SOC 2 Type II";
        /// Controls described at a point in time.
        Type1 = "type_1", "SOC 2 Type I";
        /// A report is stated, its type is not.
        Reported = "reported", "SOC 2, type not stated";
        /// The vendor, or a third party, states that it has no report.
        None = "none", "No SOC 2";
        /// No public statement was found.
        Unknown = "unknown", "SOC 2 not stated";
    }
    otherwise Unknown
}

keyed! {
    /// What may be said of a vendor's BAA, best first: the order is the rank.
    pub enum VerdictClass {
        /// Available, with high confidence.
        Yes = "yes", "Signs a BAA";
        /// Gated by plan, with high confidence.
        SomePlans = "some_plans", "BAA on some plans";
        /// Case by case, with high confidence.
        OnRequest = "on_request", "BAA on request";
        /// Available, with medium confidence.
        ReportedYes = "reported_yes", "Reportedly signs a BAA";
        /// Gated by plan, with medium confidence.
        ReportedSomePlans = "reported_some_plans", "BAA reported on some plans";
        /// Case by case, with medium confidence.
        ReportedOnRequest = "reported_on_request", "BAA reported on request";
        /// Any of the three above, with low confidence.
        Unconfirmed = "unconfirmed", "BAA unconfirmed";
        /// Not stated, with any confidence.
        NotStated = "not_stated", "BAA not stated";
        /// Not available, with low confidence.
        Unlikely = "unlikely", "BAA unlikely";
        /// Not available, with medium confidence.
        ReportedNo = "reported_no", "Reportedly no BAA";
        /// Not available, with high confidence.
        No = "no", "No BAA";
    }
}

keyed! {
    /// What may be said of PHI in a vendor's product, best first: the order is the rank.
    pub enum PhiClass {
        /// Allowed under a confirmed BAA.
        Allowed = "allowed", "PHI allowed";
        /// Allowed with conditions under a confirmed BAA.
        Conditional = "conditional", "PHI with conditions";
        /// Allowed under a reported BAA.
        ReportedAllowed = "reported_allowed", "PHI reportedly allowed";
        /// Allowed with conditions under a reported BAA.
        ReportedConditional = "reported_conditional", "PHI reportedly with conditions";
        /// Allowed under a BAA that is unconfirmed or not stated.
        Unconfirmed = "unconfirmed", "PHI unconfirmed";
        /// Not stated, and the BAA is not excluded.
        NotStated = "not_stated", "PHI not stated";
        /// Not permitted, and the BAA is unconfirmed or not stated.
        Unlikely = "unlikely", "PHI probably not permitted";
        /// Not permitted, and the BAA is reported.
        ReportedNo = "reported_no", "Reportedly no PHI";
        /// Not permitted under a confirmed BAA, or no BAA.
        No = "no", "No PHI";
    }
}

keyed! {
    /// What may be said of a vendor's SOC 2 report, best first: the order is the rank.
    pub enum Soc2Class {
        /// A Type II report, stated by the vendor.
        Type2 = "type_2", "SOC 2 Type II";
        /// A Type II report, stated by third parties alone.
        ReportedType2 = "reported_type_2", "SOC 2 Type II reported";
        /// A Type I report, stated by the vendor.
        Type1 = "type_1", "SOC 2 Type I";
        /// A Type I report, stated by third parties alone.
        ReportedType1 = "reported_type_1", "SOC 2 Type I reported";
        /// A report without its type, stated by the vendor.
        TypeNotStated = "type_not_stated", "SOC 2, type not stated";
        /// A report without its type, stated by third parties alone.
        ReportedTypeNotStated = "reported_type_not_stated", "SOC 2 reported, type not stated";
        /// No public statement was found.
        NotStated = "not_stated", "SOC 2 not stated";
        /// The vendor, or a third party, states that it has no report.
        None = "none", "No SOC 2";
    }
}

keyed! {
    /// How a class reads at a glance; pages and images give each tone its color and its icon.
    pub enum Tone {
        /// A plain yes.
        Green = "green", "green";
        /// A yes that depends on something, or rests on a report.
        Amber = "amber", "amber";
        /// A no.
        Red = "red", "red";
        /// Nothing that anybody can rely on is known.
        Gray = "gray", "gray";
    }
}

keyed! {
    /// What results are filtered by: the BAA status, without what low confidence leaves unconfirmed.
    pub enum BaaFilter {
        /// Available, with high or medium confidence.
        Available = "available", "Signs a BAA";
        /// Gated by plan, with high or medium confidence.
        PlanGated = "plan_gated", "BAA on some plans";
        /// Case by case, with high or medium confidence.
        OnRequest = "on_request", "BAA on request";
        /// One of these, with low confidence.
        Unconfirmed = "unconfirmed", "BAA unconfirmed";
        /// No public statement was found.
        Unknown = "unknown", "BAA not stated";
        /// Does not sign, with any confidence.
        NotAvailable = "not_available", "No BAA";
    }
}

impl BaaStatus {
    /// Whether the record states a way to a signed BAA: on ordinary terms, on some plans, or case by case.
    pub fn can_be_signed(self) -> bool {
        match self {
            Self::Available | Self::PlanGated | Self::OnRequest => true,
            Self::NotAvailable | Self::Unknown => false,
        }
    }
}

impl VerdictClass {
    /// The class of a status with that evidence: the one place where the two meet.
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

    /// The words that every answer about the BAA begins with.
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

    /// How the class reads at a glance.
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

    /// Whether a vendor of this class counts as one that signs.
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

    /// Whether a vendor of this class signs, but only according to a report.
    pub fn is_reported(self) -> bool {
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

    /// The option of the BAA filter that finds a vendor of this class.
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

    /// What the class means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Yes => {
                "The vendor states that it signs a BAA on its ordinary terms, or names no plan limit."
            }
            Self::SomePlans => {
                "The vendor states that it signs a BAA with named plans, tiers or add-ons only. The page lists them."
            }
            Self::OnRequest => "The vendor states that it decides case by case, after a review.",
            Self::ReportedYes => {
                "A third party, or an older or indirect page of the vendor, says that it signs a BAA."
            }
            Self::ReportedSomePlans => "The same, for named plans, tiers or add-ons only.",
            Self::ReportedOnRequest => "The same, case by case.",
            Self::Unconfirmed => {
                "Some evidence says that the vendor signs a BAA, but it is indirect or conflicting. Do not rely on it."
            }
            Self::NotStated => {
                "No public statement was found. That is neither a yes nor a no: ask the vendor."
            }
            Self::Unlikely => {
                "Some evidence says that the vendor does not sign a BAA, but it is indirect or conflicting."
            }
            Self::ReportedNo => {
                "A third party, or an older or indirect page of the vendor, says that it does not sign a BAA or forbids PHI."
            }
            Self::No => "The vendor states that it does not sign a BAA, or forbids PHI.",
        }
    }
}

impl PhiClass {
    /// The class of a PHI status beside a BAA class: PHI is never allowed more firmly than the BAA is confirmed.
    pub fn new(baa: VerdictClass, status: PhiStatus) -> Self {
        use VerdictClass as Baa;
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

    /// How the class reads at a glance.
    pub fn tone(self) -> Tone {
        match self {
            Self::Allowed => Tone::Green,
            Self::Conditional | Self::ReportedAllowed | Self::ReportedConditional => Tone::Amber,
            Self::Unconfirmed | Self::NotStated => Tone::Gray,
            Self::Unlikely | Self::ReportedNo | Self::No => Tone::Red,
        }
    }

    /// What the class means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Allowed => "PHI may be stored in the product under a signed BAA.",
            Self::Conditional => {
                "Under a signed BAA, and only in named products or features, or with named settings."
            }
            Self::ReportedAllowed => "The same as PHI allowed, but the BAA is only reported.",
            Self::ReportedConditional => "The same as PHI with conditions, but the BAA is only reported.",
            Self::Unconfirmed => {
                "The record names PHI as allowed, but the BAA that it needs is unconfirmed or not stated."
            }
            Self::NotStated => "Not stated. Ask before you store any.",
            Self::Unlikely => {
                "The record names PHI as not permitted; the evidence on the BAA is weak or missing."
            }
            Self::ReportedNo => "PHI is reportedly not permitted, even if a BAA can be signed.",
            Self::No => "PHI is not permitted, or there is no BAA to store it under.",
        }
    }
}

impl Soc2Class {
    /// The class of a SOC 2 status that rests on that publisher.
    pub fn new(status: Soc2Status, evidence: Publisher) -> Self {
        match (status, evidence) {
            (Soc2Status::Type2, Publisher::Vendor) => Self::Type2,
            (Soc2Status::Type2, Publisher::ThirdParty) => Self::ReportedType2,
            (Soc2Status::Type1, Publisher::Vendor) => Self::Type1,
            (Soc2Status::Type1, Publisher::ThirdParty) => Self::ReportedType1,
            (Soc2Status::Reported, Publisher::Vendor) => Self::TypeNotStated,
            (Soc2Status::Reported, Publisher::ThirdParty) => Self::ReportedTypeNotStated,
            (Soc2Status::None, Publisher::Vendor | Publisher::ThirdParty) => Self::None,
            (Soc2Status::Unknown, Publisher::Vendor | Publisher::ThirdParty) => Self::NotStated,
        }
    }

    /// How the class reads at a glance.
    pub fn tone(self) -> Tone {
        match self {
            Self::Type2 => Tone::Green,
            Self::ReportedType2
            | Self::Type1
            | Self::ReportedType1
            | Self::TypeNotStated
            | Self::ReportedTypeNotStated => Tone::Amber,
            Self::NotStated => Tone::Gray,
            Self::None => Tone::Red,
        }
    }

    /// What the class means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Type2 => {
                "The vendor states a report for which an auditor tested the controls over a period."
            }
            Self::ReportedType2 => "A third party reports one.",
            Self::Type1 => "The vendor states a point-in-time report.",
            Self::ReportedType1 => "A third party reports one.",
            Self::TypeNotStated => "The vendor states a report, but not its type.",
            Self::ReportedTypeNotStated => "A third party reports one, but not its type.",
            Self::NotStated => "No public statement was found.",
            Self::None => "The vendor, or a third party, states that it has no report.",
        }
    }
}

/// A record's three statuses, and what they rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// How good the evidence for that is.
    pub confidence: Confidence,
    /// Whether PHI may be stored.
    pub phi: PhiStatus,
    /// What it says of a SOC 2 report.
    pub soc2: Soc2Status,
    /// Who says that.
    pub soc2_evidence: Publisher,
}

impl Verdict {
    /// What may be said of the BAA.
    pub fn baa_class(self) -> VerdictClass {
        VerdictClass::new(self.baa, self.confidence)
    }

    /// What may be said of PHI.
    pub fn phi_class(self) -> PhiClass {
        PhiClass::new(self.baa_class(), self.phi)
    }

    /// What may be said of the SOC 2 report.
    pub fn soc2_class(self) -> Soc2Class {
        Soc2Class::new(self.soc2, self.soc2_evidence)
    }

    /// The status of a field, by its key.
    pub fn key(self, field: Field) -> &'static str {
        match field {
            Field::Baa => self.baa.key(),
            Field::Phi => self.phi.key(),
            Field::Soc2 => self.soc2.key(),
        }
    }

    /// What may be said of a field: the key of the class, the label and the tone.
    pub fn shown(self, field: Field) -> (&'static str, &'static str, Tone) {
        match field {
            Field::Baa => {
                let class = self.baa_class();
                (class.key(), class.label(), class.tone())
            }
            Field::Phi => {
                let class = self.phi_class();
                (class.key(), class.label(), class.tone())
            }
            Field::Soc2 => {
                let class = self.soc2_class();
                (class.key(), class.label(), class.tone())
            }
        }
    }

    /// The label of a field.
    pub fn label(self, field: Field) -> &'static str {
        self.shown(field).1
    }

    /// The same verdict with another status of a field, by its key.
    #[must_use]
    pub fn with_status(mut self, field: Field, key: &str) -> Self {
        match field {
            Field::Baa => self.baa = BaaStatus::from_key(key).unwrap_or(BaaStatus::Unknown),
            Field::Phi => self.phi = PhiStatus::from_key(key).unwrap_or(PhiStatus::Unknown),
            Field::Soc2 => self.soc2 = Soc2Status::from_key(key).unwrap_or(Soc2Status::Unknown),
        }
        self
    }

    /// The position of this verdict among others: the lower, the better. BAA first, then PHI, then SOC 2.
    pub fn rank(self) -> (u8, u8, u8) {
        (self.baa_class() as u8, self.phi_class() as u8, self.soc2_class() as u8)
    }
}
