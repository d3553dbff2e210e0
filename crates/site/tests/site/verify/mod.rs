//! `site verify` against a local web server that plays the hosts of the sources.

mod web_server;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use catalog::{Date, HttpsUrl, Record, Slug};
use serde_json::{Value, json};
use site::records::check_records;
use site::verify::{
    CitedSource, Fetcher, OpenRun, PublicResolver, Reason, Report, RunOptions, SourceState, TimeLimits,
    USER_AGENT, Verifier, VerifyState,
};
use tempfile::TempDir;
use web_server::{Reply, Request, WebServer};

use crate::publish::publication;

use crate::common::{SETTINGS, data_paths, folder, site_in, valid_record, workspace};

const TERM: &str = "We sign a Business Associate Agreement";

/// The noon of a day.
fn day(number: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(20_000 * 86_400 + number * 86_400 + 43_200)
}

/// Words of a page that a reader gets.
fn filler() -> String {
    "Every word of this page stands here so that it reads like a page. ".repeat(8)
}

fn page(content: &str) -> String {
    format!("<!doctype html><title>Trust</title><p>{}</p><p>{content}</p>", filler())
}

fn source(url: &str, terms: &[&str]) -> CitedSource {
    let terms = terms.iter().map(|&term| term.to_owned()).collect();
    CitedSource { url: HttpsUrl::parse(url).expect("a URL"), terms }
}

/// A server, a file for the state, and what a verifier needs.
struct Checked {
    server: WebServer,
    folder: TempDir,
    hosts: Vec<String>,
    options: RunOptions,
    limits: TimeLimits,
}

impl Checked {
    fn new(hosts: &[&str], answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            server: WebServer::start(hosts, answer),
            folder: tempfile::tempdir().expect("a folder"),
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            options: RunOptions {
                host_delay: Duration::ZERO,
                parallel: 8,
                program: PathBuf::from(env!("CARGO_BIN_EXE_site")),
            },
            limits: TimeLimits { connect: Duration::from_secs(60), total: Duration::from_secs(60) },
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("verify.json")
    }

    fn state(&self) -> VerifyState {
        VerifyState::read(&self.file()).expect("the state")
    }

    fn verifier(&self) -> Verifier {
        let addresses: HashMap<_, _> =
            self.hosts.iter().map(|host| (host.clone(), self.server.address)).collect();
        let resolver = PublicResolver::new(addresses, vec!["127.0.0.1/32".parse().expect("a network")]);
        let agent = format!("{USER_AGENT}/1.0 (+https://countersign.example/about/)");
        let fetcher = Fetcher::new(&agent, resolver, Some(&self.server.certificate), self.limits);
        Verifier::new(fetcher, self.options.clone())
    }

    /// Runs on a day, and returns the states by URL.
    fn run(&self, sources: &[CitedSource], number: u64) -> BTreeMap<String, SourceState> {
        self.run_at(sources, day(number))
    }

