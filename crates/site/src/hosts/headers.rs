//! The file `_headers`, which Netlify and Cloudflare Pages read: <https://docs.netlify.com/routing/headers/>,
//! <https://developers.cloudflare.com/pages/configuration/headers/>. `site serve` and the nginx configuration apply the
//! same rules.
//!
//! If several rules match one path and set the same header, one host joins the values and the other uses the closest
//! rule. Therefore no two rules that match one path set a header to different values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use axum::http::{HeaderName, HeaderValue, header};

use super::csp;
use super::line_parser::{HostConfigError, parse_lines};
use super::path_pattern::PathPattern;
use crate::publish::assets::AssetManifest;
use crate::publish::output::has_hashed_name;

/// The cache directive of a file whose name contains the hash of its content: no visit requests it again for a year.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The cache directive of all other files: each visit revalidates them, usually with a "not modified" response.
const REVALIDATE: &str = "no-cache";

/// The response headers of a site's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRules(Vec<HeaderRule>);

/// The headers of all paths that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderRule {
    pub(super) path: PathPattern,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

/// A file name or a setting that a header rule cannot contain.
#[derive(Debug, thiserror::Error)]
#[error("a header rule cannot contain {0}")]
pub struct HeaderRulesError(String);

impl HeaderRules {
    /// The rules of a site with these files, and code of this manifest, under `base`. `sign_up_origin` is the other
    /// origin that receives sign-ups, if there is one.
    ///
    /// # Errors
    /// If a rule cannot contain the name of a file.
    pub fn new(
        files: &BTreeSet<String>,
        manifest: &AssetManifest,
        base: &str,
        sign_up_origin: Option<&str>,
    ) -> Result<Self, HeaderRulesError> {
        let mut rules = vec![rule(&format!("{base}*"), security_headers(sign_up_origin))?];
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in files {
            match file.split_once('/') {
                Some((folder, path)) => {
                    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
                    folders.entry(folder).or_default().extend(extension);
                }
                None if file == "index.html" => rules.push(rule(base, vec![cache_control(false)])?),
                None => {
                    let path = format!("{base}{file}");
                    // The manifest lists no JSON and no HTML.
                    let is_immutable =
                        manifest.files(|_| true).any(|code| code == file) || has_hashed_name(file);
                    let headers = [cache_control(is_immutable)].into_iter().chain(type_headers(file));
                    rules.push(rule(&path, headers.collect())?);
                }
            }
        }
        for (folder, extensions) in folders {
            rules.push(rule(&format!("{base}{folder}/*"), vec![cache_control(false)])?);
            for extension in extensions {
                let headers = type_headers(&format!("{folder}/.{extension}"));
                if !headers.is_empty() {
                    rules.push(rule(&format!("{base}{folder}/*.{extension}"), headers)?);
                }
            }
        }
        Ok(Self(rules))
    }

    /// Reads `_headers` in a folder; a folder without the file has no rules.
    ///
    /// # Errors
    /// If the file cannot be read, or a line is neither a path nor a header.
    pub fn read(folder: &Path) -> Result<Self, HostConfigError> {
        let mut rules: Vec<HeaderRule> = Vec::new();
        parse_lines(&folder.join(super::HEADERS), |line| parse_line(&mut rules, line))?;
        Ok(Self(rules))
    }

    /// The headers of a path.
    pub fn for_path(&self, path: &str) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.0.iter().filter(move |rule| rule.path.matches(path)).flat_map(|rule| &rule.headers)
    }

    /// All rules.
    pub(super) fn iter(&self) -> impl Iterator<Item = &HeaderRule> {
        self.0.iter()
    }
}

