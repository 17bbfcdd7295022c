//! What a call that is under way looks like from outside.

use std::time::Instant;

use super::call::Call;
use super::identity::Party;
use super::leg::{LegId, Role};
use super::phase::Phase;

/// A call that is under way.
#[derive(Clone, Debug)]
pub struct LiveCall {
    /// Who called.
    pub caller: Party,
    /// What was dialled.
    pub dialled: String,
    /// The extension that answered, if a phone did.
    pub answered_by: Option<String>,
    /// What it is doing.
    pub doing: Doing,
    /// The INVITE came.
    pub started: Instant,
    /// A phone or the switch answered.
    pub answered: Option<Instant>,
    /// The codec the phones agreed on.
    pub codec: Option<&'static str>,
    /// Its legs, with their sides.
    pub legs: Vec<(LegId, Role)>,
}

/// What a call is doing, as people would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The dialplan decides where it goes.
    Routing,
    /// Phones ring.
    Ringing,
    /// The caller hears the switch: a prompt, a tone, a menu.
    Listening,
    /// The caller hears itself.
    Echo,
    /// The caller is in a conference.
    Conference,
    /// People talk.
    Talking,
    /// Someone is transferred, or goes on at another phone.
    Moving,
    /// It is over, and the phones are being told.
    Ending,
}

impl Doing {
    /// The stable word in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Routing => "routing",
            Self::Ringing => "ringing",
            Self::Listening => "listening",
            Self::Echo => "echo",
            Self::Conference => "conference",
            Self::Talking => "talking",
            Self::Moving => "moving",
            Self::Ending => "ending",
        }
    }
}

impl Call {
    /// What the call looks like now.
    #[must_use]
    pub fn live(&self) -> LiveCall {
        LiveCall {
            caller: self.caller.clone(),
            dialled: self.dialled.clone(),
            answered_by: self.answered_by.clone(),
            doing: self.phase.doing(),
            started: self.times.started,
            answered: self.times.answered,
            codec: self.codec,
            legs: self.legs.iter().map(|leg| (leg.id, leg.role)).collect(),
        }
    }
}

impl Phase {
    fn doing(&self) -> Doing {
        match self {
            Self::Thinking | Self::Choosing | Self::Locating { .. } | Self::Entering(_) => Doing::Routing,
            Self::Ringing(_) => Doing::Ringing,
            Self::Answering { .. } | Self::Playing { .. } | Self::Gathering(_) => Doing::Listening,
            Self::Echoing => Doing::Echo,
            Self::Conferring(_) => Doing::Conference,
            Self::Bridged(_) | Self::Mixed(_) => Doing::Talking,
            Self::Matching(_) | Self::Away { .. } | Self::Parted | Self::Taking(_) => Doing::Moving,
            Self::Ending => Doing::Ending,
        }
    }
}
