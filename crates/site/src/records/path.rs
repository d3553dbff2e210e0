//! Field paths as a reader of a JSON file writes them: `baa.plans`, `sources[2].url`. The whole file is the empty path.

/// The path of an object's field.
pub(super) fn member(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The path of a list's item.
pub(super) fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}
