//! The sign-up service, `/api/signup`: accepts sign-ups by email and stores them in a database, so that the form works in
//! a fresh clone. A response never reveals whether an address was known.

mod client_address;
mod email_address;
mod rate_limit;
mod request;
mod result_page;
mod store;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use catalog::{Renamed, Slug};
use serde_json::json;

pub use client_address::{ProxyHeader, ProxyNetwork, ProxyNetworkError, TrustedProxies};
pub use email_address::{EmailAddress, EmailAddressError};
pub use request::HONEYPOT;
pub use store::{InsertError, SignUp, SignUpStore, SignUpStoreError, export};

use super::BasePath;
use crate::records::renamed;
use rate_limit::RateLimit;
use request::{SignUpError, SignUpRequest};
use result_page::ResultPage;

/// The path of the service, under the base path of the site.
pub const PATH: &str = "api/signup";

/// The response to a stored sign-up, whether or not the address was known.
const SUCCESS_MESSAGE: &str = "You are signed up. You will get one email per change, and nothing else.";

struct SignUpService {
    store: SignUpStore,
    limit: RateLimit,
    proxies: TrustedProxies,
    /// The folder of the site, which contains a record for each vendor.
    site: PathBuf,
    base: BasePath,
}

/// The route [`PATH`] under the base path, for the site in a folder. Each client address may make
/// `attempts_per_minute` attempts; the proxies say which address a client has.
pub fn router(
    store: SignUpStore,
    site: &Path,
    base: &BasePath,
    attempts_per_minute: NonZeroU32,
    proxies: TrustedProxies,
) -> Router {
    let limit = RateLimit::per_minute(attempts_per_minute);
    let service = SignUpService { store, limit, proxies, site: site.to_owned(), base: base.clone() };
    let path = [base.as_str(), PATH].concat();
    Router::new().route(&path, post(sign_up)).with_state(Arc::new(service))
}

async fn sign_up(State(service): State<Arc<SignUpService>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let request = match service.limit.check(service.proxies.client_address(peer, &parts.headers)) {
        Ok(()) => SignUpRequest::read(&parts.headers, body).await,
        Err(wait) => Err(SignUpError::RateLimited(wait)),
    };
    let (request, result) = match request {
        Ok(request) => {
            let result = service.store(&request).await;
            (request, result)
        }
        Err(error) => (SignUpRequest::default(), Err(error)),
    };
    service.respond(&parts.headers, &request, result)
}

impl SignUpService {
    async fn store(&self, request: &SignUpRequest) -> Result<(), SignUpError> {
        let vendor = self.current_slug(request).await.ok_or(SignUpError::UnknownVendor)?;
        let address = request.address()?;
        self.store.insert(SignUp { address, vendor }).await.map_err(|error| {
            tracing::error!(%error, "a sign-up was not stored");
            SignUpError::NotStored
        })
    }

    /// The vendor's slug in the site. A page that was loaded before the vendor was renamed sends the old one.
    async fn current_slug(&self, request: &SignUpRequest) -> Option<Slug> {
        let vendor = request.vendor()?;
        if self.has_vendor(&vendor).await {
            return Some(vendor);
        }
        let renamed = tokio::fs::read(self.site.join(renamed::FILE)).await.ok()?;
        let renamed: Renamed = serde_json::from_slice(&renamed).ok()?;
        let vendor = renamed.new_slug(&vendor)?.clone();
        self.has_vendor(&vendor).await.then_some(vendor)
    }

    async fn has_vendor(&self, vendor: &Slug) -> bool {
        let record = self.site.join(format!("vendors/{vendor}.json"));
        tokio::fs::try_exists(record).await.is_ok_and(|exists| exists)
    }

    fn respond(
        &self,
        headers: &HeaderMap,
        request: &SignUpRequest,
        result: Result<(), SignUpError>,
    ) -> Response {
        let error = result.as_ref().err();
        let status = error.map_or(StatusCode::OK, SignUpError::status);
        let message = error.map_or_else(|| SUCCESS_MESSAGE.to_owned(), ToString::to_string);
        let mut response = if accepts_json(headers) {
            let key = if error.is_some() { "error" } else { "message" };
            (status, Json(json!({ key: message }))).into_response()
        } else {
            let is_rejected = error.is_some();
            let page = ResultPage { site: &self.site, base: &self.base, request, is_rejected };
            (status, Html(page.html(&message))).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        if let Some(wait) = error.and_then(SignUpError::retry_after) {
            headers.insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
        }
        response
    }
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}
