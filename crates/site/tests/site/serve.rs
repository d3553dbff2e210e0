//! `site serve`: requests to a site over a real socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::{SETTINGS, folder};
use site::server::{BasePath, router};
use tempfile::TempDir;

fn dist() -> TempDir {
    let files = [
        ("index.html", "<h1>Home</h1>"),
        ("404.html", "<h1>Not here</h1>"),
        ("app.js", "run()"),
        ("app.js.br", "brotli"),
        ("app.js.gz", "gzip"),
        ("app_bg.wasm", "\0asm"),
        ("site.css", "body {}"),
        ("logo.svg", "<svg/>"),
        ("vendors.json", "{}"),
        ("changes.xml", "<feed/>"),
        ("vendors/acme/index.html", "<h1>Acme</h1>"),
        ("vendors/acme.json", "{\"slug\":\"acme\"}"),
        ("empty/nothing.txt", ""),
    ];
    folder(&files.map(|(name, text)| (name, text.to_owned())))
}

/// A server that stops when it is dropped.
struct Server {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

fn serve(dist: &Path, base: &str) -> Server {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let router = router(dist, &BasePath::parse(base).expect("a base path"));
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("an address");
    runtime.spawn(axum::serve(listener, router).into_future());
    Server { address, _runtime: runtime }
}

struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Sends a request with an unchanged target: HTTP clients would normalize the dots.
fn request(address: SocketAddr, method: &str, target: &str, headers: &str) -> Response {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
    let text = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(text.as_bytes()).expect("a request");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("a response");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("headers");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(key, value)| (key.to_lowercase(), value.to_owned())).collect();
    Response { status, headers, body: body.to_owned() }
}

fn get(server: &Server, target: &str) -> Response {
    request(server.address, "GET", target, "")
}

#[test]
fn files_have_their_content_types_and_folders_their_page() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    for (target, content_type, body) in [
        ("/", "text/html", "<h1>Home</h1>"),
        ("/?q=mail&baa=available", "text/html", "<h1>Home</h1>"),
        ("/vendors/acme/", "text/html", "<h1>Acme</h1>"),
        ("/vendors/acme.json", "application/json", "{\"slug\":\"acme\"}"),
        ("/app.js", "text/javascript", "run()"),
        ("/app_bg.wasm", "application/wasm", "\0asm"),
        ("/site.css", "text/css", "body {}"),
        ("/logo.svg", "image/svg+xml", "<svg/>"),
        ("/changes.xml", "text/xml", "<feed/>"),
    ] {
        let response = get(&server, target);
        assert_eq!((response.status, response.body.as_str()), (200, body), "{target}");
        assert_eq!(response.header("content-type"), Some(content_type), "{target}");
        assert_eq!(response.header("cache-control"), Some("no-cache"), "{target}");
    }
}

#[test]
fn a_missing_path_gets_the_404_page_with_status_404() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    for target in [
        "/nothing",
        "/vendors/nobody/",
        "/vendors.json/",
        "/app.js/x",
        "/empty/",
        "/index.html/",
        "/%ff",
        "/%00",
    ] {
        let response = get(&server, target);
        assert_eq!((response.status, response.body.as_str()), (404, "<h1>Not here</h1>"), "{target}");
        assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"), "{target}");
    }
    let with_headers = request(server.address, "GET", "/nothing", "Range: bytes=0-1\r\nIf-None-Match: *\r\n");
    assert_eq!((with_headers.status, with_headers.body.as_str()), (404, "<h1>Not here</h1>"));
    std::fs::remove_file(dist.path().join("404.html")).expect("the page");
    assert_eq!(get(&server, "/nothing").status, 404);
}

#[test]
fn a_folder_without_a_slash_redirects_to_the_one_with_it() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    let response = get(&server, "/vendors/acme?x=1");
    assert!((301..=308).contains(&response.status), "{}", response.status);
    assert_eq!(response.header("location"), Some("/vendors/acme/?x=1"));
}

#[test]
fn no_redirect_leads_to_another_host() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    for target in ["//vendors", "///vendors/acme", "//vendors/acme"] {
        let response = get(&server, target);
        assert_eq!((response.status, response.header("location")), (404, None), "{target}");
    }
}

#[test]
fn a_compressed_file_is_sent_to_clients_that_accept_it() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    for (accepted, encoding, body) in
        [("br, gzip", Some("br"), "brotli"), ("gzip", Some("gzip"), "gzip"), ("identity", None, "run()")]
    {
        let response = request(server.address, "GET", "/app.js", &format!("Accept-Encoding: {accepted}\r\n"));
        assert_eq!((response.header("content-encoding"), response.body.as_str()), (encoding, body));
        assert_eq!(response.header("content-type"), Some("text/javascript"));
        assert_eq!(response.header("vary"), Some("accept-encoding"));
    }
    let response = request(server.address, "GET", "/site.css", "Accept-Encoding: br, gzip\r\n");
    assert_eq!((response.header("content-encoding"), response.body.as_str()), (None, "body {}"));
}

