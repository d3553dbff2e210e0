//! The built site over HTTP, as `site serve` and nginx send it: every file, every header, every old address.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use directory::{Date, Record};
use site::check::Checked;
use site::publish::Publication;
use site::serve::{Base, router};
use site::settings::Settings;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::facts::{dist, records, workspace};
use crate::hostile_paths::HOSTILE_PATHS;
use crate::nginx::Nginx;

/// A server of the built site.
enum Server {
    Serve(Router),
    Nginx(Nginx),
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of letters"))
    }
}

struct Site {
    runtime: Runtime,
    servers: [Server; 2],
}

impl Site {
    fn built() -> Self {
        Self::of(&dist(), "/", "")
    }

    /// The site in a folder, which was published for `base`; nginx has settings of the operator's own too.
    fn of(folder: &Path, base: &str, settings: &str) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let serve = router(folder, &Base::parse(base).expect("a base"));
        let nginx = Nginx::start(folder, base, settings);
        Self { runtime, servers: [Server::Serve(serve), Server::Nginx(nginx)] }
    }

    /// Both answers: that of `site serve`, and that of nginx.
    fn ask(&self, path: &str, headers: &[(&str, &str)]) -> [Answer; 2] {
        self.servers.each_ref().map(|server| {
            let mut request = Request::get(path).header("host", "site.example");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).expect("a request");
            self.runtime.block_on(async {
                let answer = match server {
                    Server::Serve(router) => router.clone().oneshot(request).await.expect("an answer"),
                    Server::Nginx(server) => crate::nginx::ask(&server.socket(), request).await,
                };
                let (parts, body) = answer.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
                Answer { status: parts.status.as_u16(), headers: parts.headers, body }
            })
        })
    }
}

/// Every file of the site with its content, by its path in it.
fn files() -> BTreeMap<String, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_str().expect("a name");
                found.insert(name.to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(&dist(), &dist(), &mut found);
    found
}

/// The type of a file, as it is registered: <https://www.iana.org/assignments/media-types>.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().expect("a kind") {
        "html" => "text/html",
        "json" => "application/json",
        "js" => "javascript",
        "wasm" => "application/wasm",
        "css" => "text/css",
        "csv" => "text/csv",
        "md" => "text/markdown",
        "txt" => "text/plain",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/",
        "webmanifest" => "application/manifest+json",
        "xml" if name.starts_with("sitemap") => "application/xml",
        "xml" if name == "opensearch.xml" => "application/opensearchdescription+xml",
        "xml" => "application/atom+xml",
        other => panic!("no host is told a type for .{other}"),
    }
}

const SAFETY: [&str; 6] = [
    "content-security-policy",
    "strict-transport-security",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
];

fn is_compressed_form(name: &str) -> bool {
    [".br", ".gz"].iter().any(|end| name.ends_with(end))
}

#[test]
fn every_file_comes_whole_with_its_type_its_safety_and_how_long_it_keeps() {
    let (site, files) = (Site::built(), files());
    let sent = files.iter().filter(|(name, _)| !is_compressed_form(name) && !name.starts_with('_'));
    for (name, content) in sent.filter(|(name, _)| *name != "404.html") {
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        let [serve, nginx] = site.ask(&path, &[]);
        for answer in [&serve, &nginx] {
            assert_eq!((answer.status, &answer.body == content), (200, true), "{path}");
            let kind = answer.header("content-type").unwrap_or_default();
            assert!(kind.contains(media_type(name)), "{path} is {kind}");
            assert!(answer.header("etag").is_some(), "{path}");
        }
        let told = SAFETY.into_iter().chain([
            "cache-control",
            "access-control-allow-origin",
            "cross-origin-resource-policy",
        ]);
        for header in told {
            assert_eq!(serve.header(header), nginx.header(header), "{header} of {path}");
        }
        assert!(SAFETY.iter().all(|header| serve.header(header).is_some()), "{path}");
        assert!(serve.header("cache-control").is_some(), "{path}");
    }
}

#[test]
fn what_a_page_loads_is_kept_for_a_year_and_the_page_and_its_data_are_not() {
    let (site, files) = (Site::built(), files());
    let home = String::from_utf8(files["index.html"].clone()).expect("text");
    let is_code = |name: &str| [".js", ".wasm", ".css"].iter().any(|kind| name.ends_with(kind));
    let list = files.keys().find(|name| name.starts_with("list-") && name.ends_with(".json"));
    let is_lasting = |name: &&String| is_code(name) && *name != "sw.js";
    let lasting: Vec<&String> = files.keys().filter(is_lasting).chain(list).collect();
    assert_eq!(lasting.len(), 5, "{lasting:?}");
    for name in lasting {
        assert!(home.contains(name.as_str()), "the home page names {name}");
        for answer in site.ask(&format!("/{name}"), &[]) {
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{name}");
        }
    }
    for path in
        ["/", "/vendors/zoom/", "/about/", "/vendors.json", "/vendors/zoom.json", "/changes.xml", "/sw.js"]
    {
        for answer in site.ask(path, &[]) {
            assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        }
    }
}

