//! The sign-up service of `site serve`, over a real socket, and the contents of its database.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{SETTINGS, folder, site_in, site_with_file_limit};

/// A running `site serve`, which is killed when dropped, and its working directory.
pub struct Site {
    process: Child,
    address: SocketAddr,
    pub folder: TempDir,
}

impl Site {
    pub fn start(more: &[&str]) -> Self {
        let files = [
            ("dist/index.html", "<h1>Home</h1>"),
            ("dist/main-1.css", "body {}"),
            ("dist/vendors/acme.json", r#"{"name":"Acme & <i>Sons</i>"}"#),
            ("dist/vendors/zebra.json", r#"{"name":"Zebra"}"#),
        ];
        Self::in_folder(folder(&files.map(|(name, text)| (name, text.to_owned()))), more)
    }

    pub fn in_folder(folder: TempDir, more: &[&str]) -> Self {
        let settings = folder.path().join("public/site.json");
        std::fs::create_dir_all(settings.parent().expect("a folder")).expect("a folder");
        std::fs::write(settings, SETTINGS).expect("the settings");
        let log = std::fs::File::create(folder.path().join("log.txt")).expect("a file");
        let mut process = site_with_file_limit()
            .args(["serve", "--port", "0"])
            .args(more)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the site command");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let address =
            line.trim_start_matches("Countersign is at http://").split('/').next().expect("an address");
        let address = address.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        Self { process, address, folder }
    }

    /// The process's identifier.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    fn post(&self, kind: &str, headers: &str, body: &str) -> Response {
        self.post_to("/api/signup", kind, headers, body).expect("a response")
    }

    pub fn post_to(&self, path: &str, kind: &str, headers: &str, body: &str) -> Option<Response> {
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        request(
            self.address,
            &format!("{head}Content-Type: {kind}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"),
        )
    }

    pub fn get(&self, path: &str) -> Response {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        request(self.address, &head).expect("a response")
    }

    /// Sends a form as the app does; returns the status and the JSON.
    pub fn send(&self, body: &str) -> (u16, Value) {
        let response = self.post(FORM, "Accept: application/json\r\n", body);
        assert_eq!(response.header("content-type"), Some("application/json"));
        (response.status, serde_json::from_str(&response.body).expect("JSON"))
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("data/sign-ups.sqlite")
    }

    /// Ends the program; its working directory remains.
    pub fn into_folder(mut self) -> TempDir {
        self.kill();
        std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"))
    }

    /// Kills the process (SIGKILL).
    fn kill(&mut self) {
        self.process.kill().expect("a running program");
        self.process.wait().expect("its exit status");
    }

    /// Each address with its vendor, from the export.
    fn exported(&self) -> Vec<String> {
        export(self.folder.path(), &[])
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn export(folder: &Path, more: &[&str]) -> Vec<String> {
    let ran = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["signups", "export"])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("the site command");
    assert!(ran.status.success(), "{ran:?}");
    let text = String::from_utf8(ran.stdout).expect("text");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("address,vendor,signed_up,confirmed,consent,suspended"));
    let without_time = |line: &str| {
        let columns: Vec<&str> = line.split(',').collect();
        assert!(columns[2].len() == 20 && columns[2].ends_with('Z'), "{line}");
        columns[..2].join(",")
    };
    lines.map(without_time).collect()
}

pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The response, if a complete one arrives.
fn request(address: SocketAddr, text: &str) -> Option<Response> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    // A server that rejects a request early may close the connection before it has read everything.
    let _ = stream.write_all(text.as_bytes());
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers: Vec<(String, String)> =
        headers.map(|(key, value)| (key.to_lowercase(), value.to_owned())).collect();
    let length = headers.iter().find(|(key, _)| key == "content-length")?.1.parse::<usize>().ok()?;
    (body.len() == length).then(|| Response { status, headers, body: body.to_owned() })
}

