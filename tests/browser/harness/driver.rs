//! The WebDriver program of one browser, on a free port, and the process that ends both.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::engine::Engine;
use super::poll;
use super::webdriver::WebDriverClient;

/// A shell script that ends a process group and removes a folder as soon as its standard input closes. That happens
/// when the driver is dropped or the test program ends, for whatever reason: a panic, Ctrl-C, a kill signal.
const CLEANUP_SCRIPT: &str = r#"cat >/dev/null; kill -s KILL -- "-$1"; rm -rf -- "$2""#;

/// A running WebDriver program.
pub struct Driver {
    /// A client of it.
    pub client: WebDriverClient,
    /// The folder of everything that it and its browser write.
    pub folder: PathBuf,
    _process: Child,
    _cleanup: Child,
}

impl Driver {
    /// Starts the driver of an engine and waits until it is ready. geckodriver and WebKitWebDriver serve one browser
    /// only.
    pub fn start(engine: Engine) -> Self {
        let program = engine.driver();
        let folder = tempfile::tempdir().expect("a folder for the browser").keep();
        let port = free_port();
        // In a process group of their own, driver and browser end together.
        let process = Command::new(&program)
            .arg(format!("--port={port}"))
            .args(engine.driver_arguments(free_port))
            .env("TMPDIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let cleanup = Command::new("sh")
            .args(["-c", CLEANUP_SCRIPT, "cleanup", &process.id().to_string()])
            .arg(&folder)
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("a shell");
        let client = WebDriverClient::new(&format!("http://127.0.0.1:{port}"), engine.time_limit());
        let is_ready = || if client.is_ready() { Ok(()) } else { Err(()) };
        poll(is_ready).unwrap_or_else(|()| panic!("{} does not respond on port {port}", program.display()));
        Self { client, folder, _process: process, _cleanup: cleanup }
    }
}

/// A port that no program listens on. ChromeDriver's own choice (port 0) is free for IPv6 only, and then it exits.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
