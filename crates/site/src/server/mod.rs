//! `site serve`: serves the published site as Netlify and Cloudflare Pages do, with the headers of `_headers`, the
//! redirects of `_redirects`, real 404 responses, content types and compressed files, and takes sign-ups by email. It is
//! fit for production behind a reverse proxy, on one machine.

mod base_path;
mod host_config;
mod sandboxed_dir;
pub mod sign_ups;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tower_http::services::fs::ServeDir;

pub use base_path::{BasePath, BasePathError};
use host_config::{HostConfig, apply_host_config};
use sandboxed_dir::SandboxedDir;
pub use sandboxed_dir::is_inside;

use crate::hosts::HostConfigError;

/// A server that did not start, or stopped with an error.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder has no site.
    #[error("{0} is not a folder with an index.html; build the site first (make build)")]
    NotBuilt(PathBuf),
    /// The port is in use or not permitted.
    #[error("cannot listen on {host}:{port}: {source}")]
    Listen {
        /// The requested host.
        host: String,
        /// The requested port.
        port: u16,
        /// The system's error.
        source: io::Error,
    },
    /// `_headers` or `_redirects` is invalid.
    #[error(transparent)]
    HostConfig(#[from] HostConfigError),
    /// The connection or the terminal failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// How long open requests may take after Ctrl+C or a termination.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Serves the site in a folder, and the routes of `services`, until the program is interrupted (Ctrl+C) or terminated.
/// `listening` is called with the URL of the site once it accepts requests.
///
/// # Errors
/// If the folder has no site, or the port is not available.
pub async fn serve(
    folder: &Path,
    host: &str,
    port: u16,
    base: &BasePath,
    services: Router,
    listening: impl FnOnce(&str),
) -> Result<(), ServeError> {
    if !folder.join("index.html").is_file() {
        return Err(ServeError::NotBuilt(folder.to_owned()));
    }
    HostConfig::read(folder)?;
    let listener = TcpListener::bind((host, port)).await;
    let listener = listener.map_err(|source| ServeError::Listen { host: host.to_owned(), port, source })?;
    let address = format!("http://{}{}", listener.local_addr()?, base.as_str());
    listening(&address);

    let (stop, stopped) = oneshot::channel::<()>();
    let app = router(folder, base).merge(services).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        // The sender is dropped to stop the server, which is an error of the receiver.
        let _ = stopped.await;
    });
    let mut server = pin!(server.into_future());
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        // In this order, so that Ctrl+C is handled from the moment the address is printed.
        biased;
        Ok(()) = tokio::signal::ctrl_c() => {}
        Some(()) = terminated.recv() => {}
        result = async {
            match writeln!(io::stdout(), "Countersign is at {address}") {
                // Nobody reads the line; visitors may come nevertheless.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                written => written?,
            }
            server.as_mut().await
        } => return Ok(result?),
    }
    tracing::info!("stop the server");
    drop(stop);
    // A client that never completes its request must not keep the program running.
    match tokio::time::timeout(SHUTDOWN_TIMEOUT, server).await {
        Ok(result) => Ok(result?),
        Err(_elapsed) => Ok(()),
    }
}

/// Serves the files of a folder. A path that is missing, leads out of the folder or is not under the base path gets the
/// folder's `404.html` with status 404.
pub fn router(folder: &Path, base: &BasePath) -> Router {
    let not_found = not_found.with_state(folder.to_owned());
    let prefix = base.as_str().trim_end_matches('/');
    let files = ServeDir::with_backend(folder, SandboxedDir(folder.to_owned()))
        .precompressed_br()
        .precompressed_gzip()
        .ignore_multi_range_requests(true)
        .redirect_path_prefix(prefix)
        .fallback(not_found.clone());
    let site = if prefix.is_empty() {
        Router::new().fallback_service(files)
    } else {
        let home = base.as_str().to_owned();
        Router::new()
            .route(prefix, get(move || async move { Redirect::temporary(&home) }))
            .nest_service(base.as_str(), files)
            .fallback_service(not_found)
    };
    site.layer(middleware::from_fn_with_state(folder.to_owned(), apply_host_config))
}

async fn not_found(State(folder): State<PathBuf>) -> Response {
    let page = tokio::fs::read_to_string(folder.join("404.html")).await;
    match page {
        Ok(page) => (StatusCode::NOT_FOUND, Html(page)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "Not found").into_response(),
    }
}
