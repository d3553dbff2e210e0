//! `site signups`: what an operator does with the subscriptions of a person, and emails that came back.

use std::fs;
use std::path::Path;
use std::process::Output;

use rusqlite::Connection;

use crate::common::site_in;
use crate::mail_server::MailServer;
use crate::notify::{notify, project, subscribe};
use crate::sign_ups::Site;

fn signups(folder: &Path, arguments: &[&str]) -> Output {
    site_in(folder, &[&["signups"], arguments].concat())
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// How often the files of the database contain a text.
fn occurrences(folder: &Path, text: &str) -> usize {
    let files = ["", "-wal"].map(|end| folder.join(format!("data/sign-ups.sqlite{end}")));
    let contents = files.iter().filter_map(|file| fs::read(file).ok());
    contents.map(|content| String::from_utf8_lossy(&content).matches(text).count()).sum()
}

#[test]
fn the_list_shows_the_state_of_each_sign_up() {
    let project = project(&["a@clinic.example", "b@clinic.example"]);
    let database = Connection::open(project.path().join("data/sign-ups.sqlite")).expect("the database");
    database
        .execute_batch(
            "UPDATE subscription SET confirmed = NULL, expires = '2100-01-01T00:00:00Z'
                WHERE subscriber = (SELECT id FROM subscriber WHERE address LIKE 'b%')",
        )
        .expect("a pending sign-up");
    let both = "a@clinic.example  acme  confirmed 2026-11-20T11:00:00Z\nb@clinic.example  acme  pending until 2100-01-01T00:00:00Z\n";
    assert_eq!(printed(&signups(project.path(), &["list"])), both);
    let one = printed(&signups(project.path(), &["list", "A@Clinic.example"]));
    assert_eq!(one.lines().count(), 1);
    let nobody = signups(project.path(), &["list", "nobody@clinic.example"]);
    assert_eq!((printed(&nobody).as_str(), &*nobody.stderr), ("", &b"site: no sign-ups\n"[..]));
}

#[test]
fn a_removed_address_gets_nothing_and_can_sign_up_again() {
    let project = project(&["a@clinic.example", "b@clinic.example"]);
    let removed = printed(&signups(project.path(), &["remove", "A@clinic.example"]));
    assert_eq!(removed, "1 subscription removed\n");
    let server = MailServer::start();
    notify(project.path(), &server, &[]);
    assert_eq!(server.recipients(), ["b@clinic.example"]);
    let site = Site::in_folder(project, &[]);
    assert_eq!(site.send("email=a@clinic.example&vendor=acme").0, 200);
    assert!(printed(&signups(site.folder.path(), &["list", "a@clinic.example"])).contains("pending"));
}

#[test]
fn an_erased_address_leaves_no_trace_and_is_not_signed_up_again_unless_it_is_forgotten() {
    let project = project(&["erased@clinic.example", "b@clinic.example"]);
    notify(project.path(), &MailServer::start(), &[]);
    assert!(occurrences(project.path(), "erased@clinic.example") > 0);
    let erased = printed(&signups(project.path(), &["erase", "erased@clinic.example"]));
    assert_eq!(erased, "1 subscription erased; a salted hash remains in the database\n");
    assert_eq!(occurrences(project.path(), "erased@clinic.example"), 0);

    let csv = "address,vendor,confirmed,consent\nErased@clinic.example,acme,2026-11-01T00:00:00Z,Yes\n";
    fs::write(project.path().join("list.csv"), csv).expect("a file");
    let imported = printed(&signups(project.path(), &["import", "list.csv"]));
    assert!(imported.starts_with("0 subscriptions imported; 1 row skipped"), "{imported}");
    let site = Site::in_folder(project, &[]);
    // The response reveals nothing.
    assert_eq!(site.send("email=erased@clinic.example&vendor=acme").0, 200);
    assert_eq!(printed(&signups(site.folder.path(), &["list", "erased@clinic.example"])), "");

    let forgotten = printed(&signups(site.folder.path(), &["erase", "erased@clinic.example", "--forget"]));
    assert_eq!(forgotten, "0 subscriptions erased; nothing remains in the database\n");
    assert_eq!(site.send("email=erased@clinic.example&vendor=acme").0, 200);
    assert!(printed(&signups(site.folder.path(), &["list", "erased@clinic.example"])).contains("pending"));
}

#[test]
fn an_import_needs_proof_of_consent_and_is_all_or_nothing() {
    let project = project(&["a@clinic.example"]);
    let header = "address,vendor,confirmed,consent\n";
    let good = "b@clinic.example,zebra,2026-11-01T00:00:00Z,\"One email, per change\"\n";
    for (row, part) in [
        ("nobody,acme,2026-11-01T00:00:00Z,Yes", "line 3: 'nobody' is not an email address"),
        ("c@clinic.example,nobody,2026-11-01T00:00:00Z,Yes", "line 3: nobody is not a vendor of dist"),
        ("c@clinic.example,acme,yesterday,Yes", "line 3: `confirmed` is not a time"),
        ("c@clinic.example,acme,2026-99-01T00:00:00Z,Yes", "line 3: `confirmed` is not a time"),
        ("c@clinic.example,acme,2026-11-01T24:00:00Z,Yes", "line 3: `confirmed` is not a time"),
        ("c@clinic.example,acme,2026-11-01T00:00:00Z,", "line 3: `consent` is empty"),
        ("c@clinic.example,acme,2999-11-01T00:00:00Z,Yes", "line 3: `confirmed` is in the future"),
        (
            "c@clinic.example,acme,2026-11-01T00:00:00Z,\"Yes\nd@clinic.example,acme",
            "line 3: `consent` has a line break",
        ),
        ("c@clinic.example,acme", "line: 3"),
    ] {
        fs::write(project.path().join("list.csv"), [header, good, row, "\n"].concat()).expect("a file");
        let run = signups(project.path(), &["import", "list.csv"]);
        let error = String::from_utf8_lossy(&run.stderr);
        assert!(
            !run.status.success() && error.contains("list.csv") && error.contains(part),
            "{row}: {error}"
        );
        assert_eq!(printed(&signups(project.path(), &["list", "b@clinic.example"])), "");
    }
    for (text, part) in
        [("", "line 1: expected the columns"), (good, "line 1: expected the columns address, vendor")]
    {
        fs::write(project.path().join("list.csv"), text).expect("a file");
        let run = signups(project.path(), &["import", "list.csv"]);
        let error = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && error.contains(part), "{error}");
    }
    fs::write(project.path().join("list.csv"), [header, good].concat()).expect("a file");
    for count in [1, 0] {
        let imported = printed(&signups(project.path(), &["import", "list.csv"]));
        assert!(
            imported
                .starts_with(&format!("{count} subscription{} imported", if count == 1 { "" } else { "s" })),
            "{imported}"
        );
    }
    let listed = printed(&signups(project.path(), &["list", "b@clinic.example"]));
    assert_eq!(listed, "b@clinic.example  zebra  confirmed 2026-11-01T00:00:00Z\n");
}

