//! The built site over HTTP, as `site serve` and nginx send it: files, headers, compression, redirects and errors.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use catalog::{Date, Record};
use flate2::read::GzDecoder;
use site::publish::Publication;
use site::publish::assets::EntryPoints;
use site::records::CheckedRecords;
use site::server::sign_ups::{self, ProxyHeader, TrustedProxies};
use site::server::{BasePath, router};
use site::subscriptions::Writer;
use site::verify::VerifyState;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::dist::{dist, manifest, typed_records};
use crate::fixtures::{self, typed_records_of};
use crate::hostile_paths::HOSTILE_PATHS;
use crate::nginx::Nginx;

/// A server of a site.
enum Server {
    Serve(Router),
    Nginx(Nginx),
}

/// A complete HTTP response.
struct ServerResponse {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl ServerResponse {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of visible characters"))
    }
}

/// A site on both servers.
struct TestSite {
    runtime: Runtime,
    servers: [Server; 2],
}

impl TestSite {
    /// The built site.
    fn dist() -> Self {
        Self::new(&dist(), "/", "")
    }

    /// The site in a folder, which was published for `base`, with directives of the operator for nginx.
    fn new(folder: &Path, base: &str, settings: &str) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let serve = router(folder, &BasePath::parse(base).expect("a base path"));
        let nginx = Nginx::start(folder, base, settings);
        Self { runtime, servers: [Server::Serve(serve), Server::Nginx(nginx)] }
    }

    /// The responses of `site serve` and of nginx.
    fn get(&self, path: &str, headers: &[(&str, &str)]) -> [ServerResponse; 2] {
        self.servers.each_ref().map(|server| {
            let mut request = Request::get(path).header("host", "site.example");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).expect("a request");
            self.runtime.block_on(async {
                let response = match server {
                    Server::Serve(router) => router.clone().oneshot(request).await.expect("a response"),
                    Server::Nginx(server) => crate::nginx::send(&server.socket(), request).await,
                };
                let (parts, body) = response.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
                ServerResponse { status: parts.status.as_u16(), headers: parts.headers, body }
            })
        })
    }
}

/// The content of every file of the built site, by path.
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

/// The registered media type of a file: <https://www.iana.org/assignments/media-types>.
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
        other => panic!("no media type for .{other}"),
    }
}

/// The security headers of every response.
const SECURITY_HEADERS: [&str; 6] = [
    "content-security-policy",
    "strict-transport-security",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
];

fn is_compressed(name: &str) -> bool {
    [".br", ".gz"].iter().any(|end| name.ends_with(end))
}

#[test]
fn every_file_has_its_content_media_type_and_headers() {
    let (site, files) = (TestSite::dist(), files());
    let sent = files.iter().filter(|(name, _)| !is_compressed(name) && !name.starts_with('_'));
    for (name, content) in sent.filter(|(name, _)| *name != "404.html") {
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        let [serve, nginx] = site.get(&path, &[]);
        for response in [&serve, &nginx] {
            assert_eq!((response.status, &response.body == content), (200, true), "{path}");
            let kind = response.header("content-type").unwrap_or_default();
            assert!(kind.contains(media_type(name)), "{path} is {kind}");
            assert!(response.header("etag").is_some(), "{path}");
        }
        let headers = SECURITY_HEADERS.into_iter().chain([
            "cache-control",
            "access-control-allow-origin",
            "cross-origin-resource-policy",
        ]);
        for header in headers {
            assert_eq!(serve.header(header), nginx.header(header), "{header} of {path}");
        }
        assert!(SECURITY_HEADERS.iter().all(|header| serve.header(header).is_some()), "{path}");
        assert!(serve.header("cache-control").is_some(), "{path}");
    }
}

#[test]
fn hashed_files_are_immutable_and_all_others_are_revalidated() {
    let (site, files) = (TestSite::dist(), files());
    let home = String::from_utf8(files["index.html"].clone()).expect("text");
    let manifest = manifest();
    let list = files.keys().find(|name| name.starts_with("list-") && name.ends_with(".json"));
    let list = list.expect("the list").as_str();
    let on_home_page = manifest.shared.iter().map(String::as_str).chain(manifest.main_files()).chain([list]);
    let on_home_page: Vec<&str> = on_home_page.collect();
    assert_eq!(on_home_page.len(), 5, "{on_home_page:?}");
    for name in on_home_page {
        assert!(home.contains(name), "the home page names {name}");
    }
    for name in manifest.files(|_| true).chain([list]) {
        for response in site.get(&format!("/{name}"), &[]) {
            assert_eq!(
                response.header("cache-control"),
                Some("public, max-age=31536000, immutable"),
                "{name}"
            );
        }
    }
    let vendor = vendor_path();
    let record = format!("{}.json", vendor.trim_end_matches('/'));
    for path in ["/", &vendor, "/about/", "/vendors.json", &record, "/changes.xml", "/sw.js"] {
        for response in site.get(path, &[]) {
            assert_eq!(response.header("cache-control"), Some("no-cache"), "{path}");
        }
    }
}

