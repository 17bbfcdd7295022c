//! Which requests outside dialogs are forwarded.

use sip_stack::message::{Method, Request};

use crate::service::events;

/// Whether a request is forwarded rather than served: every method the switch does not serve itself, and every event
/// package.
#[must_use]
pub fn takes(request: &Request) -> bool {
    match request.method() {
        Method::Invite | Method::Register | Method::Options | Method::Cancel | Method::Ack => false,
        Method::Subscribe | Method::Publish => !events::takes(request),
        _ => true,
    }
}
