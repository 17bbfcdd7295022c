//! What a call wants done.

use std::sync::Arc;
use std::time::Duration;

use dialplan::{Conference, Group, Signal, Tone};
use media::dtls::HandshakeError;
use media::key::Key;
use media::offer_answer::Agreed;
use sip_stack::message::{Replaces, StatusCode};
use sip_stack::user_agent;

use super::end::EndReason;
use super::gateway::{Refusal, Wish};
use super::identity::{CallNumber, Device};
use super::leg::LegId;
use super::op::RoomWish;
use super::summary::Summary;
use super::transfer::{Moved, Word};

/// One thing to do, in order.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
#[derive(Debug)]
pub enum Effect {
    /// For the endpoint, on behalf of a leg. Never `user_agent::Effect::Event`.
    Sip {
        /// The leg that owns the dialog.
        leg: LegId,
        /// What the endpoint shall do.
        effect: user_agent::Effect,
    },
    /// Find the phones of these extensions and answer with `Input::Located`.
    Locate {
        /// Extensions to ring, in the order of the plan.
        extensions: Vec<String>,
        /// Of its user only this one.
        device: Option<Device>,
    },
    /// Say whose turn it is of a group's members and answer with `Input::Chosen`.
    Choose {
        /// The group.
        group: Arc<Group>,
    },
    /// Find a way to a number outside and answer with `Input::WayFound`.
    FindWay {
        /// The leg that will take it; it holds one of the trunk's channels from then on.
        leg: LegId,
        /// The number, and what is to be considered.
        wish: Box<Wish>,
    },
    /// A way did not take the call; for the trunk's health.
    WayRefused(Refusal),
    /// The leg needs its channel no more.
    LeaveWay {
        /// The leg.
        leg: LegId,
    },
    /// Open media ports for a leg and answer with `Input::StreamOpened` or `StreamFailed`.
    OpenStream {
        /// The leg.
        leg: LegId,
        /// The address of ours that its phone shall send to.
        ip: std::net::IpAddr,
    },
    /// Find the call that has this dialog and answer with `Input::DialogFound`.
    FindDialog {
        /// As an arriving request would name it.
        replaces: Replaces,
    },
    /// Give a leg to another call; if that is over, it comes back at once as `Input::Taken`.
    Hand {
        /// The other call.
        to: CallNumber,
        /// The leg.
        moved: Box<Moved>,
    },
    /// Tell another call, if it still lives.
    Tell {
        /// The other call.
        to: CallNumber,
        /// What.
        word: Word,
    },
    /// Keep a place in a conference for a leg, until the leg closes; answered with `Input::SeatTaken`, or with
    /// `Input::ConferenceFull`. Who has one has it still.
    TakeSeat {
        /// The leg.
        leg: LegId,
        /// Which.
        conference: Arc<Conference>,
        /// It leads the conference.
        as_moderator: bool,
    },
    /// A member of a conference pressed what stands for this.
    InRoom {
        /// The leg.
        leg: LegId,
        /// What it wants.
        wish: RoomWish,
    },
    /// Let a leg into a conference until it closes or hears something else; answered with `Input::ConferenceFull` if
    /// it has no place there and none is free.
    Confer {
        /// The leg.
        leg: LegId,
        /// Which.
        conference: Arc<Conference>,
    },
    /// For the media engine.
    Media(MediaAction),
    /// Worth a log line and a count.
    Milestone(Milestone),
    /// The call has ended: its record. Dialogs may still be saying goodbye.
    Record(Box<Summary>),
    /// The last dialog is over and nothing more will be asked for.
    Finished,
}

/// A change to the streams of a call.
#[derive(Debug)]
pub enum MediaAction {
    /// What was negotiated with a leg's phone.
    Agree {
        /// The leg.
        leg: LegId,
        /// Codec, addresses and direction.
        agreed: Agreed,
    },
    /// Each leg hears the other.
    Bridge {
        /// One leg.
        a: LegId,
        /// The other.
        b: LegId,
    },
    /// One leg has put the other on hold: that one hears music, or whatever the first still plays.
    Hold {
        /// The leg that holds.
        by: LegId,
        /// The leg that waits.
        held: LegId,
    },
    /// The phone hears itself.
    Echo {
        /// The leg.
        leg: LegId,
    },
    /// The phone hears nothing, and nobody hears it.
    Silence {
        /// The leg.
        leg: LegId,
    },
    /// Play a sound file once.
    PlayPrompt {
        /// The leg.
        leg: LegId,
        /// The plan's path of the file.
        prompt: String,
    },
    /// Play a tone.
    PlayTone {
        /// The leg.
        leg: LegId,
        /// What it sounds like.
        tone: Tone,
        /// For how long.
        duration: Duration,
    },
    /// Play a tone of the telephone network.
    PlaySignal {
        /// The leg.
        leg: LegId,
        /// Which.
        signal: Signal,
        /// For how long; `None`: until something else is heard.
        duration: Option<Duration>,
    },
    /// Tell of the keys that the leg's phone presses towards the switch, or do so no longer.
    Listen {
        /// The leg.
        leg: LegId,
        /// Whether.
        wanted: bool,
    },
    /// Press a key towards a leg's phone.
    Press {
        /// The leg.
        leg: LegId,
        /// Which.
        key: Key,
        /// For how long.
        held: Duration,
    },
    /// Record what a leg's phone says and hears; only one leg at a time.
    Record {
        /// The leg.
        leg: LegId,
        /// What to do.
        taping: Taping,
    },
    /// Close the leg's ports; answered by `MediaNews::Closed`.
    Close {
        /// The leg.
        leg: LegId,
    },
}

/// What becomes of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taping {
    /// It begins, now or when the leg's ports are open.
    Start {
        /// The name of its file, of letters and digits.
        file: String,
    },
    /// Both sides are silent, or no longer.
    Pause(bool),
    /// It ends.
    Stop,
}

/// A step in a call's life that people watch for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// Phones are being called.
    Calling {
        /// How many at once.
        phones: usize,
    },
    /// A trunk is being called.
    Trunk {
        /// Its name.
        name: String,
    },
    /// The first phone rings.
    Ringing,
    /// Answered by an extension, or by the switch itself.
    Answered {
        /// The extension that answered; `None`: the switch (echo, prompt).
        by: Option<String>,
    },
    /// The audio of two phones goes from one to the other.
    Direct,
    /// No handshake has made the keys of a phone's audio.
    Unsecured {
        /// The phone's leg.
        leg: LegId,
        /// Why.
        error: HandshakeError,
    },
    /// Decided to end.
    Ended {
        /// Why.
        reason: EndReason,
        /// The status that stands in the record.
        status: StatusCode,
    },
}
