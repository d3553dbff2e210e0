//! Debian's nginx on a built site, with the configuration that `site nginx` prints.

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
use site::hosting::Nginx as Configuration;
use tempfile::TempDir;
use tokio::net::UnixStream;

/// Runs nginx until its input closes. That happens when the test ends, in whatever way.
const WATCH: &str = r#"nginx -p "$1" -c nginx.conf & cat >/dev/null; kill $!; wait"#;

/// How long nginx may take to start. Only a failing test waits for as long.
const BOUND: Duration = Duration::from_secs(10);

/// A running nginx. It ends when it is dropped.
pub struct Nginx {
    folder: TempDir,
    watch: Child,
}

impl Nginx {
    /// Starts it on the site in `dist`, which was built for `base`, with an operator's own settings before the site's.
    pub fn start(dist: &Path, base: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for nginx");
        let root = folder.path().join("root");
        let inner = base.trim_matches('/');
        let place = if inner.is_empty() { root.clone() } else { root.join(inner) };
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        symlink(fs::canonicalize(dist).expect("the site"), place).expect("the site in its place");
        let socket = folder.path().join("socket");
        let listen = format!("unix:{}", socket.display());
        let site = Configuration::new(dist, &root, base, &listen).expect("a configuration").to_string();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {name};"))
            .concat();
        let configuration = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr; events {{}}\n\
             http {{ include /etc/nginx/mime.types; access_log off; {settings} {temporary}\n{site}}}"
        );
        fs::write(folder.path().join("nginx.conf"), configuration).expect("a configuration");
        let watch = Command::new("sh")
            .args(["-c", WATCH, "watch"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell");
        let start = Instant::now();
        // It is there before nginx listens on it.
        while StdStream::connect(&socket).is_err() {
            assert!(start.elapsed() < BOUND, "nginx does not start: run `make test`, which installs it");
            thread::sleep(Duration::from_millis(2));
        }
        Self { folder, watch }
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        // It ends before its folder goes. A watch that has ended already is no failure.
        let _ = self.watch.wait();
    }
}

/// Asks nginx, and gives its answer as it is.
pub async fn ask(socket: &Path, request: Request<Body>) -> Response<Body> {
    let stream = UnixStream::connect(socket).await.expect("nginx listens");
    let (mut nginx, connection) = handshake(TokioIo::new(stream)).await.expect("nginx answers");
    tokio::spawn(connection);
    nginx.send_request(request).await.expect("an answer of nginx").map(Body::new)
}