/// A delivery status notification, as RFC 3464 shows it, sent to a return path.
fn notification(return_path: &str, date: &str, action: &str, status: &str) -> String {
    format!(
        "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.clinic.example>\r\n\
        To: <{return_path}>\r\nDate: {date}\r\nSubject: Returned mail\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
        --b\r\n\r\nThe email was not delivered.\r\n\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.clinic.example\r\n\r\n\
        Final-Recipient: rfc822; somebody-else@clinic.example\r\nAction: {action}\r\nStatus: {status}\r\n\
        Diagnostic-Code: smtp; 550 {status} <somebody-else@clinic.example> no such mailbox\r\n\r\n--b--\r\n"
    )
}

/// An inbox of received emails, next to the database.
fn receive(folder: &Path, name: &str, content: &str) {
    fs::create_dir_all(folder.join("inbox")).expect("a folder");
    fs::write(folder.join("inbox").join(name), content).expect("an email");
}

fn suspended(folder: &Path) -> Vec<String> {
    let list = printed(&signups(folder, &["list"]));
    let lines = list.lines().filter(|line| line.contains("suspended"));
    lines.map(|line| line.split(' ').next().expect("an address").to_owned()).collect()
}

#[test]
fn returned_emails_suspend_the_address_that_the_return_path_names() {
    const NOW: &str = "Sun, 29 Nov 2099 12:00:00 +0000";
    let project = project(&["a@clinic.example", "b@clinic.example", "c@clinic.example", "d@clinic.example"]);
    let server = MailServer::start();
    notify(project.path(), &server, &[]);
    let return_path =
        |to: &str| server.received().into_iter().find(|email| email.to == to).expect("an email").from;
    let unknown = format!("notices+{}@countersign.dev", "0".repeat(40));
    let (c, d) = (return_path("c@clinic.example"), return_path("d@clinic.example"));
    for (name, content) in [
        // Mail servers may change the case.
        ("1", notification(&return_path("a@clinic.example").to_uppercase(), NOW, "failed", "5.1.1")),
        ("2", notification(&return_path("b@clinic.example"), NOW, "delayed", "4.4.1")),
        ("3", notification(&unknown, NOW, "failed", "5.1.1")),
        ("4", "Subject: Out of office\r\n\r\nBack on Monday.\r\n".to_owned()),
        ("5", "\u{0}\u{1}".to_owned()),
        // A full mailbox may be emptied.
        ("6", notification(&c, NOW, "failed", "5.2.2")),
        ("7", notification(&c, NOW, "failed", "4.2.2")),
        ("d1", notification(&d, "Thu, 01 Jan 2026 12:00:00 +0000", "failed", "4.2.2")),
        ("d2", notification(&d, "Sun, 01 Mar 2026 12:00:00 +0000", "failed", "4.2.2")),
        ("d3", notification(&d, "Fri, 01 May 2026 12:00:00 +0000", "failed", "4.2.2")),
    ] {
        receive(project.path(), name, &content);
    }
    // Reading the folder again counts nothing twice.
    for _ in 0..2 {
        let run = printed(&signups(project.path(), &["bounces", "inbox"]));
        assert_eq!(run, "1 suspended, 5 soft bounced, 0 unsubscribed, 4 other\n");
        assert_eq!(suspended(project.path()), ["a@clinic.example"]);
    }
    receive(project.path(), "8", &notification(&c, NOW, "failed", "4.4.1"));
    printed(&signups(project.path(), &["bounces", "inbox"]));
    assert_eq!(suspended(project.path()), ["a@clinic.example", "c@clinic.example"]);
    let list = printed(&signups(project.path(), &["list"]));
    assert!(list.contains("5.1.1 (address) no such mailbox") && !list.contains("somebody-else"), "{list}");

    // The suspended addresses get nothing more, until the operator ends the suspension.
    let back = MailServer::start();
    let run = notify(project.path(), &back, &["--since", "dist", "--now", "before"]);
    assert!(run.status.success(), "{run:?}");
    assert_eq!(back.recipients(), ["b@clinic.example", "d@clinic.example"]);
    assert_eq!(
        printed(&signups(project.path(), &["resume", "a@clinic.example"])),
        "The suspension has ended\n"
    );
    assert_eq!(suspended(project.path()), ["c@clinic.example"]);
    printed(&signups(project.path(), &["resume", "c@clinic.example"]));
    // The same notifications do not suspend them again.
    printed(&signups(project.path(), &["bounces", "inbox"]));
    assert_eq!(suspended(project.path()), Vec::<String>::new());
}

