//! The answer to a request that could not be read (RFC 3261 §8.2.6).

use super::{HeaderName, Headers, Method, ParseErrorKind, Response};

/// `None`: an ACK is never answered, and without these headers nobody could match the answer.
pub(super) fn to_refused(method: &Method, headers: &Headers, kind: &ParseErrorKind) -> Option<Response> {
    let matchable = [
        HeaderName::From,
        HeaderName::To,
        HeaderName::CallId,
        HeaderName::CSeq,
    ]
    .iter()
    .all(|name| headers.has(name));
    if *method == Method::Ack || !matchable || headers.via().is_err() {
        return None;
    }
    Some(Response::to(headers, kind.status()).with_reason(&kind.reason()))
}
