//! One leg: a dialog, its offer/answer state and its media stream.

use std::net::IpAddr;

use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::user_agent::InviteUsage;

use super::headers::HeaderPolicy;

/// A leg's number within its call: 0 is the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LegId(pub u16);

impl LegId {
    /// The leg whose INVITE made the call.
    pub const CALLER: Self = Self(0);
}

/// Which side of the call a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Its phone dialled.
    Caller,
    /// Its phone was rung.
    Callee,
}

/// How far the dialog has come, as the call needs to know it to end it properly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No final answer yet.
    Early,
    /// A 2xx was given or taken.
    Answered,
    /// Refused, cancelled or hung up: nothing more may be said.
    Over,
}

/// How far the leg's media ports have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ports {
    /// Not asked for.
    None,
    /// Open.
    Open,
    /// Close was asked for, the final counts are awaited.
    Closing,
    /// Closed, or never to be opened.
    Closed,
}

/// One leg of a call.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) role: Role,
    /// The extension at the far end, if it is a user's.
    pub(super) extension: Option<String>,
    pub(super) usage: InviteUsage,
    /// What of its headers crosses.
    pub(super) policy: HeaderPolicy,
    pub(super) stage: Stage,
    /// Once its phone rings: the tag it rings with, empty if it has none.
    pub(super) rings: Option<Box<str>>,
    pub(super) negotiator: Negotiator,
    /// A re-INVITE that only refreshes the session is open (RFC 4028 §7.4).
    pub(super) refreshing: bool,
    pub(super) ports: Ports,
    /// Where its phone's signalling comes from; `None`: unknown.
    pub(super) seen_at: Option<IpAddr>,
    /// Where we hear it, once its ports are open.
    pub(super) address: Option<MediaAddress>,
}

impl Leg {
    /// The address its SDP names. `None` until the ports are open.
    pub(super) fn address(&self) -> Option<MediaAddress> {
        self.address
    }
}
