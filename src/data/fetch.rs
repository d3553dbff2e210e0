//! Requests for the site's JSON files and to the sign-up service, and the errors that they can end with. This is the
//! only file that fetches or sends.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use catalog::{Bundle, Record, SCHEMA, Slug, SourceCheck};
use gloo_net::http::{Headers, Request, RequestBuilder};
use js_sys::{Array, Promise, Reflect};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache};

use crate::data::json;
use crate::runtime::dom;
use crate::runtime::mount::on_mount;

/// How long a server may take to respond.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// A value that is loaded from a file.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadState<T> {
    /// The request is in progress.
    Pending,
    /// The file is loaded.
    Ready(T),
    /// The file could not be loaded.
    Failed(LoadError),
}

/// Why a file could not be loaded, for developers. [`LoadError::advice`] is for visitors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {kind}")]
pub struct LoadError {
    file: String,
    kind: LoadErrorKind,
}

/// What went wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum LoadErrorKind {
    #[error("the server could not be reached")]
    Unreachable,
    #[error("no response within 15 seconds")]
    TimedOut,
    #[error("not found (status {0})")]
    NotFound(u16),
    #[error("the server returned status {0}")]
    Status(u16),
    #[error("the response is not JSON")]
    NotJson,
    #[error("the file is truncated or damaged")]
    Damaged,
    #[error("the file has a newer version than this page")]
    NewerVersion,
}

impl LoadError {
    /// The error for a file that is truncated, or has another form.
    pub fn damaged(file: &str) -> Self {
        Self { file: file.to_owned(), kind: LoadErrorKind::Damaged }
    }

    /// The error for a file with a newer version than this build reads.
    pub fn newer_version(file: &str) -> Self {
        Self { file: file.to_owned(), kind: LoadErrorKind::NewerVersion }
    }

    /// Whether the server did not respond in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, LoadErrorKind::TimedOut)
    }

    /// What the visitor can do about it.
    pub fn advice(&self) -> &'static str {
        match self.kind {
            LoadErrorKind::Unreachable => "Check your connection and try again.",
            LoadErrorKind::TimedOut => "The server did not respond within 15 seconds. Try again.",
            LoadErrorKind::NewerVersion => "The site has been updated. Reload the page.",
            LoadErrorKind::NotFound(_)
            | LoadErrorKind::Status(_)
            | LoadErrorKind::NotJson
            | LoadErrorKind::Damaged => "Try again in a few minutes.",
        }
    }
}

/// A handle to a request in progress. Dropping it does nothing; [`RequestHandle::abort`] ends the request.
pub struct RequestHandle {
    controller: Option<AbortController>,
    timer: Option<TimeoutHandle>,
}

impl RequestHandle {
    /// Aborts the request; its result is not delivered.
    pub fn abort(self) {
        if let Some(timer) = self.timer {
            timer.clear();
        }
        if let Some(controller) = self.controller {
            controller.abort();
        }
    }
}

/// Which caches a request may use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// The browser's cache, as its rules allow.
    Default,
    /// No cache, because the cached file was faulty.
    Reload,
}

/// Loads a JSON file for the page that is being mounted, and aborts the request when the page is left. Returns the
/// callback that tries again.
pub fn load_for_page(
    file: String,
    deliver: impl Fn(Result<String, LoadError>) + Clone + Send + Sync + 'static,
) -> Callback<()> {
    let request: StoredValue<Option<RequestHandle>, LocalStorage> = StoredValue::new_local(None);
    let attempt = move |cache| {
        request.set_value(Some(load(file.clone(), cache, Box::new(deliver.clone()))));
    };
    let retry = Callback::new({
        let attempt = attempt.clone();
        move |()| attempt(CachePolicy::Reload)
    });
    on_mount(move || attempt(CachePolicy::Default));
    on_cleanup(move || {
        if let Some(Some(request)) = request.try_update_value(Option::take) {
            request.abort();
        }
    });
    retry
}

/// A server's response, with any status.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers that this page may read.
    pub headers: Headers,
    /// The body; `None` if the connection broke before its end.
    pub text: Option<String>,
}

