//! The tables of the design: what each status may say with its evidence. The tests compare every output with these tables
//! and the records, not with the site's own.

use serde_json::Value;

/// What may be said of one field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The label of the badge.
    pub label: &'static str,
    /// The tone: green, amber, red or gray.
    pub tone: &'static str,
}

const fn expected(label: &'static str, tone: &'static str) -> Expected {
    Expected { label, tone }
}

/// The key at that place of a record.
pub fn key<'a>(record: &'a Value, pointer: &str) -> &'a str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} of {record}"))
}

/// The class of a record's BAA, its first words, and what its badge says.
pub fn baa(record: &Value) -> (&'static str, &'static str, Expected) {
    match (key(record, "/baa/status"), key(record, "/confidence")) {
        ("available", "high") => ("yes", "Yes", expected("Signs a BAA", "green")),
        ("plan_gated", "high") => ("some_plans", "On some plans", expected("BAA on some plans", "amber")),
        ("on_request", "high") => ("on_request", "Case by case", expected("BAA on request", "amber")),
        ("available", "medium") => {
            ("reported_yes", "Reportedly yes", expected("Reportedly signs a BAA", "amber"))
        }
        ("plan_gated", "medium") => (
            "reported_some_plans",
            "Reportedly, on some plans",
            expected("BAA reported on some plans", "amber"),
        ),
        ("on_request", "medium") => {
            ("reported_on_request", "Reportedly, case by case", expected("BAA reported on request", "amber"))
        }
        ("available" | "plan_gated" | "on_request", "low") => {
            ("unconfirmed", "Unconfirmed", expected("BAA unconfirmed", "gray"))
        }
        ("unknown", _) => ("not_stated", "Not stated", expected("BAA not stated", "gray")),
        ("not_available", "low") => ("unlikely", "Probably not", expected("BAA unlikely", "red")),
        ("not_available", "medium") => ("reported_no", "Reportedly no", expected("Reportedly no BAA", "red")),
        ("not_available", "high") => ("no", "No", expected("No BAA", "red")),
        other => panic!("the design has no class for {other:?}"),
    }
}

/// What the badge of a record's PHI says.
pub fn phi(record: &Value) -> Expected {
    let column = match baa(record).0 {
        "yes" | "some_plans" | "on_request" => 0,
        "reported_yes" | "reported_some_plans" | "reported_on_request" => 1,
        "unconfirmed" | "not_stated" => 2,
        _ => 3,
    };
    let row = match key(record, "/phi/status") {
        "eligible" => [
            expected("PHI allowed", "green"),
            expected("PHI reportedly allowed", "amber"),
            expected("PHI unconfirmed", "gray"),
            expected("No PHI", "red"),
        ],
        "conditional" => [
            expected("PHI with conditions", "amber"),
            expected("PHI reportedly with conditions", "amber"),
            expected("PHI unconfirmed", "gray"),
            expected("No PHI", "red"),
        ],
        "not_eligible" => [
            expected("No PHI", "red"),
            expected("Reportedly no PHI", "red"),
            expected("PHI probably not permitted", "red"),
            expected("No PHI", "red"),
        ],
        "unknown" => [
            expected("PHI not stated", "gray"),
            expected("PHI not stated", "gray"),
            expected("PHI not stated", "gray"),
            expected("No PHI", "red"),
        ],
        other => panic!("the design has no label for {other}"),
    };
    row[column]
}

/// What the badge of a record's SOC 2 report says, by its own sources.
pub fn soc2(record: &Value) -> Expected {
    let sources = record["sources"].as_array().expect("the sources");
    let is_stated = sources.iter().any(|source| {
        source["publisher"] == "vendor"
            && source["facts"].as_array().is_some_and(|facts| facts.iter().any(|fact| fact == "soc2"))
    });
    match (key(record, "/soc2/status"), is_stated) {
        ("type_2", true) => expected("SOC 2 Type II", "green"),
        ("type_1", true) => expected("SOC 2 Type I", "amber"),
        ("reported", true) => expected("SOC 2, type not stated", "amber"),
        ("type_2", false) => expected("SOC 2 Type II reported", "amber"),
        ("type_1", false) => expected("SOC 2 Type I reported", "amber"),
        ("reported", false) => expected("SOC 2 reported, type not stated", "amber"),
        ("none", _) => expected("No SOC 2", "red"),
        ("unknown", _) => expected("SOC 2 not stated", "gray"),
        other => panic!("the design has no label for {other:?}"),
    }
}

/// What the three badges of a record say.
pub fn badges(record: &Value) -> [Expected; 3] {
    [baa(record).2, phi(record), soc2(record)]
}