pub const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_sign_up_by_form_or_json_is_stored_and_exported() {
    let site = Site::start(&[]);
    let success = (
        200,
        json!({ "message": "Check your email: open the link in it, and press Confirm. Then you get one email per change, and nothing else." }),
    );
    assert_eq!(site.send("email=a%2Bb%40clinic.example&vendor=acme&leave_empty=&more=x"), success);
    // An address that is pasted comes with characters that nobody sees.
    assert_eq!(site.send("email=%E2%80%8B%C2%A0a%2Bb%40clinic.example%EF%BB%BF&vendor=acme"), success);
    let body = json!({ "email": "c@clinic.example", "vendor": "zebra" }).to_string();
    let response = site.post("application/json; charset=utf-8", "Accept: application/json\r\n", &body);
    assert_eq!((response.status, serde_json::from_str(&response.body).expect("JSON")), success);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("set-cookie"), None);
    assert_eq!(site.exported(), ["a+b@clinic.example,acme", "c@clinic.example,zebra"]);
    assert_eq!(export(site.folder.path(), &["--vendor", "zebra"]), ["c@clinic.example,zebra"]);
}

#[test]
fn an_address_is_stored_once_per_vendor_and_no_response_reveals_it() {
    let site = Site::start(&[]);
    let first = site.post(FORM, "Accept: application/json\r\n", "email=a@clinic.example&vendor=acme");
    for body in ["email=a@clinic.example&vendor=acme", "email=A@Clinic.Example&vendor=acme"] {
        let again = site.post(FORM, "Accept: application/json\r\n", body);
        let without_date = |response: &Response| {
            let mut headers = response.headers.clone();
            headers.retain(|(name, _)| name != "date");
            (response.status, headers, response.body.clone())
        };
        assert_eq!(without_date(&again), without_date(&first));
    }
    site.send("email=a@clinic.example&vendor=zebra");
    assert_eq!(site.exported(), ["a@clinic.example,acme", "a@clinic.example,zebra"]);
}

#[test]
fn a_rejected_sign_up_gets_a_reason_and_is_not_stored() {
    let site = Site::start(&[]);
    for (body, status, message) in [
        ("email=nobody&vendor=acme", 422, "not an email address"),
        ("vendor=acme", 422, "not an email address"),
        ("email=a@b.example\r\nBcc:x@y.example&vendor=acme", 422, "not an email address"),
        ("email=a@b.example&vendor=nobody", 422, "no such vendor"),
        ("email=a@b.example&vendor=../acme", 422, "no such vendor"),
        ("email=a@b.example", 422, "no such vendor"),
        ("email=a@b.example&vendor=acme&leave_empty=Acme", 422, "must remain empty"),
    ] {
        let (found, response) = site.send(body);
        let error = response["error"].as_str().expect("a message");
        assert!(found == status && error.contains(message), "{body}: {found} {error}");
    }
    for (kind, body, status) in [
        ("application/json", "{\"email\":", 400),
        ("application/json", "{\"email\":1}", 400),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("text/plain", "email=a@b.example&vendor=acme", 415),
        (FORM, &format!("email=a@b.example&vendor=acme&more={}", "x".repeat(4096)), 413),
    ] {
        let response = site.post(kind, "Accept: application/json\r\n", body);
        let body: Value = serde_json::from_str(&response.body).expect("JSON");
        assert!(response.status == status && body["error"].is_string(), "{kind}: {} {body}", response.status);
    }
    assert_eq!(site.exported(), Vec::<String>::new());
}