    fn run_at(&self, sources: &[CitedSource], now: SystemTime) -> BTreeMap<String, SourceState> {
        let mut state = self.state();
        self.verifier().run(sources, &mut state, &self.file(), now, &mut |_, _| ()).expect("a run");
        assert_eq!(state, self.state(), "the file is the state");
        state.sources.into_iter().map(|(url, source)| (url, source.state)).collect()
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn brotli(content: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters).expect("memory");
    compressed
}

/// A PDF with one line of text, or without any.
fn pdf(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = file.len();
    file += &format!("xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

/// What a page of the test answers.
type Answer = Box<dyn Fn() -> Reply + Send + Sync>;

/// The pages of one host: path, state, and response.
fn answers() -> Vec<(&'static str, SourceState, Answer)> {
    use SourceState::{Found, Gone, Missing, Moved, Refused, Unreachable, Unreadable};
    fn html(content: &str) -> Answer {
        let html = page(content);
        Box::new(move || Reply::html(html.clone()))
    }
    fn reply(make: impl Fn() -> Reply + Send + Sync + 'static) -> Answer {
        Box::new(make)
    }
    let typed = |kind: &'static str, body: Vec<u8>| {
        reply(move || Reply::new(200, &[("content-type", kind)], body.clone()))
    };
    let encoded = |coding: &'static str, body: Vec<u8>| {
        reply(move || {
            Reply::new(200, &[("content-type", "text/html"), ("content-encoding", coding)], body.clone())
        })
    };
    let with_term = page(&format!("{TERM}."));
    let soft = "We sign a busi&shy;ness associ\u{ad}ate agree\u{200b}ment";
    vec![
        ("/unchanged", Found, html("Yes. We sign a Business Associate Agreement on Pro.")),
        ("/case-and-space", Found, html("we sign a\n   BUSINESS&nbsp;Associate\tagreement")),
        ("/soft-hyphen", Found, html(soft)),
        ("/entities", Found, html("We sign a B&#117;siness Associate &#x41;greement")),
        (
            "/nested-tags",
            Found,
            html("We <b>sign <i>a</i></b> <span>Busi</span>ness <a href=/x>Associate</a> Agreement"),
        ),
        (
            "/hidden-answer",
            Found,
            html(
                "<details><summary>BAA?</summary><div hidden>We sign a Business Associate Agreement</div></details>",
            ),
        ),
        ("/term-moved-away", Missing, html("We no longer offer agreements with business associates.")),
        ("/term-in-a-comment", Missing, html("<!-- We sign a Business Associate Agreement -->")),
        (
            "/term-in-a-script",
            Missing,
            html("<script>let a = 'We sign a Business Associate Agreement';</script>"),
        ),
        (
            "/script-shell",
            Unreadable,
            reply(|| {
                Reply::html(
                    "<title>App</title><div id=root></div><script src=/a.js></script><noscript>Turn scripts on.</noscript>",
                )
            }),
        ),
        ("/empty", Unreadable, reply(|| Reply::html(""))),
        ("/challenge", Unreadable, reply(|| Reply::html(page("x").replace("Trust", "Just a moment...")))),
        (
            "/challenge-by-header",
            Unreadable,
            reply(|| {
                Reply::new(200, &[("content-type", "text/html"), ("cf-mitigated", "challenge")], page("x"))
            }),
        ),
        ("/image", Unreadable, typed("image/png", vec![0x89])),
        ("/plain-text", Found, typed("text/plain", format!("{}{TERM}", filler()).into_bytes())),
        (
            "/latin-1",
            Found,
            typed(
                "text/html; charset=iso-8859-1",
                [page("caf").as_bytes(), b"\xe9. We sign a\xa0Business Associate Agreement"].concat(),
            ),
        ),
        ("/utf-16", Found, typed("text/html", utf_16(&with_term))),
        ("/gzip", Found, encoded("gzip", gzip(with_term.as_bytes()))),
        ("/brotli", Found, encoded("br", brotli(with_term.as_bytes()))),
        ("/gzip-bomb", Unreadable, encoded("gzip", gzip(&vec![b'a'; 20_000_000]))),
        ("/broken-gzip", Unreadable, encoded("gzip", b"\x1f\x8b\x08 not gzip".to_vec())),
        ("/pdf", Found, typed("application/pdf", pdf("We sign a Business Associate Agreement"))),
        ("/pdf-without-the-term", Missing, typed("application/pdf", pdf(&filler().repeat(2)))),
        ("/pdf-without-text", Unreadable, typed("application/pdf", pdf(""))),
        ("/not-a-pdf", Unreadable, typed("application/pdf", b"%PDF-1.4 nonsense".to_vec())),
        ("/moved", Moved, reply(|| Reply::redirect("/unchanged"))),
        ("/moved-to-a-subdomain", Moved, reply(|| Reply::redirect("https://docs.acme.example/unchanged"))),
        ("/moved-twice", Moved, reply(|| Reply::redirect("/moved"))),
        ("/moved-to-another-site", Gone, reply(|| Reply::redirect("https://other.example/unchanged"))),
        ("/redirect-to-root", Gone, reply(|| Reply::redirect("https://acme.example/"))),
        ("/redirect-to-root-of-a-language", Gone, reply(|| Reply::redirect("/en-us/"))),
        ("/redirect-to-sign-in", Gone, reply(|| Reply::redirect("/account/login?next=/x"))),
        (
            "/redirect-to-a-private-address",
            Unreachable,
            reply(|| Reply::redirect("https://169.254.169.254/latest")),
        ),
        (
            "/redirect-to-a-name-with-a-private-address",
            Unreachable,
            reply(|| Reply::redirect("https://localhost/")),
        ),
        ("/redirect-to-http", Unreachable, reply(|| Reply::redirect("http://acme.example/unchanged"))),
        ("/redirect-without-an-end", Unreachable, reply(|| Reply::redirect("/redirect-back"))),
        ("/redirect-back", Unreachable, reply(|| Reply::redirect("/redirect-without-an-end"))),
        ("/401", Refused, reply(|| Reply::status(401))),
        ("/403", Refused, reply(|| Reply::status(403))),
        ("/406", Refused, reply(|| Reply::status(406))),
        ("/429", Refused, reply(|| Reply::status(429))),
        ("/451", Refused, reply(|| Reply::status(451))),
        ("/999", Refused, reply(|| Reply::status(999))),
        ("/not-allowed/by-robots", Refused, html(TERM)),
        ("/404", Gone, reply(|| Reply::status(404))),
        ("/410", Gone, reply(|| Reply::status(410))),
        ("/500", Unreachable, reply(|| Reply::status(500))),
        ("/503", Unreachable, reply(|| Reply::status(503))),
        ("/connection-ends", Unreachable, reply(|| Reply::Nothing)),
        ("/endless", Unreadable, reply(|| Reply::Endless)),
    ]
}

/// The host of a page. Errors have hosts of their own, since a host with several in a row gets no more requests.
fn host_of(path: &str) -> &'static str {
    match path {
        "/403" => "status-403.example",
        "/429" => "status-429.example",
        "/500" => "status-500.example",
        "/503" => "status-503.example",
        "/connection-ends" => "connection-ends.example",
        _ => "acme.example",
    }
}