#[test]
fn head_returns_headers_only_and_other_methods_are_rejected() {
    let dist = dist();
    let server = serve(dist.path(), "/");
    let response = request(server.address, "HEAD", "/vendors/acme/", "");
    assert_eq!((response.status, response.body.as_str()), (200, ""));
    assert_eq!(response.header("content-length"), Some("13"));
    let response = request(server.address, "HEAD", "/nothing", "");
    assert_eq!((response.status, response.body.as_str()), (404, ""));
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(request(server.address, method, "/", "").status, 405, "{method}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_served() {
    use std::os::unix::fs::symlink;

    let outside = folder(&[("secret.txt", "secret".to_owned()), ("dist/index.html", "home".to_owned())]);
    let dist = outside.path().join("dist");
    symlink("../secret.txt", dist.join("link.txt")).expect("a link");
    symlink("../secret.txt", dist.join("page.html.br")).expect("a link");
    symlink("..", dist.join("up")).expect("a link");
    symlink("index.html", dist.join("inside.html")).expect("a link");
    std::fs::write(dist.join("page.html"), "page").expect("a file");
    let server = serve(&dist, "/");
    for target in [
        "/../secret.txt",
        "/x/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/link.txt",
        "/up/secret.txt",
        "/up",
        "/.//../secret.txt",
    ] {
        let response = request(server.address, "GET", target, "Accept-Encoding: br\r\n");
        assert_eq!(response.status, 404, "{target}");
        assert!(!response.body.contains("secret"), "{target}");
    }
    let response = request(server.address, "GET", "/page.html", "Accept-Encoding: br\r\n");
    assert!(!response.body.contains("secret"), "{}", response.body);
    assert_eq!(get(&server, "/inside.html").body, "home");
}

#[test]
fn under_a_base_path_every_path_is_below_it() {
    let dist = dist();
    let server = serve(dist.path(), "/countersign/");
    assert_eq!(get(&server, "/countersign/").body, "<h1>Home</h1>");
    assert_eq!(get(&server, "/countersign/app.js").body, "run()");
    assert_eq!(get(&server, "/countersign").header("location"), Some("/countersign/"));
    assert_eq!(
        get(&server, "/countersign/vendors/acme").header("location"),
        Some("/countersign/vendors/acme/")
    );
    for target in ["/", "/app.js", "/countersignapp.js", "/countersign/nothing"] {
        let response = get(&server, target);
        assert_eq!((response.status, response.body.as_str()), (404, "<h1>Not here</h1>"), "{target}");
    }
}

/// A running `site serve`, which is killed when dropped, and its working directory.
struct Site(Child, #[expect(dead_code, reason = "the directory is removed when dropped")] TempDir);

impl Drop for Site {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn site_serve(dist: &Path, port: &str) -> Site {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    let folder = folder(&[("public/site.json", SETTINGS.to_owned())]);
    command.args(["serve", "--port", port, "--dir"]).arg(dist).current_dir(folder.path());
    let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    Site(process.expect("the site command"), folder)
}

fn first_line(site: &mut Site) -> String {
    let mut line = String::new();
    BufReader::new(site.0.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
    line
}

fn error(mut site: Site) -> String {
    let status = site.0.wait().expect("its exit status");
    assert_eq!(status.code(), Some(1));
    let mut text = String::new();
    site.0.stderr.take().expect("its errors").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn the_command_prints_the_address_once_it_accepts_requests() {
    let dist = dist();
    let mut site = site_serve(dist.path(), "0");
    let line = first_line(&mut site);
    let address = line.strip_prefix("Countersign is at http://").and_then(|line| line.strip_suffix("/\n"));
    let address: SocketAddr = address.and_then(|address| address.parse().ok()).expect("an address");
    assert_eq!(request(address, "GET", "/", "").body, "<h1>Home</h1>");

    let port = address.port().to_string();
    let error = error(site_serve(dist.path(), &port));
    assert!(error.contains(&format!("cannot listen on 127.0.0.1:{port}: ")), "{error}");
}

#[test]
fn an_error_names_a_folder_without_a_site() {
    let error = error(site_serve(Path::new("/nowhere"), "0"));
    assert!(error.contains("/nowhere") && error.contains("build the site first"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_command_exits_successfully_on_ctrl_c_with_an_open_connection() {
    let dist = dist();
    let mut site = site_serve(dist.path(), "0");
    let line = first_line(&mut site);
    let address =
        line.trim_end().trim_start_matches("Countersign is at http://").trim_end_matches('/').to_owned();
    let mut idle = TcpStream::connect(&address).expect("a connection");
    idle.write_all(b"GET / HTTP/1.1\r\n").expect("half a request");
    let kill = Command::new("kill").args(["-INT", &site.0.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    assert!(site.0.wait().expect("its exit status").success());
}
