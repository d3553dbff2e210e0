//! The links in emails, from a sign-up to the last unsubscription, with the emails in the outbox.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use rusqlite::Connection;

use crate::common::{SETTINGS, folder, set_disk_full, site_in};
use crate::sign_ups::{FORM, Site};

/// Waits until a condition holds.
fn wait_until(description: &str, condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed().as_secs() < 30, "timeout: {description}");
        thread::yield_now();
    }
}

/// The files in the outbox once there are that many.
pub fn outbox_files(folder: &Path, count: usize) -> Vec<PathBuf> {
    let files = || {
        let files = fs::read_dir(folder.join("outbox")).into_iter().flatten();
        let paths = files.map(|file| file.expect("a file").path());
        let emails = paths.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        emails.collect::<BTreeSet<_>>()
    };
    wait_until(&format!("{count} emails"), || files().len() >= count);
    let files = files();
    assert_eq!(files.len(), count);
    files.into_iter().collect()
}

/// The emails in the outbox once there are that many: each recipient with the text of the email.
fn outbox(folder: &Path, count: usize) -> Vec<(String, String)> {
    outbox_files(folder, count).iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> (String, String) {
    let content = fs::read(path).expect("an email");
    let email = MessageParser::default().parse(&content).expect("an email");
    let to = email.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient");
    (to.to_owned(), email.body_text(0).expect("a text").into_owned())
}

/// The path of the link in an email that contains this text.
fn link(text: &str, part: &str) -> String {
    let url = text.split_whitespace().find(|word| word.starts_with("http://") && word.contains(part));
    let url = url.unwrap_or_else(|| panic!("no {part}: {text}"));
    format!("/{}", url.splitn(4, '/').nth(3).expect("a path"))
}

/// Waits until the outcomes of the emails to these addresses are recorded, which happens after their files exist.
fn wait_for_outcomes(site: &Site, addresses: &str) {
    let due = format!(
        "SELECT address FROM subscription JOIN subscriber ON id = subscriber
            WHERE email_due IS NOT NULL AND address LIKE '{addresses}'"
    );
    wait_until("no email is due", || rows(site, &due).is_empty());
}

fn sign_up(site: &Site, address: &str, vendor: &str) {
    assert_eq!(site.send(&format!("email={address}&vendor={vendor}")).0, 200);
}

/// The confirmed subscriptions.
fn confirmed(site: &Site) -> Vec<String> {
    rows(
        site,
        "SELECT address || ' ' || vendor FROM subscription JOIN subscriber ON id = subscriber
        WHERE confirmed IS NOT NULL ORDER BY 1",
    )
}

fn all(site: &Site) -> Vec<String> {
    rows(
        site,
        "SELECT address || ' ' || vendor FROM subscription JOIN subscriber ON id = subscriber ORDER BY 1",
    )
}

fn rows(site: &Site, query: &str) -> Vec<String> {
    let database = Connection::open(site.database()).expect("the database");
    let mut statement = database.prepare(query).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("a text")).collect()
}

fn execute(site: &Site, statement: &str) {
    let database = Connection::open(site.database()).expect("the database");
    database.busy_timeout(Duration::from_secs(20)).expect("a timeout");
    database.execute_batch(statement).expect("a statement");
}

#[test]
fn only_the_button_confirms_and_only_once() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let emails = outbox(site.folder.path(), 1);
    let (to, text) = &emails[0];
    assert_eq!(to, "a@clinic.example");
    assert!(text.contains("Acme & <i>Sons</i>'s BAA, PHI, or SOC 2 status"), "{text}");
    let path = link(text, "api/confirm");
    for _ in 0..2 {
        let page = site.get(&path);
        assert!(page.status == 200 && page.body.contains("<h1>Confirm</h1>"), "{}", page.body);
        assert_eq!(page.body.matches("<button").count(), 1, "{}", page.body);
        assert_eq!(confirmed(&site), Vec::<String>::new(), "a mail scanner confirmed the sign-up");
    }
    for _ in 0..2 {
        let page = site.post_to(&path, FORM, "", "").expect("a response");
        assert!(page.status == 200 && page.body.contains("<h1>Confirmed</h1>"), "{}", page.body);
        assert!(page.body.contains("Acme &amp; &lt;i&gt;Sons&lt;/i&gt;"), "{}", page.body);
        assert_eq!(confirmed(&site), ["a@clinic.example acme"]);
    }
    let consent = rows(&site, "SELECT consent || ' ' || signed_up FROM subscription");
    assert!(
        consent[0].starts_with("One email per change. No newsletter, no selling your address. 20"),
        "{consent:?}"
    );
}

