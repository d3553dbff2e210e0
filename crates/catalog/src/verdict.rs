//! The verdict on a vendor: its three statuses combined with the evidence for them.
//!
//! For each field, one function combines the status and the evidence into a class: [`BaaClass`] for the BAA,
//! [`PhiClass`] and [`Soc2Class`]. The class determines the label, the tone, the opening words of an answer and the rank.
//! The class of the BAA also determines the filter option, and whether the vendor counts as one that signs a BAA. Every
//! page, badge, image, feed and file uses these functions, so that no output is stronger than its evidence.

mod baa;
mod phi;
mod soc2;

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;
use crate::{BaaStatus, Confidence, Field, PhiStatus, Publisher, Soc2Status};

pub use baa::{BaaClass, BaaFilter};
pub use phi::PhiClass;
pub use soc2::Soc2Class;

string_enum! {
    /// The severity of a class; pages and images map it to a color and an icon.
    pub enum Tone {
        /// A confirmed yes without conditions.
        Green = "green", "green";
        /// A yes that has conditions or that is only reported.
        Amber = "amber", "amber";
        /// A no.
        Red = "red", "red";
        /// No reliable answer.
        Gray = "gray", "gray";
    }
}

/// A record's three statuses with the evidence for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// The strength of the evidence for the BAA status. It also limits the PHI class, which depends on the BAA class.
    pub confidence: Confidence,
    /// Whether PHI may be stored in the product.
    pub phi: PhiStatus,
    /// Whether the vendor has a SOC 2 report, and of which type.
    pub soc2: Soc2Status,
    /// The publisher of the best source for the SOC 2 status.
    pub soc2_evidence: Publisher,
}

impl Verdict {
    /// The class of the BAA.
    pub fn baa_class(self) -> BaaClass {
        BaaClass::new(self.baa, self.confidence)
    }

    /// The class of PHI.
    pub fn phi_class(self) -> PhiClass {
        PhiClass::new(self.baa_class(), self.phi)
    }

    /// The class of the SOC 2 report.
    pub fn soc2_class(self) -> Soc2Class {
        Soc2Class::new(self.soc2, self.soc2_evidence)
    }

    /// The key of a field's status.
    pub fn status_key(self, field: Field) -> &'static str {
        match field {
            Field::Baa => self.baa.key(),
            Field::Phi => self.phi.key(),
            Field::Soc2 => self.soc2.key(),
        }
    }

    /// The class of a field: its key, label and tone.
    pub fn class(self, field: Field) -> (&'static str, &'static str, Tone) {
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

    /// The label of a field's class.
    pub fn class_label(self, field: Field) -> &'static str {
        let (_, label, _) = self.class(field);
        label
    }

    /// This verdict with another status for one field, given by key. An unknown key sets `Unknown`.
    #[must_use]
    pub fn with_status(mut self, field: Field, key: &str) -> Self {
        match field {
            Field::Baa => self.baa = BaaStatus::from_key(key).unwrap_or(BaaStatus::Unknown),
            Field::Phi => self.phi = PhiStatus::from_key(key).unwrap_or(PhiStatus::Unknown),
            Field::Soc2 => self.soc2 = Soc2Status::from_key(key).unwrap_or(Soc2Status::Unknown),
        }
        self
    }

    /// The sort key of this verdict: lower is better. It compares the BAA first, then PHI, then SOC 2.
    pub fn rank(self) -> (u8, u8, u8) {
        (self.baa_class() as u8, self.phi_class() as u8, self.soc2_class() as u8)
    }
}
