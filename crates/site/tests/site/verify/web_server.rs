//! A web server with TLS for the sources of a test. It plays any number of hosts, and records what it receives.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::mail_server::tls;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    pub time: Instant,
    pub host: String,
    pub path: String,
    headers: HashMap<String, String>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What the server does with a request.
#[derive(Clone)]
pub enum Reply {
    /// A complete response.
    Response { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// A body without an end.
    Endless,
    /// One byte at a time, until the client leaves.
    SlowDrip,
    /// The connection ends.
    Nothing,
}

impl Reply {
    pub fn new(status: u16, headers: &[(&'static str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self::Response { status, headers, body: body.into() }
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, &[("content-type", "text/html; charset=utf-8")], body)
    }

    pub fn redirect(to: &str) -> Self {
        Self::new(301, &[("location", to)], "")
    }

    pub fn status(status: u16) -> Self {
        Self::new(status, &[], "")
    }
}

/// The server, whose hosts all have the same address.
pub struct WebServer {
    pub address: SocketAddr,
    /// The certificate of the hosts (DER).
    pub certificate: Vec<u8>,
    requests: Arc<Mutex<Vec<Request>>>,
    statuses: Arc<Mutex<Vec<(String, u16)>>>,
}

impl WebServer {
    /// Starts a server with a certificate for these hosts.
    pub fn start(hosts: &[&str], answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (config, certificate) = tls(hosts);
        let answer = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let statuses = Arc::new(Mutex::new(Vec::new()));
        let status_log = Arc::clone(&statuses);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, answer, log) = (Arc::clone(&config), Arc::clone(&answer), Arc::clone(&log));
                let status_log = Arc::clone(&status_log);
                // A client that ends the connection ends the thread.
                thread::spawn(move || serve(stream, config, &*answer, &log, &status_log));
            }
        });
        Self { address, certificate: certificate.der().to_vec(), requests, statuses }
    }

    /// All requests, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("the log").clone()
    }

    /// The paths of all requests to a host, without `/robots.txt`.
    pub fn pages_of(&self, host: &str) -> Vec<String> {
        let requests = self.requests().into_iter();
        requests
            .filter(|request| request.host == host && request.path != "/robots.txt")
            .map(|request| request.path)
            .collect()
    }

    /// The paths of all responses with their status, sorted, without `/robots.txt`.
    pub fn statuses(&self) -> Vec<(String, u16)> {
        let mut statuses = self.statuses.lock().expect("the log").clone();
        statuses.retain(|(path, _)| path != "/robots.txt");
        statuses.sort();
        statuses
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        self.requests.lock().expect("the log").clear();
        self.statuses.lock().expect("the log").clear();
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    answer: &dyn Fn(&Request) -> Reply,
    log: &Mutex<Vec<Request>>,
    statuses: &Mutex<Vec<(String, u16)>>,
) -> Option<()> {
    let connection = ServerConnection::new(config).ok()?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    loop {
        let request = read_request(&mut stream)?;
        log.lock().expect("the log").push(request.clone());
        let output = stream.get_mut();
        match answer(&request) {
            Reply::Response { status, headers, body } => {
                statuses.lock().expect("the log").push((request.path, status));
                let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    head += &format!("{name}: {value}\r\n");
                }
                output.write_all(&[head.as_bytes(), b"\r\n", &body].concat()).ok()?;
                output.flush().ok()?;
            }
            Reply::Endless => {
                output.write_all(b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\n\r\n").ok()?;
                loop {
                    output.write_all(&[b'a'; 65536]).ok()?;
                }
            }
            Reply::SlowDrip => {
                output.write_all(b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\n\r\n").ok()?;
                loop {
                    output.write_all(b"a").ok()?;
                    output.flush().ok()?;
                    thread::sleep(Duration::from_millis(20));
                }
            }
            Reply::Nothing => return None,
        }
    }
}

fn read_request(stream: &mut impl BufRead) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.by_ref().take(16_384).read_line(&mut line).ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
    let headers: HashMap<_, _> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let host = headers.get("host")?.clone();
    Some(Request { time: Instant::now(), host, path, headers })
}