#[test]
fn an_unknown_or_expired_link_changes_nothing_and_says_what_to_do() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let path = link(&outbox(site.folder.path(), 1)[0].1, "api/confirm");
    wait_for_outcomes(&site, "%");
    execute(&site, "UPDATE subscription SET expires = '2026-01-01T00:00:00Z'");
    let unknown = format!("/api/confirm?token={}", "0".repeat(40));
    let unsubscribe = path.replace("confirm", "unsubscribe");
    for path in
        [&path, &unknown, "/api/confirm", "/api/confirm?token=", "/api/confirm?token=%22%3E%3Cscript%3E"]
    {
        assert!(!site.get(path).body.contains("<script"));
        let page = site.post_to(path, FORM, "", "").expect("a response");
        assert!(page.status == 404 && page.body.contains("sign up again"), "{path}: {}", page.body);
    }
    // Also if the address is entered again: it needs the link of a new email.
    let expired = "UPDATE subscription SET expires = '2100-01-01T00:00:00Z'; UPDATE token SET created = '2026-01-01T00:00:00Z'";
    execute(&site, expired);
    assert_eq!(site.post_to(&path, FORM, "", "").expect("a response").status, 404);
    // The token that confirms does not unsubscribe.
    site.post_to(&unsubscribe, FORM, "", "scope=all").expect("a response");
    assert_eq!((confirmed(&site), all(&site)), (vec![], vec!["a@clinic.example acme".to_owned()]));
}

#[test]
fn a_repeated_sign_up_sends_no_second_email() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let first = outbox(site.folder.path(), 1);
    sign_up(&site, "A@Clinic.example", "acme");
    site.post_to(&link(&first[0].1, "api/confirm"), FORM, "", "").expect("a response");
    sign_up(&site, "a@clinic.example", "acme");
    sign_up(&site, "b@clinic.example", "zebra");
    // The emails are in order: no third one was sent before that of the last sign-up.
    assert_eq!(outbox(site.folder.path(), 2).len(), 2);
    assert_eq!(all(&site), ["a@clinic.example acme", "b@clinic.example zebra"]);
    wait_for_outcomes(&site, "%");
    // After an hour, a pending sign-up gets another link.
    execute(&site, "UPDATE subscription SET email_sent = '2026-01-01T00:00:00Z'");
    sign_up(&site, "a@clinic.example", "acme");
    sign_up(&site, "b@clinic.example", "zebra");
    let mut recipients: Vec<String> = outbox(site.folder.path(), 3).into_iter().map(|(to, _)| to).collect();
    recipients.sort();
    assert_eq!(recipients, ["a@clinic.example", "b@clinic.example", "b@clinic.example"]);
}

#[test]
fn nobody_is_flooded_with_confirmation_emails() {
    let vendors: Vec<String> = (0..12).map(|number| format!("vendor-{number:02}")).collect();
    let mut files = vec![("dist/index.html".to_owned(), String::new())];
    files.extend(vendors.iter().map(|vendor| (format!("dist/vendors/{vendor}.json"), "{}".to_owned())));
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let site = Site::in_folder(folder(&files), &[]);
    for vendor in &vendors {
        sign_up(&site, "victim@clinic.example", vendor);
    }
    sign_up(&site, "last@clinic.example", "vendor-00");
    let emails = outbox(site.folder.path(), 11);
    assert_eq!(emails.iter().filter(|(to, _)| to == "victim@clinic.example").count(), 10);
    wait_for_outcomes(&site, "last@%");
    // Not after an hour either.
    execute(&site, "UPDATE subscription SET email_sent = '2026-01-01T00:00:00Z'");
    sign_up(&site, "victim@clinic.example", "vendor-00");
    sign_up(&site, "final@clinic.example", "vendor-00");
    assert_eq!(outbox(site.folder.path(), 12).len(), 12);
}