#[test]
fn each_response_leads_to_its_state() {
    let pages: HashMap<&str, _> = answers().into_iter().map(|(path, _, reply)| (path, reply)).collect();
    let hosts: BTreeSet<&str> = answers().iter().map(|(path, ..)| host_of(path)).collect();
    let hosts: Vec<&str> = hosts.into_iter().chain(["docs.acme.example", "other.example"]).collect();
    let checked = Checked::new(&hosts, move |request| match request.path.as_str() {
        "/robots.txt" => Reply::new(200, &[], "User-agent: *\nDisallow: /not-allowed/\n"),
        "/" | "/en-us/" | "/account/login?next=/x" => Reply::html(page(TERM)),
        path => pages.get(path).map_or_else(|| Reply::status(404), |reply| reply()),
    });
    let expected: BTreeMap<String, SourceState> = answers()
        .into_iter()
        .map(|(path, state, _)| (format!("https://{}{path}", host_of(path)), state))
        .collect();
    let mut sources: Vec<CitedSource> = expected.keys().map(|url| source(url, &[TERM])).collect();
    sources.push(source("https://wrong-certificate.example/", &[TERM]));
    let mut checked = checked;
    checked.hosts.push("wrong-certificate.example".to_owned());
    let mut states = checked.run(&sources, 0);
    assert_eq!(states.remove("https://wrong-certificate.example/"), Some(SourceState::Unreachable));
    assert_eq!(states, expected);
    assert!(!checked.server.pages_of("acme.example").contains(&"/not-allowed/by-robots".to_owned()));
    let state = checked.state();
    let moved = &state.sources["https://acme.example/moved-twice"];
    assert_eq!(moved.moved_to.as_deref(), Some("https://acme.example/unchanged"));
    let missing = &state.sources["https://acme.example/term-moved-away"];
    assert_eq!(
        missing.terms[TERM].nearest.as_deref(),
        Some("We no longer offer agreements with business associates.")
    );
    for request in checked.server.requests() {
        let agent = request.header("user-agent").expect("a header");
        assert!(agent.starts_with("CountersignVerify/") && agent.contains("/about/"), "{agent}");
    }
}

#[test]
fn a_slow_response_ends_at_the_time_limit() {
    let mut checked = Checked::new(&["acme.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::SlowDrip,
    });
    checked.limits.total = Duration::from_secs(5);
    let states = checked.run(&[source("https://acme.example/a", &[TERM])], 0);
    assert_eq!(states["https://acme.example/a"], SourceState::Unreachable);
    assert_eq!(checked.server.pages_of("acme.example"), ["/a"]);
}

#[test]
fn robots_txt_is_obeyed_in_every_form() {
    use SourceState::{Found, Refused};
    for (file, expected) in [
        (Reply::new(200, &[], "User-agent: CountersignVerify\nDisallow: /\n"), Refused),
        (
            Reply::new(200, &[], "User-agent: *\nDisallow: /\n\nUser-agent: countersignverify\nAllow: /\n"),
            Found,
        ),
        (Reply::new(200, &[], "User-agent: *\nDisallow: /*.pdf$\nDisallow: /private\n"), Found),
        (Reply::new(200, &[], "<html>not found</html>"), Found),
        (Reply::status(404), Found),
        (Reply::status(403), Found),
        (Reply::status(503), Refused),
    ] {
        let file = Mutex::new(Some(file));
        let checked = Checked::new(&["acme.example"], move |request| match request.path.as_str() {
            "/robots.txt" => file.lock().expect("the file").take().expect("it is requested once"),
            _ => Reply::html(page(TERM)),
        });
        let sources = [source("https://acme.example/a", &[TERM]), source("https://acme.example/b", &[TERM])];
        let states: BTreeSet<SourceState> = checked.run(&sources, 0).into_values().collect();
        assert_eq!(states, [expected].into());
        let pages = if expected == Refused { 0 } else { 2 };
        assert_eq!(checked.server.pages_of("acme.example").len(), pages);
    }
}

#[test]
fn each_host_has_its_pause_and_hosts_do_not_wait_for_each_other() {
    const DELAY: Duration = Duration::from_millis(300);
    let mut checked = Checked::new(&["a.example", "b.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(page(TERM)),
    });
    checked.options.host_delay = DELAY;
    let urls: Vec<String> = ["a", "b"]
        .iter()
        .flat_map(|host| (0..4).map(move |page| format!("https://{host}.example/{page}")))
        .collect();
    let sources: Vec<_> = urls.iter().map(|url| source(url, &[TERM])).collect();
    checked.run(&sources, 0);
    let requests = checked.server.requests();
    let times = |host: &str| {
        requests.iter().filter(|request| request.host == host).map(|request| request.time).collect::<Vec<_>>()
    };
    for host in ["a.example", "b.example"] {
        let times = times(host);
        assert_eq!(times.len(), 5);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= DELAY), "{host}: {times:?}");
    }
    // Both hosts got requests before either was done.
    assert!(times("a.example")[0] < times("b.example")[4] && times("b.example")[0] < times("a.example")[4]);
}

#[test]
fn a_host_that_says_when_gets_another_request_then() {
    let first = AtomicBool::new(true);
    let checked = Checked::new(&["acme.example"], move |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ if first.swap(false, Ordering::Relaxed) => Reply::new(429, &[("retry-after", "1")], ""),
        _ => Reply::html(page(TERM)),
    });
    let states = checked.run(&[source("https://acme.example/a", &[TERM])], 0);
    assert_eq!(states["https://acme.example/a"], SourceState::Found);
    let requests = checked.server.requests();
    assert!(requests[2].time - requests[1].time >= Duration::from_secs(1));
}

