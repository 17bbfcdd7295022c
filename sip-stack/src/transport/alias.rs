//! Requests back over the connection that a peer has opened (RFC 5923).

use super::hub::Hub;
use crate::flow::ConnectionId;
use crate::message::{Limits, Message, Transport};

/// Takes note of `alias` in the first request of a connection. Only who has shown a certificate is believed: over
/// plain TCP anyone could draw another's calls to himself (§9.2).
pub(super) fn note(bytes: &bytes::Bytes, id: ConnectionId, hub: &Hub) {
    if hub.connections().names(id).is_none_or(|names| names.is_empty()) {
        return;
    }
    if let Some(port) = aliased_port(bytes, &hub.limits.message) {
        hub.connections().alias(id, port);
    }
}

fn aliased_port(bytes: &bytes::Bytes, limits: &Limits) -> Option<u16> {
    let Ok(Message::Request(request)) = Message::parse(bytes.clone(), limits) else {
        return None;
    };
    let via = request.headers().via().ok()?;
    let aliased = via.params().has("alias");
    aliased.then(|| via.sent_by().port.unwrap_or(Transport::Tls.default_port()))
}
