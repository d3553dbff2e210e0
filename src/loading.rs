//! Getting the site's JSON files, and saying exactly what is wrong when one does not arrive.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use directory::{Bundle, Record, SCHEMA};
use gloo_net::http::{Headers, Request, RequestBuilder};
use js_sys::Reflect;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCache};

use crate::hydration::afterwards;
use crate::json;

/// How long an answer may take.
pub const TIME_OUT: Duration = Duration::from_secs(15);

/// Something that arrives, or does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded<T> {
    /// On its way.
    Pending,
    /// Here.
    Ready(T),
    /// It did not arrive.
    Failed(LoadError),
}

/// Why a file did not arrive: its address, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} {problem}")]
pub struct LoadError {
    file: String,
    problem: Problem,
}

impl LoadError {
    /// Whether the file took too long.
    pub fn is_late(&self) -> bool {
        matches!(self.problem, Problem::TimedOut)
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("cannot be reached. Check your connection.")]
    Unreachable,
    #[error("did not arrive within 15 seconds.")]
    TimedOut,
    #[error("is not there (status {0}). It may come back, or the address has changed.")]
    Missing(u16),
    #[error("was refused by the server (status {0}).")]
    Refused(u16),
    #[error("is not JSON: the server sent something else.")]
    NotJson,
    #[error("is cut short or damaged.")]
    Damaged,
    #[error("is of a newer version than this page. Reload the page.")]
    Newer,
}

/// A request under way. Dropping it does nothing; [`Loading::abort`] ends it.
pub struct Loading {
    controller: Option<AbortController>,
    timer: Option<TimeoutHandle>,
}

impl Loading {
    /// Ends the request; its answer is not delivered.
    pub fn abort(self) {
        if let Some(timer) = self.timer {
            timer.clear();
        }
        if let Some(controller) = self.controller {
            controller.abort();
        }
    }
}

/// Loads a JSON file for as long as its page is shown; returns what asks for it again.
pub fn load_while_shown(
    file: String,
    deliver: impl Fn(Result<String, LoadError>) + Clone + Send + Sync + 'static,
) -> Callback<()> {
    let under_way: StoredValue<Option<Loading>, LocalStorage> = StoredValue::new_local(None);
    let attempt = move |from| {
        let loading = load(file.clone(), from, Box::new(deliver.clone()));
        under_way.set_value(Some(loading));
    };
    let again = Callback::new({
        let attempt = attempt.clone();
        move |()| attempt(From::Server)
    });
    afterwards(move || attempt(From::Cache));
    on_cleanup(move || {
        if let Some(Some(loading)) = under_way.try_update_value(Option::take) {
            loading.abort();
        }
    });
    again
}

/// Where a file may come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The browser's cache, as its rules allow.
    Cache,
    /// The server alone: what the cache holds was not right.
    Server,
}

/// What a server answers, with any status.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers that this page may see.
    pub headers: Headers,
    /// The text; `None` where the connection broke before its end.
    pub text: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Copy)]
pub enum NoAnswer {
    /// The server cannot be reached, or is of another host and does not let this page see its answer.
    Unreachable,
    /// None came in time.
    TimedOut,
}

/// What takes an answer.
type Deliver = Box<dyn FnOnce(Result<Answer, NoAnswer>)>;

/// Asks for the JSON file at `url` and hands its text, or what is wrong with it, to `deliver`.
pub fn load(url: String, from: From, deliver: Box<dyn FnOnce(Result<String, LoadError>)>) -> Loading {
    let cache = match from {
        From::Cache => RequestCache::Default,
        From::Server => RequestCache::Reload,
    };
    let request = Request::get(&url).cache(cache);
    let deliver = move |answer| {
        deliver(json_text(answer).map_err(|problem| LoadError { file: url, problem }));
    };
    ask(request, JsValue::UNDEFINED, Box::new(deliver))
}

