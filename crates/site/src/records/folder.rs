//! The entries of the records' folder that count as data.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

/// Lists a folder without the files that systems and editors leave next to the files that people open. Every command
/// lists the records' folder with this function, so that all of them ignore the same files.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let entries = fs::read_dir(folder)?.filter(|entry| {
        let name = entry.as_ref().map(DirEntry::file_name);
        name.map_or(true, |name| !is_ignored(&name))
    });
    entries.collect()
}

/// Whether a file is ignored because no record can have its name: it begins with a dot (`.DS_Store`, `._zoom.json`,
/// `.zoom.json.swp`, `.#zoom.json`) or with a number sign (`#zoom.json#`), or ends with a tilde (`zoom.json~`).
fn is_ignored(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"#") || name.ends_with(b"~")
}

/// Removes the byte order mark that some editors write at the start of a text, and returns whether there was one.
pub(crate) fn strip_byte_order_mark(text: &str) -> (&str, bool) {
    text.strip_prefix('\u{feff}').map_or((text, false), |text| (text, true))
}
