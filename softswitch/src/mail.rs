//! What the tasks say to one another.

use sip_stack::endpoint::{Owner, ServerId};
use sip_stack::message::Response;
use sip_stack::user_agent;

use crate::call::{EndReason, LegId, MediaNews};

/// Letters a call's mailbox holds; one that is full loses the letter and counts it.
pub const CALL_MAILBOX_MAX: usize = 256;

/// Letters the signalling task's mailbox holds; senders wait for room.
pub const SIGNALLING_MAILBOX_MAX: usize = 4_096;

/// The number of a live call, unique while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallNumber(pub u64);

impl CallNumber {
    /// The endpoint's name for one leg of this call.
    #[must_use]
    pub fn owner(self, leg: LegId) -> Owner {
        Owner(self.0 << 16 | u64::from(leg.0))
    }

    /// The call and leg that an owner names.
    #[must_use]
    pub fn of_owner(owner: Owner) -> (Self, LegId) {
        // The low 16 bits are the leg, so the cast keeps all of them.
        (Self(owner.0 >> 16), LegId((owner.0 & 0xFFFF) as u16))
    }
}

impl std::fmt::Display for CallNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// For a call.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
#[derive(Debug)]
pub enum ToCall {
    /// The endpoint has something for a leg.
    Sip {
        /// The leg.
        leg: LegId,
        /// What came.
        input: user_agent::Input,
    },
    /// The media engine has news of a leg's stream.
    Media {
        /// The leg.
        leg: LegId,
        /// The news.
        news: MediaNews,
    },
    /// End now.
    Stop(EndReason),
}

/// For the signalling task.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
#[derive(Debug)]
pub enum ToSignalling {
    /// A leg wants something of the endpoint.
    Sip {
        /// The leg's name at the endpoint.
        owner: Owner,
        /// What it wants.
        effect: user_agent::Effect,
    },
    /// A service's answer to a request that no call owns.
    Respond {
        /// The request's server transaction.
        transaction: ServerId,
        /// The answer.
        response: Response,
    },
    /// Refuse new calls from now on: the switch is being stopped.
    Drain,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_names_its_call_and_leg() {
        for (call, leg) in [(1, 0), (7, 3), (u64::MAX >> 16, u16::MAX)] {
            let owner = CallNumber(call).owner(LegId(leg));
            assert_eq!(CallNumber::of_owner(owner), (CallNumber(call), LegId(leg)));
        }
    }
}
