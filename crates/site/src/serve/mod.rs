//! `site serve`: serves the built site as Netlify and Cloudflare Pages would, with the headers of `_headers`, the old
//! addresses of `_redirects`, real 404s, the right types and the compressed copies. For looking at the site and for the
//! browser tests; it is no public server.

mod base;
mod files;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower_http::services::fs::ServeDir;

pub use base::{Base, BaseError};
use files::Within;
pub use files::would_lie_in;

use crate::hosting::{HEADERS, REDIRECTS, Redirects, Rules, ToldError};

/// Why the site is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Nothing was built.
    #[error("{0} is not a folder with an index.html; build the site first (make build)")]
    NotBuilt(PathBuf),
    /// Another program has the port, or the system does not give it.
    #[error("cannot listen on {host}:{port}: {source}")]
    Listen {
        /// The host that was asked for.
        host: String,
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// A `_headers` or a `_redirects` that is not followed.
    #[error(transparent)]
    Told(#[from] ToldError),
    /// The connection or the terminal broke.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Serves the folder, and what else is `beside` it, until the program is told to stop (ctrl-c).
///
/// # Errors
/// When the folder is not a built site or the port cannot be had.
pub async fn serve(
    folder: &Path,
    host: &str,
    port: u16,
    base: &Base,
    beside: Router,
) -> Result<(), ServeError> {
    if !folder.join("index.html").is_file() {
        return Err(ServeError::NotBuilt(folder.to_owned()));
    }
    Told::read(folder)?;
    let listener = TcpListener::bind((host, port)).await;
    let listener = listener.map_err(|source| ServeError::Listen { host: host.to_owned(), port, source })?;
    let address = format!("http://{}{}", listener.local_addr()?, base.as_str());

    let (stop, stopped) = oneshot::channel::<()>();
    let app = router(folder, base).merge(beside).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        // That the sender is gone is what it waits for.
        let _ = stopped.await;
    });
    let mut server = pin!(server.into_future());
    tokio::select! {
        // First, so that ctrl-c is heard from the moment on that the address is known.
        biased;
        Ok(()) = tokio::signal::ctrl_c() => {}
        result = async {
            match writeln!(io::stdout(), "Countersign is at {address}") {
                // Nobody reads that line; visitors may come all the same.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                written => written?,
            }
            server.as_mut().await
        } => return Ok(result?),
    }
    drop(stop);
    // A client that never finishes its request does not keep the program alive.
    match tokio::time::timeout(LAST_ANSWERS, server).await {
        Ok(result) => Ok(result?),
        Err(_elapsed) => Ok(()),
    }
}

/// How long answers may still take after ctrl-c.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Answers requests from the files in a folder. What is not there, lies outside the folder or outside
/// the base gets the folder's `404.html` with status 404.
pub fn router(folder: &Path, base: &Base) -> Router {
    let not_found = not_found.with_state(folder.to_owned());
    let prefix = base.as_str().trim_end_matches('/');
    let files = ServeDir::with_backend(folder, Within(folder.to_owned()))
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
    site.layer(middleware::from_fn_with_state(folder.to_owned(), as_told))
}

/// What the files `_headers` and `_redirects` tell.
struct Told {
    rules: Rules,
    redirects: Redirects,
}

impl Told {
    fn read(folder: &Path) -> Result<Self, ToldError> {
        Ok(Self { rules: Rules::read(folder)?, redirects: Redirects::read(folder)? })
    }
}

/// Answers as a host does that was told by those two files. They are read each time: a site that was built anew is
/// seen on the next visit.
async fn as_told(State(folder): State<PathBuf>, request: Request, next: Next) -> Response {
    let told = tokio::task::spawn_blocking({
        let folder = folder.clone();
        move || Told::read(&folder)
    });
    let told = match told.await {
        Ok(Ok(told)) => told,
        Ok(Err(error)) => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        Err(error) => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    };
    let path = request.uri().path().to_owned();
    let file = path.rsplit('/').next().unwrap_or_default();
    let mut response = if let Some((to, status)) = told.redirects.of_path(&path) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        (status, [(header::LOCATION, [to, &query].concat())]).into_response()
    } else if path.starts_with("//") || matches!(file, HEADERS | REDIRECTS) {
        not_found(State(folder)).await
    } else {
        let response = next.run(request).await;
        let is_redirect = response.headers().contains_key(header::LOCATION);
        // A folder's redirect repeats the path that was asked for. Of two slashes, a backslash or an escape a browser may
        // make another host.
        let is_plain = Base::parse(&format!("{path}/")).is_ok();
        if is_redirect && !is_plain { not_found(State(folder)).await } else { response }
    };
    let has_file = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for (name, value) in told.rules.of_path(&path) {
        // The type is that of the file, and not of the page that says that there is none.
        if has_file || *name != header::CONTENT_TYPE {
            headers.insert(name, value.clone());
        }
    }
    response
}

async fn not_found(State(folder): State<PathBuf>) -> Response {
    let page = tokio::fs::read_to_string(folder.join("404.html")).await;
    match page {
        Ok(page) => (StatusCode::NOT_FOUND, Html(page)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "Not found").into_response(),
    }
}
