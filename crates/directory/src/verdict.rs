//! A verdict: the three statuses of a record, with the labels that every badge, filter, answer and
//! feed uses. A status that this build does not know reads as "not stated", never as a yes.

use crate::Field;
use crate::keyed::keyed;

keyed! {
    /// Whether a vendor signs a Business Associate Agreement.
    pub enum BaaStatus {
        /// Signs on ordinary terms, or names no plan limit.
        Available = "available", "Signs a BAA";
        /// Signs only on named plans, tiers or add-ons.
        PlanGated = "plan_gated", "BAA on some plans";
        /// Decides case by case after a review.
        OnRequest = "on_request", "BAA case by case";
        /// Says that it does not sign, or forbids PHI.
        NotAvailable = "not_available", "No BAA";
        /// No public statement was found.
        Unknown = "unknown", "BAA not stated";
    }
    otherwise Unknown
}

keyed! {
    /// Whether protected health information may be stored in the product.
    pub enum PhiStatus {
        /// Allowed in the product under a signed BAA.
        Eligible = "eligible", "PHI allowed";
        /// Allowed only in named products or features, or with named settings.
        Conditional = "conditional", "PHI with conditions";
        /// PHI must stay out.
        NotEligible = "not_eligible", "No PHI";
        /// Not stated.
        Unknown = "unknown", "PHI not stated";
    }
    otherwise Unknown
}

keyed! {
    /// What a vendor says of its SOC 2 report.
    pub enum Soc2Status {
        /// Controls tested over a period.
        Type2 = "type_2", "SOC 2 Type II";
        /// Controls described at a point in time.
        Type1 = "type_1", "SOC 2 Type I";
        /// A report is stated, its type is not.
        Reported = "reported", "SOC 2, type not stated";
        /// The vendor says that it has no report.
        None = "none", "No SOC 2";
        /// No public statement was found.
        Unknown = "unknown", "SOC 2 not stated";
    }
    otherwise Unknown
}

/// How a status reads at a glance; the page gives each tone its colour and its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A plain yes.
    Yes,
    /// A yes that depends on something.
    Depends,
    /// A plain no.
    No,
    /// Nothing is known.
    NotStated,
}

impl BaaStatus {
    /// What the status means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Available => "Signs on its ordinary terms, or names no plan limit.",
            Self::PlanGated => "Signs only on named plans, tiers or add-ons. The page names them.",
            Self::OnRequest => "Decides case by case, after a review.",
            Self::NotAvailable => "Says that it does not sign, or forbids PHI.",
            Self::Unknown => "No public statement was found. That is neither a yes nor a no: ask.",
        }
    }

    /// How the status reads at a glance.
    pub fn tone(self) -> Tone {
        match self {
            Self::Available => Tone::Yes,
            Self::PlanGated | Self::OnRequest => Tone::Depends,
            Self::NotAvailable => Tone::No,
            Self::Unknown => Tone::NotStated,
        }
    }

    /// Whether there is a way to a signed BAA: on ordinary terms, on some plans, or case by case.
    pub fn can_be_signed(self) -> bool {
        match self {
            Self::Available | Self::PlanGated | Self::OnRequest => true,
            Self::NotAvailable | Self::Unknown => false,
        }
    }

    /// 0 is best. A vendor that says nothing may still sign; one that says no does not.
    fn rank(self) -> u8 {
        match self {
            Self::Available => 0,
            Self::PlanGated => 1,
            Self::OnRequest => 2,
            Self::Unknown => 3,
            Self::NotAvailable => 4,
        }
    }
}

impl PhiStatus {
    /// What the status means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Eligible => "PHI may be stored in the product, once a BAA is signed.",
            Self::Conditional => "Only in named products or features, or with named settings.",
            Self::NotEligible => "PHI must stay out.",
            Self::Unknown => "Not stated. Ask before you store any.",
        }
    }

    /// How the status reads at a glance, taken by itself; beside a BAA status it is [`Verdict::phi_tone`].
    pub fn tone(self) -> Tone {
        match self {
            Self::Eligible => Tone::Yes,
            Self::Conditional => Tone::Depends,
            Self::NotEligible => Tone::No,
            Self::Unknown => Tone::NotStated,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Eligible => 0,
            Self::Conditional => 1,
            Self::Unknown => 2,
            Self::NotEligible => 3,
        }
    }
}

impl Soc2Status {
    /// What the status means, for a reader who sees it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Type2 => "An auditor tested the controls over a period.",
            Self::Type1 => "An auditor looked at the controls at one point in time.",
            Self::Reported => "A report is stated, its type is not.",
            Self::None => "The vendor says that it has no report.",
            Self::Unknown => "No public statement was found.",
        }
    }

    /// How the status reads at a glance.
    pub fn tone(self) -> Tone {
        match self {
            Self::Type2 => Tone::Yes,
            Self::Type1 | Self::Reported => Tone::Depends,
            Self::None => Tone::No,
            Self::Unknown => Tone::NotStated,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Type2 => 0,
            Self::Type1 => 1,
            Self::Reported => 2,
            Self::Unknown => 3,
            Self::None => 4,
        }
    }
}

/// A record's three statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// Whether PHI may be stored.
    pub phi: PhiStatus,
    /// What it says of a SOC 2 report.
    pub soc2: Soc2Status,
}

impl Verdict {
    /// The status of a field, by its key.
    pub fn key(self, field: Field) -> &'static str {
        match field {
            Field::Baa => self.baa.key(),
            Field::Phi => self.phi.key(),
            Field::Soc2 => self.soc2.key(),
        }
    }

    /// How the PHI status reads beside the BAA status: without a BAA that can be signed it is never a plain yes.
    pub fn phi_tone(self) -> Tone {
        match self.phi.tone() {
            Tone::Yes if !self.baa.can_be_signed() => Tone::Depends,
            tone => tone,
        }
    }

    /// Where this verdict stands among others: the lower, the better. BAA first, then PHI, then SOC 2.
    pub fn rank(self) -> (u8, u8, u8) {
        (self.baa.rank(), self.phi.rank(), self.soc2.rank())
    }
}
