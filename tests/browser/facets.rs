//! What the design says of the filters: their options, with the words for them. The tests hold the site against
//! this table and the records, not against the site's own.

use serde_json::Value;

use crate::facts::records;

/// One group of filters.
pub struct Facet {
    /// The name of the group.
    pub name: &'static str,
    /// Its key in the address.
    pub key: &'static str,
    /// Where a record has it.
    pub pointer: &'static str,
    /// Each option: its key and its label.
    pub options: &'static [(&'static str, &'static str)],
}

pub const BAA: Facet = Facet {
    name: "BAA",
    key: "baa",
    pointer: "/baa/status",
    options: &[
        ("available", "Signs a BAA"),
        ("plan_gated", "BAA on some plans"),
        ("on_request", "BAA case by case"),
        ("not_available", "No BAA"),
        ("unknown", "BAA not stated"),
    ],
};

pub const PHI: Facet = Facet {
    name: "PHI",
    key: "phi",
    pointer: "/phi/status",
    options: &[
        ("eligible", "PHI allowed"),
        ("conditional", "PHI with conditions"),
        ("not_eligible", "No PHI"),
        ("unknown", "PHI not stated"),
    ],
};

pub const SOC2: Facet = Facet {
    name: "SOC 2",
    key: "soc2",
    pointer: "/soc2/status",
    options: &[
        ("type_2", "SOC 2 Type II"),
        ("type_1", "SOC 2 Type I"),
        ("reported", "SOC 2, type not stated"),
        ("none", "No SOC 2"),
        ("unknown", "SOC 2 not stated"),
    ],
};

pub const CATEGORY: Facet = Facet {
    name: "Category",
    key: "category",
    pointer: "/category",
    options: &[
        ("ai", "AI"),
        ("analytics", "Product analytics"),
        ("automation", "Integration and automation"),
        ("cloud", "Cloud and hosting"),
        ("collaboration", "Team collaboration"),
        ("crm", "CRM"),
        ("data", "Data platforms"),
        ("database", "Databases"),
        ("devtools", "Developer tools"),
        ("email", "Email delivery"),
        ("esign", "E-signature"),
        ("forms", "Forms and surveys"),
        ("hr", "HR and payroll"),
        ("identity", "Identity and sign-in"),
        ("marketing", "Marketing automation"),
        ("messaging", "Messaging and voice"),
        ("monitoring", "Monitoring and logging"),
        ("office", "Office and documents"),
        ("payments", "Payments and accounting"),
        ("scheduling", "Scheduling"),
        ("security", "Security"),
        ("storage", "File storage"),
        ("support", "Customer support"),
        ("transcription", "Transcription"),
        ("video", "Video meetings"),
        ("website", "Websites and commerce"),
    ],
};

pub const ALL: [&Facet; 4] = [&BAA, &PHI, &SOC2, &CATEGORY];

impl Facet {
    /// The key that a record has.
    pub fn of<'a>(&self, record: &'a Value) -> &'a str {
        record.pointer(self.pointer).and_then(Value::as_str).expect("a key of that facet")
    }

    /// The label that a record has.
    pub fn label_of(&self, record: &Value) -> &'static str {
        let key = self.of(record);
        self.options.iter().find(|(option, _)| *option == key).expect("an option of the design").1
    }
}

/// The names of the vendors whose records fit, sorted.
pub fn names_where(fits: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut names: Vec<String> = records().iter().filter(|record| fits(record)).map(name).collect();
    names.sort();
    names
}

/// The record of a vendor.
pub fn record(slug: &str) -> Value {
    records()
        .into_iter()
        .find(|record| record["slug"] == slug)
        .unwrap_or_else(|| panic!("no record of {slug}"))
}

/// The name in a record.
pub fn name(record: &Value) -> String {
    record["name"].as_str().expect("a name").to_owned()
}
