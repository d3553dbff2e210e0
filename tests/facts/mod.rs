//! What both test binaries start from: the built site, and the records that it was built from, read as plain
//! JSON so that the tests count for themselves.

pub mod verdicts;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The root of the project.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The built site.
pub fn dist() -> PathBuf {
    let folder = workspace().join("dist");
    let index = folder.join("index.html");
    assert!(index.is_file(), "{} is missing: run `make build` first", index.display());
    folder
}

/// How many vendors there are, which grows with each that is added.
pub fn vendors() -> usize {
    records().len()
}

/// Every record, by slug.
pub fn records() -> Vec<Value> {
    let folder = workspace().join("public/vendors");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| parsed(path)).collect()
}

fn parsed(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
