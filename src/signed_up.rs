//! What came of a sign-up, from what the service answered: docs/signup.md has the answers of those that operators use.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

use crate::loading::{Answer, NoAnswer};
use crate::page_data::{SignUpAnswer, SignUpForm};

/// What came of a sign-up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedUp {
    /// It was taken.
    #[error("You are signed up: one email per change. If a message asks you to confirm that, do.")]
    Yes,
    /// The service had the address.
    #[error("This address is signed up already.")]
    Already,
    /// The service said no, and perhaps why.
    #[error("The sign-up was refused: {0}")]
    Refused(String),
    /// Too often, and when to try again.
    #[error("Too many tries. Try again {0}.")]
    TooMany(String),
    /// Nothing takes sign-ups there.
    #[error("This site has no sign-up at the moment (status {0}). The feed works.")]
    NoSignUp(u16),
    /// Nothing answers.
    #[error("The sign-up cannot be reached. Check your connection, then send again.")]
    Unreachable,
    /// Another host answers nothing, or nothing that this page may see.
    #[error(
        "{0} cannot be reached, or does not let this page see its answer. It may have your address or not."
    )]
    Unseen(String),
    /// No answer in time.
    #[error("No answer came within 15 seconds. Your address may have arrived or not: send again.")]
    TimedOut,
    /// The connection broke while the answer came.
    #[error("The answer broke off. Your address may have arrived or not: send again.")]
    BrokenOff,
    /// The answer is none of a service for sign-ups.
    #[error("The answer is not one of a sign-up. Your address may have arrived or not.")]
    NotUnderstood,
}

/// What a service's answer says.
pub fn outcome(answer: Result<Answer, NoAnswer>, form: &SignUpForm) -> SignedUp {
    let answer = match answer {
        Ok(answer) => answer,
        Err(NoAnswer::TimedOut) => return SignedUp::TimedOut,
        Err(NoAnswer::Unreachable) => {
            let host = form.action.split_once("//").and_then(|(_, rest)| rest.split('/').next());
            return host.map_or(SignedUp::Unreachable, |host| SignedUp::Unseen(host.to_owned()));
        }
    };
    let said = answer.text.as_deref().and_then(|text| JSON::parse(text).ok());
    match answer.status {
        200..300 if form.answer == SignUpAnswer::Status => SignedUp::Yes,
        200..300 => match (said, answer.text) {
            (Some(said), _) => of_success(&said),
            (None, Some(_)) => SignedUp::NotUnderstood,
            (None, None) => SignedUp::BrokenOff,
        },
        status @ (404 | 405 | 410 | 501) => SignedUp::NoSignUp(status),
        429 => SignedUp::TooMany(when(answer.headers.get("retry-after"))),
        // The status alone: a sentence is for people.
        409 => SignedUp::Already,
        status => refused(said.as_ref().and_then(sentence), status),
    }
}

/// A status of success does not say that all is well: some services put what is wrong inside.
fn of_success(said: &JsValue) -> SignedUp {
    let part = |key: &str| Reflect::get(said, &key.into()).ok();
    let wrong = ["errors", "error"].iter().find_map(|key| sentence(&part(key)?));
    let is_no = ["ok", "success"].iter().any(|key| part(key) == Some(JsValue::FALSE));
    if is_no || wrong.is_some() { refused(wrong.or_else(|| sentence(said)), 200) } else { SignedUp::Yes }
}

fn refused(sentence: Option<String>, status: u16) -> SignedUp {
    let without_reason = || ["status ", &status.to_string(), ", without a reason."].concat();
    SignedUp::Refused(sentence.unwrap_or_else(without_reason))
}

/// The first text in the places where services say what is wrong.
fn sentence(said: &JsValue) -> Option<String> {
    if let Some(text) = said.as_string() {
        return (!text.is_empty()).then_some(text);
    }
    let inner = |key: &&str| Reflect::get(said, &(*key).into()).ok().and_then(|part| sentence(&part));
    ["errors", "error", "detail", "message", "0"].iter().find_map(inner)
}

/// When to try again, from a number of seconds.
fn when(retry_after: Option<String>) -> String {
    match retry_after.and_then(|seconds| seconds.parse::<u32>().ok()) {
        Some(seconds) if seconds > 120 => ["in ", &seconds.div_ceil(60).to_string(), " minutes"].concat(),
        Some(seconds) => ["in ", &seconds.to_string(), " seconds"].concat(),
        None => "later".to_owned(),
    }
}
