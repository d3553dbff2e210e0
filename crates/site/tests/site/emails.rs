//! The headers and parts of emails, against the RFCs and an independent parser.

use std::fs;
use std::process::Command;

use mail_parser::{Message, MessageParser};

use crate::email_links::outbox_files;
use crate::mail_server::{MailServer, Received};
use crate::notify::{notify, project};
use crate::sign_ups::Site;

/// A notice, as the relay received it.
fn received_notice() -> Received {
    let project = project(&["a+b@clinic.example"]);
    let server = MailServer::start();
    let run = notify(project.path(), &server, &[]);
    assert!(run.status.success());
    server.received().remove(0)
}

/// The lines of the header section, unfolded.
fn headers(content: &str) -> Vec<(String, String)> {
    let (head, _) = content.split_once("\r\n\r\n").expect("a header section");
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    unfolded.split("\r\n").map(|line| pair(line).unwrap_or_else(|| panic!("a header: {line}"))).collect()
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    let mut found = headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let (_, value) = found.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(found.next().is_none(), "{name} twice");
    value
}

/// The URLs in angle brackets.
fn urls(value: &str) -> Vec<&str> {
    value
        .split(',')
        .map(|part| part.trim().strip_prefix('<').and_then(|url| url.strip_suffix('>')).expect("a URL"))
        .collect()
}

/// One row per rule: the RFC and its section, what it requires, and whether the email does it.
#[test]
fn the_headers_follow_the_rfcs() {
    let Received { from, to, content } = received_notice();
    let headers = headers(&content);
    let unsubscribe = urls(header(&headers, "List-Unsubscribe"));
    let (https, mailto) = (unsubscribe[0], unsubscribe[1]);
    let token = https.rsplit('=').next().expect("a token");
    let id = header(&headers, "Message-ID").trim_matches(['<', '>']);
    let list_id = header(&headers, "List-Id");
    let message = MessageParser::default().parse(content.as_bytes()).expect("an email");
    let lines = || content.split("\r\n");
    let count = |name: &str| headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name)).count();
    for (rule, holds) in [
        ("5322 2.1: lines end with CRLF", !content.replace("\r\n", "").contains(['\r', '\n'])),
        ("5322 2.1.1: no line has more than 998 characters", lines().all(|line| line.len() <= 998)),
        (
            "5322 2.2: header names are printable ASCII",
            headers.iter().all(|(name, _)| name.bytes().all(|b| b.is_ascii_graphic())),
        ),
        ("5322 2.2: header values are ASCII", headers.iter().all(|(_, value)| value.is_ascii())),
        (
            "5322 3.6: From, Date, Message-ID, To, and Subject once",
            ["From", "Date", "Message-ID", "To", "Subject"].iter().all(|name| count(name) == 1),
        ),
        (
            "5322 3.6.1: the date is one of now",
            message.date().is_some_and(|date| date.is_valid() && date.year >= 2026),
        ),
        (
            "5322 3.6.2: one sender with a name",
            header(&headers, "From") == "Countersign <notices@countersign.dev>",
        ),
        (
            "5322 3.6.3: one recipient",
            header(&headers, "To") == "a+b@clinic.example" && to == "a+b@clinic.example",
        ),
        (
            "5322 3.6.4: the identifier has a domain",
            id.split_once('@').is_some_and(|(left, right)| left.len() == 40 && right == "countersign.dev"),
        ),
        ("2045 4: MIME-Version 1.0", header(&headers, "MIME-Version") == "1.0"),
        (
            "2046 5.1.4: the text comes before the HTML",
            message.text_body().len() == 1
                && message.html_body().len() == 1
                && content.find("text/plain") < content.find("text/html"),
        ),
        (
            "2369 3.2: List-Unsubscribe prefers https and has mailto",
            https.starts_with("https://countersign.dev/api/unsubscribe?token=")
                && mailto.starts_with("mailto:notices@countersign.dev?subject=unsubscribe%20"),
        ),
        ("2369 2: URLs have no white space", unsubscribe.iter().all(|url| !url.contains([' ', '\t']))),
        ("2369 3.1: List-Help", urls(header(&headers, "List-Help")) == ["https://countersign.dev/about/"]),
        (
            "2369 3.6: List-Archive",
            urls(header(&headers, "List-Archive")) == ["https://countersign.dev/changes/"],
        ),
        ("2919 3: List-Id is a dotted identifier", list_id == "<notices.countersign.dev>"),
        ("2919 2: the identifier is no longer than 255 characters", list_id.len() < 255),
        (
            "8058 3.1: List-Unsubscribe-Post has exactly this value",
            header(&headers, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click",
        ),
        (
            "8058 3.1: one https URL",
            unsubscribe.iter().filter(|url| url.starts_with("https://")).count() == 1,
        ),
        (
            "8058 3.1: the URL contains a secret",
            token.len() == 40 && token.bytes().all(|b| b.is_ascii_hexdigit()),
        ),
        ("8058 6: the URL does not contain the address", !https.contains("clinic")),
        ("3834 5: Auto-Submitted: auto-generated", header(&headers, "Auto-Submitted") == "auto-generated"),
        ("Exchange: no automatic replies", header(&headers, "X-Auto-Response-Suppress") == "All"),
        ("3834 3.1.6: no Precedence", count("Precedence") == 0),
        (
            "5321 4.5.5: the return path names the email",
            from.starts_with("notices+") && from.ends_with("@countersign.dev") && !from.contains(token),
        ),
    ] {
        assert!(holds, "RFC {rule}\n{content}");
    }
}

