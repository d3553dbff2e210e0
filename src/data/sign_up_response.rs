//! The outcome of a sign-up, from the service's response. docs/signup.md lists the responses of the services that
//! operators use.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

use crate::data::fetch::{RequestError, Response};
use crate::data::page_data::{SignUpForm, SignUpResponse};

/// The outcome of a sign-up, as the visitor reads it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignUpOutcome {
    /// The service accepted the sign-up.
    #[error("Sign-up received. If you get a confirmation email, follow its link to finish.")]
    Accepted,
    /// The service has the address already.
    #[error("This email address is already signed up.")]
    AlreadySignedUp,
    /// The service rejected the sign-up, for this reason.
    #[error("Sign-up failed: {0}")]
    Rejected(String),
    /// There were too many attempts; the text says when to try again.
    #[error("Too many attempts. Try again {0}.")]
    TooManyAttempts(String),
    /// There is no service at the form's URL.
    #[error("Email sign-up is unavailable right now (status {0}). You can follow the feed instead.")]
    Unavailable(u16),
    /// The site's own service cannot be reached.
    #[error("We couldn't reach the sign-up service. Check your connection and try again.")]
    Unreachable,
    /// A service on another host cannot be reached, or does not allow this page to read its response.
    #[error("{0} could not be reached, or its response could not be read. You may or may not be signed up.")]
    Unreadable(String),
    /// There was no response in time.
    #[error(
        "The sign-up service did not respond within 15 seconds. You may or may not be signed up. Try again."
    )]
    TimedOut,
    /// The connection broke during the response.
    #[error("The connection was lost. You may or may not be signed up. Try again.")]
    ConnectionLost,
    /// The response is not one of a sign-up service.
    #[error("Unexpected response from the sign-up service. You may or may not be signed up.")]
    Unexpected,
}

/// Parses a service's response.
pub fn parse_response(response: Result<Response, RequestError>, form: &SignUpForm) -> SignUpOutcome {
    let response = match response {
        Ok(response) => response,
        Err(RequestError::TimedOut) => return SignUpOutcome::TimedOut,
        Err(RequestError::Unreachable) => {
            let host = form.action.split_once("//").and_then(|(_, host)| host.split('/').next());
            return host
                .map_or(SignUpOutcome::Unreachable, |host| SignUpOutcome::Unreadable(host.to_owned()));
        }
    };
    let body = response.text.as_deref().and_then(|text| JSON::parse(text).ok());
    match response.status {
        200..300 if form.response == SignUpResponse::Status => SignUpOutcome::Accepted,
        200..300 => match (body, response.text) {
            (Some(body), _) => parse_success(&body),
            (None, Some(_)) => SignUpOutcome::Unexpected,
            (None, None) => SignUpOutcome::ConnectionLost,
        },
        status @ (404 | 405 | 410 | 501) => SignUpOutcome::Unavailable(status),
        429 => SignUpOutcome::TooManyAttempts(retry_hint(response.headers.get("retry-after"))),
        // By the status alone: the message is written for people.
        409 => SignUpOutcome::AlreadySignedUp,
        status => rejected(body.as_ref().and_then(message), status),
    }
}

/// Parses the body of a response with a success status. Some services put an error into it.
fn parse_success(body: &JsValue) -> SignUpOutcome {
    let member = |key: &str| Reflect::get(body, &key.into()).ok();
    let error = ["errors", "error"].iter().find_map(|key| message(&member(key)?));
    let is_failure = ["ok", "success"].iter().any(|key| member(key) == Some(JsValue::FALSE));
    if is_failure || error.is_some() {
        rejected(error.or_else(|| message(body)), 200)
    } else {
        SignUpOutcome::Accepted
    }
}

fn rejected(message: Option<String>, status: u16) -> SignUpOutcome {
    let without_reason = || ["the service gave no reason (status ", &status.to_string(), ")."].concat();
    SignUpOutcome::Rejected(message.unwrap_or_else(without_reason))
}

/// The first text among the members in which services state an error.
fn message(value: &JsValue) -> Option<String> {
    if let Some(text) = value.as_string() {
        return (!text.is_empty()).then_some(text);
    }
    let inner = |key: &&str| Reflect::get(value, &(*key).into()).ok().and_then(|member| message(&member));
    ["errors", "error", "detail", "message", "0"].iter().find_map(inner)
}

/// When to try again, from the seconds of a `Retry-After` header.
fn retry_hint(retry_after: Option<String>) -> String {
    match retry_after.and_then(|seconds| seconds.parse::<u32>().ok()) {
        Some(seconds) if seconds > 120 => ["in ", &seconds.div_ceil(60).to_string(), " minutes"].concat(),
        Some(seconds) => ["in ", &seconds.to_string(), " seconds"].concat(),
        None => "later".to_owned(),
    }
}
