//! The links in emails: confirming a sign-up, and unsubscribing. Opening a link changes nothing, because mail scanners
//! open every link; the button on its page does. No response tells whether an address is known.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::request::{BODY_TIMEOUT, MAX_BODY_SIZE};
use super::{CONFIRM_PATH, SignUpService, UNSUBSCRIBE_PATH};
use crate::subscriptions::{Change, Scope, Token};

/// The query of a link.
#[derive(Deserialize)]
pub struct LinkQuery {
    #[serde(default)]
    token: String,
}

const CONFIRM_HEADING: &str = "Confirm";
const UNSUBSCRIBE_HEADING: &str = "Unsubscribe";
const UNAVAILABLE: &str = "This did not work just now. Try again in one minute.";

/// `GET` of the link in a confirmation email: one button.
pub async fn confirm_page(
    State(service): State<Arc<SignUpService>>,
    Query(query): Query<LinkQuery>,
) -> Response {
    let button = html! { button type="submit" { "Confirm" } };
    let form = service.link_form(CONFIRM_PATH, &query, &button);
    service.page(StatusCode::OK, CONFIRM_HEADING, form)
}

/// `POST` of its button.
pub async fn confirm(State(service): State<Arc<SignUpService>>, Query(query): Query<LinkQuery>) -> Response {
    let vendor = match Token::parse(&query.token) {
        Some(token) => service.writer.write(Change::Confirm(token)).await,
        None => Ok(None),
    };
    match vendor {
        Ok(Some(vendor)) => {
            let name = service.vendor_name(&vendor).await;
            let page = [service.base.as_str(), "vendors/", vendor.as_str(), "/"].concat();
            let body = html! {
                p role="status" { "You get one email each time the BAA, PHI, or SOC 2 status of " (name) " changes." }
                p { a href=(page) { "See " (name) } }
            };
            service.page(StatusCode::OK, "Confirmed", body)
        }
        Ok(None) => {
            let body = html! {
                p role="status" {
                    "This link is incomplete, or older than 7 days, or you have unsubscribed since. To get emails, sign up again on the vendor's page."
                }
                p { a href=(service.base.as_str()) { "Find the vendor" } }
            };
            service.page(StatusCode::NOT_FOUND, "Not confirmed", body)
        }
        Err(error) => service.not_stored(&error, CONFIRM_HEADING),
    }
}

/// `GET` of the link in each email: a button for the vendor, and one for all vendors.
pub async fn unsubscribe_page(
    State(service): State<Arc<SignUpService>>,
    Query(query): Query<LinkQuery>,
) -> Response {
    service.page(StatusCode::OK, UNSUBSCRIBE_HEADING, service.unsubscribe_form(&query))
}

/// `POST` of its buttons, and of mail programs (RFC 8058).
pub async fn unsubscribe(
    State(service): State<Arc<SignUpService>>,
    Query(query): Query<LinkQuery>,
    body: Body,
) -> Response {
    let body = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_SIZE)).await;
    let Ok(Ok(body)) = body else {
        return service.page(StatusCode::BAD_REQUEST, UNSUBSCRIBE_HEADING, service.unsubscribe_form(&query));
    };
    let Some(scope) = scope(&body) else {
        return service.page(StatusCode::BAD_REQUEST, UNSUBSCRIBE_HEADING, service.unsubscribe_form(&query));
    };
    let written = match Token::parse(&query.token) {
        Some(token) => service.writer.write(Change::Unsubscribe(token, scope)).await,
        None => Ok(None),
    };
    match written {
        // Also for an unknown token: the person may have unsubscribed from all vendors before.
        Ok(_) => {
            let message = match scope {
                Scope::Vendor => "You get no more emails about this vendor.",
                Scope::All => "You get no more emails from this site.",
            };
            let body = html! {
                p role="status" { (message) " If one arrives nevertheless, use the link in that email." }
                p { a href=(service.base.as_str()) { "Home" } }
            };
            service.page(StatusCode::OK, "Unsubscribed", body)
        }
        Err(error) => service.not_stored(&error, UNSUBSCRIBE_HEADING),
    }
}

/// The scope in the body of a request: a form, or for mail programs also `multipart/form-data`.
fn scope(body: &[u8]) -> Option<Scope> {
    let pairs = form_urlencoded::parse(body);
    let mut scopes = pairs.filter_map(|(name, value)| match (&*name, &*value) {
        ("scope", "all") => Some(Scope::All),
        ("scope", "vendor") | ("List-Unsubscribe", "One-Click") => Some(Scope::Vendor),
        _ => None,
    });
    scopes.next().or_else(|| {
        let text = String::from_utf8_lossy(body);
        (text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click")).then_some(Scope::Vendor)
    })
}

impl SignUpService {
    fn unsubscribe_form(&self, query: &LinkQuery) -> Markup {
        let buttons = html! {
            button type="submit" name="scope" value="vendor" { "From this vendor" }
            button type="submit" name="scope" value="all" { "From all vendors" }
        };
        self.link_form(UNSUBSCRIBE_PATH, query, &buttons)
    }

    fn link_form(&self, path: &str, query: &LinkQuery, buttons: &Markup) -> Markup {
        // Text that is not a token is not repeated.
        let token = Token::parse(&query.token);
        let token = token.as_ref().map_or("", Token::as_str);
        html! {
            form class="email-link" method="post" action={ (self.base.as_str()) (path) "?token=" (token) } {
                (buttons)
            }
        }
    }

    fn not_stored(&self, error: &dyn std::error::Error, heading: &str) -> Response {
        tracing::error!(%error, "a confirmation or an unsubscription was not stored");
        let mut response =
            self.page(StatusCode::SERVICE_UNAVAILABLE, heading, html! { p role="status" { (UNAVAILABLE) } });
        response.headers_mut().insert(header::RETRY_AFTER, 60.into());
        response
    }
}
