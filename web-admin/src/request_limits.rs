//! The limits of one request: how large, how long.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// What a request may bring.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1_024;
/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

const TOO_LARGE: Problem = Problem {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    detail: "A request may bring 64 KiB.",
};
const TOO_SLOW: Problem = Problem {
    status: StatusCode::SERVICE_UNAVAILABLE,
    detail: "The answer took too long: try again later.",
};

/// Refuses what is announced as too large, and gives up what takes too long.
pub(crate) async fn limited(request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let bytes = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if bytes.is_some_and(|bytes| bytes > BODY_BYTES_MAX as u64) {
        return TOO_LARGE.into_response();
    }
    match tokio::time::timeout(ANSWER_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => TOO_SLOW.into_response(),
    }
}