fn part(message: &Message, is_html: bool) -> String {
    let part = if is_html { message.body_html(0) } else { message.body_text(0) };
    part.expect("a part").into_owned()
}

#[test]
fn text_and_html_say_the_same() {
    let content = received_notice().content;
    let message = MessageParser::default().parse(content.as_bytes()).expect("an email");
    for is_html in [false, true] {
        let text = part(&message, is_html);
        for expected in [
            "Countersign has changed its verdict on Acme.",
            "BAA: from “Signs a BAA” to “BAA on some plans”",
            "The new terms name the Enterprise plan.",
            "https://acme.example/new-terms",
            "https://countersign.dev/vendors/acme/",
            "You get this email because you signed up at https://countersign.dev/ on Nov 20, 2026.",
            "Unsubscribe",
            "https://countersign.dev/api/unsubscribe?token=",
            "Countersign, 1 Main Street, Springfield",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!text.contains("countersign.example"), "{text}");
    }
    assert!(part(&message, true).contains("lang=\"en\""));
}

/// Names that would add a header, a recipient, or markup.
#[test]
fn hostile_names_stay_text() {
    const HOSTILE: &str =
        "Acme\r\nBcc: victim@clinic.example\r\n\r\n<script>alert(1)</script> \"é💥\" =?utf-8?q?x?=";
    let project = project(&["a@clinic.example"]);
    let server = MailServer::start();
    let queued = notify(project.path(), &server, &["--dry-run"]);
    assert!(queued.status.success());
    let database =
        rusqlite::Connection::open(project.path().join("data/sign-ups.sqlite")).expect("the database");
    let notice = serde_json::json!({
        "id": "x", "vendor": "acme", "subject": HOSTILE, "text": HOSTILE, "html": "<p>Safe</p>", "page": "", "changes": []
    });
    database
        .execute("INSERT INTO notice VALUES ('x', ?1, '2026-11-20T10:00:00Z')", [notice.to_string()])
        .expect("a notice");
    let delivery = "INSERT INTO delivery (notice, subscriber, vendor, changed)
        SELECT 'x', id, 'acme', '2026-11-20T10:00:00Z' FROM subscriber";
    database.execute(delivery, []).expect("a delivery");
    let run = notify(project.path(), &server, &[]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(server.recipients(), ["a@clinic.example", "a@clinic.example"]);
    let emails = server.received();
    let hostile = emails.iter().find(|email| email.content.contains("Safe")).expect("the email");
    assert!(
        headers(&hostile.content).iter().all(|(name, _)| !name.eq_ignore_ascii_case("bcc")),
        "{}",
        hostile.content
    );
    let message = MessageParser::default().parse(hostile.content.as_bytes()).expect("an email");
    assert!(message.bcc().is_none());
    assert!(message.subject().expect("a subject").contains("é💥"), "{:?}", message.subject());
    assert_eq!(message.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("a@clinic.example"));
    let html = part(&message, true);
    assert!(!html.contains("<script>"), "{html}");
}

/// A DKIM key in base64, for Ed25519.
const DKIM_KEY: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

/// White space as the relaxed algorithms of RFC 6376, section 3.4, write it: one space for each run, and none at the end.
fn relaxed(line: &str) -> String {
    let mut relaxed = String::new();
    for character in line.trim_end_matches([' ', '\t']).chars() {
        match character {
            ' ' | '\t' if relaxed.ends_with(' ') => {}
            ' ' | '\t' => relaxed.push(' '),
            other => relaxed.push(other),
        }
    }
    relaxed
}

#[test]
fn the_signature_is_valid_and_covers_both_headers_of_one_click() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    let project = project(&["a@clinic.example"]);
    fs::write(project.path().join("key"), DKIM_KEY).expect("a key");
    let server = MailServer::start();
    let run = notify(project.path(), &server, &["--dkim-selector", "s1", "--dkim-key", "key"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let content = server.received().remove(0).content;
    let headers = headers(&content);
    let signature = header(&headers, "DKIM-Signature");
    let tags: Vec<(&str, String)> = signature
        .split(';')
        .filter_map(|tag| tag.split_once('='))
        .map(|(name, value)| (name.trim(), value.split_whitespace().collect()))
        .collect();
    let tag = |name: &str| tags.iter().find(|(found, _)| *found == name).expect("a tag").1.clone();
    assert_eq!(
        (tag("s"), tag("d"), tag("a")),
        ("s1".into(), "countersign.dev".into(), "ed25519-sha256".into())
    );
    assert_eq!(tag("c"), "relaxed/relaxed");
    let signed: Vec<String> = tag("h").split(':').map(str::to_lowercase).collect();
    for name in ["from", "to", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"] {
        assert!(signed.iter().any(|signed| signed == name), "{name}: {signed:?}");
    }

    // RFC 6376, section 3.7: the hash of the body, and the signature of the headers with its own value removed.
    let (_, body) = content.split_once("\r\n\r\n").expect("a body");
    let lines: Vec<String> = body.split("\r\n").map(relaxed).collect();
    let body = lines.join("\r\n").trim_end_matches("\r\n").to_owned() + "\r\n";
    assert_eq!(tag("bh"), STANDARD.encode(Sha256::digest(body)));
    let mut input: String =
        signed.iter().map(|name| format!("{name}:{}\r\n", relaxed(header(&headers, name)).trim())).collect();
    let (before, _) =
        signature.split_once("b=").filter(|(before, _)| before.trim_end().ends_with(';')).map_or_else(
            || {
                signature
                    .rsplit_once(" b=")
                    .map(|(before, _)| (format!("{before} b="), ()))
                    .expect("a signature")
            },
            |(before, _)| (format!("{before}b="), ()),
        );
    input += &format!("dkim-signature:{}", relaxed(&before).trim());
    let key: [u8; 32] = STANDARD.decode(DKIM_KEY).expect("base64").try_into().expect("32 bytes");
    let key = ed25519_dalek::SigningKey::from_bytes(&key).verifying_key();
    let value =
        ed25519_dalek::Signature::from_slice(&STANDARD.decode(tag("b")).expect("base64")).expect("64 bytes");
    // RFC 8463, section 3: the signature is that of the hash.
    assert!(key.verify_strict(&Sha256::digest(&input), &value).is_ok(), "{input}");

    let broken =
        notify(project.path(), &server, &["--dkim-selector", "s1", "--dkim-key", "public/site.json"]);
    assert!(!broken.status.success() && String::from_utf8_lossy(&broken.stderr).contains("DKIM key"));
}

#[test]
fn the_confirmation_email_has_the_same_headers_and_its_links_work_in_html() {
    let site = Site::start(&[]);
    assert_eq!(site.send("email=a@clinic.example&vendor=acme").0, 200);
    let content = fs::read_to_string(&outbox_files(site.folder.path(), 1)[0]).expect("an email");
    let headers = headers(&content);
    for name in [
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Id",
        "List-Help",
        "List-Archive",
        "Auto-Submitted",
    ] {
        header(&headers, name);
    }
    let message = MessageParser::default().parse(content.as_bytes()).expect("an email");
    assert_eq!(message.subject(), Some("Confirm your sign-up for Acme & <i>Sons</i>"));
    let html = part(&message, true);
    assert!(html.contains("/api/confirm?token=") && !html.contains("<i>Sons"), "{html}");
    assert!(part(&message, false).contains("If you did not sign up, ignore this email"));
}

#[test]
fn a_password_on_the_command_line_is_not_an_option() {
    let help = Command::new(env!("CARGO_BIN_EXE_site"))
        .args(["notify", "--help"])
        .output()
        .expect("the site command");
    let help = String::from_utf8(help.stdout).expect("text");
    assert!(help.contains("--smtp-password-file") && !help.contains("--smtp-password "), "{help}");
}
