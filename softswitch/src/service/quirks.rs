//! Phones that need to be treated with care, by what they call themselves.

use sip_stack::message::{HeaderName, Request, Transport};

/// User-Agents that give up when any of several challenges is of an algorithm they do not know, although
/// RFC 7616 §3.3 has them ignore it.
// Interop: baresip up to 1.0 (libre up to 1.1). Pinned by tests/e2e/baresip.rs.
const MD5_ONLY: [&str; 2] = ["baresip v0.", "baresip v1.0"];

/// Whether the sender must not be offered SHA-256.
pub(super) fn knows_md5_only(request: &Request) -> bool {
    let agent = request.headers().text(HeaderName::UserAgent).unwrap_or_default();
    MD5_ONLY.iter().any(|known| agent.starts_with(known)) || is_browser(request)
}

/// What speaks SIP over a WebSocket.
// Interop: JsSIP 3 remembers the last challenge only, and gives up if that is not MD5; what is built on it has names of
// its own, so that User-Agent tells nothing. Pinned by tests/e2e/web_socket.rs.
fn is_browser(request: &Request) -> bool {
    let via = request.headers().via().ok();
    let transport = via.and_then(|via| via.transport());
    matches!(transport, Some(Transport::Ws | Transport::Wss))
}
