//! The file `_redirects`, which Netlify and Cloudflare Pages read: old addresses, and where they lead.
//! <https://docs.netlify.com/routing/redirects/>, <https://developers.cloudflare.com/pages/configuration/redirects/>.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::Path;

use axum::http::StatusCode;
use directory::{Listing, Renamed, Slug, redirect_target, search, slugify};

use super::lines::{ToldError, follow_lines};

/// The most lines that a host takes: Cloudflare Pages takes 2,000 of those without a star. Netlify names no number.
const MOST: usize = 2_000;

/// Every slug of a vendor's name or alias that redirects to its page, as [`redirect_target`] says.
fn old_slugs(listings: &[Listing]) -> BTreeMap<Slug, &Slug> {
    // Each slug is looked up among the few vendors that may have it, by the letters that the rule compares.
    let mut by_letters: HashMap<String, Vec<&Listing>> = HashMap::new();
    let mut slugs = BTreeSet::new();
    for listing in listings {
        let of_names: Vec<Slug> =
            listing.aliases.iter().chain([&listing.name]).filter_map(|name| slugify(name)).collect();
        let letters: BTreeSet<String> = of_names.iter().chain([&listing.slug]).map(letters).collect();
        for letters in letters {
            by_letters.entry(letters).or_default().push(listing);
        }
        slugs.extend(of_names);
    }
    let target = |old: Slug| {
        let candidates = by_letters.get(&letters(&old))?.iter().copied();
        redirect_target(candidates, old.as_str()).map(|slug| (old, slug))
    };
    slugs.into_iter().filter_map(target).collect()
}

fn letters(slug: &Slug) -> String {
    search::folded(slug.as_str())
}

/// Every old address of a vendor under `base`, and where it leads: all that was a renamed vendor's to what is its own now;
/// and for each other name of a vendor the page, with a slash at its end and without.
pub(super) fn old_addresses(listings: &[Listing], renamed: &Renamed, base: &str) -> Vec<(String, String)> {
    // The page, and the files that feed readers, programs and other sites ask for.
    const ENDS: [(&str, &str); 7] = [
        ("", "/"),
        ("/", "/"),
        (".json", ".json"),
        (".xml", ".xml"),
        (".md", ".md"),
        (".svg", ".svg"),
        (".png", ".png"),
    ];
    let lead = |old: &Slug, new: &Slug, (from, to): (&str, &str)| {
        (format!("{base}vendors/{old}{from}"), format!("{base}vendors/{new}{to}"))
    };
    let moved = renamed.moves().flat_map(|(old, new)| ENDS.map(|ends| lead(old, new, ends)));
    let gone: HashSet<&Slug> = renamed.iter().map(|(old, _)| old).collect();
    let names = old_slugs(listings);
    let names = names.iter().filter(|(name, _)| !gone.contains(name));
    let names = names.flat_map(|(name, slug)| [("", "/"), ("/", "/")].map(|ends| lead(name, slug, ends)));
    moved.chain(names).collect()
}

/// Old addresses, each with where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects(Vec<Redirect>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Redirect {
    from: String,
    to: String,
    status: StatusCode,
}

impl Redirects {
    /// Redirects from each of [`old_addresses`], up to the limit of the hosts. The 404 page redirects from the rest in
    /// the browser.
    pub(super) fn of(listings: &[Listing], renamed: &Renamed, base: &str) -> Self {
        let old = old_addresses(listings, renamed, base).into_iter().take(MOST);
        let redirect = |(from, to)| Redirect { from, to, status: StatusCode::MOVED_PERMANENTLY };
        Self(old.map(redirect).collect())
    }

    /// Reads `_redirects` in a folder; a folder without it has none.
    ///
    /// # Errors
    /// When the file cannot be read, or has a line that is more than a path, a path and a status of redirection.
    pub fn read(folder: &Path) -> Result<Self, ToldError> {
        let mut redirects = Vec::new();
        follow_lines(&folder.join(super::REDIRECTS), |line| {
            redirects.push(read_line(line)?);
            Ok(())
        })?;
        Ok(Self(redirects))
    }

    /// Where a path leads, and with which status; the first line that names it counts.
    pub fn of_path(&self, path: &str) -> Option<(&str, StatusCode)> {
        let found = self.0.iter().find(|redirect| redirect.from == path)?;
        Some((&found.to, found.status))
    }
}

