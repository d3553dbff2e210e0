//! A record with nothing wrong, in a folder of its own, to break one thing at a time.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The workspace, which holds the real records and their schema.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A record that breaks no rule.
pub fn good_record() -> Value {
    json!({
        "slug": "acme",
        "name": "Acme",
        "aliases": ["Acme Cloud", "Roadrunner"],
        "category": "cloud",
        "website": "https://acme.example",
        "baa": {
            "status": "plan_gated",
            "summary": "Acme signs a BAA on its Enterprise plan.",
            "plans": ["Enterprise"],
            "route": "sales",
            "url": "https://acme.example/baa"
        },
        "phi": { "status": "conditional", "summary": "PHI only in the covered products." },
        "soc2": { "status": "type_2", "summary": "A Type II report on request." },
        "certifications": ["ISO 27001"],
        "links": { "trust_center": "https://trust.acme.example", "subprocessors": null },
        "notes": "Acme was bought by Roadrunner.",
        "last_verified": "2026-11-20",
        "confidence": "high",
        "sources": [
            { "url": "https://acme.example/hipaa", "supports": "BAA on Enterprise", "dated": "2026-10-01" },
            { "url": "https://acme.example/security", "supports": "SOC 2 Type II", "dated": null }
        ],
        "changes": [
            { "date": "2026-10-01", "field": "baa", "from": "on_request", "to": "plan_gated", "note": "Plans." },
            { "date": "2026-09-01", "field": "phi", "from": "unknown", "to": "conditional", "note": "Stated." },
            { "date": "2025-03-01", "field": "baa", "from": "unknown", "to": "on_request", "note": "Stated." }
        ]
    })
}

/// The good record with other values at some JSON pointers; `null` at a pointer that ends in `!` takes
/// the field away.
pub fn patched(patches: &[(&str, Value)]) -> Value {
    let mut record = good_record();
    for (pointer, value) in patches {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = record.pointer_mut(parent).expect("what holds the field");
        match (parent, key.strip_suffix('!')) {
            (Value::Object(fields), Some(key)) => drop(fields.remove(key)),
            (Value::Object(fields), None) => drop(fields.insert(key.to_owned(), value.clone())),
            (Value::Array(items), None) => items[key.parse::<usize>().expect("an index")] = value.clone(),
            _ => unreachable!("no field at {pointer}"),
        }
    }
    record
}

/// A folder with these files.
pub fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}