#[test]
fn only_a_database_of_sign_ups_is_opened_and_no_other_one_is_changed() {
    let project = project(&[]);
    let other = project.path().join("other.sqlite");
    Connection::open(&other)
        .and_then(|database| database.execute_batch("CREATE TABLE foo (x)"))
        .expect("a database");
    fs::write(project.path().join("empty.sqlite"), "").expect("a file");
    let before = fs::read(&other).expect("the file");
    for file in ["other.sqlite", "empty.sqlite"] {
        let run = signups(project.path(), &["list", "--sign-ups", file]);
        let error = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && error.contains(&format!("{file} is not a database")), "{error}");
    }
    assert_eq!(fs::read(&other).expect("the file"), before);
}

#[test]
fn an_email_to_unsubscribe_is_obeyed_once() {
    let project = project(&["a@clinic.example"]);
    subscribe(project.path(), "a@clinic.example", "zebra");
    let server = MailServer::start();
    notify(project.path(), &server, &[]);
    let content = server.received().remove(0).content;
    let (_, subject) = content.split_once("?subject=").expect("the mailto link");
    let subject = subject.split('>').next().expect("a subject").replace("%20", " ");
    receive(project.path(), "1", &format!("From: a@clinic.example\r\nSubject: Re: {subject}\r\n\r\n"));
    let run = printed(&signups(project.path(), &["bounces", "inbox"]));
    assert_eq!(run, "0 suspended, 0 soft bounced, 1 unsubscribed, 0 other\n");
    let list = || printed(&signups(project.path(), &["list"]));
    assert!(list().contains("zebra") && !list().contains("acme"), "{}", list());
    // The same file does not end a later subscription.
    subscribe(project.path(), "a@clinic.example", "acme");
    let run = printed(&signups(project.path(), &["bounces", "inbox"]));
    assert_eq!(run, "0 suspended, 0 soft bounced, 0 unsubscribed, 1 other\n");
    assert!(list().contains("acme"), "{}", list());
}

#[test]
fn an_export_can_be_imported_again() {
    let project = project(&["a@clinic.example", "b@clinic.example"]);
    let csv = printed(&signups(project.path(), &["export"])).replace(",,", ",One email per change,");
    fs::write(project.path().join("list.csv"), csv).expect("a file");
    let imported = signups(project.path(), &["import", "list.csv", "--sign-ups", "data/new.sqlite"]);
    assert!(printed(&imported).starts_with("2 subscriptions imported"), "{imported:?}");
    let list = |file: &str| printed(&signups(project.path(), &["list", "--sign-ups", file]));
    assert_eq!(list("data/new.sqlite"), list("data/sign-ups.sqlite"));
}
