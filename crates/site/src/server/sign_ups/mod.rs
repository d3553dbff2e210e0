//! The sign-up service: accepts sign-ups by email at `/api/signup`, confirms them by a link in an email, and ends them by
//! another one. A response never reveals whether an address was known.

mod client_address;
mod health;
mod links;
mod mailer;
mod page;
mod rate_limit;
mod request;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use catalog::{Renamed, Slug};
use maud::{Markup, html};
use serde_json::json;

pub use client_address::{ProxyHeader, ProxyNetwork, ProxyNetworkError, TrustedProxies};
pub use mailer::Mailer;

use super::BasePath;
use crate::hosts::COMMON_HEADERS;
use crate::records::renamed;
use crate::settings::SIGN_UP_PATH;
use crate::subscriptions::{SignUp, WriteCommand, Writer};
use page::ServicePage;
use rate_limit::RateLimit;
use request::{SignUpError, SignUpRequest};

/// The path of the link that confirms, under the base path of the site.
const CONFIRM_PATH: &str = "api/confirm";

/// The path of the link that unsubscribes.
const UNSUBSCRIBE_PATH: &str = "api/unsubscribe";

/// The number of confirmations and unsubscriptions per minute and client address.
const LINKS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(600).expect("not zero");

/// The response to a stored sign-up, whether or not the address was known.
const SUCCESS_MESSAGE: &str = "Check your email: open the link in it, and press Confirm. Then you get one email per change, and nothing else.";

/// The headers of all responses of the service, besides those of all responses of the site. Its pages have forms and a
/// style sheet, and nothing else; the links contain secrets, which no other site may learn from `Referer`.
const HEADERS: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

struct SignUpService {
    writer: Writer,
    limit: RateLimit,
    /// The limit of the buttons that confirm and unsubscribe: mail providers press them for many people.
    link_limit: RateLimit,
    readiness: health::LastResult,
    proxies: TrustedProxies,
    /// The folder of the site, which contains a record for each vendor.
    site: PathBuf,
    base: BasePath,
}

/// The routes of the service under the base path, for the site in a folder. Each client address may make
/// `attempts_per_minute` attempts to sign up; the proxies say which address a client has.
pub fn router(
    writer: Writer,
    site: &Path,
    base: &BasePath,
    attempts_per_minute: NonZeroU32,
    proxies: TrustedProxies,
) -> Router {
    let limit = RateLimit::per_minute(attempts_per_minute);
    let service = SignUpService {
        writer,
        limit,
        link_limit: RateLimit::per_minute(LINKS_PER_MINUTE),
        readiness: health::LastResult::default(),
        proxies,
        site: site.to_owned(),
        base: base.clone(),
    };
    let path = |path: &str| [base.as_str(), path].concat();
    Router::new()
        .route(&path(SIGN_UP_PATH), post(sign_up))
        .route(&path(CONFIRM_PATH), get(links::confirm_page).post(links::confirm))
        .route(&path(UNSUBSCRIBE_PATH), get(links::unsubscribe_page).post(links::unsubscribe))
        .route(&path("api/health"), get(health::health))
        .route(&path("api/ready"), get(health::ready))
        .layer(map_response(add_headers))
        .with_state(Arc::new(service))
}

async fn add_headers(mut response: Response) -> Response {
    for (name, value) in COMMON_HEADERS.into_iter().chain(HEADERS) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn sign_up(State(service): State<Arc<SignUpService>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let request = match service.limit.check(service.client_address(&parts)) {
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
    fn client_address(&self, request: &Parts) -> IpAddr {
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        self.proxies.client_address(peer, &request.headers)
    }

    async fn store(&self, request: &SignUpRequest) -> Result<(), SignUpError> {
        let vendor = self.current_slug(request).await.ok_or(SignUpError::UnknownVendor)?;
        let address = request.address()?;
        let command = WriteCommand::SignUp(SignUp { address, vendor });
        self.writer.write(command).await.map(|_vendor| ()).map_err(|error| {
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

    /// The name of a vendor, or its slug if the vendor left the site.
    async fn vendor_name(&self, vendor: &Slug) -> String {
        let (site, slug) = (self.site.clone(), vendor.clone());
        let name = tokio::task::spawn_blocking(move || mailer::vendor_name(&site, &slug)).await;
        name.ok().flatten().unwrap_or_else(|| vendor.to_string())
    }

    fn page(&self, status: StatusCode, heading: &str, body: Markup) -> Response {
        let page = ServicePage { site: &self.site, base: &self.base, heading, body };
        (status, Html(page.html())).into_response()
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
            let heading = if error.is_some() { "Not signed up" } else { "Check your email" };
            self.page(status, heading, self.result(request, &message, error.is_some()))
        };
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        if let Some(wait) = error.and_then(SignUpError::retry_after) {
            headers.insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
        }
        response
    }

    /// The result of a sign-up for a browser without JavaScript. A rejected one gets the form again, with the entered
    /// address.
    fn result(&self, request: &SignUpRequest, message: &str, is_rejected: bool) -> Markup {
        let base = self.base.as_str();
        let back = match request.vendor() {
            Some(vendor) => format!("{base}vendors/{vendor}/"),
            None => base.to_owned(),
        };
        html! {
            p role="status" { (message) }
            @if is_rejected && !request.vendor.is_empty() {
                form class="sign-up" method="post" action={ (base) (SIGN_UP_PATH) } {
                    input type="hidden" name="vendor" value=(request.vendor);
                    label for="sign-up-email" { "Email address" }
                    div class="field" {
                        input id="sign-up-email" name="email" type="email" autocomplete="email" required value=(request.email);
                        button type="submit" { "Notify me" }
                    }
                }
            }
            p { a href=(back) { "Back to the page" } }
        }
    }
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}
