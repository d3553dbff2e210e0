//! 200 sign-ups a second for 30 seconds over loopback, with kill -9 in the middle: none that was answered with success
//! is lost, the file stays intact, and 99 of 100 answers come within 50 ms.
//!
//! `cargo bench --package site --bench sign_ups`
#![allow(clippy::expect_used, clippy::panic, reason = "a measurement stops at what cannot be, as tests do")]

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

const A_SECOND: usize = 200;
const SECONDS: usize = 30;
const SENDERS: usize = 16;
const MOST_P99: Duration = Duration::from_millis(50);

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

/// Whether the sign-up was answered with success.
fn send(address: SocketAddr, number: usize) -> bool {
    let body = format!("email=person-{number}@clinic.example&vendor=acme");
    // As a proxy says it: 40 tries a place, far apart, so that the limit of tries stays as it is.
    let place = format!("10.0.{}.{}", (number % 2000) / 250, (number % 2000) % 250);
    let request = format!(
        "POST /api/signup HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: application/json\r\nX-Forwarded-For: {place}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    let sent = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(request.as_bytes())?;
        stream.read_to_string(&mut answer)
    });
    sent.is_ok() && answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("nothing else.\"}")
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("dist/vendors")).expect("a folder");
    fs::write(folder.path().join("dist/index.html"), "").expect("a page");
    fs::write(folder.path().join("dist/vendors/acme.json"), "{}").expect("a record");
    let server = Mutex::new(start(folder.path()));
    let (next, answered, times) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()), Mutex::new(Vec::new()));
    let begin = Instant::now();
    let in_the_middle = Duration::from_secs(SECONDS as u64 / 2);
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= A_SECOND * SECONDS {
                        return;
                    }
                    let due = Duration::from_secs_f64(number as f64 / A_SECOND as f64);
                    thread::sleep(due.saturating_sub(begin.elapsed()));
                    // Sent again until it is taken, as a visitor would; timed is each answer that came.
                    loop {
                        let address = server.lock().expect("the server").1;
                        let asked = Instant::now();
                        if send(address, number) {
                            times.lock().expect("the times").push(asked.elapsed());
                            answered
                                .lock()
                                .expect("the answers")
                                .insert(format!("person-{number}@clinic.example"));
                            break;
                        }
                        assert!(begin.elapsed() < Duration::from_secs(120), "sign-ups are refused");
                        thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
        thread::sleep(in_the_middle);
        let mut server = server.lock().expect("the server");
        server.0.kill().expect("a running server");
        server.0.wait().expect("its end");
        println!("killed after {} answers", answered.lock().expect("the answers").len());
        *server = start(folder.path());
    });
    let took = begin.elapsed();
    let mut server = server.into_inner().expect("the server");
    server.0.kill().expect("a running server");
    server.0.wait().expect("its end");
    report(
        folder.path(),
        took,
        &answered.into_inner().expect("the answers"),
        times.into_inner().expect("the times"),
    );
}

fn report(folder: &Path, took: Duration, answered: &BTreeSet<String>, mut times: Vec<Duration>) {
    let database = rusqlite::Connection::open(folder.join("data/sign-ups.sqlite")).expect("the file");
    let intact: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
    let mut statement = database.prepare("SELECT address FROM sign_up").expect("a query");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let kept: BTreeSet<String> = rows.map(|row| row.expect("a row")).collect();
    let lost = answered.difference(&kept).count();
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} sign-ups answered in {:.1} s ({:.0} a second), {} rows, {lost} lost, file {intact}\np50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        answered.len(),
        took.as_secs_f64(),
        answered.len() as f64 / took.as_secs_f64(),
        kept.len(),
        at(0.5).as_secs_f64() * 1000.0,
        at(0.99).as_secs_f64() * 1000.0,
        at(1.0).as_secs_f64() * 1000.0,
    );
    assert_eq!((lost, intact.as_str(), answered.len()), (0, "ok", A_SECOND * SECONDS));
    assert!(at(0.99) < MOST_P99, "99 of 100 answers within 50 ms");
}