#[test]
fn text_of_more_than_512_bytes_is_sent_compressed() {
    let (site, files) = (TestSite::dist(), files());
    for (name, content) in files.iter().filter(|(name, _)| !is_compressed(name)) {
        let is_text = !name.ends_with(".png") && !name.starts_with('_') && !name.ends_with(".ico");
        let is_compressible = is_text && content.len() > 512;
        let compressed = [".br", ".gz"].map(|end| files.get(&format!("{name}{end}")));
        assert_eq!(compressed.map(|file| file.is_some()), [is_compressible; 2], "{name}");
        let [_, Some(gzip)] = compressed else { continue };
        if name == "404.html" {
            continue;
        }
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        for response in site.get(&path, &[("accept-encoding", "gzip")]) {
            assert_eq!(response.header("content-encoding"), Some("gzip"), "{path}");
            let vary = response.header("vary").map(str::to_lowercase);
            assert_eq!(vary.as_deref(), Some("accept-encoding"), "{path}");
            assert_eq!(&response.body, gzip, "{path}");
        }
    }
}

#[test]
fn compressed_forms_have_the_content_of_their_files() {
    let files = files();
    for (name, compressed) in files.iter().filter(|(name, _)| is_compressed(name)) {
        let (original, extension) = name.rsplit_once('.').expect("an extension");
        let mut content = Vec::new();
        let read = match extension {
            "br" => brotli::Decompressor::new(compressed.as_slice(), 4096).read_to_end(&mut content),
            _ => GzDecoder::new(compressed.as_slice()).read_to_end(&mut content),
        };
        read.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(content == files[original], "{name} has other content than {original}");
    }
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let site = TestSite::dist();
    for path in ["/", &vendor_path(), "/vendors.json"] {
        for encoding in ["identity", "gzip"] {
            let accept = ("accept-encoding", encoding);
            let tags =
                site.get(path, &[accept]).map(|response| response.header("etag").expect("a tag").to_owned());
            for (index, tag) in tags.iter().enumerate() {
                let again = &site.get(path, &[accept, ("if-none-match", tag)])[index];
                assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
                assert_eq!(again.header("cache-control"), Some("no-cache"), "{path}");
            }
        }
    }
}

#[test]
fn byte_ranges_are_supported() {
    let (site, files) = (TestSite::dist(), files());
    let image = &files["share.png"];
    for response in site.get("/share.png", &[("range", "bytes=0-99")]) {
        assert_eq!((response.status, response.body.as_slice()), (206, &image[..100]));
        assert_eq!(response.header("content-range"), Some(format!("bytes 0-99/{}", image.len()).as_str()));
    }
    for response in site.get("/share.png", &[("range", "bytes=99999999-")]) {
        assert_eq!(response.status, 416);
    }
}

#[test]
fn an_unknown_path_is_a_404_with_its_page() {
    let (site, files) = (TestSite::dist(), files());
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
        let [serve, nginx] = site.get(path, &[]);
        for response in [&serve, &nginx] {
            // nginx rejects a path outside of its root before it looks for a page.
            let is_rejected = path.contains("%2") && response.status == 400;
            assert!(response.status == 404 || is_rejected, "{path}: {}", response.status);
            assert!(is_rejected || response.body == files["404.html"], "{path}");
            assert!(
                is_rejected
                    || response.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
            );
        }
        assert!(SECURITY_HEADERS.iter().all(|header| serve.header(header).is_some()), "{path}");
    }
}

#[test]
fn old_paths_redirect_with_their_query() {
    let folder = published_for("/");
    let site = TestSite::new(folder.path(), "/", "");
    for (old, new) in [
        ("/vendors/zoom?x=1", "/vendors/zoom/?x=1"),
        ("/categories/video", "/categories/video/"),
        ("/vendors/acme-meetings", "/vendors/zoom/"),
        ("/vendors/acme-meetings/?x=1", "/vendors/zoom/?x=1"),
    ] {
        for response in site.get(old, &[]) {
            assert!((301..=308).contains(&response.status), "{old}: {}", response.status);
            assert_eq!(response.header("location"), Some(new), "{old}");
        }
    }
    for old in ["/Vendors/Zoom", "/VENDORS/ACME-MEETINGS/", "/About"] {
        let [_, nginx] = site.get(old, &[]);
        assert_eq!(nginx.status, 301, "{old}");
    }
}

