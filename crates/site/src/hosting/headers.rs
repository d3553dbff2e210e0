//! The file `_headers`, which Netlify and Cloudflare Pages read: <https://docs.netlify.com/routing/headers/>,
//! <https://developers.cloudflare.com/pages/configuration/headers/>. `site serve` and the configuration for nginx are
//! made from the same rules.
//!
//! The two hosts differ where several rules fit one path and set the same header: one joins the values, the other
//! takes the nearest. So no two rules that fit one path set a header to two values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use axum::http::{HeaderName, HeaderValue, header};

use super::lines::{ToldError, follow_lines};
use super::path::Pattern;
use super::policy;

/// Asked for anew by no visit for a year: what is under a name that changes with its content.
const FOR_A_YEAR: &str = "public, max-age=31536000, immutable";

/// Kept, and asked for on each visit, with "not modified" as the usual answer.
const ASK_EACH_TIME: &str = "no-cache";

/// Which headers the files of a site are sent with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) path: Pattern,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

/// A file of the site or a setting that no rule can be made of.
#[derive(Debug, thiserror::Error)]
#[error("no header can be made for {0}")]
pub struct RulesError(String);

impl Rules {
    /// The rules of a site of those files under `base`, whose sign-ups go to that other origin, if they go to one.
    ///
    /// # Errors
    /// When a file has a name that no path of a rule can have.
    pub fn of(files: &BTreeSet<String>, base: &str, sign_up: Option<&str>) -> Result<Self, RulesError> {
        let mut rules = vec![rule(&format!("{base}*"), security(sign_up))?];
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in files {
            match file.split_once('/') {
                Some((folder, rest)) => {
                    folders.entry(folder).or_default().extend(rest.rsplit_once('.').map(|(_, kind)| kind));
                }
                None if file == "index.html" => rules.push(rule(base, vec![cached(false)])?),
                None => {
                    let path = format!("{base}{file}");
                    let headers = [cached(is_named_by_content(file))].into_iter().chain(by_kind(file));
                    rules.push(rule(&path, headers.collect())?);
                }
            }
        }
        for (folder, kinds) in folders {
            rules.push(rule(&format!("{base}{folder}/*"), vec![cached(false)])?);
            for kind in kinds {
                let headers = by_kind(&format!("{folder}/.{kind}"));
                if !headers.is_empty() {
                    rules.push(rule(&format!("{base}{folder}/*.{kind}"), headers)?);
                }
            }
        }
        Ok(Self(rules))
    }

    /// Reads `_headers` in a folder; a folder without it has no rules.
    ///
    /// # Errors
    /// When the file cannot be read, or has a line that is neither a path nor a header.
    pub fn read(folder: &Path) -> Result<Self, ToldError> {
        let mut rules: Vec<Rule> = Vec::new();
        follow_lines(&folder.join(super::HEADERS), |line| read_line(&mut rules, line))?;
        Ok(Self(rules))
    }

    /// The headers that a path is sent with.
    pub fn of_path(&self, path: &str) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.0.iter().filter(move |rule| rule.path.matches(path)).flat_map(|rule| &rule.headers)
    }

    /// Every rule.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }
}

fn read_line(rules: &mut Vec<Rule>, line: &str) -> Result<(), String> {
    if line.starts_with('/') {
        let path = Pattern::parse(line).map_err(|error| error.to_string())?;
        rules.push(Rule { path, headers: Vec::new() });
        return Ok(());
    }
    let Some((name, value)) = line.split_once(':') else {
        return Err("is neither a path nor a header with its value: nothing else is followed here".to_owned());
    };
    let rule = rules.last_mut().ok_or("a path comes before its headers")?;
    let name = name.trim().parse().map_err(|_| format!("'{}' is not the name of a header", name.trim()))?;
    let value = value.trim().parse().map_err(|_| format!("{name} has a value that no header can have"))?;
    rule.headers.push((name, value));
    Ok(())
}

type Header = (HeaderName, String);

fn rule(path: &str, headers: Vec<Header>) -> Result<Rule, RulesError> {
    let failed = |what: &str| RulesError(what.to_owned());
    let checked = headers
        .into_iter()
        .map(|(name, value)| value.parse().map(|value| (name, value)).map_err(|_| failed(&value)));
    let path = Pattern::parse(path).map_err(|_| failed(path))?;
    Ok(Rule { path, headers: checked.collect::<Result<_, _>>()? })
}

fn set(name: HeaderName, value: &str) -> Header {
    (name, value.to_owned())
}

