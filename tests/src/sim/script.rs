//! What a simulated phone does.

use std::time::Duration;

use sip_stack::message::StatusCode;

use super::in_dialog::Said;
use super::world::PhoneId;

/// What a phone does by itself when it is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRing {
    /// Rings until told otherwise.
    #[default]
    Ring,
    /// Rings, and answers after a while.
    Answer(Duration),
    /// Sends early media (183 with SDP), and answers after a while.
    EarlyMedia(Duration),
    /// The same, but the first early media is from another port.
    EarlyMediaMoves(Duration),
    /// Answers at once, without ringing.
    AnswerAtOnce,
    /// Says only this (101–199), over and over.
    Says(StatusCode),
    /// Refuses at once.
    Reject(StatusCode),
    /// Rings, and is busy after a while.
    RejectAfter(Duration),
    /// Sends the call to that address (302).
    Redirect(&'static str),
    /// Asks for proof (407), and answers at once who brings it.
    Challenge,
    /// Says nothing at all.
    Silent,
}

/// What a phone is told to do at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Dials with an offer in the INVITE.
    Dial(&'static str),
    /// Dials with an offer and these headers.
    DialWith(&'static str, &'static [(&'static str, &'static str)]),
    /// Dials without an offer.
    DialWithoutOffer(&'static str),
    /// From now on names an address that only its own network knows.
    MoveBehindNat,
    /// From now on dials with offers that know no telephone-events.
    ForgetEvents,
    /// Picks up a ringing call.
    Answer,
    /// Hangs up, or gives up dialling.
    HangUp,
    /// Hangs up, or gives up dialling, with this Reason and User-to-User.
    HangUpSaying(&'static str, &'static str),
    /// From now on says these headers in responses to INVITEs.
    SayInAnswers(&'static [(&'static str, &'static str)]),
    /// Hangs up one call, from 1 in the order they began.
    HangUpLine(u64),
    /// Sends a request within a call.
    Say(Said),
    /// Refers the far end of the first call to the far end of the second.
    ReferToLine(u64, u64),
    /// Refers the far end of a call to the far end of another phone's first call, whose dialog it has learnt.
    ReferToPhone(u64, PhoneId),
    /// Dials with Replaces: the first dialog of another phone, as its lamp would tell it, and more of the header.
    DialReplacing(PhoneId, &'static str),
    /// The same without an offer.
    AskReplacing(PhoneId),
    /// Dials with Join: the first dialog of another phone.
    DialJoining(PhoneId),
    /// The same without an offer.
    AskJoining(PhoneId),
    /// From now on answers requests within calls with this status.
    Refuse(StatusCode),
    /// From now on refuses re-INVITEs with this status.
    RefuseOffers(StatusCode),
    /// Puts the call on hold (RFC 3264 §8.4).
    Hold,
    /// Takes the call back.
    Resume,
    /// Puts the call on hold by UPDATE (RFC 3311).
    UpdateHold,
    /// Sends a re-INVITE without an offer.
    AskForOffer,
    /// Sends these bytes to the switch as they are.
    SendRaw(Vec<u8>),
}
