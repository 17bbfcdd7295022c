//! The way back of a response: Via of the request and where it really came from (RFC 3261 §18.2, RFC 3581 §4).

use std::net::SocketAddr;

use crate::flow::{Flow, Target};
use crate::message::{Headers, Via};

/// Completes the top Via with `received` and `rport`.
pub(super) fn stamp(headers: &mut Headers, via: &Via, flow: &Flow) {
    let source = flow.remote.ip().to_canonical();
    let asked = via.rport().is_some();
    if !asked && via.sent_by().host.ip() == Some(source) {
        return;
    }
    let mut stamped = via.clone();
    stamped.params_mut().set("received", &source.to_string());
    if asked {
        stamped.params_mut().set("rport", &flow.remote.port().to_string());
    }
    headers.set_via(&stamped);
}

/// Where responses go (§18.2.2): over the same connection; on UDP from the same socket to the source address, at
/// the source port if `rport` asked for it, else at the port in Via.
pub(super) fn way_back(via: &Via, flow: Flow) -> Target {
    if flow.transport.is_reliable() || via.rport().is_some() {
        return Target::Flow(flow);
    }
    let port = via.sent_by().port.unwrap_or(flow.transport.default_port());
    Target::Flow(Flow {
        remote: SocketAddr::new(flow.remote.ip(), port),
        ..flow
    })
}