#[test]
fn a_host_that_refuses_gets_no_more_requests() {
    for (reply, expected, requests) in [
        (Reply::status(403), SourceState::Refused, 3),
        (Reply::status(500), SourceState::Unreachable, 3),
        (Reply::new(429, &[("retry-after", "3600")], ""), SourceState::Refused, 1),
        (Reply::Nothing, SourceState::Unreachable, 3),
        // A page that is not there says nothing about the others.
        (Reply::status(404), SourceState::Gone, 8),
    ] {
        let checked = Checked::new(&["acme.example"], move |request| match request.path.as_str() {
            "/robots.txt" => Reply::status(404),
            _ => reply.clone(),
        });
        let urls: Vec<String> = (0..8).map(|page| format!("https://acme.example/{page}")).collect();
        let sources: Vec<_> = urls.iter().map(|url| source(url, &[TERM])).collect();
        let states: BTreeSet<SourceState> = checked.run(&sources, 0).into_values().collect();
        assert_eq!(states, [expected].into());
        assert_eq!(checked.server.pages_of("acme.example").len(), requests, "{expected:?}");
    }
}

#[test]
fn records_that_cite_one_page_are_compared_with_their_own_terms() {
    let checked = Checked::new(&["acme.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(page(TERM)),
    });
    let url = "https://acme.example/a";
    let sources = [source(url, &[TERM]), source(url, &["HITRUST"]), source(url, &[])];
    for number in 0..3 {
        checked.run(&sources, number);
    }
    let page = checked.state().sources[url].clone();
    let shown = |terms: &[&str]| {
        let terms: Vec<String> = terms.iter().map(|&term| term.to_owned()).collect();
        (page.state_of(&terms), page.needs_work(&terms))
    };
    assert_eq!(shown(&[TERM]), (SourceState::Found, false));
    assert_eq!(shown(&["HITRUST"]), (SourceState::Missing, true));
    assert_eq!(shown(&[]), (SourceState::Reachable, false));
}

#[test]
fn an_unchanged_page_is_not_sent_again() {
    let checked = Checked::new(&["acme.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/by-date" if request.header("if-modified-since") == Some("Sat, 28 Nov 2026 00:00:00 GMT") => {
            Reply::status(304)
        }
        "/by-tag" if request.header("if-none-match") == Some("\"1\"") => Reply::status(304),
        "/moved" => Reply::redirect("/by-tag"),
        _ => Reply::new(
            200,
            &[
                ("content-type", "text/html"),
                ("etag", "\"1\""),
                ("last-modified", "Sat, 28 Nov 2026 00:00:00 GMT"),
            ],
            page(TERM),
        ),
    });
    let urls = ["https://acme.example/by-date", "https://acme.example/by-tag", "https://acme.example/moved"];
    let sources = urls.map(|url| source(url, &[TERM]));
    let first = checked.run(&sources, 0);
    checked.server.forget();
    let second = checked.run(&sources, 1);
    assert_eq!(first, second);
    assert_eq!(
        checked.server.statuses(),
        [("/by-date", 304), ("/by-tag", 304), ("/by-tag", 304), ("/moved", 301)]
            .map(|(path, status)| (path.to_owned(), status))
    );
    let state = checked.state();
    for url in urls {
        assert_eq!(state.sources[url].terms[TERM].seen, checked_date(1), "{url}");
        assert_eq!(state.sources[url].checked, "2024-10-05T12:00:00Z", "{url}");
    }
    // Other terms need the page.
    let states = checked.run(&[source(urls[1], &["HITRUST"])], 2);
    assert_eq!(states[urls[1]], SourceState::Missing);
}

fn checked_date(number: i32) -> Option<Date> {
    Date::from_unix_days(20_000 + number)
}

#[test]
fn only_three_different_days_without_a_term_are_work() {
    let url = "https://acme.example/a";
    let day_of_reply = Arc::new(Mutex::new(Reply::status(404)));
    let reply = Arc::clone(&day_of_reply);
    let checked = Checked::new(&["acme.example"], move |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => std::mem::replace(&mut *reply.lock().expect("the reply"), Reply::Nothing),
    });
    let sources = [source(url, &[TERM])];
    let run = |now, reply| {
        *day_of_reply.lock().expect("the reply") = reply;
        checked.run_at(&sources, now);
        let source = checked.state().sources[url].clone();
        let terms = [TERM.to_owned()];
        (source.failed_days(&terms), source.needs_work(&terms))
    };
    assert_eq!(run(day(0), Reply::html(page(TERM))), (0, false));
    assert_eq!(run(day(1), Reply::html(page("Other words"))), (1, false));
    let evening = day(1) + Duration::from_secs(6 * 60 * 60);
    assert_eq!(run(evening, Reply::html(page("Other words"))), (1, false), "the same day counts once");
    assert_eq!(run(day(2), Reply::status(403)), (1, false), "a refusal neither confirms nor alarms");
    assert_eq!(run(day(3), Reply::status(404)), (2, false));
    assert_eq!(run(day(4), Reply::status(500)), (2, false));
    assert_eq!(run(day(5), Reply::html(page("Other words"))), (3, true));
    let term = checked.state().sources[url].terms[TERM].clone();
    assert_eq!(term.sentence.as_deref(), Some(TERM), "what was there last");
    assert_eq!(run(day(6), Reply::html(page(TERM))), (0, false));
}