#[test]
fn one_click_ends_the_subscription_of_the_email_and_the_page_offers_all() {
    const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
    const MULTIPART: &str =
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let acme = link(&outbox(site.folder.path(), 1)[0].1, "api/unsubscribe");
    sign_up(&site, "a@clinic.example", "zebra");
    sign_up(&site, "b@clinic.example", "acme");
    outbox(site.folder.path(), 3);
    let page = site.get(&acme);
    assert!(page.status == 200 && page.header("set-cookie").is_none());
    assert_eq!(page.body.matches("<button").count(), 2, "{}", page.body);
    for damaged in
        [acme.trim_end_matches(|c: char| c.is_ascii_hexdigit()).to_owned(), acme[..acme.len() - 5].to_owned()]
    {
        for response in [site.get(&damaged), site.post_to(&damaged, FORM, "", ONE_CLICK).expect("a response")]
        {
            assert!(response.status == 400 && response.body.contains("nothing has changed"), "{damaged}");
        }
    }
    let bare = site.post_to(&acme, FORM, "", "").expect("a response");
    assert_eq!((bare.status, all(&site).len()), (400, 3), "neither a button nor a mail program");
    for (kind, body) in [(FORM, ONE_CLICK), ("multipart/form-data; boundary=x", MULTIPART), (FORM, ONE_CLICK)]
    {
        let page = site.post_to(&acme, kind, "", body).expect("a response");
        assert!(page.status == 200 && page.header("location").is_none(), "{kind}");
        assert!(page.body.contains("no more emails about this vendor"), "{}", page.body);
        assert_eq!(all(&site), ["a@clinic.example zebra", "b@clinic.example acme"], "{kind}");
    }
    // The link of one vendor still ends all other subscriptions.
    let page = site.post_to(&acme, FORM, "", "scope=all").expect("a response");
    assert!(page.body.contains("no more emails from this site"), "{}", page.body);
    assert_eq!(all(&site), ["b@clinic.example acme"]);
    // An unknown person gets the same page.
    let unknown = format!("/api/unsubscribe?token={}", "0".repeat(40));
    assert_eq!(site.post_to(&unknown, FORM, "", "scope=all").expect("a response").body, page.body);
    assert_eq!(rows(&site, "SELECT address FROM subscriber"), ["b@clinic.example"], "no trace of who left");
    assert_eq!(rows(&site, "SELECT count(DISTINCT subscriber) || '' FROM token"), ["1"]);
}

#[test]
fn a_link_that_confirmed_does_not_confirm_after_an_unsubscription() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let text = outbox(site.folder.path(), 1).remove(0).1;
    site.post_to(&link(&text, "api/confirm"), FORM, "", "").expect("a response");
    site.post_to(&link(&text, "api/unsubscribe"), FORM, "", "List-Unsubscribe=One-Click")
        .expect("a response");
    let page = site.post_to(&link(&text, "api/confirm"), FORM, "", "").expect("a response");
    assert_eq!((page.status, all(&site)), (404, vec![]));
}

#[test]
fn all_answers_of_the_service_carry_the_security_headers() {
    let site = Site::start(&[]);
    let sign_up = site.post_to("/api/signup", FORM, "", "email=a@clinic.example&vendor=acme");
    for (path, response) in [
        ("sign-up", sign_up.expect("a response")),
        ("confirm", site.get("/api/confirm")),
        ("confirmed", site.post_to("/api/confirm", FORM, "", "").expect("a response")),
        ("unsubscribe", site.get("/api/unsubscribe?token=x&token=y")),
        ("no such method", site.get("/api/signup")),
        ("unsubscribed", site.post_to("/api/unsubscribe", FORM, "", "scope=all").expect("a response")),
        ("health", site.get("/api/health")),
        ("ready", site.get("/api/ready")),
    ] {
        let policy = response.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            response.header("permissions-policy").is_some_and(|policy| policy.contains("camera=()")),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(response.header(name), Some(value), "{path}: {name}");
        }
    }
    assert_eq!((site.get("/api/health").status, site.get("/api/ready").status), (200, 200));
}

