//! The researched records, as search gets them.

use std::path::Path;

use directory::{Listing, Record};

/// The bundle's part of every record, by file name.
pub fn listings() -> Vec<Listing> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/vendors");
    let files = std::fs::read_dir(folder).expect("the folder of the records");
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let records = paths.iter().map(|path| {
        let json = std::fs::read_to_string(path).expect("a record's text");
        serde_json::from_str::<Record>(&json).expect("a record")
    });
    records.map(|record| Listing::from(&record)).collect()
}
