//! The links in emails: confirming a sign-up, and unsubscribing. Opening a link changes nothing, because mail scanners
//! open every link; the button on its page does. No response indicates whether an address is known.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};

use super::request::{BODY_TIMEOUT, MAX_BODY_SIZE};
use super::{CONFIRM_PATH, SignUpService, UNSUBSCRIBE_PATH};
use crate::subscriptions::{Scope, Token, WriteCommand};

const CONFIRM_HEADING: &str = "Confirm";
const UNSUBSCRIBE_HEADING: &str = "Unsubscribe";

/// `GET` of the link in a confirmation email: one button.
pub async fn confirm_page(State(service): State<Arc<SignUpService>>, RawQuery(query): RawQuery) -> Response {
    match token(query.as_deref()) {
        Some(token) => {
            let button = html! { button type="submit" { "Confirm" } };
            let form = service.link_form(CONFIRM_PATH, &token, &button);
            service.page(StatusCode::OK, CONFIRM_HEADING, form)
        }
        None => service.not_confirmed(StatusCode::BAD_REQUEST),
    }
}

/// `POST` of its button.
pub async fn confirm(State(service): State<Arc<SignUpService>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    if let Err(wait) = service.link_limit.check(service.client_address(&parts)) {
        return service.try_later(StatusCode::TOO_MANY_REQUESTS, CONFIRM_HEADING, wait.as_secs().max(1));
    }
    let vendor = match token(parts.uri.query()) {
        Some(token) => service.writer.write(WriteCommand::Confirm(token)).await,
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
        Ok(None) => service.not_confirmed(StatusCode::NOT_FOUND),
        Err(error) => service.not_stored(&error, CONFIRM_HEADING),
    }
}

/// `GET` of the link in each email: a button for the vendor, and one for all vendors.
pub async fn unsubscribe_page(
    State(service): State<Arc<SignUpService>>,
    RawQuery(query): RawQuery,
) -> Response {
    match token(query.as_deref()) {
        Some(token) => service.page(StatusCode::OK, UNSUBSCRIBE_HEADING, service.unsubscribe_form(&token)),
        None => service.incomplete_link(),
    }
}

/// `POST` of its buttons, and of mail programs (RFC 8058).
pub async fn unsubscribe(State(service): State<Arc<SignUpService>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(wait) = service.link_limit.check(service.client_address(&parts)) {
        return service.try_later(StatusCode::TOO_MANY_REQUESTS, UNSUBSCRIBE_HEADING, wait.as_secs().max(1));
    }
    let Some(token) = token(parts.uri.query()) else { return service.incomplete_link() };
    let body = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_SIZE)).await;
    let Some(scope) = body.ok().and_then(Result::ok).and_then(|body| scope(&body)) else {
        let form = service.unsubscribe_form(&token);
        return service.page(StatusCode::BAD_REQUEST, UNSUBSCRIBE_HEADING, form);
    };
    match service.writer.write(WriteCommand::Unsubscribe(token, scope)).await {
        // Also for an unknown token: the person may have unsubscribed from all vendors before.
        Ok(_) => {
            let message = match scope {
                Scope::Vendor => "You get no more emails about this vendor.",
                Scope::All => "You get no more emails from this site.",
            };
            let body = html! {
                p role="status" { (message) " One that was sent before may still arrive." }
                p { a href=(service.base.as_str()) { "Home" } }
            };
            service.page(StatusCode::OK, "Unsubscribed", body)
        }
        Err(error) => service.not_stored(&error, UNSUBSCRIBE_HEADING),
    }
}

/// The token in a query.
fn token(query: Option<&str>) -> Option<Token> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(name, _)| name == "token").and_then(|(_, value)| Token::parse(&value))
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
    fn not_confirmed(&self, status: StatusCode) -> Response {
        let body = html! {
            p role="status" {
                "This link is incomplete or expired, or you have unsubscribed. To get emails, sign up again on the vendor's page."
            }
            p { a href=(self.base.as_str()) { "Find the vendor" } }
        };
        self.page(status, "Not confirmed", body)
    }

    fn unsubscribe_form(&self, token: &Token) -> Markup {
        let buttons = html! {
            button type="submit" name="scope" value="vendor" { "From this vendor" }
            button type="submit" name="scope" value="all" { "From all vendors" }
        };
        self.link_form(UNSUBSCRIBE_PATH, token, &buttons)
    }

    /// A form whose address is that of the link.
    fn link_form(&self, path: &str, token: &Token, buttons: &Markup) -> Markup {
        html! {
            form class="email-link" method="post" action={ (self.base.as_str()) (path) "?token=" (token.as_str()) } {
                (buttons)
            }
        }
    }

    /// The response to a link to unsubscribe that a mail program has cut off.
    fn incomplete_link(&self) -> Response {
        let body = html! {
            p role="status" {
                "This link is incomplete, so nothing has changed. Copy the whole link from the email, or use the link in another email from this site."
            }
        };
        self.page(StatusCode::BAD_REQUEST, UNSUBSCRIBE_HEADING, body)
    }

    fn not_stored(&self, error: &dyn std::error::Error, heading: &str) -> Response {
        tracing::error!(%error, "a confirmation or an unsubscription was not stored");
        self.try_later(StatusCode::SERVICE_UNAVAILABLE, heading, 60)
    }

    fn try_later(&self, status: StatusCode, heading: &str, seconds: u64) -> Response {
        let body = html! { p role="status" { "Something went wrong. Try again in one minute." } };
        let mut response = self.page(status, heading, body);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        response
    }
}
