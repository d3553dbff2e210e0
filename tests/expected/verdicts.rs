//! An independent copy of the mapping from record to verdict class (CONTRIBUTING.md, "What counts"). Tests compare
//! every output with it, so it must not call the functions in `catalog::verdict` that choose a class. Labels and tones
//! come from `catalog` and are checked in `crates/catalog/tests/`.

use catalog::{BaaClass, PhiClass, Soc2Class};
use serde_json::Value;

/// A badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Its text.
    pub label: &'static str,
    /// Its tone: green, amber, red or gray.
    pub tone: &'static str,
}

/// The string at a JSON pointer of a record.
pub fn text_at<'a>(record: &'a Value, pointer: &str) -> &'a str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {record}"))
}

/// The class of a record's BAA.
pub fn baa_class(record: &Value) -> BaaClass {
    match (text_at(record, "/baa/status"), text_at(record, "/confidence")) {
        ("available", "high") => BaaClass::Yes,
        ("plan_gated", "high") => BaaClass::SomePlans,
        ("on_request", "high") => BaaClass::OnRequest,
        ("available", "medium") => BaaClass::ReportedYes,
        ("plan_gated", "medium") => BaaClass::ReportedSomePlans,
        ("on_request", "medium") => BaaClass::ReportedOnRequest,
        ("available" | "plan_gated" | "on_request", "low") => BaaClass::Unconfirmed,
        ("unknown", _) => BaaClass::NotStated,
        ("not_available", "low") => BaaClass::Unlikely,
        ("not_available", "medium") => BaaClass::ReportedNo,
        ("not_available", "high") => BaaClass::No,
        other => panic!("no expected class for {other:?}"),
    }
}

/// The class of a record's PHI status.
pub fn phi_class(record: &Value) -> PhiClass {
    // The columns of the table: BAA confirmed, reported, unconfirmed or not stated, no.
    let column = match baa_class(record) {
        BaaClass::Yes | BaaClass::SomePlans | BaaClass::OnRequest => 0,
        BaaClass::ReportedYes | BaaClass::ReportedSomePlans | BaaClass::ReportedOnRequest => 1,
        BaaClass::Unconfirmed | BaaClass::NotStated => 2,
        BaaClass::Unlikely | BaaClass::ReportedNo | BaaClass::No => 3,
    };
    let row = match text_at(record, "/phi/status") {
        "eligible" => [PhiClass::Allowed, PhiClass::ReportedAllowed, PhiClass::Unconfirmed, PhiClass::No],
        "conditional" => {
            [PhiClass::Conditional, PhiClass::ReportedConditional, PhiClass::Unconfirmed, PhiClass::No]
        }
        "not_eligible" => [PhiClass::No, PhiClass::ReportedNo, PhiClass::Unlikely, PhiClass::No],
        "unknown" => [PhiClass::NotStated, PhiClass::NotStated, PhiClass::NotStated, PhiClass::No],
        other => panic!("no expected class for {other:?}"),
    };
    row[column]
}

/// The class of a record's SOC 2 status, by the publishers of the sources for it.
pub fn soc2_class(record: &Value) -> Soc2Class {
    let sources = record["sources"].as_array().expect("the sources");
    let is_stated_by_vendor = sources.iter().any(|source| {
        source["publisher"] == "vendor"
            && source["facts"].as_array().is_some_and(|facts| facts.iter().any(|fact| fact == "soc2"))
    });
    match (text_at(record, "/soc2/status"), is_stated_by_vendor) {
        ("type_2", true) => Soc2Class::Type2,
        ("type_1", true) => Soc2Class::Type1,
        ("reported", true) => Soc2Class::TypeNotStated,
        ("type_2", false) => Soc2Class::ReportedType2,
        ("type_1", false) => Soc2Class::ReportedType1,
        ("reported", false) => Soc2Class::ReportedTypeNotStated,
        ("none", _) => Soc2Class::None,
        ("unknown", _) => Soc2Class::NotStated,
        other => panic!("no expected class for {other:?}"),
    }
}

/// The badges of a record: BAA, PHI, SOC 2.
pub fn badges(record: &Value) -> [Badge; 3] {
    let (baa, phi, soc2) = (baa_class(record), phi_class(record), soc2_class(record));
    [
        Badge { label: baa.label(), tone: baa.tone().key() },
        Badge { label: phi.label(), tone: phi.tone().key() },
        Badge { label: soc2.label(), tone: soc2.tone().key() },
    ]
}
