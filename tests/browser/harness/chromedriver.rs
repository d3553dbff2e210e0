//! The one ChromeDriver process of a test program, on a free port, and the process that ends it and its browsers.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// A shell script that ends a process group and removes a folder as soon as its standard input closes. That happens
/// when the test program ends, for whatever reason: a panic, Ctrl-C, a kill signal.
const CLEANUP_SCRIPT: &str = r#"cat >/dev/null; kill -s KILL -- "-$1"; rm -rf -- "$2""#;

/// A running ChromeDriver.
pub struct ChromeDriver {
    /// The address that it listens on.
    pub address: String,
    /// The browser that it starts.
    pub browser: PathBuf,
    /// The folder of everything that it and its browsers write.
    pub folder: PathBuf,
    _output: BufReader<ChildStdout>,
    _process: Child,
    _cleanup: Child,
}

impl ChromeDriver {
    /// The driver of this test program; the first test that needs it starts it.
    pub fn get() -> &'static Self {
        static DRIVER: OnceLock<ChromeDriver> = OnceLock::new();
        DRIVER.get_or_init(Self::start)
    }

    fn start() -> Self {
        let program = find_program("CHROMEDRIVER", &["chromedriver"]);
        let browser = find_program("CHROMIUM", &["chromium", "google-chrome"]);
        let folder = tempfile::tempdir().expect("a folder for the browser").keep();
        // In a process group of their own, driver and browsers end together.
        let mut process = Command::new(&program)
            .arg(format!("--port={}", free_port()))
            .env("TMPDIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
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
        let mut output = BufReader::new(process.stdout.take().expect("the driver's output"));
        let port = read_port(&mut output);
        let address = format!("http://127.0.0.1:{port}");
        Self { address, browser, folder, _output: output, _process: process, _cleanup: cleanup }
    }
}

/// A port that no program listens on. ChromeDriver's own choice (port 0) is free for IPv6 only, and then it exits.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// The port that the driver prints when it is ready.
fn read_port(output: &mut impl BufRead) -> u16 {
    let mut line = String::new();
    let mut printed = String::new();
    while output.read_line(&mut line).expect("the driver's output") > 0 {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim().trim_end_matches('.').parse().expect("a port");
        }
        printed.push_str(&line);
        line.clear();
    }
    panic!("ChromeDriver ended before it was ready: {printed}");
}

/// The program that an environment variable names, or the first of `names` on PATH.
fn find_program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return path.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let found = names.iter().find_map(|name| find_on_path(&folders, name));
    found.unwrap_or_else(|| {
        panic!("{} is not on PATH: run `make test`, or set {variable}", names.join(" or "))
    })
}

fn find_on_path(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|path| Path::is_file(path))
}
