//! What a subscription asks for.

use crate::message::StatusCode;
use crate::transaction::Failure;
use crate::user_agent;

/// One thing to do, in order.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
pub enum Effect {
    /// For the endpoint.
    Sip(user_agent::Effect),
    /// A NOTIFY can be sent: answer with [`super::Input::State`].
    StateWanted,
    /// It is over.
    Ended(Ended),
}

/// Why a subscription ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was not refreshed, or its subscriber wanted no more.
    Expired,
    /// The owner ended it.
    ByOwner,
    /// The subscriber refused a NOTIFY.
    Refused(StatusCode),
    /// The subscriber does not answer.
    Unreachable(Failure),
}

impl Ended {
    /// A short constant name, for counters.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::ByOwner => "ended",
            Self::Refused(_) => "refused",
            Self::Unreachable(_) => "unreachable",
        }
    }
}
