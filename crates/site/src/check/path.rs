//! Fields as a reader of a JSON file would name them: `baa.plans`, `sources[2].url`; the whole file is "".

/// The field of an object at `path`.
pub(super) fn member(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The item of a list at `path`.
pub(super) fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// Whether two fields are one, or one lies within the other.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    is_within(one, other) || is_within(other, one)
}

fn is_within(inner: &str, outer: &str) -> bool {
    let rest = inner.strip_prefix(outer);
    rest.is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn a_field_overlaps_itself_what_it_holds_and_what_holds_it() {
        assert!(overlap("baa", "baa"));
        assert!(overlap("baa.plans[1]", "baa"));
        assert!(overlap("changes", "changes[0].date"));
        assert!(overlap("", "name"));
        assert!(!overlap("name", "names"));
        assert!(!overlap("baa.plans", "baa.url"));
    }
}
