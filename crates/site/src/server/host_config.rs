//! The host configuration: `_headers` and `_redirects`, applied to each response as a web host applies them.

use std::path::{Path, PathBuf};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{BasePath, not_found};
use crate::hosts::{HEADERS, HeaderRules, HostConfigError, REDIRECTS, Redirects};

/// The contents of `_headers` and `_redirects`.
pub(super) struct HostConfig {
    rules: HeaderRules,
    redirects: Redirects,
}

impl HostConfig {
    pub(super) fn read(site: &Path) -> Result<Self, HostConfigError> {
        Ok(Self { rules: HeaderRules::read(site)?, redirects: Redirects::read(site)? })
    }
}

/// Applies the host configuration to a request. Both files are read for each request, so that a new build is served at
/// the next visit.
pub(super) async fn apply_host_config(State(site): State<PathBuf>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = respond(site, request, next).await;
    tracing::debug!(%method, path, status = response.status().as_u16(), "response");
    response
}

async fn respond(site: PathBuf, request: Request, next: Next) -> Response {
    let config = tokio::task::spawn_blocking({
        let site = site.clone();
        move || HostConfig::read(&site)
    });
    let config = match config.await {
        Ok(Ok(config)) => config,
        Ok(Err(error)) => return internal_error(&error),
        Err(error) => return internal_error(&error),
    };
    let path = request.uri().path().to_owned();
    let file = path.rsplit('/').next().unwrap_or_default();
    let mut response = if let Some((target, status)) = config.redirects.for_path(&path) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        (status, [(header::LOCATION, [target, &query].concat())]).into_response()
    } else if path.starts_with("//") || matches!(file, HEADERS | REDIRECTS) {
        not_found(State(site)).await
    } else {
        let response = next.run(request).await;
        let is_redirect = response.headers().contains_key(header::LOCATION);
        // A folder's redirect repeats the requested path, and a browser may treat two slashes, a backslash or an escape
        // in it as another host.
        let is_plain = BasePath::parse(&format!("{path}/")).is_ok();
        if is_redirect && !is_plain { not_found(State(site)).await } else { response }
    };
    let has_file = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for (name, value) in config.rules.for_path(&path) {
        // A content type is that of the file, and not of the page for missing files.
        if has_file || *name != header::CONTENT_TYPE {
            headers.insert(name, value.clone());
        }
    }
    response
}

fn internal_error(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "cannot apply the host configuration");
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}
