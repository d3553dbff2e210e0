//! The file `_redirects`, which Netlify and Cloudflare Pages read: redirects from old paths to current ones.
//! <https://docs.netlify.com/routing/redirects/>, <https://developers.cloudflare.com/pages/configuration/redirects/>.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::Path;

use axum::http::StatusCode;
use catalog::{Listing, Renamed, Slug, redirect_target, slugify};

use super::line_parser::{HostConfigError, parse_lines};

/// The largest number of lines that hosts accept: 2,000 without a star on Cloudflare Pages. Netlify states no limit.
const MAX_LINES: usize = 2_000;

/// Every slug made of a vendor's name or alias that redirects to the vendor's page, by the rule of [`redirect_target`].
fn alias_slugs(listings: &[Listing]) -> BTreeMap<Slug, &Slug> {
    // The rule compares folded letters, so each slug is looked up among the few vendors with the same ones.
    let mut by_folded_slug: HashMap<String, Vec<&Listing>> = HashMap::new();
    let mut slugs = BTreeSet::new();
    for listing in listings {
        let names: Vec<Slug> =
            listing.aliases.iter().chain([&listing.name]).filter_map(|name| slugify(name)).collect();
        let folded: BTreeSet<String> = names.iter().chain([&listing.slug]).map(folded_slug).collect();
        for folded in folded {
            by_folded_slug.entry(folded).or_default().push(listing);
        }
        slugs.extend(names);
    }
    let target = |old: Slug| {
        let candidates = by_folded_slug.get(&folded_slug(&old))?.iter().copied();
        redirect_target(candidates, old.as_str()).map(|slug| (old, slug))
    };
    slugs.into_iter().filter_map(target).collect()
}

fn folded_slug(slug: &Slug) -> String {
    catalog::text_folding::folded(slug.as_str())
}

/// Every old path under `base` with its redirect target: all paths of renamed vendors, and the page of each other name of
/// a vendor, with and without a slash at the end.
pub(super) fn old_paths(listings: &[Listing], renamed: &Renamed, base: &str) -> Vec<(String, String)> {
    const PAGE: [(&str, &str); 2] = [("", "/"), ("/", "/")];
    // The files that feed readers, programs and other sites request.
    const FILES: [(&str, &str); 5] =
        [(".json", ".json"), (".xml", ".xml"), (".md", ".md"), (".svg", ".svg"), (".png", ".png")];
    let redirect = |old: &Slug, new: &Slug, (from, to): (&str, &str)| {
        (format!("{base}vendors/{old}{from}"), format!("{base}vendors/{new}{to}"))
    };
    let suffixes = || PAGE.into_iter().chain(FILES);
    let renames =
        renamed.renames().flat_map(|(old, new)| suffixes().map(move |pair| redirect(old, new, pair)));
    let former_slugs: HashSet<&Slug> = renamed.iter().map(|(old, _)| old).collect();
    let aliases = alias_slugs(listings);
    let aliases = aliases.iter().filter(|(alias, _)| !former_slugs.contains(alias));
    let aliases = aliases.flat_map(|(alias, slug)| PAGE.map(|pair| redirect(alias, slug, pair)));
    renames.chain(aliases).collect()
}

/// The redirects of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects(Vec<Redirect>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Redirect {
    from: String,
    to: String,
    status: StatusCode,
}

impl Redirects {
    /// Redirects from all [`old_paths`], up to the limit of the hosts. The 404 page redirects the others in the browser.
    pub(super) fn new(listings: &[Listing], renamed: &Renamed, base: &str) -> Self {
        let old = old_paths(listings, renamed, base).into_iter().take(MAX_LINES);
        let redirect = |(from, to)| Redirect { from, to, status: StatusCode::MOVED_PERMANENTLY };
        Self(old.map(redirect).collect())
    }

    /// Reads `_redirects` in a folder; a folder without the file has no redirects.
    ///
    /// # Errors
    /// If the file cannot be read, or a line is not a path, a target and an optional redirect status.
    pub fn read(folder: &Path) -> Result<Self, HostConfigError> {
        let mut redirects = Vec::new();
        parse_lines(&folder.join(super::REDIRECTS), |line| {
            redirects.push(parse_line(line)?);
            Ok(())
        })?;
        Ok(Self(redirects))
    }

    /// The redirect target of a path and the status, by the first line with that path.
    pub fn for_path(&self, path: &str) -> Option<(&str, StatusCode)> {
        let found = self.0.iter().find(|redirect| redirect.from == path)?;
        Some((&found.to, found.status))
    }
}

fn parse_line(line: &str) -> Result<Redirect, &'static str> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (from, to, status) = match fields.as_slice() {
        [from, to] => (from, to, "301"),
        [from, to, status] => (from, to, *status),
        _ => {
            return Err("expected a path, a target and an optional status; conditions are not supported");
        }
    };
    // Browsers treat a backslash as a slash, and `//name` as a host.
    let is_path = |path: &str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if !is_path(from) || !is_path(to) {
        return Err(
            "path and target must start with one slash and contain no backslash; other hosts are not supported",
        );
    }
    if [from, to].iter().any(|path| path.contains(['*', ':'])) {
        return Err("stars and placeholders are not supported");
    }
    let status = status.parse::<StatusCode>().ok().filter(StatusCode::is_redirection);
    let status = status.ok_or("the status must be 301, 302, 303, 307 or 308; rewrites are not supported")?;
    Ok(Redirect { from: (*from).to_owned(), to: (*to).to_owned(), status })
}

