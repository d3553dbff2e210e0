//! Fault injection: what a test server responds with in place of a file, until the test clears the fault.

use std::collections::HashMap;
use std::io;
use std::sync::Weak;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use super::site::Server;

/// The key of a fault that applies to every path.
pub(super) const EVERY_PATH: &str = "*";

/// What is wrong with a file.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The server responds with this status.
    Status(u16),
    /// The response ends halfway, though the transfer looks complete.
    Truncate,
    /// The connection breaks halfway.
    Disconnect,
    /// The response has another content type and another body.
    Replace(&'static str, String),
    /// The response does not begin until the fault is cleared.
    Hold,
    /// The second half of the response does not arrive until the fault is cleared.
    Pause,
    /// The response has this status, these headers and this body.
    Respond(u16, Vec<(&'static str, String)>, String),
}

/// Middleware that records each request and applies the fault of its path.
pub(super) async fn apply(State(server): State<Weak<Server>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Some(server) = server.upgrade() else { return StatusCode::GONE.into_response() };
    if parts.method == Method::POST {
        server.record_post(String::from_utf8_lossy(&body).into_owned());
    }
    let request = Request::from_parts(parts, Body::from(body));
    server.record_request(request.method(), request.uri());
    let path = request.uri().path().to_owned();
    let mut faults = server.faults();
    let init_scripts = server.init_scripts();
    drop(server);
    let fault_of =
        |faults: &HashMap<String, Fault>| faults.get(&path).or_else(|| faults.get(EVERY_PATH)).cloned();
    // An error means that the test has ended, and its server with it.
    let cleared = faults.wait_for(|faults| !matches!(fault_of(faults), Some(Fault::Hold))).await;
    let Ok(fault) = cleared.map(|faults| fault_of(&faults)) else {
        return StatusCode::GONE.into_response();
    };
    match fault {
        None | Some(Fault::Hold) if init_scripts.is_empty() => next.run(request).await,
        None | Some(Fault::Hold) => {
            with_init_scripts(next.run(without_conditions(request)).await, &path, &init_scripts).await
        }
        Some(Fault::Status(status)) => StatusCode::from_u16(status).expect("a status").into_response(),
        Some(Fault::Replace(kind, body)) => ([(header::CONTENT_TYPE, kind)], body).into_response(),
        Some(Fault::Respond(status, headers, body)) => {
            let mut response = body.into_response();
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().expect("a header"));
            }
            response
        }
        Some(Fault::Truncate) => first_half(next.run(without_conditions(request)).await, false).await,
        Some(Fault::Disconnect) => first_half(next.run(without_conditions(request)).await, true).await,
        Some(Fault::Pause) => paused(next.run(without_conditions(request)).await, faults, path).await,
    }
}

/// The response with these scripts before the boot script. Pages then have no integrity hash, which the boot script would
/// not match.
async fn with_init_scripts(response: Response, path: &str, scripts: &str) -> Response {
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_boot_script = path.rsplit('/').next().is_some_and(|name| name.starts_with("boot-"));
    if !is_html && !is_boot_script {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a file");
    let text = String::from_utf8_lossy(&body);
    let text =
        if is_html { text.replace(" integrity=", " data-integrity=") } else { format!("{scripts}{text}") };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(text))
}

/// The request without the headers that allow a shorter response: compression, and "not modified".
fn without_conditions(mut request: Request) -> Request {
    for name in [header::ACCEPT_ENCODING, header::IF_MODIFIED_SINCE, header::IF_NONE_MATCH] {
        request.headers_mut().remove(name);
    }
    request
}

/// The response, whose second half waits until the fault of its path is cleared.
async fn paused(
    response: Response,
    mut faults: watch::Receiver<HashMap<String, Fault>>,
    path: String,
) -> Response {
    let (parts, body) = response.into_parts();
    let mut first = axum::body::to_bytes(body, usize::MAX).await.expect("a file");
    let second = first.split_off(first.len() / 2);
    let second = async move {
        // An error means that the test has ended, and its server with it.
        let cleared = faults.wait_for(|faults| !matches!(faults.get(&path), Some(Fault::Pause))).await;
        cleared.map(|_| second).map_err(|_| io::ErrorKind::BrokenPipe.into())
    };
    let first = stream::once(async { Ok::<Bytes, io::Error>(first) });
    Response::from_parts(parts, Body::from_stream(first.chain(stream::once(second))))
}

/// The first half of a response, as a complete transfer or with an error at its end.
async fn first_half(response: Response, disconnects: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    let complete = axum::body::to_bytes(body, usize::MAX).await.expect("a file");
    let half = complete.slice(..complete.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    if !disconnects {
        return Response::from_parts(parts, Body::from(half));
    }
    // Without a length, WebKit takes a response that breaks off for complete.
    parts.headers.insert(header::CONTENT_LENGTH, complete.len().into());
    let half = stream::iter([Ok::<Bytes, io::Error>(half)]);
    let error = stream::once(async {
        // Lets the server send the first half, which it would drop together with the error.
        tokio::task::yield_now().await;
        Err(io::ErrorKind::BrokenPipe.into())
    });
    Response::from_parts(parts, Body::from_stream(half.chain(error)))
}