#[test]
fn the_site_publishes_when_each_source_was_seen_and_after_three_days_that_it_is_gone_but_no_text() {
    let record: Record = serde_json::from_value(valid_record()).expect("a record");
    let day_of_reply = Arc::new(Mutex::new(Reply::status(404)));
    let reply = Arc::clone(&day_of_reply);
    let checked = Checked::new(&["acme.example"], move |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/hipaa" => std::mem::replace(&mut *reply.lock().expect("the reply"), Reply::Nothing),
        _ => Reply::html(page("Our SOC 2 report")),
    });
    let sources: Vec<CitedSource> = record
        .sources
        .iter()
        .map(|source| CitedSource { url: source.url.clone(), terms: source.terms.clone() })
        .collect();
    // Checks on a day, publishes, and returns the vendor's page as Markdown, and its entry of the file.
    let publish = |number, reply| {
        *day_of_reply.lock().expect("the reply") = reply;
        checked.run(&sources, number);
        let out = tempfile::tempdir().expect("a folder");
        let today = checked_date(30).expect("a date");
        publication(&today.to_string(), vec![record.clone()], checked.state())
            .write(out.path())
            .expect("a site");
        let read = |name: &str| fs::read_to_string(out.path().join(name)).expect("a file");
        let file = read("verification.json");
        assert!(!file.contains("Ask for") && !file.contains("Other words"), "no text of a page: {file}");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        (read("vendors/acme.md"), file["vendors"]["acme"].clone())
    };

    let (text, entry) = publish(0, Reply::html(page("Ask for our Business Associate Agreement")));
    assert_eq!(
        entry,
        json!([
            { "url": "https://acme.example/hipaa", "checked": "2024-10-04", "seen": "2024-10-04" },
            { "url": "https://acme.example/security", "checked": "2024-10-04", "seen": "2024-10-04" }
        ])
    );
    assert!(text.contains("Sources checked on Oct 4, 2024 by a program"), "{text}");
    assert!(text.contains("cited words last seen Oct 4, 2024"), "{text}");
    assert!(text.contains("page last reached Oct 4, 2024"), "{text}");

    for number in [1, 2] {
        let (text, entry) = publish(number, Reply::status(404));
        assert_eq!(entry[0].get("problem"), None, "day {number}");
        assert!(!text.contains("is gone"), "day {number}: {text}");
        assert!(text.contains("cited words last seen Oct 4, 2024"), "{text}");
    }
    let (text, entry) = publish(3, Reply::status(410));
    assert_eq!(entry[0]["problem"], "gone");
    assert_eq!(entry[0]["seen"], "2024-10-04");
    assert!(text.contains("**This page is gone.** [Archived copy](https://archive.example/hipaa)"), "{text}");
    assert!(text.contains("Sources checked on Oct 7, 2024"), "{text}");

    let (text, entry) = publish(4, Reply::status(403));
    assert_eq!(entry[0].get("problem"), None, "a refusal does not alarm");
    assert!(!text.contains("is gone"), "{text}");
    for number in [5, 6] {
        let (_, entry) = publish(number, Reply::html(page("Other words")));
        assert_eq!(entry[0].get("problem"), None, "day {number}: the page is there, and lacks a term");
    }
    let (text, entry) = publish(7, Reply::html(page("Other words")));
    assert_eq!(entry[0]["problem"], "missing");
    assert!(text.contains("**The cited words are not on this page.** [Archived copy]"), "{text}");
}

#[test]
fn a_term_that_was_never_compared_is_not_seen() {
    let mut record: Record = serde_json::from_value(valid_record()).expect("a record");
    let checked = Checked::new(&["acme.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(page("Business Associate Agreement")),
    });
    checked.run(&[source("https://acme.example/hipaa", &["Business Associate Agreement"])], 0);
    let published = |record: &Record| serde_json::to_value(checked.state().published(record)).expect("JSON");
    assert_eq!(published(&record)[0]["seen"], "2024-10-04");
    record.sources[0].terms.push("on its Enterprise plan".to_owned());
    assert_eq!(published(&record)[0]["seen"], Value::Null);
}

#[test]
fn an_interrupted_run_continues() {
    let checked = Checked::new(&["acme.example"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(page(TERM)),
    });
    let urls: Vec<String> = (0..10).map(|page| format!("https://acme.example/{page}")).collect();
    let sources: Vec<_> = urls.iter().map(|url| source(url, &[TERM])).collect();
    let mut state = VerifyState::default();
    // One thread sends the requests to one host, so at most one request is under way when the program ends.
    let run = std::panic::AssertUnwindSafe(|| {
        let mut progress = |completed, _| assert!(completed < 4, "the program ends");
        checked.verifier().run(&sources, &mut state, &checked.file(), day(0), &mut progress)
    });
    assert!(std::panic::catch_unwind(run).is_err());
    let interrupted = checked.state();
    let started = interrupted.run.as_ref().map(|run| run.started.as_str());
    assert_eq!((interrupted.sources.len(), started), (4, Some("2024-10-04T12:00:00Z")));
    checked.server.forget();
    // Hours later, but not a day.
    let mut state = checked.state();
    let later = day(0) + Duration::from_secs(12 * 60 * 60);
    let mut steps = Vec::new();
    let mut progress = |completed, total| steps.push((completed, total));
    checked.verifier().run(&sources, &mut state, &checked.file(), later, &mut progress).expect("a run");
    assert_eq!((steps.first(), steps.last()), (Some(&(4, 10)), Some(&(10, 10))));
    let again: BTreeSet<String> = checked.server.pages_of("acme.example").into_iter().collect();
    let done = interrupted.sources.keys().map(|url| url.replace("https://acme.example", "")).collect();
    assert_eq!((again.len(), again.intersection(&done).count()), (6, 0));
    assert_eq!((state.sources.len(), state.run.is_none()), (10, true));
    // After a day, a run begins anew.
    state.run = interrupted.run.map(|run| OpenRun { started: "2024-10-01T12:00:00Z".to_owned(), ..run });
    state.write(&checked.file()).expect("the state");
    checked.server.forget();
    checked.run(&sources, 1);
    assert_eq!(checked.server.pages_of("acme.example").len(), 10);
}