/// The path of the page of one of the vendors.
fn vendor_path() -> String {
    format!("/vendors/{}/", typed_records()[0].slug)
}

/// A site of one vendor, `zoom`, which has the alias "Acme Meetings", published for `base`.
fn published_for(base: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = typed_records_of(&["zoom"]).remove(0);
    let publication = Publication {
        shell: "<!doctype html><html><head></head><body></body></html>".to_owned(),
        entry_points: EntryPoints::default(),
        data: CheckedRecords {
            records: vec![Record { aliases: vec!["Acme Meetings".to_owned()], ..zoom }],
            ..CheckedRecords::default()
        },
        checks: VerifyState::default(),
        settings: fixtures::settings(),
        base: base.to_owned(),
        today: Date::parse("2026-11-24").expect("a date"),
    };
    publication.write(folder.path()).expect("a site");
    folder
}

#[test]
fn no_hostile_path_redirects_to_another_host() {
    for base in ["/", "/countersign/"] {
        let folder = published_for(base);
        let prefix = base.trim_end_matches('/');
        let page = format!("{base}vendors/zoom/");
        // With this directive of an operator, nginx keeps doubled slashes.
        for settings in ["", "merge_slashes off;"] {
            let site = TestSite::new(folder.path(), base, settings);
            for path in HOSTILE_PATHS.iter().flat_map(|path| [path.to_string(), format!("{prefix}{path}")]) {
                for query in ["", "?q=a&q=b%0d%0aX:1"] {
                    for response in site.get(&format!("{path}{query}"), &[]) {
                        let targets: Vec<_> = response.headers.get_all("location").iter().collect();
                        let is_page = targets.is_empty() || targets == [&format!("{page}{query}")];
                        assert!(is_page, "{path}{query} under {base}: {} {targets:?}", response.status);
                        assert!(response.header("set-cookie").is_none() && response.header("x").is_none());
                    }
                }
            }
            for old in ["vendors/acme-meetings", "vendors/acme-meetings/", "vendors/zoom"] {
                for response in site.get(&format!("{base}{old}?q=a&q=b"), &[]) {
                    assert_eq!(
                        response.header("location"),
                        Some(format!("{page}?q=a&q=b").as_str()),
                        "{old}"
                    );
                }
            }
        }
    }
}

#[test]
fn nginx_passes_sign_ups_and_the_links_of_emails_on_to_the_service() {
    let folder = tempfile::tempdir().expect("a folder");
    for base in ["/", "/countersign/"] {
        let path = BasePath::parse(base).expect("a base path");
        let database = folder.path().join(format!("{}.sqlite", base.len()));
        let writer = Writer::open(&database, None).expect("the sign-ups");
        let proxies = TrustedProxies::new(&[], ProxyHeader::default());
        let service =
            sign_ups::router(writer, &dist(), &path, NonZeroU32::new(1000).expect("a number"), proxies);
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        let nginx = Nginx::start_with_service(&dist(), base, "", Some(&address));
        let send = |method: &str, path: &str, body: String| {
            let request = Request::builder()
                .method(method)
                .uri([base, path].concat())
                .header("host", "site.example")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("content-length", body.len())
                .body(Body::from(body))
                .expect("a request");
            runtime.block_on(async {
                let (parts, body) = crate::nginx::send(&nginx.socket(), request).await.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
                ServerResponse { status: parts.status.as_u16(), headers: parts.headers, body }
            })
        };
        let signed_up = send("POST", "api/signup", "email=a@clinic.example&vendor=zoom".to_owned());
        assert_eq!(signed_up.status, 200, "{base}: {}", String::from_utf8_lossy(&signed_up.body));
        let token = "0".repeat(40);
        let links = ["confirm", "unsubscribe"].map(|link| format!("api/{link}?token={token}"));
        for path in links.iter().map(String::as_str).chain(["api/health", "api/ready"]) {
            let response = send("GET", path, String::new());
            assert_eq!(response.status, 200, "{base}{path}");
            let policies: Vec<_> = response.headers.get_all("content-security-policy").iter().collect();
            assert_eq!(policies.len(), 1, "{base}{path}: {policies:?}");
        }
        let too_large = send("POST", "api/signup", "x".repeat(5000));
        assert_eq!(too_large.status, 413, "{base}");
        // The description of the API remains a page of the site.
        let page = send("GET", "api/", String::new());
        assert!(page.status == 200 && String::from_utf8_lossy(&page.body).contains("vendors.json"), "{base}");
    }
}
