//! Where a call comes from, as far as the way it takes outside depends on it.

use sip_stack::message::Headers;

use super::call::Incoming;
use super::gateway::CameBy;
use super::headers::HeaderPolicy;
use super::identity::Device;
use super::parts::Parts;
use super::presentation::wants_to_be_unknown;

/// What the caller's INVITE says beyond who is called.
#[derive(Debug)]
pub(super) struct Origin {
    /// The trunk by which it came; `None`: the caller is a user.
    pub(super) came_by: Option<CameBy>,
    /// The device that is meant.
    pub(super) device: Option<Device>,
    /// The caller wants to stay unknown (RFC 3323).
    pub(super) private: bool,
    /// The headers of its INVITE.
    pub(super) headers: Headers,
    /// The parts of its body that headers may point to.
    pub(super) parts: Parts,
    /// What of them crosses.
    pub(super) policy: HeaderPolicy,
}

impl Origin {
    pub(super) fn of(incoming: &Incoming) -> Self {
        let headers = incoming.request.headers().clone();
        Self {
            came_by: incoming.came_by.clone(),
            device: incoming.device.clone(),
            private: wants_to_be_unknown(&headers),
            headers,
            parts: Parts::of(&incoming.request),
            policy: incoming.policy.clone(),
        }
    }
}
