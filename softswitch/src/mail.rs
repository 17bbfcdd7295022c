//! What the tasks say to one another.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use media::stats::StreamReport;
use sip_stack::endpoint::{Branch, Owner, ServerId};
use sip_stack::flow::Target;
use sip_stack::message::Response;
use sip_stack::user_agent;
use tokio::sync::oneshot;
use uuid::Uuid;

pub use crate::call::CallNumber;
use crate::call::{EndReason, LegId, LegReport, LiveCall, MediaNews, Moved, Referring, Seating, Word};
use crate::edge::Conduct;

/// Letters a call's mailbox holds; one that is full loses the letter and counts it.
pub const CALL_MAILBOX_MAX: usize = 256;

/// Letters the signalling task's mailbox holds; senders wait for room.
pub const SIGNALLING_MAILBOX_MAX: usize = 4_096;

/// The number of a subscription to events, unique while the program runs; below 2^60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatchNumber(pub u64);

/// The number of a request that is forwarded, unique while the program runs; below 2^60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageNumber(pub u64);

/// The number of something that phones are told unasked, unique while the program runs; below 2^60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeNumber(pub u64);

/// Who owns a dialog or transaction at the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Addressee {
    /// A leg of a call.
    Leg(CallNumber, LegId),
    /// A subscription.
    Watch(WatchNumber),
    /// A trunk's registration or probe, by its place among them.
    Trunk(u16),
    /// A request on its way through us.
    Passage(PassageNumber),
    /// Something that phones are told unasked.
    Notice(NoticeNumber),
}

/// An owner's top bits say what it is; the rest is its number.
const KIND_SHIFT: u32 = 60;
const NUMBER_MASK: u64 = (1 << KIND_SHIFT) - 1;
const LEG: u64 = 0;
const WATCH: u64 = 1;
const TRUNK: u64 = 2;
const PASSAGE: u64 = 3;
const NOTICE: u64 = 4;

impl Addressee {
    /// The endpoint's name for it.
    #[must_use]
    pub fn owner(self) -> Owner {
        let (kind, number) = match self {
            Self::Leg(call, leg) => (LEG, call.0 << 16 | u64::from(leg.0)),
            Self::Watch(watch) => (WATCH, watch.0),
            Self::Trunk(slot) => (TRUNK, u64::from(slot)),
            Self::Passage(passage) => (PASSAGE, passage.0),
            Self::Notice(notice) => (NOTICE, notice.0),
        };
        Owner(kind << KIND_SHIFT | number & NUMBER_MASK)
    }

    /// Whom the endpoint's name means; `None`: nobody of ours.
    #[must_use]
    pub fn of_owner(owner: Owner) -> Option<Self> {
        let number = owner.0 & NUMBER_MASK;
        match owner.0 >> KIND_SHIFT {
            // The low 16 bits are the leg, so the cast keeps all of them.
            LEG => Some(Self::Leg(
                CallNumber(number >> 16),
                LegId((number & 0xFFFF) as u16),
            )),
            WATCH => Some(Self::Watch(WatchNumber(number))),
            TRUNK => u16::try_from(number).ok().map(Self::Trunk),
            PASSAGE => Some(Self::Passage(PassageNumber(number))),
            NOTICE => Some(Self::Notice(NoticeNumber(number))),
            _ => None,
        }
    }
}

impl CallNumber {
    /// The endpoint's name for one leg of this call.
    #[must_use]
    pub fn owner(self, leg: LegId) -> Owner {
        Addressee::Leg(self, leg).owner()
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
    /// A leg comes from another call.
    Taken(Box<Moved>),
    /// A phone asks for a place in the call.
    Seating(Box<Seating>),
    /// A REFER from outside of its dialogs is about one of them.
    Referring(Box<Referring>),
    /// A call that has a leg of this one tells of it.
    Told(Word),
    /// Someone wants to see the call as it is now.
    Show(oneshot::Sender<View>),
    /// The media engine has told the counts of a leg's stream.
    Counted {
        /// The leg.
        leg: LegId,
        /// Its counts so far.
        report: Box<StreamReport>,
    },
    /// End now.
    Stop(EndReason),
}

/// A call as it is now.
#[derive(Debug)]
pub struct View {
    /// Its number.
    pub number: CallNumber,
    /// What it is doing, and who takes part.
    pub call: LiveCall,
    /// When the INVITE came.
    pub started_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The counts of its streams so far.
    pub counts: Vec<LegReport>,
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
    /// A request of a leg leads nowhere: its name has no address.
    Unlocated {
        /// The leg's name at the endpoint.
        owner: Owner,
        /// The request's branch.
        branch: Branch,
    },
    /// A response of a phone, for the one who sent the request through us.
    Pass {
        /// The request's server transaction.
        transaction: ServerId,
        /// The response, without Via of ours.
        response: Response,
    },
    /// A place that requests were sent to failed.
    HopFailed {
        /// Which one.
        target: Target,
        /// For how long, if it said so.
        retry_after: Option<Duration>,
    },
    /// A service's answer to a request that no call owns.
    Respond {
        /// The request's server transaction.
        transaction: ServerId,
        /// The answer.
        response: Response,
    },
    /// How a request turned out, for the edge.
    Conduct {
        /// Where it came from.
        from: IpAddr,
        /// How it went.
        conduct: Conduct,
    },
    /// What a person asks of the edge.
    Edge(EdgeOrder),
    /// A call's record is written.
    Recorded {
        /// The call.
        call: CallNumber,
        /// Its record.
        record: Uuid,
    },
    /// What a live call's messages are.
    ShowCapture {
        /// Its number, or a Call-ID of it.
        call: String,
        /// The messages as JSON; `None`: no such call lives.
        reply: oneshot::Sender<Option<String>>,
    },
    /// Refuse new calls from now on: the switch is being stopped.
    Drain,
}

/// What a person asks of the edge.
#[derive(Debug)]
pub enum EdgeOrder {
    /// The bans in force.
    List {
        /// Where the answer goes.
        reply: oneshot::Sender<Vec<store::Ban>>,
    },
    /// Take nothing from an address for so long.
    Ban {
        /// Whom.
        address: IpAddr,
        /// For how long.
        span: Duration,
        /// Whether it is one that can be banned.
        reply: oneshot::Sender<bool>,
    },
    /// End a ban.
    Lift {
        /// Whose.
        address: IpAddr,
        /// Whether there was one.
        reply: oneshot::Sender<bool>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_names_its_call_and_leg_or_its_subscription() {
        for (call, leg) in [(1, 0), (7, 3), ((1 << 44) - 1, u16::MAX)] {
            let leg = Addressee::Leg(CallNumber(call), LegId(leg));
            assert_eq!(Addressee::of_owner(leg.owner()), Some(leg));
        }
        for number in [0, 1, (1 << 60) - 1] {
            let watch = Addressee::Watch(WatchNumber(number));
            assert_eq!(Addressee::of_owner(watch.owner()), Some(watch));
        }
    }

    #[test]
    fn an_owner_of_an_unknown_kind_is_nobody() {
        assert_eq!(Addressee::of_owner(Owner(u64::MAX)), None);
    }
}
