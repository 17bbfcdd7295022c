//! `/healthz`: the process lives. `/readyz`: it takes calls.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::Switchboard;

pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// 200 or 503, with the reasons.
pub(crate) async fn readyz(State(switchboard): State<Arc<dyn Switchboard>>) -> Response {
    let readiness = switchboard.readiness();
    let status = if readiness.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness)).into_response()
}
