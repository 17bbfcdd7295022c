//! Where a call comes from, as far as the way it takes outside depends on it.

use sip_stack::message::{Headers, Privacy};

use super::call::Incoming;
use super::gateway::CameBy;
use super::headers::HeaderPolicy;

/// What the caller's INVITE says beyond who is called.
#[derive(Debug)]
pub(super) struct Origin {
    /// The trunk by which it came; `None`: the caller is a user.
    pub(super) came_by: Option<CameBy>,
    /// The caller wants to stay unknown (RFC 3323).
    pub(super) private: bool,
    /// The headers of its INVITE.
    pub(super) headers: Headers,
    /// What of them crosses.
    pub(super) policy: HeaderPolicy,
}

impl Origin {
    pub(super) fn of(incoming: &Incoming) -> Self {
        let headers = incoming.request.headers().clone();
        let privacy = headers.one::<Privacy>().ok().flatten();
        Self {
            came_by: incoming.came_by.clone(),
            private: privacy.is_some_and(|privacy| privacy.hides_identity()),
            headers,
            policy: incoming.policy.clone(),
        }
    }
}
