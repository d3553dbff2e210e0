//! The list of all vendors as JSON, one vendor per line, so that the app can parse it incrementally.

use catalog::Bundle;

/// The bundle as JSON, with each vendor on a line of its own.
///
/// # Errors
/// If a value cannot be serialized.
pub fn bundle(bundle: Bundle) -> serde_json::Result<String> {
    let Bundle { version, date, vendors } = bundle;
    let vendors = vendors.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let empty = serde_json::to_string(&Bundle { version, date, vendors: Vec::new() })?;
    let opening = empty.strip_suffix("]}").unwrap_or(&empty);
    Ok(format!("{opening}\n{}\n]}}\n", vendors.join(",\n")))
}

#[cfg(test)]
mod tests {
    use catalog::{Bundle, Date};

    use super::bundle;
    use crate::records::sample;

    #[test]
    fn the_text_is_the_bundle_with_one_line_per_vendor() {
        for vendors in [0, 1, 30] {
            let vendors = sample::listings(vendors, 1).expect("listings");
            let date = Date::parse("2026-11-26").expect("a date");
            let expected = Bundle { version: Bundle::VERSION, date, vendors };
            let text = bundle(expected.clone()).expect("JSON");
            assert_eq!(serde_json::from_str::<Bundle>(&text).expect("a bundle"), expected);
            let lines: Vec<&str> = text.lines().collect();
            let (first, last) = (lines.first().expect("a line"), lines.last().expect("a line"));
            assert!(first.ends_with("\"vendors\":["), "{first}");
            assert_eq!(*last, "]}");
            assert!(expected.vendors.is_empty() || lines.len() == expected.vendors.len() + 2, "{text}");
        }
    }
}