fn read_line(line: &str) -> Result<Redirect, &'static str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (from, to, status) = match words.as_slice() {
        [from, to] => (from, to, "301"),
        [from, to, status] => (from, to, *status),
        _ => {
            return Err(
                "a line has a path, where it leads, and perhaps a status: conditions are not followed here",
            );
        }
    };
    // Browsers read a backslash as a slash, and `//name` as a host.
    let is_path = |path: &str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if !is_path(from) || !is_path(to) {
        return Err(
            "both addresses are paths that start with one slash and have no backslash: other hosts are not followed here",
        );
    }
    if [from, to].iter().any(|path| path.contains(['*', ':'])) {
        return Err("stars and placeholders are not followed here");
    }
    let status = status.parse::<StatusCode>().ok().filter(StatusCode::is_redirection);
    let status =
        status.ok_or("the status is one of 301, 302, 303, 307 and 308: rewrites are not followed here")?;
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

    use directory::{Listing, Record, Renamed, Slug};

    use super::{MOST, Redirects};

    fn listing(slug: &str, name: &str, aliases: &[&str]) -> Listing {
        let text = include_str!("../../../../public/vendors/zoom.json");
        let record: Record = serde_json::from_str(text).expect("a record");
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Listing {
            slug: Slug::parse(slug).expect("a slug"),
            name: name.to_owned(),
            aliases,
            ..Listing::from(&record)
        }
    }

    #[test]
    fn other_names_lead_to_the_vendor_that_alone_has_them() {
        let listings = [
            listing("google-workspace", "Google Workspace", &["Gmail", "G Suite", "Drive", "Zoom"]),
            listing("one-drive", "OneDrive", &["Drive", "東京"]),
            listing("zoom", "Zoom Workplace", &["Zoom Meetings"]),
        ];
        let redirects = Redirects::of(&listings, &Renamed::default(), "/app/").to_string();
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
    fn all_that_was_a_renamed_vendor_s_leads_to_what_is_its_own_now() {
        let listings = [listing("google-workspace", "Google Workspace", &["Gmail", "Google Apps"])];
        let renamed = r#"{ "g-suite": "google-workspace", "gmail": null }"#;
        let renamed: Renamed = serde_json::from_str(renamed).expect("old and new slugs");
        let redirects = Redirects::of(&listings, &renamed, "/app/").to_string();
        let mut expected: Vec<String> = [".json", ".md", ".png", ".svg", ".xml"]
            .map(|end| format!("/app/vendors/g-suite{end} /app/vendors/google-workspace{end} 301"))
            .into();
        for old in ["g-suite", "g-suite/", "google-apps", "google-apps/"] {
            expected.push(format!("/app/vendors/{old} /app/vendors/google-workspace/ 301"));
        }
        let mut lines: Vec<&str> = redirects.lines().collect();
        lines.sort();
        expected.sort();
        // A vendor that was removed leads nowhere, though another bears its name.
        assert_eq!(lines, expected);
        assert!(redirects.starts_with("/app/vendors/g-suite "), "{redirects}");
    }

    #[test]
    fn no_host_gets_more_lines_than_it_takes() {
        let listings: Vec<Listing> =
            (0..1_500).map(|number| listing(&format!("v{number}"), &format!("Name {number}"), &[])).collect();
        assert_eq!(Redirects::of(&listings, &Renamed::default(), "/").to_string().lines().count(), MOST);
    }

    #[test]
    fn what_is_written_is_read_and_what_is_not_followed_is_named_by_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Redirects::read(folder.path()).ok(), Some(Redirects::default()));
        let listings = [listing("google-workspace", "Google Workspace", &["Gmail"])];
        let written = Redirects::of(&listings, &Renamed::default(), "/");
        fs::write(folder.path().join("_redirects"), format!("# Old\n\n{written}")).expect("a file");
        let read = Redirects::read(folder.path()).expect("redirects");
        assert_eq!(read, written);
        assert_eq!(
            read.of_path("/vendors/gmail").map(|(to, status)| (to, status.as_u16())),
            Some(("/vendors/google-workspace/", 301))
        );
        assert_eq!(read.of_path("/vendors/google-workspace/"), None);
        for (line, problem) in [
            ("/a", "a line has a path"),
            ("/a /b 301 Country=ch", "conditions are not followed"),
            ("/a https://b.example/ 301", "other hosts"),
            ("/a //b.example/ 301", "other hosts"),
            ("/a /\\b.example/ 301", "other hosts"),
            ("/a/* /b/:splat", "stars and placeholders"),
            ("/* /index.html 200", "stars and placeholders"),
            ("/a /b 200", "rewrites are not followed"),
            ("/a /b 301!", "the status is one of"),
        ] {
            fs::write(folder.path().join("_redirects"), format!("/old /new\n{line}\n")).expect("a file");
            let error = Redirects::read(folder.path()).expect_err(line).to_string();
            assert!(error.contains("_redirects, line 2: ") && error.contains(problem), "{error}");
        }
    }
}
