//! The list of all vendors as a file: one vendor a line, so that the app can read it piece by piece.

use directory::Bundle;

/// The bundle as JSON, with each vendor on a line of its own.
///
/// # Errors
/// When a value cannot be said in JSON.
pub fn bundle(bundle: Bundle) -> serde_json::Result<String> {
    let Bundle { version, date, vendors } = bundle;
    let vendors = vendors.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let empty = serde_json::to_string(&Bundle { version, date, vendors: Vec::new() })?;
    let opening = empty.strip_suffix("]}").unwrap_or(&empty);
    Ok(format!("{opening}\n{}\n]}}\n", vendors.join(",\n")))
}

#[cfg(test)]
mod tests {
    use directory::{Bundle, Date};

    use super::bundle;
    use crate::sample;

    #[test]
    fn is_the_same_json_with_a_line_for_each_vendor() {
        for vendors in [0, 1, 30] {
            let vendors = sample::listings(vendors, 1).expect("listings");
            let date = Date::parse("2026-11-26").expect("a day");
            let whole = Bundle { version: Bundle::VERSION, date, vendors };
            let text = bundle(whole.clone()).expect("JSON");
            assert_eq!(serde_json::from_str::<Bundle>(&text).expect("a bundle"), whole);
            let lines: Vec<&str> = text.lines().collect();
            let (first, last) = (lines.first().expect("a line"), lines.last().expect("a line"));
            assert!(first.ends_with("\"vendors\":["), "{first}");
            assert_eq!(*last, "]}");
            assert!(whole.vendors.is_empty() || lines.len() == whole.vendors.len() + 2, "{text}");
        }
    }
}