#[test]
fn a_locked_database_is_not_ready_and_a_probe_leaves_its_version() {
    let site = Site::start(&[]);
    execute(&site, "PRAGMA user_version = 3");
    assert_eq!(site.get("/api/ready").status, 200);
    assert_eq!(rows(&site, "SELECT user_version || '' FROM pragma_user_version"), ["3"]);
    let database = Connection::open(site.database()).expect("the database");
    database.execute_batch("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE").expect("a lock");
    // The last result is repeated for a second.
    wait_until("the service is not ready", || site.get("/api/ready").status != 200);
    assert_eq!(
        site.post_to("/api/signup", FORM, "", "email=a@clinic.example&vendor=acme")
            .expect("a response")
            .status,
        503
    );
    database.execute_batch("COMMIT").expect("the end of the lock");
    wait_until("the service is ready", || site.get("/api/ready").status == 200);
}

#[test]
fn on_a_full_disk_nothing_is_confirmed_to_a_person_that_is_not_stored() {
    let site = Site::start(&[]);
    sign_up(&site, "before@clinic.example", "acme");
    outbox(site.folder.path(), 1);
    wait_for_outcomes(&site, "%");
    set_disk_full(site.process_id(), true);
    let (status, answer) = site.send("email=during@clinic.example&vendor=acme");
    assert_eq!(status, 503, "{answer}");
    wait_until("the service is not ready", || site.get("/api/ready").status != 200);
    assert_eq!((site.get("/").status, site.get("/api/health").status), (200, 200));
    set_disk_full(site.process_id(), false);
    sign_up(&site, "after@clinic.example", "acme");
    let recipients: BTreeSet<_> = outbox(site.folder.path(), 2).into_iter().map(|(to, _)| to).collect();
    assert_eq!(recipients, ["after@clinic.example", "before@clinic.example"].map(str::to_owned).into());
    assert_eq!(all(&site), ["after@clinic.example acme", "before@clinic.example acme"]);
    assert_eq!(rows(&site, "PRAGMA integrity_check"), ["ok"]);
    wait_until("the service is ready", || site.get("/api/ready").status == 200);
}

#[test]
fn sign_ups_of_a_time_when_the_clock_was_years_ahead_can_be_confirmed() {
    let site = Site::start(&[]);
    sign_up(&site, "sent@clinic.example", "acme");
    sign_up(&site, "deferred@clinic.example", "acme");
    outbox(site.folder.path(), 2);
    wait_for_outcomes(&site, "%");
    execute(
        &site,
        "UPDATE token SET created = '2099-01-01T00:00:00Z';
        UPDATE subscription SET signed_up = '2099-01-01T00:00:00Z', expires = '2099-01-08T00:00:00Z',
            email_sent = '2099-01-01T00:00:00Z';
        UPDATE subscription SET email_sent = NULL, email_due = '2099-01-01T00:00:00Z', failures = 1
            FROM subscriber WHERE id = subscriber AND address LIKE 'deferred%'",
    );
    sign_up(&site, "sent@clinic.example", "acme");
    let emails = outbox(site.folder.path(), 4);
    wait_for_outcomes(&site, "%");
    for address in ["sent@clinic.example", "deferred@clinic.example"] {
        let texts: Vec<_> = emails.iter().filter(|(to, _)| to == address).map(|(_, text)| text).collect();
        assert_eq!(texts.len(), 2, "{address}");
        // The links of both emails work.
        for text in texts {
            let page = site.post_to(&link(text, "api/confirm"), FORM, "", "").expect("a response");
            assert_eq!(page.status, 200, "{address}: {}", page.body);
        }
    }
}

#[test]
fn a_link_that_unsubscribes_works_years_later() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    let (_, text) = outbox(site.folder.path(), 1).remove(0);
    site.post_to(&link(&text, "api/confirm"), FORM, "", "").expect("a response");
    wait_for_outcomes(&site, "%");
    execute(&site, "UPDATE token SET created = '2020-01-01T00:00:00Z'");
    // Each start deletes what is no longer needed.
    let site = Site::in_folder(site.into_folder(), &[]);
    sign_up(&site, "b@clinic.example", "acme");
    outbox(site.folder.path(), 2);
    assert_eq!(confirmed(&site), ["a@clinic.example acme"]);
    site.post_to(&link(&text, "api/unsubscribe"), FORM, "", "scope=vendor").expect("a response");
    assert_eq!(confirmed(&site), Vec::<String>::new());
}

