//! A mail server for tests, which can fail in every way that a real one does.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{Certificate, CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A step of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Mail,
    Recipient,
    Data,
    /// After the content was received.
    Content,
}

/// What the server does instead of accepting a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Sends this reply.
    Reply(&'static str),
    /// Closes the connection without a reply.
    Drop,
    /// Stores the email, and closes the connection without a reply.
    StoreAndDrop,
}

/// A received email.
#[derive(Clone, Debug)]
pub struct Received {
    /// The return path.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The headers and the body.
    pub content: String,
}

/// The fault at a step for a recipient (empty before the recipient is known), at the nth time, from 0.
type Faults = dyn Fn(Step, &str, usize) -> Option<Fault> + Send + Sync;

/// A server on a free port, for as long as the tests run.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    /// The certificate, if the server offers STARTTLS.
    pub certificate: Option<String>,
    received: Arc<Mutex<Vec<Received>>>,
}

struct Session {
    received: Arc<Mutex<Vec<Received>>>,
    faults: Arc<Faults>,
    counts: Arc<Mutex<HashMap<(Step, String), usize>>>,
    tls: Option<Arc<ServerConfig>>,
}

impl MailServer {
    /// A server that accepts every email.
    pub fn start() -> Self {
        Self::with_faults(|_, _, _| None)
    }

    pub fn with_faults(faults: impl Fn(Step, &str, usize) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self::run(faults, None)
    }

    /// A server that offers STARTTLS with a certificate for this name, and requires a password.
    pub fn with_tls(name: &str) -> Self {
        Self::run(|_, _, _| None, Some(name))
    }

    fn run(
        faults: impl Fn(Step, &str, usize) -> Option<Fault> + Send + Sync + 'static,
        tls_name: Option<&str>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let (faults, counts): (Arc<Faults>, _) = (Arc::new(faults), Arc::default());
        let (tls, certificate) = tls_name.map(|name| tls(&[name])).unzip();
        let certificate = certificate.map(|certificate: Certificate| certificate.pem());
        let stored = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let session = Session {
                    received: Arc::clone(&stored),
                    faults: Arc::clone(&faults),
                    counts: Arc::clone(&counts),
                    tls: tls.clone(),
                };
                // A client that closes the connection ends the session.
                thread::spawn(move || session.start(stream.expect("a connection")));
            }
        });
        Self { address, certificate, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("the emails").clone()
    }

    pub fn count(&self) -> usize {
        self.received.lock().expect("the emails").len()
    }

    /// The recipients of all emails, sorted.
    pub fn recipients(&self) -> Vec<String> {
        let mut recipients: Vec<String> = self.received().into_iter().map(|email| email.to).collect();
        recipients.sort();
        recipients
    }
}

/// A TLS server for hosts, with their certificate.
pub fn tls(hosts: &[&str]) -> (Arc<ServerConfig>, Certificate) {
    let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(hosts).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a server");
    (Arc::new(config), cert)
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Session {
    fn start(&self, stream: TcpStream) -> Option<()> {
        let mut plain: BufReader<Box<dyn Stream>> = BufReader::new(Box::new(stream.try_clone().ok()?));
        reply(&mut plain, "220 mail.example ready")?;
        let Some(config) = &self.tls else { return self.converse(&mut plain, false) };
        loop {
            let line = line(&mut plain)?;
            if line == "STARTTLS" {
                reply(&mut plain, "220 go ahead")?;
                break;
            }
            let answer = if line.starts_with("EHLO") {
                "250-mail.example\r\n250 STARTTLS"
            } else {
                "530 encrypt the connection first"
            };
            reply(&mut plain, answer)?;
        }
        let connection = ServerConnection::new(Arc::clone(config)).ok()?;
        let mut encrypted: BufReader<Box<dyn Stream>> =
            BufReader::new(Box::new(StreamOwned::new(connection, stream)));
        self.converse(&mut encrypted, true)
    }

    fn converse(&self, stream: &mut BufReader<Box<dyn Stream>>, needs_password: bool) -> Option<()> {
        let (mut from, mut to) = (String::new(), String::new());
        let mut is_known = !needs_password;
        loop {
            let line = line(stream)?;
            let path = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let (step, answer) = match line.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" if needs_password => (None, "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME"),
                "EHLO" => (None, "250-mail.example\r\n250 8BITMIME"),
                // "\0site\0secret"
                "AUTH" if line == "AUTH PLAIN AHNpdGUAc2VjcmV0" => {
                    is_known = true;
                    (None, "235 welcome")
                }
                "AUTH" => (None, "535 wrong password"),
                "MAIL" if !is_known => (None, "530 log in first"),
                "MAIL" => {
                    from = path();
                    (Some(Step::Mail), "250 ok")
                }
                "RCPT" => {
                    to = path();
                    (Some(Step::Recipient), "250 ok")
                }
                "DATA" => (Some(Step::Data), "354 go ahead"),
                "QUIT" => {
                    reply(stream, "221 bye")?;
                    return None;
                }
                _ => (None, "250 ok"),
            };
            match step.and_then(|step| self.fault(step, if step == Step::Mail { "" } else { &to })) {
                Some(Fault::Reply(answer)) => {
                    reply(stream, answer)?;
                    if answer.starts_with("421") {
                        return None;
                    }
                    continue;
                }
                Some(Fault::Drop | Fault::StoreAndDrop) => return None,
                None => reply(stream, answer)?,
            }
            if step == Some(Step::Data) {
                let content = content(stream)?;
                let email = Received { from: from.clone(), to: to.clone(), content };
                match self.fault(Step::Content, &to) {
                    Some(Fault::Reply(answer)) => reply(stream, answer)?,
                    Some(Fault::Drop) => return None,
                    Some(Fault::StoreAndDrop) => {
                        self.received.lock().expect("the emails").push(email);
                        return None;
                    }
                    None => {
                        self.received.lock().expect("the emails").push(email);
                        reply(stream, "250 stored")?;
                    }
                }
            }
        }
    }

    fn fault(&self, step: Step, recipient: &str) -> Option<Fault> {
        let mut counts = self.counts.lock().expect("the counts");
        let count = counts.entry((step, recipient.to_owned())).or_default();
        *count += 1;
        (self.faults)(step, recipient, *count - 1)
    }
}

fn reply(stream: &mut BufReader<Box<dyn Stream>>, text: &str) -> Option<()> {
    let stream = stream.get_mut();
    stream.write_all(format!("{text}\r\n").as_bytes()).ok()?;
    stream.flush().ok()
}

fn line(stream: &mut BufReader<Box<dyn Stream>>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

/// The content of an email, without the dots that SMTP adds.
fn content(stream: &mut BufReader<Box<dyn Stream>>) -> Option<String> {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(content);
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
