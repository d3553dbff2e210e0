//! The one chromedriver of this test binary, on a free port, and what ends it and its browsers.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// Ends a process group and removes a folder as soon as its input closes. That happens when the test binary
/// ends, in whatever way: with a panic, by ctrl-c, killed.
const WATCH: &str = r#"cat >/dev/null; kill -s KILL -- "-$1"; rm -rf -- "$2""#;

/// A running chromedriver.
pub struct Driver {
    /// Where it listens.
    pub address: String,
    /// The browser to start.
    pub browser: PathBuf,
    /// A folder for everything that it and its browsers write.
    pub folder: PathBuf,
    _output: BufReader<ChildStdout>,
    _process: Child,
    _watch: Child,
}

impl Driver {
    /// The driver, started by the first test that needs it.
    pub fn get() -> &'static Self {
        static DRIVER: OnceLock<Driver> = OnceLock::new();
        DRIVER.get_or_init(Self::start)
    }

    fn start() -> Self {
        let program = program("CHROMEDRIVER", &["chromedriver"]);
        let browser = program_of_browser();
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
        let watch = Command::new("sh")
            .args(["-c", WATCH, "watch", &process.id().to_string()])
            .arg(&folder)
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("a shell");
        let mut output = BufReader::new(process.stdout.take().expect("the driver's output"));
        let port = announced_port(&mut output);
        let address = format!("http://127.0.0.1:{port}");
        Self { address, browser, folder, _output: output, _process: process, _watch: watch }
    }
}

/// A port that nobody listens on. Left to choose, the driver takes one that is free for IPv6 alone and gives up.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// The port that the driver took, which it says when it is ready.
fn announced_port(output: &mut impl BufRead) -> u16 {
    let mut line = String::new();
    let mut said = String::new();
    while output.read_line(&mut line).expect("the driver's words") > 0 {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim().trim_end_matches('.').parse().expect("a port");
        }
        said.push_str(&line);
        line.clear();
    }
    panic!("chromedriver ended before it was ready: {said}");
}

fn program_of_browser() -> PathBuf {
    program("CHROMIUM", &["chromium", "google-chrome"])
}

/// The program that a variable names, or the first of these on PATH.
fn program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return path.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let found = names.iter().find_map(|name| on_path(&folders, name));
    found.unwrap_or_else(|| {
        panic!("{} is not on PATH: run `make test`, or set {variable}", names.join(" or "))
    })
}

fn on_path(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|path| Path::is_file(path))
}
