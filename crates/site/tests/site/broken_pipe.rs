//! A reader that closes the pipe (`site check | head -1`) is not a failure of the command.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::common::{folder, patched, valid_record, workspace};
use crate::publish::site;

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

/// A project with one record, and a site in the default folder of each command.
fn project() -> TempDir {
    let schema = workspace().join("public/vendor.schema.json");
    let schema = std::fs::read_to_string(schema).expect("the schema");
    let settings = json!({ "name": "A", "address": "https://a.example", "signup": null });
    folder(&[
        ("public/vendors/acme.json", valid_record().to_string()),
        ("public/vendor.schema.json", schema),
        ("public/site.json", settings.to_string()),
        ("stack.csv", "Vendor\nAcme\n".to_owned()),
        ("target/trunk/index.html", SHELL.to_owned()),
        ("new/index.html", "new".to_owned()),
        ("new/_redirects", String::new()),
        ("dist/index.html", SHELL.to_owned()),
        ("dist/list.json", json!({ "version": 2, "date": "2026-11-24", "vendors": [] }).to_string()),
    ])
}

/// Runs a command with a closed pipe as its standard output.
fn run_unread(folder: &Path, arguments: &[&str]) -> Output {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
    command.spawn().and_then(|process| process.wait_with_output()).expect("the site command")
}

#[test]
fn no_command_fails_because_its_output_is_not_read() {
    let project = project();
    let database = project.path().join("data/sign-ups.sqlite");
    drop(site::subscriptions::Database::open(&database).expect("a database"));
    let change = "change acme --field phi --to not_eligible --summary No. --note No. --supports Forbidden";
    let source = "--source https://acme.example/phi --facts phi --publisher vendor --terms none --dated none";
    let scope = "--covered none --excluded none --settings none";
    let change: Vec<&str> = [change, source, scope].iter().flat_map(|part| part.split(' ')).collect();
    let out = project.path().join("sample");
    for arguments in [
        vec!["check"],
        vec!["stack", "stack.csv"],
        vec!["publish", "--out", "target/trunk"],
        change,
        vec!["new", "Zebra"],
        vec!["sample", "--vendors", "1", "--out", out.to_str().expect("a path")],
        vec!["nginx", "--root", "/srv/www"],
        vec!["replace", "--new", "new", "--current", "current"],
        vec!["signups", "export"],
    ] {
        let ran = run_unread(project.path(), &arguments);
        let error = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success() && !error.contains("Broken pipe"), "{arguments:?}: {ran:?}");
    }
    assert!(project.path().join("public/vendors/zebra.json").is_file(), "the command has its effect");
}

#[test]
fn defects_are_a_failure_even_if_the_report_is_not_read() {
    let project = project();
    let record = patched(&[("/notes", json!("FILL IN"))]);
    std::fs::write(project.path().join("public/vendors/acme.json"), record.to_string()).expect("a record");
    for arguments in [&["check"][..], &["publish", "--out", "target/trunk"]] {
        let ran = run_unread(project.path(), arguments);
        assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(1), &b""[..]), "{arguments:?}");
    }
}

#[test]
fn a_violated_policy_is_a_failure_even_if_the_report_is_not_read() {
    let project = project();
    for (arguments, status) in [
        (&["stack", "stack.csv", "--fail-on", "some_plans"][..], 1),
        (&["stack", "stack.csv", "missing.csv", "--format", "csv"], 2),
    ] {
        let ran = run_unread(project.path(), arguments);
        let error = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(status), "{ran:?}");
        assert!(!error.contains("Broken pipe"), "{error}");
    }
}

#[test]
fn a_site_is_served_even_if_its_address_is_not_read() {
    const HOST: &str = "127.0.113.7";
    let project = project();
    let free = TcpListener::bind((HOST, 0)).and_then(|listener| listener.local_addr()).expect("a free port");
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let mut server = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["serve", "--host", HOST, "--port", &free.port().to_string()])
        .current_dir(project.path())
        .stdout(writer)
        .spawn()
        .expect("the site command");
    let response = loop {
        assert_eq!(server.try_wait().expect("its state"), None, "it exited");
        let Ok(mut stream) = TcpStream::connect(free) else { continue };
        let mut response = String::new();
        let request = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
        if stream.write_all(request.as_bytes()).is_ok() && stream.read_to_string(&mut response).is_ok() {
            break response;
        }
    };
    server.kill().and_then(|()| server.wait()).expect("its exit");
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
}

#[test]
fn help_that_is_not_read_is_not_a_failure() {
    let project = project();
    assert!(run_unread(project.path(), &["--help"]).status.success());
    assert!(site(&["--help"]).status.success());
}
