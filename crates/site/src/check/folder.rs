//! Which files of the records' folder count.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

/// What lies in the records' folder, but for what systems and editors leave beside the files that people look at and
/// edit. Whoever reads the folder reads it here: what is ignored by one command is ignored by all.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let entries = fs::read_dir(folder)?.filter(|entry| {
        let name = entry.as_ref().map(DirEntry::file_name);
        name.map_or(true, |name| !is_left_behind(&name))
    });
    entries.collect()
}

/// Whether a name is one that no record has and that is ignored: it begins with a dot (`.DS_Store`, `._zoom.json`,
/// `.zoom.json.swp`, `.#zoom.json`) or with a number sign (`#zoom.json#`), or ends with a tilde (`zoom.json~`).
fn is_left_behind(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"#") || name.ends_with(b"~")
}

/// A text without the byte order mark that some editors write before it, and whether there was one.
pub(crate) fn without_byte_order_mark(text: &str) -> (&str, bool) {
    text.strip_prefix('\u{feff}').map_or((text, false), |text| (text, true))
}
