//! What the design says of the filters: their options, with the words for them. The tests hold the site against
//! this table and the records, not against the site's own.

use serde_json::Value;

use crate::facts::records;
use crate::facts::verdicts::key;

/// One group of filters.
pub struct Facet {
    /// The name of the group.
    pub name: &'static str,
    /// Its key in the address.
    pub key: &'static str,
    /// The key of the option that a record has.
    option: fn(&Value) -> &str,
    /// Each option: its key and its label.
    pub options: &'static [(&'static str, &'static str)],
}

pub const BAA: Facet = Facet {
    name: "BAA",
    key: "baa",
    option: |record| match (key(record, "/baa/status"), key(record, "/confidence")) {
        ("available" | "plan_gated" | "on_request", "low") => "unconfirmed",
        (status, _) => status,
    },
    options: &[
        ("available", "Signs a BAA"),
        ("plan_gated", "BAA on some plans"),
        ("on_request", "BAA on request"),
        ("unconfirmed", "BAA unconfirmed"),
        ("unknown", "BAA not stated"),
        ("not_available", "No BAA"),
    ],
};

pub const PHI: Facet = Facet {
    name: "PHI",
    key: "phi",
    option: |record| key(record, "/phi/status"),
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
    option: |record| key(record, "/soc2/status"),
    options: &[
        ("type_2", "SOC 2 Type II"),
        ("type_1", "SOC 2 Type I"),
        ("reported", "SOC 2, type not stated"),
        ("none", "No SOC 2"),
        ("unknown", "SOC 2 not stated"),
    ],
};

pub const EVIDENCE: Facet = Facet {
    name: "Evidence",
    key: "evidence",
    option: |record| key(record, "/confidence"),
    options: &[("high", "Stated by the vendor"), ("medium", "Reported"), ("low", "Indirect or none")],
};

pub const CATEGORY: Facet = Facet {
    name: "Category",
    key: "category",
    option: |record| key(record, "/category"),
    options: &[
        ("ai", "AI"),
        ("analytics", "Product analytics"),
        ("automation", "Integration and automation"),
        ("backup", "Backup and recovery"),
        ("billing", "Medical billing"),
        ("cloud", "Cloud and hosting"),
        ("collaboration", "Team collaboration"),
        ("crm", "CRM"),
        ("data", "Data platforms"),
        ("database", "Databases"),
        ("devtools", "Developer tools"),
        ("ehr", "EHR and practice management"),
        ("email", "Email delivery"),
        ("engagement", "Patient engagement"),
        ("esign", "E-signature"),
        ("fax", "Fax"),
        ("forms", "Forms and surveys"),
        ("hr", "HR and payroll"),
        ("identity", "Identity and sign-in"),
        ("marketing", "Marketing automation"),
        ("messaging", "Messaging and voice"),
        ("monitoring", "Monitoring and logging"),
        ("office", "Office and documents"),
        ("payments", "Payments and accounting"),
        ("scheduling", "Scheduling"),
        ("scribe", "AI medical scribes"),
        ("security", "Security"),
        ("storage", "File storage"),
        ("support", "Customer support"),
        ("telehealth", "Telehealth"),
        ("transcription", "Transcription"),
        ("video", "Video meetings"),
        ("website", "Websites and commerce"),
    ],
};

pub const ALL: [&Facet; 5] = [&BAA, &PHI, &SOC2, &EVIDENCE, &CATEGORY];

impl Facet {
    /// The key that a record has.
    pub fn of<'a>(&self, record: &'a Value) -> &'a str {
        (self.option)(record)
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
