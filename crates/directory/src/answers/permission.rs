//! What a verdict lets one do with PHI: the one place where the BAA and the PHI status meet.

use crate::{PhiStatus, Verdict};

/// What one may do with PHI in a vendor's product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhiPermission {
    /// Store it, once the BAA is signed.
    UnderBaa,
    /// Store it in some products or with some settings, once the BAA is signed.
    UnderBaaWithConditions,
    /// A BAA can be signed; which PHI it covers has to be asked.
    AskWhichPhi,
    /// Whether there is a BAA has to be asked; until then PHI stays out.
    AskForBaa,
    /// PHI stays out.
    KeepOut,
    /// There is no BAA, so PHI stays out of the vendor's hands; the record names uses in which the vendor
    /// does not handle it, such as self-hosting.
    KeepOutButForNamedUses,
}

impl PhiPermission {
    /// What that verdict permits. Without a BAA that can be signed it never permits.
    pub fn of(verdict: Verdict) -> Self {
        use crate::BaaStatus as Baa;
        match (verdict.baa, verdict.phi) {
            (_, PhiStatus::NotEligible) => Self::KeepOut,
            (Baa::Available | Baa::PlanGated | Baa::OnRequest, PhiStatus::Eligible) => Self::UnderBaa,
            (Baa::Available | Baa::PlanGated | Baa::OnRequest, PhiStatus::Conditional) => {
                Self::UnderBaaWithConditions
            }
            (Baa::Available | Baa::PlanGated | Baa::OnRequest, PhiStatus::Unknown) => Self::AskWhichPhi,
            (Baa::NotAvailable, PhiStatus::Conditional) => Self::KeepOutButForNamedUses,
            (Baa::NotAvailable, PhiStatus::Eligible | PhiStatus::Unknown) => Self::KeepOut,
            (Baa::Unknown, PhiStatus::Eligible | PhiStatus::Conditional | PhiStatus::Unknown) => {
                Self::AskForBaa
            }
        }
    }
}
