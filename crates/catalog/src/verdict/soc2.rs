//! The verdict on a vendor's SOC 2 report.

use super::Tone;
use crate::string_enum::string_enum;
use crate::{Publisher, Soc2Status};

string_enum! {
    /// The verdict on a vendor's SOC 2 report: the status combined with the publisher of its sources. Variants are in
    /// rank order, best first.
    pub enum Soc2Class {
        /// A Type II report, stated by the vendor.
        Type2 = "type_2", "SOC 2 Type II";
        /// A Type II report, stated only by third parties.
        ReportedType2 = "reported_type_2", "SOC 2 Type II reported";
        /// A Type I report, stated by the vendor.
        Type1 = "type_1", "SOC 2 Type I";
        /// A Type I report, stated only by third parties.
        ReportedType1 = "reported_type_1", "SOC 2 Type I reported";
        /// A report without its type, stated by the vendor.
        TypeNotStated = "type_not_stated", "SOC 2, type not stated";
        /// A report without its type, stated only by third parties.
        ReportedTypeNotStated = "reported_type_not_stated", "SOC 2 reported, type not stated";
        /// No public statement was found.
        NotStated = "not_stated", "SOC 2 not stated";
        /// The vendor, or a third party, states that the vendor has no report.
        None = "none", "No SOC 2";
    }
}

impl Soc2Class {
    /// The class of a SOC 2 status whose best source is from this publisher.
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

    /// The tone of the class.
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

    /// The definition of the class for readers, in whole sentences that need no other definition beside them.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Type2 => {
                "The vendor reports a SOC 2 Type II attestation: an auditor tested the controls over a period of time."
            }
            Self::ReportedType2 => "A third party reports a SOC 2 Type II attestation for the vendor.",
            Self::Type1 => "The vendor reports a SOC 2 Type I attestation, a point-in-time report.",
            Self::ReportedType1 => "A third party reports a SOC 2 Type I attestation for the vendor.",
            Self::TypeNotStated => "The vendor reports a SOC 2 attestation, but not its type.",
            Self::ReportedTypeNotStated => {
                "A third party reports a SOC 2 attestation for the vendor, but not its type."
            }
            Self::NotStated => "No public statement about a SOC 2 report was found.",
            Self::None => "The vendor, or a third party, states that the vendor has no SOC 2 report.",
        }
    }
}
