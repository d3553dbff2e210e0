//! Fixtures: a valid record that tests patch, and folders of files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use site::records::DataPaths;
use tempfile::TempDir;

/// Settings with the built-in sign-up service, and a placeholder as the address.
pub const SETTINGS: &str = include_str!("../../../../tests/fixtures/site.json");

/// The folder of the workspace, which contains the real records and their schema.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The paths of a folder of records, with the schema of the project.
pub fn data_paths(vendors: &Path) -> DataPaths {
    DataPaths { vendors: vendors.to_owned(), schema: workspace().join("public/vendor.schema.json") }
}

/// A record without defects.
pub fn valid_record() -> Value {
    json!({
        "schema": 2,
        "slug": "acme",
        "name": "Acme",
        "aliases": ["Acme Cloud", "Roadrunner"],
        "category": "cloud",
        "website": "https://acme.example",
        "domains": ["acme.example"],
        "baa": {
            "status": "plan_gated",
            "summary": "Acme signs a BAA on its Enterprise plan.",
            "plans": ["Enterprise"],
            "excluded_plans": ["Free"],
            "price": "$50 a month",
            "route": "sales",
            "url": "https://acme.example/baa"
        },
        "phi": {
            "status": "conditional",
            "summary": "PHI only in the covered products.",
            "covered": ["Acme Files"],
            "excluded": ["Acme Beta"],
            "settings": ["Two-factor authentication"]
        },
        "soc2": { "status": "type_2", "summary": "A Type II report on request." },
        "certifications": ["ISO 27001"],
        "links": { "trust_center": "https://trust.acme.example", "subprocessors": null },
        "notes": "Acme was bought by Roadrunner.",
        "last_verified": "2026-11-20",
        "confidence": "high",
        "sources": [
            {
                "url": "https://acme.example/hipaa",
                "supports": "BAA on Enterprise",
                "facts": ["baa", "plans", "phi", "scope"],
                "publisher": "vendor",
                "terms": ["Business Associate Agreement"],
                "dated": "2026-10-01",
                "archived": "https://archive.example/hipaa"
            },
            {
                "url": "https://acme.example/security",
                "supports": "SOC 2 Type II",
                "facts": ["soc2"],
                "publisher": "vendor",
                "terms": [],
                "dated": null,
                "archived": null
            }
        ],
        "signals": {
            "packages": { "npm": ["@acme/*"] },
            "env": ["ACME_"],
            "dns": { "txt": ["acme-verification="] },
            "csp": ["*.acme.example"]
        },
        "changes": [
            { "date": "2026-10-01", "field": "baa", "from": "on_request", "to": "plan_gated", "note": "Plans." },
            { "date": "2026-09-01", "field": "phi", "from": "unknown", "to": "conditional", "note": "Stated." },
            { "date": "2025-03-01", "field": "baa", "from": "unknown", "to": "on_request", "note": "Stated." }
        ]
    })
}

/// The valid record with other values at some JSON pointers. A pointer that ends with `!` removes the field.
pub fn patched(patches: &[(&str, Value)]) -> Value {
    let mut record = valid_record();
    for (pointer, value) in patches {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = record.pointer_mut(parent).expect("the parent of the field");
        match (parent, key.strip_suffix('!')) {
            (Value::Object(fields), Some(key)) => drop(fields.remove(key)),
            (Value::Object(fields), None) => drop(fields.insert(key.to_owned(), value.clone())),
            (Value::Array(items), None) => items[key.parse::<usize>().expect("an index")] = value.clone(),
            _ => unreachable!("no field at {pointer}"),
        }
    }
    record
}

/// A temporary folder with these files.
pub fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Signals without any entry, as a record must contain them.
pub fn no_signals() -> Value {
    json!({ "packages": {}, "env": [], "dns": {}, "csp": [] })
}

/// The `site` command as a process whose disk [`set_disk_full`] can make full: without it, writing ends the process.
pub fn site_with_file_limit() -> Command {
    let mut command = Command::new("env");
    command.args(["--ignore-signal=XFSZ", env!("CARGO_BIN_EXE_site")]);
    command
}

/// Makes each write of a running process to a file fail, as on a full disk, or ends that.
pub fn set_disk_full(process: u32, is_full: bool) {
    let limit = if is_full { "--fsize=1:" } else { "--fsize=unlimited:" };
    let set = Command::new("prlimit").args(["--pid", &process.to_string(), limit]).status();
    assert!(set.expect("prlimit").success(), "{process}");
}

/// Runs the `site` command in a folder.
pub fn site_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(arguments).current_dir(folder).output().expect("the site command")
}
