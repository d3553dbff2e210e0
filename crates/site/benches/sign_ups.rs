//! 200 sign-ups per second for 30 seconds over loopback, with kill -9 halfway: no confirmed sign-up is lost, the database
//! remains intact, and 99% of the responses arrive within 50 ms.
//!
//! `cargo bench --package site --bench sign_ups`
#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark stops at impossible states, as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The settings of a fresh clone: emails are written to the outbox.
const SETTINGS: &str = include_str!("../../../tests/fixtures/site.json");
const PER_SECOND: usize = 200;
const SECONDS: usize = 30;
const CLIENTS: usize = 16;
const MAX_P99: Duration = Duration::from_millis(50);

fn start(folder: &Path) -> (Child, SocketAddr) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["serve", "--port", "0"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the site command");
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
    let address = line.trim_start_matches("Countersign is at http://").trim_end().trim_end_matches('/');
    (process, address.parse().expect("an address"))
}

/// Sends a sign-up and returns whether it was confirmed.
fn send(address: SocketAddr, number: usize) -> bool {
    let body = format!("email=person-{number}@clinic.example&vendor=acme");
    // Many client addresses, as a proxy reports them, so that none exceeds the default rate limit.
    let client = format!("10.0.{}.{}", (number % 2000) / 250, (number % 2000) % 250);
    let request = format!(
        "POST /api/signup HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: application/json\r\n\
         X-Forwarded-For: {client}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut response = String::new();
    let sent = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(request.as_bytes())?;
        stream.read_to_string(&mut response)
    });
    sent.is_ok() && response.starts_with("HTTP/1.1 200 ") && response.ends_with("nothing else.\"}")
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("dist/vendors")).expect("a folder");
    fs::write(folder.path().join("dist/index.html"), "").expect("a page");
    fs::create_dir_all(folder.path().join("public")).expect("a folder");
    fs::write(folder.path().join("public/site.json"), SETTINGS).expect("the settings");
    fs::write(folder.path().join("dist/vendors/acme.json"), "{}").expect("a record");
    let server = Mutex::new(start(folder.path()));
    let (next, confirmed, times) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()), Mutex::new(Vec::new()));
    let begin = Instant::now();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= PER_SECOND * SECONDS {
                        return;
                    }
                    let due = Duration::from_secs_f64(number as f64 / PER_SECOND as f64);
                    thread::sleep(due.saturating_sub(begin.elapsed()));
                    // Repeated until it is confirmed, as a visitor would. Only responses are timed.
                    loop {
                        let address = server.lock().expect("the server").1;
                        let sent = Instant::now();
                        if send(address, number) {
                            times.lock().expect("the times").push(sent.elapsed());
                            let email = format!("person-{number}@clinic.example");
                            confirmed.lock().expect("the confirmed sign-ups").insert(email);
                            break;
                        }
                        assert!(begin.elapsed() < Duration::from_secs(120), "sign-ups are rejected");
                        thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
        thread::sleep(Duration::from_secs(SECONDS as u64 / 2));
        let mut server = server.lock().expect("the server");
        server.0.kill().expect("a running server");
        server.0.wait().expect("its exit status");
        println!("killed after {} responses", confirmed.lock().expect("the confirmed sign-ups").len());
        *server = start(folder.path());
    });
    let elapsed = begin.elapsed();
    let mut server = server.into_inner().expect("the server");
    server.0.kill().expect("a running server");
    server.0.wait().expect("its exit status");
    let confirmed = confirmed.into_inner().expect("the confirmed sign-ups");
    report(folder.path(), elapsed, &confirmed, times.into_inner().expect("the times"));
}

fn report(folder: &Path, elapsed: Duration, confirmed: &BTreeSet<String>, mut times: Vec<Duration>) {
    let database = rusqlite::Connection::open(folder.join("data/sign-ups.sqlite")).expect("the database");
    let integrity: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a result");
    let mut statement = database.prepare("SELECT address FROM subscriber").expect("a query");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let stored: BTreeSet<String> = rows.map(|row| row.expect("a row")).collect();
    let lost = confirmed.difference(&stored).count();
    times.sort_unstable();
    let percentile = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} sign-ups confirmed in {:.1} s ({:.0} per second), {} rows, {lost} lost, integrity {integrity}",
        confirmed.len(),
        elapsed.as_secs_f64(),
        confirmed.len() as f64 / elapsed.as_secs_f64(),
        stored.len(),
    );
    println!(
        "p50 {:.1} ms, p99 {:.1} ms, maximum {:.1} ms",
        percentile(0.5).as_secs_f64() * 1000.0,
        percentile(0.99).as_secs_f64() * 1000.0,
        percentile(1.0).as_secs_f64() * 1000.0,
    );
    assert_eq!((lost, integrity.as_str(), confirmed.len()), (0, "ok", PER_SECOND * SECONDS));
    assert!(percentile(0.99) < MAX_P99, "99% of the responses within 50 ms");
}