fn parse_line(rules: &mut Vec<HeaderRule>, line: &str) -> Result<(), String> {
    if line.starts_with('/') {
        let path = PathPattern::parse(line).map_err(|error| error.to_string())?;
        rules.push(HeaderRule { path, headers: Vec::new() });
        return Ok(());
    }
    let Some((name, value)) = line.split_once(':') else {
        return Err("expected a path, or a header with its value; nothing else is supported".to_owned());
    };
    let rule = rules.last_mut().ok_or("expected a path before its headers")?;
    let name = name.trim().parse().map_err(|_| format!("'{}' is not a header name", name.trim()))?;
    let value =
        value.trim().parse().map_err(|_| format!("the value of {name} is not a valid header value"))?;
    rule.headers.push((name, value));
    Ok(())
}

type Header = (HeaderName, String);

fn rule(path: &str, headers: Vec<Header>) -> Result<HeaderRule, HeaderRulesError> {
    let invalid = |text: &str| HeaderRulesError(text.to_owned());
    let headers = headers
        .into_iter()
        .map(|(name, value)| value.parse().map(|value| (name, value)).map_err(|_| invalid(&value)));
    let path = PathPattern::parse(path).map_err(|_| invalid(path))?;
    Ok(HeaderRule { path, headers: headers.collect::<Result<_, _>>()? })
}

fn new_header(name: HeaderName, value: &str) -> Header {
    (name, value.to_owned())
}

/// The security headers of every response, also of those of the sign-up service.
pub const COMMON_HEADERS: [(HeaderName, &str); 4] = [
    // After the first visit, browsers use HTTPS only, for two years. Subdomains are not included, since other sites of
    // the operator may use them.
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
    // Browsers must not guess a file's type from its content.
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // The site uses none of these features, so injected code must not use them either.
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
         payment=(), usb=()",
    ),
    // A page of another site cannot access the window of a page that it opened or was opened from.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The security headers, which are the same for all files.
fn security_headers(sign_up_origin: Option<&str>) -> Vec<Header> {
    let own = [
        (header::CONTENT_SECURITY_POLICY, csp::header(sign_up_origin)),
        // Other sites learn which site a visitor came from, and not which vendor was looked up. It is not "no-referrer"
        // because some form services only accept sign-ups from a known site.
        new_header(header::REFERRER_POLICY, "strict-origin"),
    ];
    own.into_iter().chain(COMMON_HEADERS.map(|(name, value)| new_header(name, value))).collect()
}

fn cache_control(is_immutable: bool) -> Header {
    new_header(header::CACHE_CONTROL, if is_immutable { IMMUTABLE } else { REVALIDATE })
}

