//! Which requests outside dialogs are forwarded.

use sip_stack::message::{Method, Request};

/// Whether a request is forwarded rather than served: every method the switch does not serve itself.
#[must_use]
pub fn takes(request: &Request) -> bool {
    !matches!(
        request.method(),
        Method::Invite | Method::Register | Method::Options | Method::Cancel | Method::Ack
    )
}