#[test]
fn a_sign_up_for_an_old_slug_is_stored_for_the_new_one() {
    let files = [
        ("dist/index.html", ""),
        ("dist/vendors/apex.json", "{}"),
        ("dist/renamed.json", r#"{"acme":"apex","zebra":null,"lost":"nobody"}"#),
    ];
    let site = Site::in_folder(folder(&files.map(|(name, text)| (name, text.to_owned()))), &[]);
    for vendor in ["acme", "apex"] {
        assert_eq!(site.send(&format!("email=a@clinic.example&vendor={vendor}")).0, 200);
    }
    for vendor in ["zebra", "lost"] {
        let (status, response) = site.send(&format!("email=a@clinic.example&vendor={vendor}"));
        assert!(status == 422 && response["error"].is_string(), "{vendor}: {status} {response}");
    }
    let database = rusqlite::Connection::open(site.database()).expect("the database");
    let rows: String = database
        .query_row("SELECT group_concat(address || ' ' || vendor) FROM subscription JOIN subscriber ON id = subscriber", [], |row| row.get(0))
        .expect("the rows");
    assert_eq!(rows, "a@clinic.example apex");
}

#[test]
fn a_body_of_4_kb_is_accepted_and_a_larger_chunked_one_is_rejected() {
    let site = Site::start(&[]);
    let mut body = "email=a@b.example&vendor=acme&more=".to_owned();
    body.push_str(&"x".repeat(4096 - body.len()));
    assert_eq!(site.send(&body).0, 200);
    let chunk = "x".repeat(5000);
    let head = "POST /api/signup HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
    let text = format!("{head}Content-Type: {FORM}\r\n\r\n{:x}\r\n{chunk}\r\n0\r\n\r\n", chunk.len());
    assert_eq!(request(site.address, &text).map(|response| response.status), Some(413));
}

#[test]
fn a_browser_without_javascript_gets_a_page_with_the_entered_address_and_a_link_back() {
    let site = Site::start(&[]);
    let accept = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    let page = site.post(FORM, accept, "email=a@clinic.example&vendor=acme&leave_empty=");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for text in ["Check your email", "href=\"/vendors/acme/\"", "href=\"/main-1.css\""] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let page = site.post(FORM, accept, "email=a@clinic.example&vendor=acme&leave_empty=Acme");
    // Its form has no honeypot that a password manager could fill in again.
    assert!(page.status == 422 && !page.body.contains("leave_empty"), "{}", page.body);
    assert!(page.body.contains("value=\"a@clinic.example\""), "{}", page.body);
    let page = site.post(FORM, accept, "email=%22%3E%3Cscript%3E&vendor=acme");
    assert_eq!(page.status, 422);
    for text in
        ["not an email address", "value=\"&quot;&gt;&lt;script&gt;\"", "value=\"acme\"", "/api/signup"]
    {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("<script"), "{}", page.body);
}

#[test]
fn a_client_over_the_rate_limit_gets_a_retry_time_and_does_not_affect_another() {
    let site = Site::start(&["--attempts-per-minute", "1"]);
    let from = |client: &str| {
        let headers = format!("Accept: application/json\r\nX-Forwarded-For: {client}\r\n");
        site.post(FORM, &headers, "email=a@clinic.example&vendor=acme")
    };
    assert_eq!(from("192.0.2.1").status, 200);
    let rejected = from("192.0.2.1");
    assert_eq!(rejected.status, 429);
    let wait: u64 = rejected.header("retry-after").expect("a wait").parse().expect("seconds");
    assert!(
        (1..=60).contains(&wait) && rejected.body.contains("Too many attempts"),
        "{wait}: {}",
        rejected.body
    );
    assert_eq!(from("192.0.2.2").status, 200);
}

#[test]
fn only_the_header_of_a_trusted_proxy_sets_the_address_of_a_client() {
    let statuses = |more: &[&str], header: &str| {
        let site = Site::start(&[&["--attempts-per-minute", "1"], more].concat());
        [1, 2].map(|client| {
            let headers = format!("{header}192.0.2.{client}\r\n");
            site.post(FORM, &headers, "email=a@clinic.example&vendor=acme").status
        })
    };
    assert_eq!(statuses(&[], "X-Forwarded-For: "), [200, 200]);
    assert_eq!(statuses(&[], "Forwarded: for="), [200, 429]);
    assert_eq!(statuses(&["--proxy-header", "forwarded"], "Forwarded: for="), [200, 200]);
    assert_eq!(statuses(&["--trusted-proxy", "192.0.2.0/24"], "X-Forwarded-For: "), [200, 429]);
}

#[test]
fn under_a_base_path_only_the_route_below_it_accepts_forms() {
    let files = [("dist/index.html", ""), ("dist/vendors/acme.json", "{}")];
    let site = Site::in_folder(
        folder(&files.map(|(name, text)| (name, text.to_owned()))),
        &["--base", "/countersign/"],
    );
    let body = "email=a@clinic.example&vendor=acme";
    let post = |path| site.post_to(path, FORM, "", body).expect("a response");
    let page = post("/countersign/api/signup");
    assert!(page.status == 200 && page.body.contains("href=\"/countersign/vendors/acme/\""), "{}", page.body);
    assert!(post("/api/signup").status >= 400);
    assert_eq!(post("/countersign/").status, 405);
    let get = format!(
        "GET /countersign/api/signup HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        site.address
    );
    assert_eq!(request(site.address, &get).map(|response| response.status), Some(405));
}

#[test]
fn the_database_is_private_to_its_owner_and_never_in_the_served_folder() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::start(&[]);
    site.send("email=a@clinic.example&vendor=acme");
    for path in [site.database(), site.folder.path().join("data")] {
        let mode = path.metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
    std::os::unix::fs::symlink("dist", site.folder.path().join("link")).expect("a link");
    for file in ["dist/s.sqlite", "x/../dist/s.sqlite", "data/../dist/s.sqlite", "link/s.sqlite"] {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_site"))
            .args(["serve", "--port", "0", "--sign-ups", file])
            .current_dir(site.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the site command");
        let mut line = String::new();
        let mut output = BufReader::new(serve.stdout.as_mut().expect("its output"));
        output.read_line(&mut line).expect("a line, or the end of the output");
        assert_eq!(line, "", "{file}: it started");
        let ran = serve.wait_with_output().expect("its exit status");
        let error = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && error.contains("is inside the served folder"), "{file}: {error}");
        assert!(!site.folder.path().join("dist/s.sqlite").exists() && !site.folder.path().join("x").exists());
    }
}

#[test]
fn a_file_that_is_not_a_database_is_reported_and_unchanged() {
    let folder = folder(&[
        ("dist/index.html", String::new()),
        ("public/site.json", SETTINGS.to_owned()),
        ("data/sign-ups.sqlite", "something else, longer than a header of SQLite ".repeat(20)),
    ]);
    let ran = site_in(folder.path(), &["serve", "--port", "0"]);
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(!ran.status.success() && error.contains("data/sign-ups.sqlite"), "{error}");
    let text = std::fs::read_to_string(folder.path().join("data/sign-ups.sqlite")).expect("the file");
    assert!(text.starts_with("something else"));
}

#[test]
fn confirmed_sign_ups_survive_kill_9() {
    const SENDERS: usize = 8;
    const BEFORE_THE_KILL: usize = 120;
    let mut site = Site::start(&["--attempts-per-minute", "100000"]);
    let (confirmed, count) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    thread::scope(|scope| {
        let (site, confirmed, count) = (&site, &confirmed, &count);
        for sender in 0..SENDERS {
            scope.spawn(move || {
                for number in 0.. {
                    let address = format!("{sender}-{number}@clinic.example");
                    let body = format!("email={address}&vendor=acme");
                    match site.post_to("/api/signup", FORM, "Accept: application/json\r\n", &body) {
                        Some(response) if response.status == 200 => {
                            confirmed
                                .lock()
                                .expect("the confirmed sign-ups")
                                .insert(format!("{address},acme"));
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                        // The process was killed.
                        _ => break,
                    }
                }
            });
        }
        while count.load(Ordering::Relaxed) < BEFORE_THE_KILL {
            thread::yield_now();
        }
        let id = site.process_id().to_string();
        assert!(Command::new("kill").args(["-KILL", &id]).status().expect("kill").success());
    });
    site.kill();
    let confirmed = confirmed.into_inner().expect("the confirmed sign-ups");
    let stored: BTreeSet<String> = site.exported().into_iter().collect();
    assert!(confirmed.len() >= BEFORE_THE_KILL);
    assert_eq!(confirmed.difference(&stored).collect::<Vec<_>>(), Vec::<&String>::new());
    let database = rusqlite::Connection::open(site.database()).expect("the file");
    let integrity: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a response");
    assert_eq!(integrity, "ok");
}
