//! What can happen to a call.

use media::dtls::HandshakeError;
use std::time::Duration;

use media::key::Key;
use media::offer_answer::MediaAddress;
use media::stats::StreamReport;
use sip_stack::user_agent;

use super::end::EndReason;
use super::gateway::{Gateway, NoWay};
use super::identity::{CallNumber, Phone};
use super::leg::LegId;
use super::transfer::{Moved, Referring, Seating, Word};

/// One thing that happened, in the order the actor saw it.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
#[derive(Debug)]
pub enum Input {
    /// The endpoint has something for a leg.
    Sip {
        /// The leg that owns the dialog or transaction.
        leg: LegId,
        /// What came.
        input: user_agent::Input,
    },
    /// The phones that [`super::Effect::Locate`] asked for; empty when none is registered.
    Located(Vec<Phone>),
    /// Whose turn it is, as [`super::Effect::Choose`] asked.
    Chosen(dialplan::Turn),
    /// The way that [`super::Effect::FindWay`] asked for.
    WayFound {
        /// The leg.
        leg: LegId,
        /// The way, or why there is none.
        found: Result<Box<Gateway>, NoWay>,
    },
    /// A leg's media ports are open.
    StreamOpened {
        /// The leg.
        leg: LegId,
        /// Where we hear it.
        address: MediaAddress,
    },
    /// A leg's media ports could not be opened.
    StreamFailed {
        /// The leg.
        leg: LegId,
    },
    /// The media engine tells of a leg's stream.
    Media {
        /// The leg.
        leg: LegId,
        /// What it tells.
        news: MediaNews,
    },
    /// A place is kept as [`super::Effect::TakeSeat`] asked.
    SeatTaken,
    /// The conference that [`super::Effect::TakeSeat`] or [`super::Effect::Confer`] named has no room for another.
    ConferenceFull,
    /// Whose dialog it is that `Effect::FindDialog` asked for.
    DialogFound(Option<CallNumber>),
    /// A leg of another call arrives, or one of ours comes back.
    Taken(Box<Moved>),
    /// A phone asks to take a place in this call.
    Seating(Box<Seating>),
    /// Somebody refers a partner in the call from outside of its dialogs.
    Referring(Box<Referring>),
    /// The call that has a leg of ours tells of it.
    Told(Word),
    /// End now, for this reason.
    Stop(EndReason),
    /// The deadline has come.
    Timeout,
}

/// What a stream tells its call.
#[derive(Debug)]
pub enum MediaNews {
    /// The first packet was accepted: the phone is heard.
    Heard,
    /// Nothing has been heard for too long.
    Dead,
    /// No handshake has made the keys of its audio.
    Unsecured(HandshakeError),
    /// A prompt or tone has played to its end.
    Played,
    /// The phone's user pressed a key, by an event or, where the switch listens or its partner hears
    /// keys in another form, by tones.
    Pressed {
        /// Which.
        key: Key,
        /// For how long.
        held: Duration,
    },
    /// The stream is closed; its counts are final.
    Closed(Box<StreamReport>),
}
