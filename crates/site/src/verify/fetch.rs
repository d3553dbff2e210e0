//! One request for one page, with limits of time and size, and without following redirects.

use std::io::Read;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Body as HttpBody, Error};
use url::Url;

use super::network::PublicResolver;
use super::text::{Body, MAX_PAGE};

/// Time limits of a request.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// Of the connection, with TLS.
    pub connect: Duration,
    /// Of everything, with the whole body.
    pub total: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(15), total: Duration::from_secs(45) }
    }
}

/// Sends requests.
#[derive(Debug)]
pub struct Fetcher(Agent);

/// What identifies the version of a page, from its last response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// The response to a request.
#[derive(Debug)]
pub enum Fetched {
    /// A page.
    Page(Page),
    /// The page is that of the last response.
    NotModified,
    /// A redirect to another URL.
    Redirect(Url),
    /// An error by its status code, and the time after which another request is welcome.
    Status(StatusCode, Option<Duration>),
    /// No response: the host is not known, cannot be reached, or ends the connection.
    NotConnected(String),
    /// A response that cannot be used.
    Failed(String),
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// The body.
    pub body: Body,
    /// Whether a header says that the page is a challenge to prove that one is a person.
    pub is_challenge: bool,
    /// What identifies this version.
    pub validators: Validators,
}

impl Fetcher {
    /// A client with an honest `User-Agent`. `root_certificate` (DER) is trusted instead of the public authorities.
    pub fn new(
        user_agent: &str,
        resolver: PublicResolver,
        root_certificate: Option<&[u8]>,
        limits: TimeLimits,
    ) -> Self {
        let roots = root_certificate.map_or(RootCerts::WebPki, |root| {
            RootCerts::new_with_certs(&[Certificate::from_der(root).to_owned()])
        });
        let config = Agent::config_builder()
            .https_only(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would look names up itself.
            .proxy(None)
            .user_agent(user_agent)
            // Bodies are decompressed where their text is read.
            .accept_encoding("gzip, br")
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.total))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// Requests a URL, unless the page is still the one with these validators.
    pub fn get(&self, url: &Url, known: &Validators) -> Fetched {
        let mut request = self.0.get(url.as_str());
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        let response = match request.call() {
            Ok(response) => response,
            Err(error) => return Fetched::NotConnected(describe(&error)),
        };
        let status = response.status();
        match status {
            StatusCode::NOT_MODIFIED if *known != Validators::default() => Fetched::NotModified,
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => redirect(url, response.headers()),
            _ if status.is_success() => read(response),
            _ => Fetched::Status(status, retry_after(response.headers())),
        }
    }
}

fn redirect(url: &Url, headers: &HeaderMap) -> Fetched {
    let Some(location) = text(headers, &LOCATION) else {
        return Fetched::Failed("a redirect without an address".to_owned());
    };
    match url.join(&location) {
        Ok(to) if to.scheme() == "https" && to.username().is_empty() => Fetched::Redirect(to),
        Ok(to) => Fetched::Failed(format!("a redirect to {to}, which is not https")),
        Err(error) => Fetched::Failed(format!("a redirect to '{}': {error}", location.escape_debug())),
    }
}

fn read(response: Response<HttpBody>) -> Fetched {
    let headers = response.headers();
    let mut body = Body {
        content_type: text(headers, &CONTENT_TYPE).unwrap_or_default(),
        content_encoding: text(headers, &CONTENT_ENCODING).unwrap_or_default(),
        ..Body::default()
    };
    let is_challenge = headers.contains_key("cf-mitigated");
    let validators = Validators { etag: text(headers, &ETAG), last_modified: text(headers, &LAST_MODIFIED) };
    let limit = MAX_PAGE as u64 + 1;
    let reader = response.into_body().into_with_config().limit(u64::MAX).reader();
    if let Err(error) = reader.take(limit).read_to_end(&mut body.bytes) {
        return Fetched::Failed(format!("no complete response: {error}"));
    }
    body.is_complete = body.bytes.len() <= MAX_PAGE;
    body.bytes.truncate(MAX_PAGE);
    Fetched::Page(Page { body, is_challenge, validators })
}

/// The time until another request is welcome: a number of seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    let seconds = text.trim().parse().ok().map(Duration::from_secs);
    seconds.or_else(|| httpdate::parse_http_date(&text).ok()?.duration_since(SystemTime::now()).ok())
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

fn describe(error: &Error) -> String {
    match error {
        Error::Timeout(_) => "no response in time".to_owned(),
        Error::HostNotFound => "the host is not known".to_owned(),
        Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}