impl fmt::Display for Redirects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Redirect { from, to, status } in &self.0 {
            writeln!(f, "{from} {to} {}", status.as_u16())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use catalog::{Listing, Renamed, Slug};

    use super::{MAX_LINES, Redirects};
    use crate::records::sample;

    fn listing(slug: &str, name: &str, aliases: &[&str]) -> Listing {
        let record = sample::records(1, 1).next().expect("a record").expect("a valid record");
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Listing {
            slug: Slug::parse(slug).expect("a slug"),
            name: name.to_owned(),
            aliases,
            ..Listing::from(&record)
        }
    }

    #[test]
    fn a_name_redirects_to_the_only_vendor_that_has_it() {
        let listings = [
            listing("google-workspace", "Google Workspace", &["Gmail", "G Suite", "Drive", "Zoom"]),
            listing("one-drive", "OneDrive", &["Drive", "東京"]),
            listing("zoom", "Zoom Workplace", &["Zoom Meetings"]),
        ];
        let redirects = Redirects::new(&listings, &Renamed::default(), "/app/").to_string();
        let expected = [
            "/app/vendors/g-suite /app/vendors/google-workspace/ 301",
            "/app/vendors/g-suite/ /app/vendors/google-workspace/ 301",
            "/app/vendors/gmail /app/vendors/google-workspace/ 301",
            "/app/vendors/gmail/ /app/vendors/google-workspace/ 301",
            "/app/vendors/onedrive /app/vendors/one-drive/ 301",
            "/app/vendors/onedrive/ /app/vendors/one-drive/ 301",
            "/app/vendors/zoom-meetings /app/vendors/zoom/ 301",
            "/app/vendors/zoom-meetings/ /app/vendors/zoom/ 301",
            "/app/vendors/zoom-workplace /app/vendors/zoom/ 301",
            "/app/vendors/zoom-workplace/ /app/vendors/zoom/ 301",
        ];
        assert_eq!(redirects.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_path_of_a_renamed_vendor_redirects_to_the_new_one() {
        let listings = [listing("google-workspace", "Google Workspace", &["Gmail", "Google Apps"])];
        let renamed = r#"{ "g-suite": "google-workspace", "gmail": null }"#;
        let renamed: Renamed = serde_json::from_str(renamed).expect("renamed vendors");
        let redirects = Redirects::new(&listings, &renamed, "/app/").to_string();
        let mut expected: Vec<String> = [".json", ".md", ".png", ".svg", ".xml"]
            .map(|suffix| format!("/app/vendors/g-suite{suffix} /app/vendors/google-workspace{suffix} 301"))
            .into();
        for old in ["g-suite", "g-suite/", "google-apps", "google-apps/"] {
            expected.push(format!("/app/vendors/{old} /app/vendors/google-workspace/ 301"));
        }
        let mut lines: Vec<&str> = redirects.lines().collect();
        lines.sort();
        expected.sort();
        // The slug of a removed vendor redirects nowhere, although another vendor has it as an alias.
        assert_eq!(lines, expected);
        assert!(redirects.starts_with("/app/vendors/g-suite "), "{redirects}");
    }

    #[test]
    fn the_file_has_no_more_lines_than_hosts_accept() {
        let listings: Vec<Listing> =
            (0..1_500).map(|number| listing(&format!("v{number}"), &format!("Name {number}"), &[])).collect();
        assert_eq!(
            Redirects::new(&listings, &Renamed::default(), "/").to_string().lines().count(),
            MAX_LINES
        );
    }

    #[test]
    fn the_file_survives_a_round_trip_and_an_invalid_line_is_reported_with_its_number() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Redirects::read(folder.path()).ok(), Some(Redirects::default()));
        let listings = [listing("google-workspace", "Google Workspace", &["Gmail"])];
        let written = Redirects::new(&listings, &Renamed::default(), "/");
        fs::write(folder.path().join("_redirects"), format!("# A comment\n\n{written}")).expect("a file");
        let read = Redirects::read(folder.path()).expect("redirects");
        assert_eq!(read, written);
        assert_eq!(
            read.for_path("/vendors/gmail").map(|(to, status)| (to, status.as_u16())),
            Some(("/vendors/google-workspace/", 301))
        );
        assert_eq!(read.for_path("/vendors/google-workspace/"), None);
        for (line, problem) in [
            ("/a", "expected a path, a target"),
            ("/a /b 301 Country=ch", "conditions are not supported"),
            ("/a https://b.example/ 301", "other hosts"),
            ("/a //b.example/ 301", "other hosts"),
            ("/a /\\b.example/ 301", "other hosts"),
            ("/a/* /b/:splat", "stars and placeholders"),
            ("/* /index.html 200", "stars and placeholders"),
            ("/a /b 200", "rewrites are not supported"),
            ("/a /b 301!", "the status must be"),
        ] {
            fs::write(folder.path().join("_redirects"), format!("/old /new\n{line}\n")).expect("a file");
            let error = Redirects::read(folder.path()).expect_err(line).to_string();
            assert!(error.contains("_redirects, line 2: ") && error.contains(problem), "{error}");
        }
    }
}
