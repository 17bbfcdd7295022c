//! The answer to a request that could not be read (RFC 3261 §8.2.6).

use super::{HeaderName, Headers, Method, ParseErrorKind, Response};

/// `None`: an ACK is never answered, and without these headers nobody could match the answer.
pub(super) fn to_refused(method: &Method, headers: &Headers, kind: &ParseErrorKind) -> Option<Response> {
    // The client matches by Via and CSeq (§17.1.3); what else is missing cannot be given back (RFC 4475 §3.3.1).
    let matchable = headers.has(HeaderName::CSeq) && headers.via().is_ok();
    if *method == Method::Ack || !matchable {
        return None;
    }
    Some(Response::to(headers, kind.status()).with_reason(&kind.reason()))
}
