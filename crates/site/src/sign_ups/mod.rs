//! `/api/signup`: takes sign-ups by email and keeps them in a file, so that a fresh clone has a form that works.
//! It never tells whether an address was known.

mod address;
mod limit;
mod page;
mod request;
mod store;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use directory::{Renamed, Slug};
use serde_json::json;

pub use address::{EmailAddress, EmailAddressError};
pub use store::{KeepError, SignUp, SignUps, StoreError, export};

use crate::renamed;
use crate::serve::Base;
use limit::Limit;
use page::Page;
use request::{Fields, Refusal};

/// What is said of a sign-up, whether the address was known or not.
const SIGNED_UP: &str = "You are signed up: one email per change, and nothing else.";

struct Desk {
    sign_ups: SignUps,
    limit: Limit,
    /// The built site, which has a record for each vendor.
    site: PathBuf,
    base: Base,
}

/// Answers `/api/signup` below the base, for the site in that folder. One address on the network may try `tries` times
/// a minute.
pub fn router(sign_ups: SignUps, site: &Path, base: &Base, tries: NonZeroU32) -> Router {
    let desk = Desk { sign_ups, limit: Limit::a_minute(tries), site: site.to_owned(), base: base.clone() };
    let path = [base.as_str(), "api/signup"].concat();
    Router::new().route(&path, post(sign_up)).with_state(Arc::new(desk))
}

async fn sign_up(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let place = limit::place(peer, &parts.headers);
    let fields = match desk.limit.count(place) {
        Ok(()) => Fields::read(&parts.headers, body).await,
        Err(wait) => Err(Refusal::TooMany(wait)),
    };
    let (fields, answer) = match fields {
        Ok(fields) => {
            let answer = desk.take(&fields).await;
            (fields, answer)
        }
        Err(refusal) => (Fields::default(), Err(refusal)),
    };
    desk.answer(&parts.headers, &fields, answer)
}

impl Desk {
    async fn take(&self, fields: &Fields) -> Result<(), Refusal> {
        let vendor = self.vendor(fields).await.ok_or(Refusal::Vendor)?;
        let address = fields.address()?;
        self.sign_ups.keep(SignUp { address, vendor }).await.map_err(|error| {
            // The operator hears what the visitor cannot mend. Nothing is left to do when even this cannot be said.
            let _ = writeln!(io::stderr(), "site: a sign-up was not kept: {error}");
            Refusal::NotKept
        })
    }

    /// The vendor that the form names, by the slug that the site has it under.
    async fn vendor(&self, fields: &Fields) -> Option<Slug> {
        let vendor = fields.vendor()?;
        if self.has(&vendor).await {
            return Some(vendor);
        }
        // The page is of before the vendor was renamed.
        let renamed = tokio::fs::read(self.site.join(renamed::FILE)).await.ok()?;
        let renamed: Renamed = serde_json::from_slice(&renamed).ok()?;
        let vendor = renamed.new_slug(&vendor)?.clone();
        self.has(&vendor).await.then_some(vendor)
    }

    async fn has(&self, vendor: &Slug) -> bool {
        let record = self.site.join(format!("vendors/{vendor}.json"));
        tokio::fs::try_exists(record).await.is_ok_and(|exists| exists)
    }

    fn answer(&self, headers: &HeaderMap, fields: &Fields, answer: Result<(), Refusal>) -> Response {
        let refusal = answer.as_ref().err();
        let status = refusal.map_or(StatusCode::OK, Refusal::status);
        let sentence = refusal.map_or_else(|| SIGNED_UP.to_owned(), ToString::to_string);
        let mut response = if wants_json(headers) {
            let key = if refusal.is_some() { "error" } else { "message" };
            (status, Json(json!({ key: sentence }))).into_response()
        } else {
            let page = Page { site: &self.site, base: &self.base, fields, is_refused: refusal.is_some() };
            (status, Html(page.html(&sentence))).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        if let Some(wait) = refusal.and_then(Refusal::retry_after) {
            headers.insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
        }
        response
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}
