//! Fixtures: inputs that break one rule of the catalog, or violate the schema with one keyword.

use serde_json::{Value, json};

/// A kind of defect, the field where the report must name it, and the patches to the valid record that cause it.
pub type InvalidRecord = (&'static str, &'static str, Vec<(&'static str, Value)>);

/// Inputs that break exactly one rule of the catalog.
pub fn broken_rules() -> Vec<InvalidRecord> {
    let unknown_baa = [
        ("/baa/status", json!("unknown")),
        ("/baa/plans", json!([])),
        ("/baa/route", json!(null)),
        ("/baa/url", json!(null)),
        ("/confidence", json!("low")),
        ("/changes", json!([])),
    ];
    let unknown = |more: &[(&'static str, Value)]| -> Vec<(&'static str, Value)> {
        unknown_baa.iter().chain(more).cloned().collect()
    };
    vec![
        ("hidden-character", "name", vec![("/name", json!("Ac\u{202e}me"))]),
        ("hidden-character", "baa.summary", vec![("/baa/summary", json!("Yes.\nNo."))]),
        ("hidden-character", "changes[2].note", vec![("/changes/2/note", json!("\u{2066}Stated."))]),
        // XML cannot contain it, so a feed with it would be invalid.
        ("hidden-character", "notes", vec![("/notes", json!("Acme\u{fffe} was bought."))]),
        ("untrimmed-text", "phi.summary", vec![("/phi/summary", json!(" PHI."))]),
        (
            "untrimmed-text",
            "sources[1].supports",
            vec![("/sources/1/supports", json!("SOC 2 Type II\u{a0}"))],
        ),
        ("placeholder-text", "notes", vec![("/notes", json!("FILL IN: notes"))]),
        ("redundant-alias", "aliases[1]", vec![("/aliases/1", json!("Ac-me"))]),
        ("redundant-alias", "aliases[1]", vec![("/aliases/1", json!("ACME.cloud"))]),
        ("future-date", "last_verified", vec![("/last_verified", json!("2026-11-25"))]),
        ("future-date", "sources[0].dated", vec![("/sources/0/dated", json!("2026-11-25"))]),
        ("future-date", "changes[0].date", vec![("/changes/0/date", json!("2026-11-25"))]),
        ("newer-than-verified", "sources[0].dated", vec![("/sources/0/dated", json!("2026-11-21"))]),
        ("newer-than-verified", "changes[0].date", vec![("/changes/0/date", json!("2026-11-21"))]),
        ("missing-plan", "baa.plans", vec![("/baa/plans", json!([]))]),
        ("duplicate-plan", "baa.plans[1]", vec![("/baa/plans", json!(["Enterprise", "enterprise"]))]),
        ("request-without-baa", "baa.route", unknown(&[("/baa/route", json!("sales"))])),
        ("request-without-baa", "baa.url", unknown(&[("/baa/url", json!("https://acme.example/baa"))])),
        ("request-without-baa", "baa.plans", unknown(&[("/baa/plans", json!(["Enterprise"]))])),
        (
            "phi-without-baa",
            "phi.status",
            unknown(&[("/baa/status", json!("not_available")), ("/phi/status", json!("eligible"))]),
        ),
        ("confidence-without-statement", "confidence", unknown(&[("/confidence", json!("medium"))])),
        (
            "status-without-source",
            "baa.status",
            vec![("/sources/0/facts", json!(["phi"])), ("/confidence", json!("low"))],
        ),
        ("status-without-source", "phi.status", vec![("/sources/0/facts", json!(["baa"]))]),
        ("status-without-source", "soc2.status", vec![("/sources/1/facts", json!(["other"]))]),
        ("high-without-vendor-source", "confidence", vec![("/sources/0/publisher", json!("third_party"))]),
        ("contradictory-plan", "baa.excluded_plans[0]", vec![("/baa/excluded_plans", json!(["enterprise"]))]),
        ("contradictory-scope", "phi.excluded[0]", vec![("/phi/excluded", json!(["Acme files"]))]),
        ("website-outside-domains", "website", vec![("/website", json!("https://notacme.example"))]),
        (
            "duplicate-source",
            "sources[1].url",
            vec![("/sources/1/url", json!("https://acme.example/hipaa/"))],
        ),
        ("soc2-in-certifications", "certifications[0]", vec![("/certifications/0", json!("SOC 2 Type II"))]),
        (
            "change-without-effect",
            "changes[2].to",
            vec![("/changes/2/from", json!("on_request")), ("/changes/2/to", json!("on_request"))],
        ),
        ("unknown-status", "changes[1].from", vec![("/changes/1/from", json!("maybe"))]),
        ("unordered-changes", "changes[1].date", vec![("/changes/1/date", json!("2026-10-02"))]),
        (
            "one-change-per-day",
            "changes[0].date",
            vec![("/changes/2/date", json!("2026-10-01")), ("/changes/1/date", json!("2026-10-01"))],
        ),
        ("disconnected-changes", "changes[0].from", vec![("/changes/0/from", json!("unknown"))]),
        ("outdated-history", "changes[1].to", vec![("/changes/1/to", json!("eligible"))]),
    ]
}

/// Inputs that violate the schema, by keyword.
pub fn schema_violations() -> Vec<InvalidRecord> {
    vec![
        ("schema-additionalProperties", "baa.color", vec![("/baa/color", json!(1))]),
        ("schema-anyOf", "baa.url", vec![("/baa/url", json!("http://acme.example"))]),
        ("schema-anyOf", "sources[0].dated", vec![("/sources/0/dated", json!("2026-02-30"))]),
        ("schema-const", "schema", vec![("/schema", json!(3))]),
        (
            "schema-maxItems",
            "sources[0].terms",
            vec![("/sources/0/terms", json!(["one", "two", "three", "four", "five", "six"]))],
        ),
        (
            "schema-minItems",
            "sources[1].facts",
            vec![("/sources/1/facts", json!([])), ("/soc2/status", json!("unknown"))],
        ),
        ("schema-enum", "baa.status", vec![("/baa/status", json!("maybe"))]),
        ("schema-enum", "phi.status", vec![("/phi/status", json!("yes"))]),
        ("schema-enum", "soc2.status", vec![("/soc2/status", json!("type_3"))]),
        ("schema-enum", "category", vec![("/category", json!("hats"))]),
        ("schema-enum", "baa.route", vec![("/baa/route", json!("fax"))]),
        ("schema-format", "last_verified", vec![("/last_verified", json!("2026-02-30"))]),
        ("schema-maxLength", "name", vec![("/name", json!("a".repeat(10_000)))]),
        ("schema-minLength", "baa.summary", vec![("/baa/summary", json!(""))]),
        ("schema-pattern", "website", vec![("/website", json!("javascript:alert(1)"))]),
        ("schema-required", "phi.summary", vec![("/phi/summary!", json!(null))]),
        ("schema-required", "links", vec![("/links!", json!(null))]),
        ("schema-type", "aliases", vec![("/aliases", json!("Roadrunner"))]),
        ("schema-uniqueItems", "certifications", vec![("/certifications", json!(["PCI DSS", "PCI DSS"]))]),
    ]
}

/// More inputs that violate the schema, most of which do not parse as a record.
fn more_schema_violations() -> Vec<InvalidRecord> {
    vec![
        ("schema-required", "name", vec![("/name!", json!(null))]),
        ("schema-type", "aliases[0]", vec![("/aliases/0", json!(7))]),
        ("schema-anyOf", "baa.url", vec![("/baa/url", json!(7))]),
        ("schema-type", "baa.plans", vec![("/baa/plans", json!("Enterprise"))]),
        ("schema-required", "changes[1].note", vec![("/changes/1/note!", json!(null))]),
        ("schema-format", "changes[2].date", vec![("/changes/2/date", json!("2025-02-30"))]),
        ("schema-enum", "changes[1].field", vec![("/changes/1/field", json!("price"))]),
        ("schema-type", "changes[2].from", vec![("/changes/2/from", json!(7))]),
        ("schema-pattern", "sources[1].url", vec![("/sources/1/url", json!("ftp://acme.example"))]),
        ("schema-minLength", "sources[0].supports", vec![("/sources/0/supports", json!("BAA"))]),
        ("schema-enum", "confidence", vec![("/confidence", json!("sure"))]),
        ("schema-enum", "soc2.status", vec![("/soc2/status", json!(null))]),
    ]
}

pub fn all_schema_violations() -> Vec<InvalidRecord> {
    schema_violations().into_iter().chain(more_schema_violations()).collect()
}
