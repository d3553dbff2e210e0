//! The built site in `dist/`, and the real records that it was built from. Tests of these assert rules that hold for
//! every record, never the value of one, so that a correction of a record breaks no test.
#![allow(dead_code, reason = "the browser tests use a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use catalog::Record;
use serde_json::Value;
use site::publish::assets::{self, AssetManifest};
use site::settings::Settings;

/// The root of the project.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the built site.
pub fn dist() -> PathBuf {
    let folder = workspace().join("dist");
    let index = folder.join("index.html");
    assert!(index.is_file(), "{} is missing: run `make build` first", index.display());
    folder
}

/// The code of the built site.
pub fn manifest() -> AssetManifest {
    let text = fs::read_to_string(dist().join(assets::FILE)).expect("the asset manifest");
    serde_json::from_str(&text).expect("an asset manifest")
}

/// Every real record as plain JSON, by slug.
pub fn records() -> Vec<Value> {
    read_records(&workspace().join("public/vendors"))
}

/// Every real record.
pub fn typed_records() -> Vec<Record> {
    let typed = |record: Value| {
        serde_json::from_value(record.clone()).unwrap_or_else(|error| panic!("{error} in {record}"))
    };
    records().into_iter().map(typed).collect()
}

/// The operator's settings, which the site was built with.
pub fn settings() -> Settings {
    Settings::read(&workspace().join("public/site.json")).expect("the settings")
}

/// Every record of a folder as plain JSON, by file name.
pub fn read_records(folder: &Path) -> Vec<Value> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| read_json(path)).collect()
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
