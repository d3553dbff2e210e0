//! `site serve`: serves the built site as a CDN would, with real 404s, the right types and the
//! compressed copies. For looking at the site and for the browser tests; it is no public server.

use std::fmt;
use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
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
use tower_http::services::fs::{Backend, ServeDir, TokioBackend, TokioFile};

/// Where the site begins: `/`, or a sub-path such as `/countersign/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

/// Text that is not the beginning of a site's paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a base: / or a path such as /countersign/, of letters, digits, '.', '_' and '-'")]
pub struct BaseError(String);

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Base {
    /// The site begins at the host's root.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Takes a path that starts and ends with a slash.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let is_word = |word: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
            !word.is_empty() && !matches!(word, "." | "..") && word.bytes().all(is_plain)
        };
        let inner = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
        if text == "/" || inner.is_some_and(|inner| inner.split('/').all(is_word)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BaseError(text.to_owned()))
        }
    }

    /// The path, with its slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
            writeln!(io::stdout(), "Countersign is at {address}")?;
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
    site.layer(middleware::from_fn_with_state(folder.to_owned(), plain_paths))
        .layer(middleware::map_response(always_revalidate))
}

/// Refuses paths that begin with two slashes: a redirect to such a path with a slash at its end would
/// lead the browser to a host of that name.
async fn plain_paths(State(folder): State<PathBuf>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("//") {
        not_found(State(folder)).await
    } else {
        next.run(request).await
    }
}

/// A site that was built anew is seen on the next visit.
async fn always_revalidate(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn not_found(State(folder): State<PathBuf>) -> Response {
    let page = tokio::fs::read_to_string(folder.join("404.html")).await;
    match page {
        Ok(page) => (StatusCode::NOT_FOUND, Html(page)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "Not found").into_response(),
    }
}

/// The files within a folder: a link that leads out of it leads nowhere.
#[derive(Clone)]
struct Within(PathBuf);

impl Within {
    async fn real(&self, path: PathBuf) -> io::Result<PathBuf> {
        let folder = tokio::fs::canonicalize(&self.0).await?;
        let path = tokio::fs::canonicalize(path).await?;
        if path.starts_with(folder) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

type Answer<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for Within {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Answer<TokioFile>;
    type MetadataFuture = Answer<std::fs::Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let within = self.clone();
        Box::pin(async move { TokioBackend.open(within.real(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let within = self.clone();
        Box::pin(async move { TokioBackend.metadata(within.real(path).await?).await })
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn a_base_is_a_plain_path_between_slashes() {
        for text in ["/", "/countersign/", "/a/b.c_d-1/"] {
            assert_eq!(Base::parse(text).map(|base| base.as_str().to_owned()).as_deref(), Ok(text));
        }
        for text in
            ["", "countersign", "/countersign", "countersign/", "//", "/a//b/", "/../", "/{*x}/", "/a b/"]
        {
            assert!(Base::parse(text).is_err(), "{text}");
        }
    }
}
