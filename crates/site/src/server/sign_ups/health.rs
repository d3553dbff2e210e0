//! The endpoints that a process supervisor or a load balancer asks.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::SignUpService;
use crate::subscriptions::Change;

/// Whether the program runs.
pub async fn health() -> &'static str {
    "ok\n"
}

/// Whether the program can store a sign-up: 503 if not.
pub async fn ready(State(service): State<Arc<SignUpService>>) -> (StatusCode, &'static str) {
    match service.writer.write(Change::Nothing).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "sign-ups cannot be stored\n")
        }
    }
}
