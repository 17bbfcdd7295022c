//! Which path is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{any, get};

use crate::Switchboard;
use crate::problem::Problem;
use crate::{health, metrics, request_limits, sip_socket};

pub(crate) fn router(switchboard: Arc<dyn Switchboard>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .route("/sip", any(sip_socket::open))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(request_limits::BODY_BYTES_MAX))
        .layer(middleware::from_fn(request_limits::limited))
        .with_state(switchboard)
}

async fn not_found() -> Problem {
    Problem {
        status: StatusCode::NOT_FOUND,
        detail: "There is nothing here: try /healthz, /readyz or /metrics.",
    }
}

async fn method_not_allowed() -> Problem {
    Problem {
        status: StatusCode::METHOD_NOT_ALLOWED,
        detail: "Ask with GET.",
    }
}
