//! An nginx process that serves a built site with the configuration that `site nginx` prints.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream as StdStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use site::hosts::NginxConfig;
use tempfile::TempDir;
use tokio::net::UnixStream;

/// A shell script that runs nginx until its standard input closes. That happens when the test ends, for whatever reason.
const RUN_SCRIPT: &str = r#"nginx -p "$1" -c nginx.conf & cat >/dev/null; kill $!; wait"#;

/// How long nginx may take to start. Only a failing test waits for that long.
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// A running nginx, which ends when this is dropped.
pub struct Nginx {
    folder: TempDir,
    process: Child,
}

impl Nginx {
    /// Serves the site in `dist`, which was built for `base`. The directives in `settings` precede those of the site, as
    /// an operator's own do.
    pub fn start(dist: &Path, base: &str, settings: &str) -> Self {
        Self::start_with_service(dist, base, settings, None)
    }

    /// As [`Nginx::start`], with the sign-up service at an address and a port.
    pub fn start_with_service(dist: &Path, base: &str, settings: &str, service: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for nginx");
        let root = folder.path().join("root");
        let inner = base.trim_matches('/');
        let target = if inner.is_empty() { root.clone() } else { root.join(inner) };
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        symlink(fs::canonicalize(dist).expect("the site"), target).expect("a link to the site");
        let socket = folder.path().join("socket");
        let listen = format!("unix:{}", socket.display());
        let site = NginxConfig::new(dist, &root, base, &listen).expect("a configuration");
        let site = site.with_service(service).to_string();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {name};"))
            .concat();
        let configuration = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr; events {{}}\n\
             http {{ include /etc/nginx/mime.types; access_log off; {settings} {temporary}\n{site}}}"
        );
        fs::write(folder.path().join("nginx.conf"), configuration).expect("a configuration");
        let process = Command::new("sh")
            .args(["-c", RUN_SCRIPT, "nginx"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell");
        let start = Instant::now();
        // The socket file exists before nginx accepts connections on it.
        while StdStream::connect(&socket).is_err() {
            assert!(
                start.elapsed() < START_TIMEOUT,
                "nginx does not start: run `make test`, which installs it"
            );
            thread::sleep(Duration::from_millis(2));
        }
        Self { folder, process }
    }

    /// The socket that it listens on.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // nginx must end before its folder is removed. A process that has already ended is not an error.
        let _ = self.process.wait();
    }
}

/// Sends a request to nginx and returns its response unchanged.
pub async fn send(socket: &Path, request: Request<Body>) -> Response<Body> {
    let stream = UnixStream::connect(socket).await.expect("a connection to nginx");
    let (mut nginx, connection) = handshake(TokioIo::new(stream)).await.expect("an HTTP connection to nginx");
    tokio::spawn(connection);
    nginx.send_request(request).await.expect("a response of nginx").map(Body::new)
}
