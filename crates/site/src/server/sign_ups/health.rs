//! The endpoints that a process supervisor or a load balancer asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use tokio::sync::Mutex;

use super::SignUpService;
use crate::subscriptions::WriteCommand;

/// How long a result is repeated, so that no number of requests fills the queue of the writer.
const REPEATED: Duration = Duration::from_secs(1);

/// The last result: when it was, and whether the program was ready.
pub type LastResult = Mutex<Option<(Instant, bool)>>;

/// Whether the program runs.
pub async fn health() -> &'static str {
    "ok\n"
}

/// Whether the program can store a sign-up: 503 if not.
pub async fn ready(State(service): State<Arc<SignUpService>>) -> (StatusCode, &'static str) {
    let mut last = service.readiness.lock().await;
    let is_ready = match *last {
        Some((time, is_ready)) if time.elapsed() < REPEATED => is_ready,
        _ => {
            let written = service.writer.write(WriteCommand::Nothing).await;
            if let Err(error) = &written {
                tracing::error!(%error, "not ready");
            }
            *last = Some((Instant::now(), written.is_ok()));
            written.is_ok()
        }
    };
    if is_ready {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "sign-ups cannot be stored\n")
    }
}
