//! Whether a request may be forwarded at all, in the order of RFC 3261 §16.3.

use crate::message::{HeaderName, Method, Request, Response, StatusCode, Uri};
use crate::proxy::LoopMark;

/// Why a request is not forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A header that routing needs cannot be read (step 1).
    Malformed,
    /// The scheme of the Request-URI is unknown (step 2).
    Scheme,
    /// No hop is left (step 3).
    Hops,
    /// No hop is left, and it asks for abilities: it may be answered here (step 3).
    OptionsForUs,
    /// It came back with everything the same (step 4, RFC 5393 §4.2.2).
    Loop,
    /// It requires something of proxies that we do not do (step 5).
    Extension,
}

/// Checks a request that arrived; authentication (step 6) is the shell's.
///
/// # Errors
/// Why it must not be forwarded. An unknown method or header never is a reason.
pub fn validate(request: &Request, mark: LoopMark) -> Result<(), Refusal> {
    let headers = request.headers();
    let hops = headers.max_forwards();
    if hops.is_err() || headers.routes().is_err() || headers.vias().is_err() {
        return Err(Refusal::Malformed);
    }
    if matches!(request.uri(), Uri::Other(_)) {
        return Err(Refusal::Scheme);
    }
    if hops == Ok(Some(0)) {
        let is_options = *request.method() == Method::Options;
        return Err(if is_options {
            Refusal::OptionsForUs
        } else {
            Refusal::Hops
        });
    }
    if mark.is_in_path(request) {
        return Err(Refusal::Loop);
    }
    if !headers.tokens(HeaderName::ProxyRequire).is_empty() {
        return Err(Refusal::Extension);
    }
    Ok(())
}

impl Refusal {
    /// The answer.
    pub fn response(self, request: &Request) -> Response {
        let status = match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Scheme => StatusCode::UNSUPPORTED_URI_SCHEME,
            Self::Hops => StatusCode::TOO_MANY_HOPS,
            Self::OptionsForUs => StatusCode::OK,
            Self::Loop => StatusCode::LOOP_DETECTED,
            Self::Extension => StatusCode::BAD_EXTENSION,
        };
        let mut response = Response::for_request(request, status);
        if self == Self::Extension {
            let unsupported = request.headers().tokens(HeaderName::ProxyRequire);
            response
                .headers_mut()
                .push(HeaderName::Unsupported, unsupported.join(", "));
        }
        response
    }
}
