//! `/api/signup` of `site serve`, over a real socket, and what is in the file afterwards.

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

use crate::common::folder;

/// The command, which ends with the test, and the file that it keeps sign-ups in.
struct Site {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Site {
    fn start(more: &[&str]) -> Self {
        let files = [
            ("dist/index.html", "<h1>Home</h1>"),
            ("dist/main-1.css", "body {}"),
            ("dist/vendors/acme.json", "{}"),
            ("dist/vendors/zebra.json", "{}"),
        ];
        Self::in_folder(folder(&files.map(|(name, text)| (name, text.to_owned()))), more)
    }

    fn in_folder(folder: TempDir, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_site"))
            .args(["serve", "--port", "0"])
            .args(more)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the site command");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let address =
            line.trim_start_matches("Countersign is at http://").split('/').next().expect("an address");
        let address = address.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        Self { process, address, folder }
    }

    fn post(&self, kind: &str, headers: &str, body: &str) -> Answer {
        self.post_to("/api/signup", kind, headers, body).expect("an answer")
    }

    fn post_to(&self, path: &str, kind: &str, headers: &str, body: &str) -> Option<Answer> {
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        ask(
            self.address,
            &format!("{head}Content-Type: {kind}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"),
        )
    }

    /// As the app sends it.
    fn send(&self, body: &str) -> (u16, Value) {
        let answer = self.post(FORM, "Accept: application/json\r\n", body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        (answer.status, serde_json::from_str(&answer.body).expect("JSON"))
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("data/sign-ups.sqlite")
    }

    /// Ends it as no program can prevent.
    fn kill(&mut self) {
        self.process.kill().expect("a running program");
        self.process.wait().expect("its end");
    }

    /// Each address with its vendor, as the export has them.
    fn exported(&self) -> Vec<String> {
        export(self.folder.path(), &[])
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have ended by itself.
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
    assert_eq!(lines.next(), Some("address,vendor,signed_up"));
    let without_moment = |line: &str| {
        let (rest, moment) = line.rsplit_once(',').expect("a moment");
        assert!(moment.len() == 20 && moment.ends_with('Z'), "{line}");
        rest.to_owned()
    };
    lines.map(without_moment).collect()
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The answer, if a whole one comes.
fn ask(address: SocketAddr, request: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    // A server that answers early may close before it has read all.
    let _ = stream.write_all(request.as_bytes());
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
    (body.len() == length).then(|| Answer { status, headers, body: body.to_owned() })
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_sign_up_by_form_or_json_is_in_the_file_and_in_the_export() {
    let site = Site::start(&[]);
    let said = (200, json!({ "message": "You are signed up: one email per change, and nothing else." }));
    assert_eq!(site.send("email=a%2Bb%40clinic.example&vendor=acme&company=&more=x"), said);
    let body = json!({ "email": "c@clinic.example", "vendor": "zebra" }).to_string();
    let answer = site.post("application/json; charset=utf-8", "Accept: application/json\r\n", &body);
    assert_eq!((answer.status, serde_json::from_str(&answer.body).expect("JSON")), said);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(site.exported(), ["a+b@clinic.example,acme", "c@clinic.example,zebra"]);
    assert_eq!(export(site.folder.path(), &["--vendor", "zebra"]), ["c@clinic.example,zebra"]);
}

#[test]
fn an_address_is_kept_once_a_vendor_and_nobody_is_told_that_it_was_known() {
    let site = Site::start(&[]);
    let first = site.post(FORM, "Accept: application/json\r\n", "email=a@clinic.example&vendor=acme");
    for body in ["email=a@clinic.example&vendor=acme", "email=A@Clinic.Example&vendor=acme"] {
        let again = site.post(FORM, "Accept: application/json\r\n", body);
        let without_date = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.retain(|(name, _)| name != "date");
            (answer.status, headers, answer.body.clone())
        };
        assert_eq!(without_date(&again), without_date(&first));
    }
    site.send("email=a@clinic.example&vendor=zebra");
    assert_eq!(site.exported(), ["a@clinic.example,acme", "a@clinic.example,zebra"]);
}

#[test]
fn what_is_refused_is_told_why_and_is_not_kept() {
    let site = Site::start(&[]);
    for (body, status, says) in [
        ("email=nobody&vendor=acme", 422, "not an email address"),
        ("vendor=acme", 422, "not an email address"),
        ("email=a@b.example\r\nBcc:x@y.example&vendor=acme", 422, "not an email address"),
        ("email=a@b.example&vendor=nobody", 422, "no vendor of that name"),
        ("email=a@b.example&vendor=../acme", 422, "no vendor of that name"),
        ("email=a@b.example", 422, "no vendor of that name"),
        ("email=a@b.example&vendor=acme&company=Acme", 422, "stays empty"),
    ] {
        let (found, answer) = site.send(body);
        let said = answer["error"].as_str().expect("a sentence");
        assert!(found == status && said.contains(says), "{body}: {found} {said}");
    }
    for (kind, body, status) in [
        ("application/json", "{\"email\":", 400),
        ("application/json", "{\"email\":1}", 400),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("text/plain", "email=a@b.example&vendor=acme", 415),
        (FORM, &format!("email=a@b.example&vendor=acme&more={}", "x".repeat(4096)), 413),
    ] {
        let answer = site.post(kind, "Accept: application/json\r\n", body);
        let said: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert!(answer.status == status && said["error"].is_string(), "{kind}: {} {said}", answer.status);
    }
    assert_eq!(site.exported(), Vec::<String>::new());
}

#[test]
fn a_sign_up_for_an_old_slug_is_kept_for_the_vendor_as_it_is_called_now() {
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
        let (status, answer) = site.send(&format!("email=a@clinic.example&vendor={vendor}"));
        assert!(status == 422 && answer["error"].is_string(), "{vendor}: {status} {answer}");
    }
    let kept = rusqlite::Connection::open(site.file()).expect("the file");
    let rows: String = kept
        .query_row("SELECT group_concat(address || ' ' || vendor) FROM sign_up", [], |row| row.get(0))
        .expect("the rows");
    assert_eq!(rows, "a@clinic.example apex");
}

#[test]
fn a_body_of_4_kb_is_read_and_one_that_only_claims_to_be_short_is_not() {
    let site = Site::start(&[]);
    let mut body = "email=a@b.example&vendor=acme&more=".to_owned();
    body.push_str(&"x".repeat(4096 - body.len()));
    assert_eq!(site.send(&body).0, 200);
    let chunk = "x".repeat(5000);
    let head = "POST /api/signup HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
    let request = format!("{head}Content-Type: {FORM}\r\n\r\n{:x}\r\n{chunk}\r\n0\r\n\r\n", chunk.len());
    assert_eq!(ask(site.address, &request).map(|answer| answer.status), Some(413));
}

#[test]
fn a_browser_without_scripts_gets_a_page_that_leads_back_and_keeps_what_was_typed() {
    let site = Site::start(&[]);
    let accept = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    let page = site.post(FORM, accept, "email=a@clinic.example&vendor=acme&company=");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for words in ["You are signed up", "href=\"/vendors/acme/\"", "href=\"/main-1.css\""] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let page = site.post(FORM, accept, "email=%22%3E%3Cscript%3E&vendor=acme");
    assert_eq!(page.status, 422);
    for words in
        ["not an email address", "value=\"&quot;&gt;&lt;script&gt;\"", "value=\"acme\"", "/api/signup"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("<script"), "{}", page.body);
}

#[test]
fn too_many_tries_from_one_place_are_told_when_to_come_back_and_do_not_stop_another() {
    let site = Site::start(&["--tries", "1"]);
    let from = |place: &str| {
        let headers = format!("Accept: application/json\r\nX-Forwarded-For: {place}\r\n");
        site.post(FORM, &headers, "email=a@clinic.example&vendor=acme")
    };
    assert_eq!(from("192.0.2.1").status, 200);
    let refused = from("192.0.2.1");
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").expect("a wait").parse().expect("seconds");
    assert!((1..=60).contains(&wait) && refused.body.contains("Too many tries"), "{wait}: {}", refused.body);
    assert_eq!(from("192.0.2.2").status, 200);
}

#[test]
fn under_a_sub_path_it_lies_below_it_and_nothing_else_takes_a_form() {
    let files = [("dist/index.html", ""), ("dist/vendors/acme.json", "{}")];
    let site = Site::in_folder(
        folder(&files.map(|(name, text)| (name, text.to_owned()))),
        &["--base", "/countersign/"],
    );
    let body = "email=a@clinic.example&vendor=acme";
    let post = |path| site.post_to(path, FORM, "", body).expect("an answer");
    let page = post("/countersign/api/signup");
    assert!(page.status == 200 && page.body.contains("href=\"/countersign/vendors/acme/\""), "{}", page.body);
    assert!(post("/api/signup").status >= 400);
    assert_eq!(post("/countersign/").status, 405);
    let get = format!(
        "GET /countersign/api/signup HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        site.address
    );
    assert_eq!(ask(site.address, &get).map(|answer| answer.status), Some(405));
}

#[test]
fn the_file_is_for_its_owner_alone_and_never_in_the_served_folder() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::start(&[]);
    site.send("email=a@clinic.example&vendor=acme");
    for path in [site.file(), site.folder.path().join("data")] {
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
        output.read_line(&mut line).expect("a line, or the end");
        assert_eq!(line, "", "{file}: it serves");
        let ran = serve.wait_with_output().expect("its end");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && said.contains("lies in the served folder"), "{file}: {said}");
        assert!(!site.folder.path().join("dist/s.sqlite").exists() && !site.folder.path().join("x").exists());
    }
}

#[test]
fn a_file_that_is_no_list_of_sign_ups_is_named_and_left_alone() {
    let folder = folder(&[
        ("dist/index.html", String::new()),
        ("data/sign-ups.sqlite", "something else, longer than a header of SQLite ".repeat(20)),
    ]);
    let ran = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["serve", "--port", "0"])
        .current_dir(folder.path())
        .output()
        .expect("the site command");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(!ran.status.success() && said.contains("data/sign-ups.sqlite"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("data/sign-ups.sqlite")).expect("the file");
    assert!(text.starts_with("something else"));
}

/// Whatever is being written when the program is killed: what was answered with success is there.
#[test]
fn what_was_answered_survives_kill_9() {
    const SENDERS: usize = 8;
    const BEFORE_THE_KILL: usize = 120;
    let mut site = Site::start(&["--tries", "100000"]);
    let (answered, count) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    thread::scope(|scope| {
        let (site, answered, count) = (&site, &answered, &count);
        for sender in 0..SENDERS {
            scope.spawn(move || {
                for number in 0.. {
                    let address = format!("{sender}-{number}@clinic.example");
                    let body = format!("email={address}&vendor=acme");
                    match site.post_to("/api/signup", FORM, "Accept: application/json\r\n", &body) {
                        Some(answer) if answer.status == 200 => {
                            answered.lock().expect("the answers").insert(format!("{address},acme"));
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                        // The program is gone.
                        _ => break,
                    }
                }
            });
        }
        while count.load(Ordering::Relaxed) < BEFORE_THE_KILL {
            thread::yield_now();
        }
        let id = site.process.id().to_string();
        assert!(Command::new("kill").args(["-KILL", &id]).status().expect("kill").success());
    });
    site.kill();
    let answered = answered.into_inner().expect("the answers");
    let kept: BTreeSet<String> = site.exported().into_iter().collect();
    assert!(answered.len() >= BEFORE_THE_KILL);
    assert_eq!(answered.difference(&kept).collect::<Vec<_>>(), Vec::<&String>::new());
    let database = rusqlite::Connection::open(site.file()).expect("the file");
    let intact: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
    assert_eq!(intact, "ok");
}