/// Why there is no response.
#[derive(Clone, Copy)]
pub enum RequestError {
    /// The server cannot be reached, or belongs to another origin that does not allow this page to read its response.
    Unreachable,
    /// There was no response within [`TIMEOUT`].
    TimedOut,
}

/// A request that `public/boot.js` started before the app.
pub struct StartedRequest {
    controller: AbortController,
    response: Promise,
}

impl StartedRequest {
    /// The started request for this URL. Only the list of all vendors has one.
    fn of(url: &str) -> Option<Self> {
        let request = started_request();
        (property(&request, "url").as_string()? == url).then(|| Self {
            controller: property(&request, "controller").unchecked_into(),
            response: property(&request, "response").unchecked_into(),
        })
    }
}

/// Whether boot.js has requested the list of all vendors.
pub fn has_started_request() -> bool {
    !started_request().is_undefined()
}

fn started_request() -> JsValue {
    property(&window(), "listRequest")
}

/// Loads the JSON file at `url`, and passes its text or the error to `deliver`.
pub fn load(
    url: String,
    cache: CachePolicy,
    deliver: Box<dyn FnOnce(Result<String, LoadError>)>,
) -> RequestHandle {
    let (cache, started) = match cache {
        CachePolicy::Default => (RequestCache::Default, StartedRequest::of(&url)),
        CachePolicy::Reload => (RequestCache::Reload, None),
    };
    let request = Request::get(&url).cache(cache);
    let deliver = move |response| {
        deliver(json_text(response).map_err(|kind| LoadError { file: url, kind }));
    };
    send(request, JsValue::UNDEFINED, started, Box::new(deliver))
}

fn json_text(response: Result<Response, RequestError>) -> Result<String, LoadErrorKind> {
    let response = response.map_err(|error| match error {
        RequestError::Unreachable => LoadErrorKind::Unreachable,
        RequestError::TimedOut => LoadErrorKind::TimedOut,
    })?;
    match response.status {
        200..300 => {}
        status @ (404 | 410) => return Err(LoadErrorKind::NotFound(status)),
        status => return Err(LoadErrorKind::Status(status)),
    }
    let content_type = response.headers.get("content-type").unwrap_or_default();
    if !content_type.contains("json") {
        return Err(LoadErrorKind::NotJson);
    }
    response.text.ok_or(LoadErrorKind::Damaged)
}

/// Sends a request, or takes over the one that has `started`, and passes the response to `deliver`, unless the request is
/// aborted first.
pub fn send(
    request: RequestBuilder,
    body: JsValue,
    started: Option<StartedRequest>,
    deliver: Box<dyn FnOnce(Result<Response, RequestError>)>,
) -> RequestHandle {
    let (controller, started) = match started {
        Some(StartedRequest { controller, response }) => (Some(controller), Some(response)),
        None => (AbortController::new().ok(), None),
    };
    let signal = controller.as_ref().map(AbortController::signal);
    let timed_out = Rc::new(Cell::new(false));
    let timer = dom::after(TIMEOUT, {
        let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
        move || {
            timed_out.set(true);
            if let Some(controller) = controller {
                controller.abort();
            }
        }
    });
    wasm_bindgen_futures::spawn_local(async move {
        let response = fetch(request.abort_signal(signal.as_ref()), body, started).await;
        if let Some(timer) = timer {
            timer.clear();
        }
        let is_aborted = signal.is_some_and(|signal| signal.aborted());
        if dom::is_off() || is_aborted && !timed_out.get() {
            return;
        }
        deliver(if is_aborted {
            Err(RequestError::TimedOut)
        } else {
            response.ok_or(RequestError::Unreachable)
        });
    });
    RequestHandle { controller, timer }
}

async fn fetch(request: RequestBuilder, body: JsValue, started: Option<Promise>) -> Option<Response> {
    let response = match started {
        Some(response) => JsFuture::from(response).await.ok()?.unchecked_into::<web_sys::Response>().into(),
        None => request.body(body).ok()?.send().await.ok()?,
    };
    Some(Response {
        status: response.status(),
        headers: response.headers(),
        text: response.text().await.ok(),
    })
}