/// The arguments of [`child`]: the address of the server, the file of its certificate, and the file of the state.
const CHILD: &str = "VERIFY_CHILD";

/// The pages of the test with a process that is killed: four hosts with six pages each.
fn pages_of_four_hosts() -> (Vec<String>, Vec<CitedSource>) {
    let hosts: Vec<String> = (0..4).map(|host| format!("host-{host}.example")).collect();
    let urls = hosts.iter().flat_map(|host| (0..6).map(move |page| format!("https://{host}/{page}")));
    let sources = urls.map(|url| source(&url, &[TERM])).collect();
    (hosts, sources)
}

/// The process that [`a_run_continues_after_kill_9`] kills.
#[test]
#[ignore = "a process of another test"]
fn child() {
    let arguments = std::env::var(CHILD).expect("the arguments");
    let (address, certificate, file): (String, PathBuf, PathBuf) =
        serde_json::from_str(&arguments).expect("the arguments");
    let (hosts, sources) = pages_of_four_hosts();
    let address = address.parse().expect("an address");
    let resolver = PublicResolver::new(
        hosts.into_iter().map(|host| (host, address)).collect(),
        vec!["127.0.0.1/32".parse().expect("a network")],
    );
    let certificate = fs::read(certificate).expect("the certificate");
    let fetcher = Fetcher::new("CountersignVerify/1.0", resolver, Some(&certificate), TimeLimits::default());
    let options = RunOptions {
        host_delay: Duration::from_millis(20),
        parallel: 4,
        program: env!("CARGO_BIN_EXE_site").into(),
    };
    let mut state = VerifyState::read(&file).expect("the state");
    Verifier::new(fetcher, options).run(&sources, &mut state, &file, day(0), &mut |_, _| ()).expect("a run");
}

#[test]
fn a_run_continues_after_kill_9() {
    let (hosts, sources) = pages_of_four_hosts();
    let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
    // Each host answers two requests for pages, and the third one once the process is killed.
    let pages = Mutex::new(HashMap::<String, usize>::new());
    let is_killed = Arc::new(AtomicBool::new(false));
    let killed = Arc::clone(&is_killed);
    let checked = Checked::new(&names, move |request| {
        if request.path == "/robots.txt" {
            return Reply::status(404);
        }
        let number = {
            let mut pages = pages.lock().expect("the numbers");
            let number = pages.entry(request.host.clone()).or_default();
            *number += 1;
            *number
        };
        while number > 2 && !killed.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        Reply::html(page(TERM))
    });
    let certificate = checked.folder.path().join("certificate");
    fs::write(&certificate, &checked.server.certificate).expect("a file");
    let arguments = json!([checked.server.address.to_string(), certificate, checked.file()]).to_string();
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "verify::child"])
        .env(CHILD, arguments)
        .stdout(Stdio::null())
        .spawn()
        .expect("a process");
    let count = || hosts.iter().map(|host| checked.server.pages_of(host).len()).sum::<usize>();
    while (count(), checked.state().sources.len()) != (12, 8) {
        assert!(child.try_wait().expect("the process").is_none(), "it has ended");
        std::thread::yield_now();
    }
    child.kill().expect("a running process");
    child.wait().expect("its exit status");
    is_killed.store(true, Ordering::Relaxed);
    let stored = checked.state();
    assert!(stored.run.is_some() && stored.sources.len() == 8, "{stored:?}");
    let states = checked.run(&sources, 0);
    assert!(states.len() == 24 && states.values().all(|state| *state == SourceState::Found), "{states:?}");
    // What was stored is not requested again: only the four requests under way were.
    assert_eq!(count(), 24 + 4);
}

#[test]
fn one_program_at_a_time_writes_the_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data/verify.json");
    let first = VerifyState::lock(&file).expect("the lock");
    let error = format!("{:#}", VerifyState::lock(&file).expect_err("a locked file"));
    assert!(error.contains("another run is writing") && error.contains("verify.json"), "{error}");
    drop(first);
    VerifyState::lock(&file).expect("the lock");
}

#[test]
fn a_state_of_a_newer_version_is_refused_and_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("verify.json");
    for text in [r#"{"version":2,"run":null,"sources":{}}"#, "{", "[]"] {
        fs::write(&file, text).expect("a file");
        let error = format!("{:#}", VerifyState::read(&file).expect_err("an error"));
        assert!(error.contains("verify.json"), "{error}");
        assert_eq!(fs::read_to_string(&file).expect("the file"), text);
    }
    assert_eq!(VerifyState::read(Path::new("missing.json")).expect("an empty state"), VerifyState::default());
}

