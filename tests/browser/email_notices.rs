//! Notices by email, from the form of a vendor page to the mailbox, and out again.

use std::fs;
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use catalog::{BaaStatus, PhiStatus, Record, Renamed};
use mail_parser::MessageParser;
use site::mail::{Composer, Outbox, Relay, RelaySettings, Security, Transport};
use site::notices::{PublishedSite, SendRate, SentNotices, new_notices, send_queued};
use site::server::sign_ups::Mailer;
use site::settings::Settings;
use site::subscriptions::Database;

use crate::dist::workspace;
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::TestSite;
use crate::mail_server::MailServer;

const ADDRESS: &str = "someone@clinic.example";

fn settings() -> Settings {
    Settings::read(&workspace().join("tests/fixtures/site.json")).expect("the settings")
}

fn relay(server: &MailServer) -> Transport {
    let settings = RelaySettings {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        security: Security::None,
        credentials: None,
        root_certificate: None,
        hello_name: "clinic.example".to_owned(),
    };
    Transport::Relay(Box::new(Relay::new(settings).expect("a relay")))
}

/// Sends the confirmation emails that are due.
fn confirm_by(site: &TestSite, transport: Transport) {
    let (stop, stored) = sync_channel(1);
    drop(stop);
    let mailer = Mailer {
        database: Database::open(&site.sign_up_database()).expect("the database"),
        transport,
        settings: settings(),
        site_url: site.url("/"),
        site: site.folder().to_owned(),
        signing: None,
        stored,
    };
    mailer.run().expect("the confirmation emails");
}

/// Publishes a change, and sends its notices. Returns the number of emails.
fn publish_and_notify(
    site: &TestSite,
    date: &str,
    record: &Record,
    server: &MailServer,
    sent: &mut SentNotices,
) -> usize {
    let before = tempfile::tempdir().expect("a folder");
    fs::copy(site.folder().join("vendors.json"), before.path().join("vendors.json")).expect("the list");
    site.republish(date, vec![record.clone()]);
    let read = |folder: &Path| folder.to_str().expect("a path").to_owned();
    let before = PublishedSite::read(&read(before.path())).expect("the previous site");
    let now = PublishedSite::read_with_changes(&read(site.folder())).expect("the site");
    let settings = settings();
    let notices = new_notices(&before, &now, sent, &settings, &format!("{}/", site.base_path()));
    assert_eq!(notices.len(), 1, "one changed verdict");
    let mut database = Database::open(&site.sign_up_database()).expect("the database");
    let queued: Vec<_> = notices.iter().map(|notice| notice.for_queue().expect("JSON")).collect();
    database.queue_notices(&queued, &Renamed::default(), false).expect("the queue");
    let composer = Composer::new(&settings, site.url("/"), None).expect("a sender");
    let rate = SendRate { per_second: NonZeroU32::new(1000).expect("a number"), retry_wait: Duration::ZERO };
    let mut transport = relay(server);
    send_queued(&mut database, &mut transport, &composer, rate, &|| ()).expect("the notices").sent
}

/// The text of an email.
fn text(content: &[u8]) -> String {
    let email = MessageParser::default().parse(content).expect("an email");
    email.body_text(0).expect("a text").into_owned()
}

/// The path of the link that contains this text.
fn link(site: &TestSite, text: &str, part: &str) -> String {
    let url =
        text.split_whitespace().find(|word| word.contains(part)).unwrap_or_else(|| panic!("{part}: {text}"));
    url.strip_prefix(site.url("/").trim_end_matches('/')).expect("a link to the site").to_owned()
}

/// What a mail program sends for its own "Unsubscribe" button (RFC 8058).
fn one_click(site: &TestSite, path: &str) -> String {
    use std::io::{Read, Write};
    let host = site.origin().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("a connection");
    let path = format!("{}{path}", site.base_path().trim_end_matches('/'));
    let body = "List-Unsubscribe=One-Click";
    let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    let length = body.len();
    write!(
        stream,
        "{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .expect("a request");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

#[test]
fn from_the_form_to_one_email_per_change_and_out_again() {
    let mut record = typed_records_of(&["zoom"]).remove(0);
    record.phi.status = PhiStatus::Conditional;
    let site = TestSite::publish("2026-11-24", vec![record.clone()]);
    let page = site.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys(ADDRESS);
    page.find("button", texts::SIGN_UP_BUTTON).click();
    page.wait_for_text(texts::SIGNED_UP);

    // The confirmation email is in the outbox of a fresh clone.
    let folder = tempfile::tempdir().expect("a folder");
    let outbox = folder.path().join("outbox");
    confirm_by(&site, Transport::Outbox(Outbox::new(outbox.clone())));
    let emails: Vec<_> =
        fs::read_dir(&outbox).expect("the outbox").map(|file| file.expect("a file").path()).collect();
    let [email] = emails.as_slice() else { panic!("one email: {emails:?}") };
    let confirmation = text(&fs::read(email).expect("an email"));
    // It has no app.
    page.navigate(&link(&site, &confirmation, "api/confirm"));
    page.wait_for_heading("Confirm");
    page.find("button", "Confirm").click();
    page.wait_for_heading("Confirmed");
    page.wait_for_text("You get one email each time the BAA, PHI, or SOC 2 status of Zoom changes.");

    // Through a mail server as well.
    let server = MailServer::start();
    page.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("other@clinic.example");
    page.find("button", texts::SIGN_UP_BUTTON).click();
    page.wait_for_text(texts::SIGNED_UP);
    confirm_by(&site, relay(&server));
    assert_eq!(server.recipients(), ["other@clinic.example"], "nobody else is asked to confirm");

    // One change is one email, to the person who confirmed.
    let server = MailServer::start();
    let mut sent = SentNotices::default();
    record.baa.status = BaaStatus::NotAvailable;
    assert_eq!(publish_and_notify(&site, "2026-11-25", &record, &server, &mut sent), 1);
    assert_eq!(server.recipients(), [ADDRESS]);
    let notice = text(server.received()[0].content.as_bytes());
    assert!(notice.contains("Countersign has changed its verdict on Zoom."), "{notice}");
    assert!(notice.contains("https://countersign.example/vendors/zoom/"), "{notice}");
    page.open("/vendors/zoom/");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));

    // One click ends it: the next change sends nothing.
    let unsubscribe = link(&site, &notice, "api/unsubscribe");
    page.navigate(&unsubscribe);
    page.wait_for_heading("Unsubscribe");
    page.find("button", "From all vendors");
    let response = one_click(&site, &unsubscribe);
    assert!(
        response.starts_with("HTTP/1.1 200 ") && response.contains("no more emails about this vendor"),
        "{response}"
    );
    record.baa.status = BaaStatus::Available;
    assert_eq!(publish_and_notify(&site, "2026-11-26", &record, &server, &mut sent), 0);
    assert_eq!(server.received().len(), 1);
}