fn json_text(answer: Result<Answer, NoAnswer>) -> Result<String, Problem> {
    let answer = answer.map_err(|none| match none {
        NoAnswer::Unreachable => Problem::Unreachable,
        NoAnswer::TimedOut => Problem::TimedOut,
    })?;
    match answer.status {
        200..300 => {}
        status @ (404 | 410) => return Err(Problem::Missing(status)),
        status => return Err(Problem::Refused(status)),
    }
    let content_type = answer.headers.get("content-type").unwrap_or_default();
    if !content_type.contains("json") {
        return Err(Problem::NotJson);
    }
    answer.text.ok_or(Problem::Damaged)
}

/// Sends a request and hands the answer to `deliver`, unless it is aborted before.
pub fn ask(request: RequestBuilder, body: JsValue, deliver: Deliver) -> Loading {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let timed_out = Rc::new(Cell::new(false));
    let timer = set_timeout_with_handle(
        {
            let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
            move || {
                timed_out.set(true);
                if let Some(controller) = controller {
                    controller.abort();
                }
            }
        },
        TIME_OUT,
    )
    .ok();
    leptos::task::spawn_local(async move {
        let answer = fetch(request.abort_signal(signal.as_ref()), body).await;
        if let Some(timer) = timer {
            timer.clear();
        }
        let aborted = signal.is_some_and(|signal| signal.aborted());
        if aborted && !timed_out.get() {
            return;
        }
        deliver(if aborted { Err(NoAnswer::TimedOut) } else { answer.ok_or(NoAnswer::Unreachable) });
    });
    Loading { controller, timer }
}

async fn fetch(request: RequestBuilder, body: JsValue) -> Option<Answer> {
    let answer = request.body(body).ok()?.send().await.ok()?;
    Some(Answer { status: answer.status(), headers: answer.headers(), text: answer.text().await.ok() })
}

/// Reads a file that carries no version.
///
/// # Errors
/// When the text is not JSON of that form.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LoadError> {
    json::read(text).map_err(|_| damaged(file))
}

/// Reads a vendor's record, and tells whether it says something that this build does not know.
///
/// # Errors
/// When the text is not JSON of that form, or of a newer one that this build cannot read.
pub fn read_record(file: &str, text: &str) -> Result<(Record, bool), LoadError> {
    let whole = json::parse(text).map_err(|_| damaged(file))?;
    let at = |path: &[&str]| {
        path.iter().fold(whole.clone(), |value, key| Reflect::get(&value, &(*key).into()).unwrap_or_default())
    };
    let is_newer_schema = at(&["schema"]).as_f64().is_some_and(|schema| schema > f64::from(SCHEMA));
    let record: Record = json::of(whole.clone()).map_err(|_| {
        let problem = if is_newer_schema { Problem::Newer } else { Problem::Damaged };
        LoadError { file: file.to_owned(), problem }
    })?;
    let is_other = |(path, key): &(&[&str], &str)| at(path).as_string().is_some_and(|text| text != *key);
    let is_newer = is_newer_schema || record.keys().iter().any(is_other);
    Ok((record, is_newer))
}

/// Reads one field of a file that carries its version.
///
/// # Errors
/// When the text is not JSON of that form, or of a newer version.
pub fn read_versioned<T: DeserializeOwned>(file: &str, text: &str, field: &str) -> Result<T, LoadError> {
    let whole = json::parse(text).map_err(|_| damaged(file))?;
    let of = |field: &str| Reflect::get(&whole, &field.into()).unwrap_or_default();
    match of("version").as_f64() {
        Some(version) if version <= f64::from(Bundle::VERSION) => {}
        Some(_) => return Err(LoadError { file: file.to_owned(), problem: Problem::Newer }),
        None => return Err(damaged(file)),
    }
    json::of(of(field)).map_err(|_| damaged(file))
}

fn damaged(file: &str) -> LoadError {
    LoadError { file: file.to_owned(), problem: Problem::Damaged }
}