/// Parses a vendor's record. The second value is whether the record has a newer schema or a key that this build does
/// not know.
///
/// # Errors
/// When the text is not a record, or has a newer schema that this build cannot read.
pub fn parse_record(file: &str, text: &str) -> Result<(Record, bool), LoadError> {
    record_from_value(file, json::parse(text).map_err(|_| LoadError::damaged(file))?)
}

/// The file of all records, whose records are parsed when they are needed.
pub struct AllRecords {
    file: String,
    records: Array,
}

impl AllRecords {
    /// Parses the file.
    ///
    /// # Errors
    /// When the text is not such a file.
    pub fn parse(file: &str, text: &str) -> Result<Self, LoadError> {
        let value = json::parse(text).map_err(|_| LoadError::damaged(file))?;
        let records =
            Reflect::get(&value, &"records".into()).ok().and_then(|records| records.dyn_into().ok());
        Ok(Self { file: file.to_owned(), records: records.ok_or_else(|| LoadError::damaged(file))? })
    }

    /// The record of a vendor, as [`parse_record`] returns it.
    ///
    /// # Errors
    /// When there is no such record, or as [`parse_record`].
    pub fn record(&self, slug: &Slug) -> Result<(Record, bool), LoadError> {
        let is_of_vendor = |record: &JsValue| {
            Reflect::get(record, &"slug".into())
                .is_ok_and(|value| value.as_string().as_deref() == Some(slug.as_str()))
        };
        let record = self.records.iter().find(is_of_vendor);
        record_from_value(&self.file, record.ok_or_else(|| LoadError::damaged(&self.file))?)
    }
}

fn record_from_value(file: &str, value: JsValue) -> Result<(Record, bool), LoadError> {
    let property_at = |path: &[&str]| path.iter().fold(value.clone(), |value, key| property(&value, key));
    let is_newer_schema =
        property(&value, "schema").as_f64().is_some_and(|schema| schema > f64::from(SCHEMA));
    let record: Record = json::from_value(value.clone()).map_err(|_| {
        let kind = if is_newer_schema { LoadErrorKind::NewerVersion } else { LoadErrorKind::Damaged };
        LoadError { file: file.to_owned(), kind }
    })?;
    let is_unknown =
        |(path, key): &(&[&str], &str)| property_at(path).as_string().is_some_and(|text| text != *key);
    let is_newer = is_newer_schema || record.enum_keys().iter().any(is_unknown);
    Ok((record, is_newer))
}

/// Parses one field of a file that states its version.
///
/// # Errors
/// When the text is not JSON, the field has another schema, or the version is newer than this build.
pub fn parse_versioned<T: DeserializeOwned>(file: &str, text: &str, field: &str) -> Result<T, LoadError> {
    json::from_value(versioned_field(file, text, field)?).map_err(|_| LoadError::damaged(file))
}

/// Parses what the checks of a vendor's sources showed, from the file of all vendors; nothing if there is no check.
///
/// # Errors
/// As [`parse_versioned`].
pub fn parse_source_checks(file: &str, text: &str, slug: &Slug) -> Result<Vec<SourceCheck>, LoadError> {
    let vendors = versioned_field(file, text, "vendors")?;
    let checks = Reflect::get(&vendors, &slug.as_str().into()).map_err(|_| LoadError::damaged(file))?;
    if checks.is_undefined() {
        return Ok(Vec::new());
    }
    json::from_value(checks).map_err(|_| LoadError::damaged(file))
}

fn versioned_field(file: &str, text: &str, field: &str) -> Result<JsValue, LoadError> {
    let value = json::parse(text).map_err(|_| LoadError::damaged(file))?;
    match property(&value, "version").as_f64() {
        Some(version) if version <= f64::from(Bundle::VERSION) => {}
        Some(_) => return Err(LoadError::newer_version(file)),
        None => return Err(LoadError::damaged(file)),
    }
    Ok(property(&value, field))
}

/// The property of an object; `undefined` if it has none of this name.
fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Parses a file, or a part of one, that states no version.
///
/// # Errors
/// When the text is not JSON, or has another schema.
pub fn parse_unversioned<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LoadError> {
    json::from_str(text).map_err(|_| LoadError::damaged(file))
}
