//! Sharing: a link to the vendors of a report. Its fragment, which no request contains, has their slugs and nothing else
//! of the report.

use catalog::comparison::Comparison;
use catalog::{Slug, listed_names};

use crate::report::{Found, Report};
use crate::stack_index::StackIndex;

/// How many names are read from a link.
const MAX_NAMES: usize = 1_000;

impl Report {
    /// The fragment of a link to the vendors of this report, such as `#v=zoom,slack`.
    pub fn link_fragment(&self) -> String {
        let slugs: Vec<&str> = self.found.iter().map(|found| found.slug.as_str()).collect();
        ["#", Comparison::KEY, "=", &slugs.join(",")].concat()
    }

    /// The report that a fragment names, without matches, and the names that no vendor has; `None` if the fragment names
    /// nothing.
    pub fn from_link_fragment(fragment: &str, index: &StackIndex) -> Option<(Self, Vec<String>)> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let names = listed_names(fragment, Comparison::KEY, MAX_NAMES);
        if names.is_empty() {
            return None;
        }
        let (mut report, mut unknown) = (Self::default(), Vec::new());
        for name in names {
            match Slug::parse(&name).ok().and_then(|slug| index.vendor_or_renamed(&slug)) {
                // Its old and its new slug are one vendor.
                Some(vendor) if report.found.iter().any(|found| found.slug == vendor.slug) => {}
                Some(vendor) => {
                    report.found.push(Found { slug: vendor.slug.clone(), matches: Vec::new() });
                }
                None => unknown.push(name),
            }
        }
        Some((report, unknown))
    }
}