#[test]
fn an_archived_copy_is_the_one_of_the_page_that_the_archive_redirects_to() {
    let checked = Checked::new(&["web.archive.org"], |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/web/20261124/https://acme.example/hipaa" => {
            Reply::redirect("https://web.archive.org/web/20261120101500/http://www.acme.example/hipaa/")
        }
        "/web/20261124/https://acme.example/other" => {
            Reply::redirect("https://web.archive.org/web/20261120101500/https://evil.example/")
        }
        "/web/20261124/https://acme.example/host" => {
            Reply::redirect("https://evil.example/web/20261120101500/https://acme.example/host")
        }
        "/web/20261124/https://acme.example/live" => Reply::html(page("a page")),
        "/web/20261124/https://acme.example/busy" => Reply::status(503),
        _ => Reply::status(404),
    });
    let verifier = checked.verifier();
    let date = Date::parse("2026-11-24").expect("a date");
    let copy = |path: &str| {
        let page = HttpsUrl::parse(&format!("https://acme.example/{path}")).expect("a URL");
        verifier.archived_copy(&page, date).map(|copy| copy.map(|copy| copy.to_string()))
    };
    let expected = "https://web.archive.org/web/20261120101500/http://www.acme.example/hipaa/";
    assert_eq!(copy("hipaa"), Ok(Some(expected.to_owned())));
    for path in ["other", "host", "live", "missing"] {
        assert_eq!(copy(path), Ok(None), "{path}");
    }
    assert_eq!(copy("busy"), Err("status 503".to_owned()));
}

/// The state of one source after a check on the day before.
fn state_of(url: &str, state: &str) -> String {
    let failed = json!(["2026-11-28"]);
    let term = if state == "missing" { json!({ "failed": failed }) } else { json!({ "seen": "2026-11-28" }) };
    json!({
        "version": 1, "run": null,
        "sources": { url: {
            "checked": "2026-11-28T10:00:00Z", "state": state, "terms": { "Business Associate Agreement": term }
        } }
    })
    .to_string()
}

/// Runs `site reverified acme` with answers.
fn reverified(folder: &Path, answers: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["reverified", "acme", "--vendors", "vendors", "--schema"])
        .arg(workspace().join("public/vendor.schema.json"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the site command");
    // A command that refuses reads no answers.
    let _ = command.stdin.take().expect("its input").write_all(answers.as_bytes());
    command.wait_with_output().expect("its output")
}

#[test]
fn a_record_is_reverified_only_if_every_answer_is_confirmed_and_no_source_is_missing() {
    let folder = folder(&[("vendors/acme.json", valid_record().to_string())]);
    let file = folder.path().join("vendors/acme.json");
    let before = fs::read_to_string(&file).expect("the record");
    for (answers, message) in [
        ("yes\nno\n", "PHI is not confirmed"),
        ("yes\nyes\nperhaps\n", "'perhaps' is not yes or no"),
        ("", "'' is not yes or no"),
    ] {
        let output = reverified(folder.path(), answers);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(message), "{error}");
        assert_eq!(fs::read_to_string(&file).expect("the record"), before);
    }
    let state = folder.path().join("data/verify.json");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    for (state_name, is_refused) in [("missing", true), ("gone", true), ("refused", false), ("found", false)]
    {
        fs::write(&file, &before).expect("the record");
        fs::write(&state, state_of("https://acme.example/hipaa", state_name)).expect("a state");
        let output = reverified(folder.path(), "yes\nyes\nyes\nyes\n");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(!output.status.success(), is_refused, "{state_name}: {text}");
        let record: Record =
            serde_json::from_str(&fs::read_to_string(&file).expect("the record")).expect("a record");
        assert_eq!(record.last_verified.to_string() == "2026-11-20", is_refused, "{state_name}");
        if !is_refused {
            assert!(text.contains("BAA on some plans. Acme signs a BAA on its Enterprise plan."), "{text}");
            let line = format!("https://acme.example/hipaa ({state_name}, 2026-11-28T10:00:00Z)");
            assert!(text.contains(&line), "{text}");
        }
    }
}

#[test]
fn the_work_list_has_featured_vendors_first_and_then_the_oldest() {
    let record = |slug: &str, verified: &str| {
        let mut record: Record = serde_json::from_value(valid_record()).expect("a record");
        record.slug = Slug::parse(slug).expect("a slug");
        record.last_verified = Date::parse(verified).expect("a date");
        record
    };
    let records = [
        record("new", "2026-11-20"),
        record("old", "2026-01-02"),
        record("older", "2026-01-01"),
        record("featured", "2026-06-01"),
    ];
    let state = tempfile::tempdir().expect("a folder");
    let file = state.path().join("verify.json");
    let term = "Business Associate Agreement";
    let hostile = "[a](https://evil.example) <b>@someone";
    let json = json!({
        "version": 1, "run": null,
        "sources": {
            "https://acme.example/hipaa": {
                "checked": "2026-11-28T10:00:00Z", "state": "missing",
                "terms": { term: {
                    "sentence": "We sign a Business Associate Agreement.", "nearest": hostile,
                    "seen": "2026-11-07", "failed": ["2026-11-14", "2026-11-21", "2026-11-28"]
                } }
            },
            "https://acme.example/security": { "checked": "2026-11-28T10:00:00Z", "state": "reachable" }
        }
    });
    fs::write(&file, json.to_string()).expect("a state");
    let state = VerifyState::read(&file).expect("the state");
    let today = Date::parse("2026-11-29").expect("a date");
    let report = |records: &[Record]| {
        let records: Vec<&Record> = records.iter().collect();
        Report::new(&records, &state, &[Slug::parse("featured").expect("a slug")], today)
    };
    let slugs: Vec<String> = report(&records).work.iter().map(|work| work.slug.to_string()).collect();
    assert_eq!(slugs, ["featured", "older", "old", "new"]);
    let one = report(&records[..1]);
    assert_eq!(
        one.to_table(),
        "     1  reachable
     1  missing
     1  without terms: add terms

Acme (new), last verified 2026-11-20
  missing: https://acme.example/hipaa
    supports: BAA on Enterprise
    missing: Business Associate Agreement
    last seen: We sign a Business Associate Agreement.
    closest sentence now: [a](https://evil.example) <b>@someone
    archived copy: https://archive.example/hipaa
"
    );
    let markdown = one.to_markdown(10_000);
    assert!(
        markdown
            .contains("## `Acme (new), last verified 2026-11-20`\n\n- missing: `https://acme.example/hipaa`"),
        "{markdown}"
    );
    assert!(
        markdown.contains("  - closest sentence now: `[a](https://evil.example) <b>@someone`\n"),
        "{markdown}"
    );
    assert!(markdown.contains("- new: add terms to `https://acme.example/security`"), "{markdown}");
    let short = report(&records).to_markdown(600);
    assert!(short.chars().count() < 600 && short.contains(" more: see"), "{short}");
    let json: Value = serde_json::from_str(&one.to_json().expect("JSON")).expect("JSON");
    assert_eq!(json["work"][0]["reasons"][0]["reason"], "source");
    assert_eq!(json["work"][0]["reasons"][0]["terms"][0]["term"], term);
    assert_eq!(report(&records[1..2]).work[0].reasons.last(), Some(&Reason::Age { days: 331 }));
}

#[test]
fn with_a_placeholder_as_its_address_nothing_is_requested() {
    let folder = folder(&[
        ("public/vendors/acme.json", valid_record().to_string()),
        ("public/site.json", SETTINGS.to_owned()),
    ]);
    let schema = workspace().join("public/vendor.schema.json");
    let schema = schema.to_str().expect("a path");
    let output = site_in(folder.path(), &["verify", "--schema", schema]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains("--contact"), "{error}");
    assert!(!folder.path().join("data/verify.json").exists());
    // Reports need no requests.
    let output = site_in(folder.path(), &["verify", "--schema", schema, "--report-only"]);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("never checked"), "{output:?}");
}

