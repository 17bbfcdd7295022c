//! How a call ends: one reason that reaches the record, the metric and the log alike.

use std::time::Instant;

use sip_stack::message::StatusCode;
use sip_stack::user_agent::Ended;

use super::call::Call;
use super::effect::{Effect, Milestone};
use super::leg::LegId;
use super::phase::Phase;

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The caller hung up an answered call.
    CallerHungUp,
    /// The callee hung up.
    CalleeHungUp,
    /// The caller gave up before an answer.
    CallerCancelled,
    /// The dialplan hung up, after its last step or by `hangup`.
    PlanEnded,
    /// Every phone was busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// The dialled user has no phone registered.
    Unregistered,
    /// A phone declined.
    Rejected,
    /// Nothing answers to the dialled number.
    NotFound,
    /// The phones share no codec, or an offer could not be understood.
    NoCommonCodec,
    /// A phone or the network refused in another way.
    Failed,
    /// The 200 was never acknowledged (RFC 3261 §13.3.1.4).
    NeverAcknowledged,
    /// A phone no longer knew the call (481 or 408 to a request in the dialog), or did not refresh its session.
    PhoneGone,
    /// No audio came for too long.
    MediaTimeout,
    /// The handshake that makes the keys of a phone's audio came to nothing, or was made by somebody else.
    NoKeys,
    /// No media port was free.
    NoMediaPort,
    /// The call reached [`super::CALL_DURATION_MAX`].
    TooLong,
    /// Who was left after an attended transfer has hung up; the others talk in another call.
    Transferred,
    /// A moderator let it go from a conference, or the conference ended.
    Removed,
    /// An administrator ended it.
    Administrator,
    /// The switch was stopped.
    Shutdown,
    /// A fault of ours; this call only.
    Internal,
}

impl EndReason {
    /// The stable code in call records, metrics and logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CallerHungUp => "caller-hung-up",
            Self::CalleeHungUp => "callee-hung-up",
            Self::CallerCancelled => "caller-cancelled",
            Self::PlanEnded => "plan-ended",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Unregistered => "unregistered",
            Self::Rejected => "rejected",
            Self::NotFound => "not-found",
            Self::NoCommonCodec => "no-common-codec",
            Self::Failed => "failed",
            Self::NeverAcknowledged => "never-acknowledged",
            Self::PhoneGone => "phone-gone",
            Self::MediaTimeout => "media-timeout",
            Self::NoKeys => "no-keys",
            Self::NoMediaPort => "no-media-port",
            Self::TooLong => "too-long",
            Self::Transferred => "transferred",
            Self::Removed => "removed",
            Self::Administrator => "administrator",
            Self::Shutdown => "shutdown",
            Self::Internal => "internal",
        }
    }

    /// What the unanswered caller is told when no phone said something more exact.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::CallerHungUp | Self::CalleeHungUp | Self::PlanEnded | Self::Transferred | Self::Removed => {
                StatusCode::OK
            }
            Self::CallerCancelled => StatusCode::REQUEST_TERMINATED,
            Self::Busy => StatusCode::BUSY_HERE,
            Self::NoAnswer | Self::Unregistered | Self::Administrator => StatusCode::TEMPORARILY_UNAVAILABLE,
            Self::Rejected => StatusCode::DECLINE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NoCommonCodec | Self::NoKeys => StatusCode::NOT_ACCEPTABLE_HERE,
            Self::NeverAcknowledged | Self::PhoneGone | Self::MediaTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::NoMediaPort | Self::Shutdown | Self::TooLong => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed | Self::Internal => StatusCode::SERVER_INTERNAL_ERROR,
        }
    }

    /// The telephone network's cause for it (ITU-T Q.850), which a BYE and a CANCEL of ours tell in Reason.
    #[must_use]
    pub fn cause(self) -> u8 {
        match self {
            Self::CallerHungUp
            | Self::CalleeHungUp
            | Self::CallerCancelled
            | Self::PlanEnded
            | Self::Transferred
            | Self::Removed => 16,
            Self::Busy => 17,
            Self::NoAnswer => 19,
            Self::Unregistered => 20,
            Self::Rejected => 21,
            Self::NotFound => 1,
            Self::NoCommonCodec | Self::NoKeys => 88,
            Self::NeverAcknowledged | Self::PhoneGone => 102,
            Self::TooLong | Self::Administrator => 31,
            Self::NoMediaPort => 47,
            Self::MediaTimeout | Self::Failed | Self::Shutdown | Self::Internal => 41,
        }
    }
}

/// A call's end as decided: the reason, and the status that stands in its record.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) reason: EndReason,
    pub(super) status: StatusCode,
}

impl Call {
    /// Ends every leg for `reason`, with the status that belongs to it.
    pub(super) fn end(&mut self, now: Instant, reason: EndReason, out: &mut Vec<Effect>) {
        self.end_with(now, reason, reason.status(), out);
    }

    /// Ends every leg; an unanswered caller hears `status`. The first reason stands.
    pub(super) fn end_with(
        &mut self,
        now: Instant,
        reason: EndReason,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        if self.end.is_some() {
            return;
        }
        let status = if self.times.answered.is_some() {
            StatusCode::OK
        } else {
            status
        };
        self.end = Some(End { reason, status });
        self.times.ended = Some(now);
        self.forsake(out);
        self.phase = Phase::Ending;
        out.push(Effect::Milestone(Milestone::Ended { reason, status }));
        self.close_relays(now, out);
        self.close_transfer(now, out);
        for leg in self.legs.ids() {
            self.release(now, leg, status, out);
        }
    }

    /// Lets one leg go: refused, cancelled or hung up as its state asks, its stream closed.
    pub(super) fn release(&mut self, now: Instant, leg: LegId, status: StatusCode, out: &mut Vec<Effect>) {
        let farewell = self.farewell_to(leg);
        self.legs.hang_up(now, leg, status, farewell, out);
        self.legs.close_stream(leg, out);
    }

    /// A dialog is over: the whole call is, unless it was a phone that no longer took part.
    pub(super) fn leg_ended(&mut self, now: Instant, leg: LegId, ended: &Ended, out: &mut Vec<Effect>) {
        let takes_part = match &self.phase {
            Phase::Bridged(bridge) => bridge.joins(leg),
            Phase::Taking(taking) => taking.joins(leg),
            _ => leg == self.caller_leg,
        };
        self.legs.close_stream(leg, out);
        if self.left_transfer(now, leg, out) || self.left_mix(leg, out) || !takes_part {
            return;
        }
        if let Ended::PeerBye(said) = ended {
            self.said_last = Some((leg, said.clone()));
        }
        let reason = match ended {
            Ended::PeerBye(_) if leg == self.caller_leg => EndReason::CallerHungUp,
            Ended::PeerBye(_) => EndReason::CalleeHungUp,
            Ended::NeverAcknowledged => EndReason::NeverAcknowledged,
            Ended::PeerGone { .. } | Ended::SessionExpired => EndReason::PhoneGone,
            Ended::LocalBye => EndReason::PlanEnded,
        };
        self.end(now, reason, out);
    }
}