/// What keeps a visitor safe, the same for every file.
fn security(sign_up: Option<&str>) -> Vec<Header> {
    vec![
        (header::CONTENT_SECURITY_POLICY, policy::header(sign_up)),
        // From the first visit on, for two years, the browser asks over https alone. Other names of the domain are the
        // operator's to answer for, so they are not included.
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
        // A file is what its type says, whatever its content looks like.
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Other sites learn which site a visitor came from, and not which vendor was looked up. Some services for forms
        // take sign-ups only from a site that they know, so it is not "no-referrer".
        set(header::REFERRER_POLICY, "strict-origin"),
        // The site asks for none of these, so that nothing that got into a page could.
        set(
            HeaderName::from_static("permissions-policy"),
            "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
             payment=(), usb=()",
        ),
        // A page of another site that opened this one, or that this one opened, has no hand in it.
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ]
}

fn cached(for_a_year: bool) -> Header {
    set(header::CACHE_CONTROL, if for_a_year { FOR_A_YEAR } else { ASK_EACH_TIME })
}

/// Whether a file's name changes with its content: `app-0123456789abcdef_bg.wasm`. Trunk leaves out zeros that its
/// hash begins with.
fn is_named_by_content(file: &str) -> bool {
    let Some((stem, _)) = file.rsplit_once('.') else { return false };
    let hash = stem.trim_end_matches("_bg").rsplit('-').next().unwrap_or_default();
    (12..=16).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What a file is sent with because of its kind: its type where hosts know none or another, and who may use it.
fn by_kind(file: &str) -> Vec<Header> {
    let typed = |kind: &str| set(header::CONTENT_TYPE, kind);
    // The open data and the badges are for the pages of others.
    let for_all = || {
        [
            set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        ]
    };
    let with_type = |kind: &str| for_all().into_iter().chain([typed(kind)]).collect();
    match file.rsplit('.').next().unwrap_or_default() {
        "json" | "svg" | "png" => for_all().into(),
        "csv" => with_type("text/csv; charset=utf-8"),
        "md" => with_type("text/markdown; charset=utf-8"),
        "txt" => with_type("text/plain; charset=utf-8"),
        "xml" if file.starts_with("sitemap") => vec![typed("application/xml; charset=utf-8")],
        "xml" if file == "opensearch.xml" => {
            vec![typed("application/opensearchdescription+xml; charset=utf-8")]
        }
        "xml" => with_type("application/atom+xml; charset=utf-8"),
        "webmanifest" => vec![typed("application/manifest+json")],
        // The app is for this site alone.
        "js" | "wasm" | "css" => {
            vec![set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")]
        }
        _ => Vec::new(),
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Rule { path, headers } in &self.0 {
            writeln!(f, "{path}")?;
            for (name, value) in headers {
                writeln!(f, "  {name}: {}", value.to_str().map_err(|_| fmt::Error)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::Rules;

    const FILES: [&str; 15] = [
        "index.html",
        "404.html",
        "app-0123456789abcdef.js",
        "app-123456789abcdef_bg.wasm",
        "main-0123456789abcdef.css",
        "list-0123456789abcdef.json",
        "vendors.json",
        "vendors.csv",
        "changes.xml",
        "sitemap.xml",
        "changes/index.html",
        "vendors/zoom/index.html",
        "vendors/zoom.json",
        "vendors/zoom.xml",
        "vendors/zoom.md",
    ];

    fn rules(base: &str) -> Rules {
        let files: BTreeSet<String> = FILES.map(ToOwned::to_owned).into();
        Rules::of(&files, base, Some("https://forms.example")).expect("rules")
    }

    fn header<'a>(rules: &'a Rules, path: &str, name: &str) -> Option<&'a str> {
        let mut found = rules.of_path(path).filter(|(header, _)| header == name);
        found.next().map(|(_, value)| value.to_str().expect("text"))
    }

    #[test]
    fn what_has_its_hash_in_its_name_is_kept_for_a_year_and_all_else_is_asked_for_each_time() {
        for base in ["/", "/countersign/"] {
            let rules = rules(base);
            for file in FILES {
                let expected = if file.contains("123456789abcdef") {
                    "public, max-age=31536000, immutable"
                } else {
                    "no-cache"
                };
                let path = format!("{base}{}", file.trim_end_matches("index.html"));
                assert_eq!(header(&rules, &path, "cache-control"), Some(expected), "{path}");
            }
        }
    }

    #[test]
    fn the_data_is_for_every_site_and_the_app_for_this_one() {
        let rules = rules("/");
        let allows = |path| header(&rules, path, "access-control-allow-origin");
        for path in
            ["/vendors.json", "/vendors.csv", "/vendors/zoom.json", "/vendors/zoom.md", "/changes.xml"]
        {
            assert_eq!(allows(path), Some("*"), "{path}");
            assert_eq!(header(&rules, path, "cross-origin-resource-policy"), Some("cross-origin"), "{path}");
        }
        for path in ["/", "/vendors/zoom/", "/app-0123456789abcdef.js"] {
            assert_eq!(allows(path), None, "{path}");
        }
        assert_eq!(
            header(&rules, "/vendors/zoom.xml", "content-type"),
            Some("application/atom+xml; charset=utf-8")
        );
        assert_eq!(header(&rules, "/sitemap.xml", "content-type"), Some("application/xml; charset=utf-8"));
    }

    #[test]
    fn every_answer_is_safe_that_of_a_page_that_is_not_there_too() {
        let rules = rules("/");
        for path in ["/", "/nothing", "/vendors/zoom.json"] {
            for name in [
                "content-security-policy",
                "strict-transport-security",
                "x-content-type-options",
                "referrer-policy",
                "permissions-policy",
                "cross-origin-opener-policy",
            ] {
                assert!(header(&rules, path, name).is_some(), "{name} of {path}");
            }
        }
        let policy = header(&rules, "/", "content-security-policy").expect("a policy");
        assert!(policy.contains("connect-src 'self' https://forms.example;"), "{policy}");
    }

    /// Netlify takes no notice of case and of a slash at the end, and reads `/vendors/*` as all that begins with
    /// `/vendors`: <https://github.com/netlify/build/blob/main/packages/headers-parser/src/for_regexp.ts>.
    fn netlify_matches(pattern: &str, path: &str) -> bool {
        let path = path.to_lowercase();
        match pattern.split_once('*') {
            None => path.trim_end_matches('/') == pattern.trim_end_matches('/'),
            Some((start, end)) => {
                let start = if end.is_empty() { start.trim_end_matches('/') } else { start };
                path.starts_with(start) && path.trim_end_matches('/').ends_with(end)
            }
        }
    }

    #[test]
    fn no_host_reads_two_values_of_one_header() {
        let rules = rules("/");
        for file in FILES {
            let path = format!("/{}", file.trim_end_matches("index.html"));
            let fitting = rules
                .iter()
                .filter(|rule| rule.path.matches(&path) || netlify_matches(&rule.path.to_string(), &path));
            let mut values: Vec<_> = fitting.flat_map(|rule| &rule.headers).collect();
            values.sort_by_key(|(name, value)| (name.as_str(), value.as_bytes()));
            values.dedup();
            let names = values.iter().map(|(name, _)| name);
            let different: BTreeSet<_> = names.clone().map(|name| name.as_str()).collect();
            assert_eq!(different.len(), names.count(), "{path}: {values:?}");
        }
    }

    #[test]
    fn the_file_keeps_to_the_limits_of_hosts_and_reads_back_the_same() {
        let written = rules("/");
        let text = written.to_string();
        // https://developers.cloudflare.com/pages/configuration/headers/: 100 rules, lines of 2,000 characters.
        assert!(text.lines().all(|line| line.len() <= 2_000), "{text}");
        assert!(text.lines().filter(|line| line.starts_with('/')).count() <= 100, "{text}");
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Rules::read(folder.path()).expect("no rules"), Rules::default());
        fs::write(folder.path().join("_headers"), format!("# Made\n\n{text}")).expect("a file");
        assert_eq!(Rules::read(folder.path()).expect("rules"), written);
    }

    #[test]
    fn what_is_not_followed_is_named_by_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, says) in [
            ("X-A: 1", "line 1: a path comes before its headers"),
            ("/*\n  ! X-A", "line 2: is neither a path nor a header"),
            ("/:slug\n  X-A: 1", "line 1: '/:slug' is not a path"),
            ("/*\n  X A: 1", "line 2: 'X A' is not the name of a header"),
            ("https://a.example/*\n  X-A: 1", "line 1: "),
        ] {
            fs::write(folder.path().join("_headers"), text).expect("a file");
            let error = Rules::read(folder.path()).expect_err(text).to_string();
            assert!(error.contains("_headers") && error.contains(says), "{error}");
        }
    }
}
