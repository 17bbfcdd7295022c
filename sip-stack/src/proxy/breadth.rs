//! Max-Breadth: how many branches a request may have at once, over all proxies (RFC 5393 §5.3.3).

use crate::message::{HeaderName, Request};

/// What a request may have at most, and has if it does not say.
pub(super) const BREADTH_MAX: u32 = 60;

/// What the request allows; nonsense counts as nothing said.
pub(super) fn incoming(request: &Request) -> u32 {
    let value = request.headers().text(HeaderName::MaxBreadth);
    let value = value.and_then(|value| value.trim().parse().ok());
    value.unwrap_or(BREADTH_MAX).clamp(1, BREADTH_MAX)
}

/// The same request, with that share.
pub(super) fn share(mut request: Request, share: u32) -> Request {
    request
        .headers_mut()
        .set(HeaderName::MaxBreadth, share.to_string());
    request
}
