//! What a call is doing.

use std::time::{Duration, Instant};

use super::bridge::Bridge;
use super::fork::Fork;
use super::mixed::Mixed;
use super::op::{Conferring, Entering, Gathering};
use super::transfer::{Matching, Taking};
use sip_stack::message::Replaces;

/// What a call is doing; each variant owns the state that only it needs.
#[derive(Debug)]
pub(super) enum Phase {
    /// Between two operations of the plan: nothing is awaited.
    Thinking,
    /// It is asked whose turn it is of a group's members.
    Choosing,
    /// The phones of the users to ring are being looked up.
    Locating {
        /// How long they may ring then.
        ring_for: Duration,
        /// The plan lets the audio go from phone to phone then.
        may_go_direct: bool,
    },
    /// Phones ring.
    Ringing(Fork),
    /// The switch itself answered; the ACK is awaited before `then`.
    Answering {
        /// What the plan wanted to do with the answered call.
        then: Then,
    },
    /// The caller hears itself until someone hangs up.
    Echoing,
    /// A place in a conference is asked for.
    Entering(Entering),
    /// The caller is in a conference until it hangs up.
    Conferring(Conferring),
    /// A prompt or a tone plays.
    Playing {
        /// When to go on though the engine has not told of the end.
        at_most_until: Instant,
    },
    /// The caller is asked for keys.
    Gathering(Gathering),
    /// Two phones talk.
    Bridged(Bridge),
    /// Several phones talk: others have joined.
    Mixed(Mixed),
    /// Someone who is transferred follows the session of the phone that answered.
    Matching(Matching),
    /// A leg of ours is in another call, where it takes the place of the one that is left here.
    Away {
        /// The dialog it replaces.
        replaces: Box<Replaces>,
    },
    /// It stays there; the one that is left hangs up.
    Parted,
    /// A leg came from another call and is being fitted to its partner here.
    Taking(Taking),
    /// The end is decided; the dialogs and streams finish.
    Ending,
}

/// What follows an answer given by the switch.
#[derive(Debug)]
pub(super) enum Then {
    /// Ask the plan for its next step.
    Resume,
    /// This operation.
    Perform(dialplan::Op),
}

impl Phase {
    /// When this phase has waited long enough.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Ringing(fork) => Some(fork.ring_until()),
            Self::Playing { at_most_until } => Some(*at_most_until),
            Self::Gathering(gathering) => Some(gathering.deadline()),
            Self::Thinking
            | Self::Choosing
            | Self::Locating { .. }
            | Self::Answering { .. }
            | Self::Echoing
            | Self::Entering(_)
            | Self::Conferring(_)
            | Self::Bridged(_)
            | Self::Mixed(_)
            | Self::Matching(_)
            | Self::Away { .. }
            | Self::Parted
            | Self::Taking(_)
            | Self::Ending => None,
        }
    }
}