/// The headers that depend on a file's type: its content type, if hosts know none or another one, and which sites may
/// use it.
fn type_headers(file: &str) -> Vec<Header> {
    let content_type = |value: &str| new_header(header::CONTENT_TYPE, value);
    // The open data and the badges are for use by other sites.
    let cross_origin = || {
        [
            new_header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            new_header(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        ]
    };
    let open_data = |value: &str| cross_origin().into_iter().chain([content_type(value)]).collect();
    match file.rsplit('.').next().unwrap_or_default() {
        "json" | "svg" | "png" => cross_origin().into(),
        "csv" => open_data("text/csv; charset=utf-8"),
        "md" => open_data("text/markdown; charset=utf-8"),
        "txt" => open_data("text/plain; charset=utf-8"),
        "xml" if file.starts_with("sitemap") => vec![content_type("application/xml; charset=utf-8")],
        "xml" if file == "opensearch.xml" => {
            vec![content_type("application/opensearchdescription+xml; charset=utf-8")]
        }
        "xml" => open_data("application/atom+xml; charset=utf-8"),
        "webmanifest" => vec![content_type("application/manifest+json")],
        // The app is for this site only.
        "js" | "wasm" | "css" => {
            vec![new_header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")]
        }
        _ => Vec::new(),
    }
}

impl fmt::Display for HeaderRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for HeaderRule { path, headers } in &self.0 {
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

    use super::HeaderRules;
    use crate::publish::assets::{AssetManifest, EntryPointAssets};

    const FILES: [&str; 18] = [
        "index.html",
        "404.html",
        "app-0123456789abcdef.js",
        "app-123456789abcdef_bg.wasm",
        "tools-0123456789abcdef.js",
        "tools-0123456789abcdef_bg.wasm",
        "main-0123456789abcdef.css",
        "sw.js",
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

    fn rules(base: &str) -> HeaderRules {
        let files: BTreeSet<String> = FILES.map(ToOwned::to_owned).into();
        let entry_point = |files: [&str; 2]| EntryPointAssets {
            name: "app".to_owned(),
            path_prefixes: Vec::new(),
            budget: 0,
            is_offline: true,
            files: files.map(ToOwned::to_owned).into(),
        };
        let manifest = AssetManifest {
            version: AssetManifest::VERSION,
            shared: vec!["main-0123456789abcdef.css".to_owned()],
            worker: "sw.js".to_owned(),
            entry_points: vec![
                entry_point(["app-0123456789abcdef.js", "app-123456789abcdef_bg.wasm"]),
                entry_point(["tools-0123456789abcdef.js", "tools-0123456789abcdef_bg.wasm"]),
            ],
        };
        HeaderRules::new(&files, &manifest, base, Some("https://forms.example")).expect("rules")
    }

    fn header<'a>(rules: &'a HeaderRules, path: &str, name: &str) -> Option<&'a str> {
        let mut found = rules.for_path(path).filter(|(header, _)| header == name);
        found.next().map(|(_, value)| value.to_str().expect("text"))
    }

    #[test]
    fn files_with_hashed_names_are_immutable_and_all_others_are_revalidated() {
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
    fn other_sites_may_use_the_data_and_not_the_app() {
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
    fn every_response_has_the_security_headers_even_for_a_missing_page() {
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

    /// Whether Netlify's pattern matches: it ignores case and a slash at the end, and `/vendors/*` matches every path
    /// that starts with `/vendors`: <https://github.com/netlify/build/blob/main/packages/headers-parser/src/for_regexp.ts>.
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
    fn no_host_finds_two_values_of_one_header() {
        let rules = rules("/");
        for file in FILES {
            let path = format!("/{}", file.trim_end_matches("index.html"));
            let matching = rules
                .iter()
                .filter(|rule| rule.path.matches(&path) || netlify_matches(&rule.path.to_string(), &path));
            let mut values: Vec<_> = matching.flat_map(|rule| &rule.headers).collect();
            values.sort_by_key(|(name, value)| (name.as_str(), value.as_bytes()));
            values.dedup();
            let names = values.iter().map(|(name, _)| name);
            let different: BTreeSet<_> = names.clone().map(|name| name.as_str()).collect();
            assert_eq!(different.len(), names.count(), "{path}: {values:?}");
        }
    }

    #[test]
    fn the_file_is_within_the_limits_of_hosts_and_survives_a_round_trip() {
        let written = rules("/");
        let text = written.to_string();
        // https://developers.cloudflare.com/pages/configuration/headers/: 100 rules, lines of 2,000 characters.
        assert!(text.lines().all(|line| line.len() <= 2_000), "{text}");
        assert!(text.lines().filter(|line| line.starts_with('/')).count() <= 100, "{text}");
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(HeaderRules::read(folder.path()).expect("no rules"), HeaderRules::default());
        fs::write(folder.path().join("_headers"), format!("# A comment\n\n{text}")).expect("a file");
        assert_eq!(HeaderRules::read(folder.path()).expect("rules"), written);
    }

    #[test]
    fn an_invalid_line_is_reported_with_file_and_line_number() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, message) in [
            ("X-A: 1", "line 1: expected a path before its headers"),
            ("/*\n  ! X-A", "line 2: expected a path, or a header"),
            ("/:slug\n  X-A: 1", "line 1: '/:slug' is not a path"),
            ("/*\n  X A: 1", "line 2: 'X A' is not a header name"),
            ("https://a.example/*\n  X-A: 1", "line 1: "),
        ] {
            fs::write(folder.path().join("_headers"), text).expect("a file");
            let error = HeaderRules::read(folder.path()).expect_err(text).to_string();
            assert!(error.contains("_headers") && error.contains(message), "{error}");
        }
    }
}