#[test]
fn expired_sign_ups_are_deleted_with_everything_that_belongs_to_them() {
    let site = Site::start(&[]);
    sign_up(&site, "a@clinic.example", "acme");
    sign_up(&site, "b@clinic.example", "acme");
    let emails = outbox(site.folder.path(), 2);
    let (_, text) = emails.iter().find(|(to, _)| to == "b@clinic.example").expect("an email");
    site.post_to(&link(text, "api/confirm"), FORM, "", "").expect("a response");
    wait_for_outcomes(&site, "%");
    execute(&site, "UPDATE subscription SET expires = '2026-01-01T00:00:00Z' WHERE confirmed IS NULL");
    let folder = site.into_folder();
    // The next start deletes them.
    let site = Site::in_folder(folder, &[]);
    sign_up(&site, "c@clinic.example", "acme");
    outbox(site.folder.path(), 3);
    assert_eq!(all(&site), ["b@clinic.example acme", "c@clinic.example acme"]);
    assert_eq!(
        rows(&site, "SELECT address FROM subscriber ORDER BY 1"),
        ["b@clinic.example", "c@clinic.example"]
    );
}

/// The database of the previous version, as it created it.
const VERSION_1: &str = "CREATE TABLE sign_up (
    address TEXT NOT NULL COLLATE NOCASE,
    vendor TEXT NOT NULL,
    signed_up TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (address, vendor)
) STRICT;
INSERT INTO sign_up VALUES ('a@clinic.example', 'acme', '2026-11-20T10:00:00Z', 2);
INSERT INTO sign_up VALUES ('A@Clinic.example', 'zebra', '2026-11-21T10:00:00Z', 1);
INSERT INTO sign_up VALUES ('b@clinic.example', 'acme', '2026-11-22T10:00:00Z', 1);
PRAGMA user_version = 1;";

#[test]
fn a_database_of_version_1_is_backed_up_and_migrated_and_its_sign_ups_are_asked_to_confirm() {
    use std::os::unix::fs::PermissionsExt;
    let project = folder(&[
        ("dist/index.html", String::new()),
        ("dist/vendors/acme.json", "{}".to_owned()),
        ("data/nothing", String::new()),
    ]);
    let path = project.path().join("data/sign-ups.sqlite");
    Connection::open(&path).and_then(|database| database.execute_batch(VERSION_1)).expect("a database");
    let site = Site::in_folder(project, &[]);
    assert_eq!(outbox(site.folder.path(), 3).len(), 3);
    assert_eq!(all(&site), ["a@clinic.example acme", "a@clinic.example zebra", "b@clinic.example acme"]);
    assert_eq!(confirmed(&site), Vec::<String>::new());
    assert_eq!(rows(&site, "SELECT signed_up FROM subscription ORDER BY 1")[0], "2026-11-20T10:00:00Z");
    let backup = site.folder.path().join("data/sign-ups.sqlite.v1");
    assert_eq!(backup.metadata().expect("a backup").permissions().mode() & 0o077, 0);
    let count: i64 = Connection::open(&backup)
        .and_then(|database| database.query_row("SELECT count(*) FROM sign_up", [], |row| row.get(0)))
        .expect("the old sign-ups");
    assert_eq!(count, 3);
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_unchanged() {
    let project = folder(&[
        ("dist/index.html", String::new()),
        ("public/site.json", SETTINGS.to_owned()),
        ("data/nothing", String::new()),
    ]);
    let path = project.path().join("data/sign-ups.sqlite");
    let newer = "CREATE TABLE future (x TEXT) STRICT; PRAGMA user_version = 99;";
    Connection::open(&path).and_then(|database| database.execute_batch(newer)).expect("a database");
    let before = fs::read(&path).expect("the file");
    let ran = site_in(project.path(), &["serve", "--port", "0"]);
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(!ran.status.success() && error.contains("has version 99"), "{error}");
    assert_eq!(fs::read(&path).expect("the file"), before);
}