/// Checks all sources of all records against a server that plays their hosts, and prints the figures of docs/verify.md:
/// `cargo test --release -p site --test site -- --ignored all_sources --nocapture`.
#[test]
#[ignore = "takes minutes: each host has its pause"]
fn all_sources_of_all_records() {
    let today = Date::parse("2026-11-29").expect("a date");
    let records =
        check_records(&data_paths(&workspace().join("public/vendors")), today).expect("the records").records;
    let sources: Vec<CitedSource> = records
        .iter()
        .flat_map(|record| &record.sources)
        .map(|source| CitedSource { url: source.url.clone(), terms: source.terms.clone() })
        .collect();
    let hosts: BTreeSet<&str> = sources.iter().map(|source| source.url.host()).collect();
    let terms: HashMap<String, Vec<String>> = sources
        .iter()
        .map(|source| {
            let page = source.url.as_str().split('#').next().unwrap_or_default();
            // The path of a request is never empty.
            let url =
                if source.url.without_scheme().contains('/') { page.to_owned() } else { format!("{page}/") };
            (url, source.terms.clone())
        })
        .fold(HashMap::new(), |mut all, (url, terms)| {
            all.entry(url).or_insert_with(Vec::new).extend(terms);
            all
        });
    let mut checked = Checked::new(&hosts.iter().copied().collect::<Vec<_>>(), move |request| {
        if request.path == "/robots.txt" {
            return Reply::status(404);
        }
        if request.header("if-none-match") == Some("\"1\"") {
            return Reply::status(304);
        }
        let terms =
            terms.get(&format!("https://{}{}", request.host, request.path)).cloned().unwrap_or_default();
        let escaped = terms.join("</p><p>").replace('&', "&amp;");
        // As large as pages are.
        let body = page(&escaped) + &"<div class='c'>More words of this page.</div>".repeat(2000);
        Reply::new(200, &[("content-type", "text/html; charset=utf-8"), ("etag", "\"1\"")], body)
    });
    checked.options.host_delay = Duration::from_secs(3);
    checked.options.parallel = 12;
    for number in 0..2 {
        checked.server.forget();
        let start = std::time::Instant::now();
        let states = checked.run(&sources, number);
        let seconds = start.elapsed().as_secs();
        let wrong: Vec<_> = states
            .iter()
            .filter(|(_, state)| !matches!(state, SourceState::Found | SourceState::Reachable))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let requests = checked.server.requests();
        let busiest = hosts
            .iter()
            .map(|host| {
                let times: Vec<_> = requests
                    .iter()
                    .filter(|request| request.host == **host)
                    .map(|request| request.time)
                    .collect();
                let in_a_minute = |from: std::time::Instant| {
                    times
                        .iter()
                        .filter(|time| **time >= from && time.duration_since(from).as_secs() < 60)
                        .count()
                };
                times.iter().map(|time| in_a_minute(*time)).max().unwrap_or_default()
            })
            .max();
        let statuses: BTreeSet<u16> =
            checked.server.statuses().into_iter().map(|(_, status)| status).collect();
        assert_eq!(statuses, [if number == 0 { 200 } else { 304 }].into());
        let status = fs::read_to_string("/proc/self/status").expect("the status of this process");
        let memory = status.lines().find(|line| line.starts_with("VmHWM")).expect("a line").to_owned();
        println!(
            "run {}: {} pages of {} hosts in {seconds} s; at most {} requests per host and minute; {memory} with the server",
            number + 1,
            states.len(),
            hosts.len(),
            busiest.unwrap_or_default()
        );
    }
}