#[test]
fn every_text_past_512_bytes_comes_compressed_to_who_takes_it() {
    let (site, files) = (Site::built(), files());
    for (name, content) in files.iter().filter(|(name, _)| !is_compressed_form(name)) {
        let is_text = !name.ends_with(".png") && !name.starts_with('_') && !name.ends_with(".ico");
        let is_worth_it = is_text && content.len() > 512;
        let forms = [".br", ".gz"].map(|end| files.get(&format!("{name}{end}")));
        assert_eq!(forms.map(|form| form.is_some()), [is_worth_it; 2], "{name}");
        let [_, Some(gzip)] = forms else { continue };
        if name == "404.html" {
            continue;
        }
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        for answer in site.ask(&path, &[("accept-encoding", "gzip")]) {
            assert_eq!(answer.header("content-encoding"), Some("gzip"), "{path}");
            let vary = answer.header("vary").map(str::to_lowercase);
            assert_eq!(vary.as_deref(), Some("accept-encoding"), "{path}");
            assert_eq!(&answer.body, gzip, "{path}");
        }
    }
}

#[test]
fn who_has_a_file_is_told_that_it_has_not_changed() {
    let site = Site::built();
    for path in ["/", "/vendors/zoom/", "/vendors.json"] {
        for encoding in ["identity", "gzip"] {
            let accepts = ("accept-encoding", encoding);
            let tags =
                site.ask(path, &[accepts]).map(|answer| answer.header("etag").expect("a tag").to_owned());
            for (index, tag) in tags.iter().enumerate() {
                let again = &site.ask(path, &[accepts, ("if-none-match", tag)])[index];
                assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
                assert_eq!(again.header("cache-control"), Some("no-cache"), "{path}");
            }
        }
    }
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let (site, files) = (Site::built(), files());
    let image = &files["share.png"];
    for answer in site.ask("/share.png", &[("range", "bytes=0-99")]) {
        assert_eq!((answer.status, answer.body.as_slice()), (206, &image[..100]));
        assert_eq!(answer.header("content-range"), Some(format!("bytes 0-99/{}", image.len()).as_str()));
    }
    for answer in site.ask("/share.png", &[("range", "bytes=99999999-")]) {
        assert_eq!(answer.status, 416);
    }
}

#[test]
fn what_is_not_there_is_a_404_with_the_page_for_it() {
    let (site, files) = (Site::built(), files());
    for path in [
        "/nothing",
        "/vendors/nobody/",
        "/vendors/nobody.xml",
        "/_headers",
        "/_redirects",
        "/vendors/",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
    ] {
        let [serve, nginx] = site.ask(path, &[]);
        for answer in [&serve, &nginx] {
            // nginx refuses what would climb out of its root before it looks for a page.
            let climbs = path.contains("%2") && answer.status == 400;
            assert!(answer.status == 404 || climbs, "{path}: {}", answer.status);
            assert!(climbs || answer.body == files["404.html"], "{path}");
            assert!(
                climbs || answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
            );
        }
        assert!(SAFETY.iter().all(|header| serve.header(header).is_some()), "{path}");
    }
}

#[test]
fn old_addresses_lead_on_with_what_was_asked() {
    let site = Site::built();
    for (old, new) in [
        ("/vendors/zoom?x=1", "/vendors/zoom/?x=1"),
        ("/categories/video", "/categories/video/"),
        ("/vendors/gmail", "/vendors/google-workspace/"),
        ("/vendors/gmail/?x=1", "/vendors/google-workspace/?x=1"),
    ] {
        for answer in site.ask(old, &[]) {
            assert!((301..=308).contains(&answer.status), "{old}: {}", answer.status);
            assert_eq!(answer.header("location"), Some(new), "{old}");
        }
    }
    for old in ["/Vendors/Zoom", "/VENDORS/GMAIL/", "/About"] {
        let [_, nginx] = site.ask(old, &[]);
        assert_eq!(nginx.status, 301, "{old}");
    }
}

/// A site of one vendor, `zoom`, published for `base`.
fn published_for(base: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = records().into_iter().find(|record| record["slug"] == "zoom").expect("a record");
    let zoom: Record = serde_json::from_value(zoom).expect("a record");
    let publication = Publication {
        shell: "<!doctype html><html><head></head><body></body></html>".to_owned(),
        data: Checked {
            records: vec![Record { aliases: vec!["Acme Meetings".to_owned()], ..zoom }],
            ..Checked::default()
        },
        settings: Settings::read(&workspace().join("public/site.json")).expect("the settings"),
        base: base.to_owned(),
        today: Date::parse("2026-11-24").expect("a day"),
    };
    publication.write(folder.path()).expect("a site");
    folder
}

#[test]
fn no_hostile_path_redirects_to_anything_but_a_page_of_the_site() {
    for base in ["/", "/countersign/"] {
        let folder = published_for(base);
        let under = base.trim_end_matches('/');
        let page = format!("{base}vendors/zoom/");
        // nginx keeps doubled slashes where an operator says so.
        for settings in ["", "merge_slashes off;"] {
            let site = Site::of(folder.path(), base, settings);
            for path in HOSTILE_PATHS.iter().flat_map(|path| [path.to_string(), format!("{under}{path}")]) {
                for query in ["", "?q=a&q=b%0d%0aX:1"] {
                    for answer in site.ask(&format!("{path}{query}"), &[]) {
                        let to: Vec<_> = answer.headers.get_all("location").iter().collect();
                        let is_page = to.is_empty() || to == [&format!("{page}{query}")];
                        assert!(is_page, "{path}{query} under {base}: {} {to:?}", answer.status);
                        assert!(answer.header("set-cookie").is_none() && answer.header("x").is_none());
                    }
                }
            }
            for old in ["vendors/acme-meetings", "vendors/acme-meetings/", "vendors/zoom"] {
                for answer in site.ask(&format!("{base}{old}?q=a&q=b"), &[]) {
                    assert_eq!(answer.header("location"), Some(format!("{page}?q=a&q=b").as_str()), "{old}");
                }
            }
        }
    }
}
