//! What came of an op.

use std::fmt;

use serde::Serialize;

use crate::digits::Digits;
use crate::groups::Turn;
use crate::op::Cause;

/// How an [`Op`](crate::Op) went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is done.
    Done,
    /// The caller was asked for keys; none in time is none.
    Gathered(Digits),
    /// It is these members' turn; of none: all are busy.
    Turn(Turn),
    /// Someone answered, and the conversation is over.
    Answered,
    /// Every phone that rang is busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// No phone is registered.
    Unregistered,
    /// Someone refused.
    Rejected,
    /// It did not work.
    Failed,
    /// The caller is gone.
    HungUp,
}

impl Outcome {
    /// Why a call ends that has no step left after this outcome.
    pub(crate) const fn cause(self) -> Cause {
        match self {
            Self::Done | Self::Gathered(_) | Self::Turn(_) | Self::Answered | Self::HungUp => Cause::Normal,
            Self::Busy => Cause::Busy,
            Self::NoAnswer => Cause::NoAnswer,
            Self::Unregistered => Cause::Unregistered,
            Self::Rejected => Cause::Rejected,
            Self::Failed => Cause::Failed,
        }
    }

    /// Nothing is left to decide: the conversation has taken place or the caller is gone.
    pub(crate) const fn ends_run(self) -> bool {
        matches!(self, Self::Answered | Self::HungUp)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Gathered(digits) if digits.is_empty() => "no key",
            Self::Gathered(digits) => return write!(f, "keys {digits}"),
            Self::Turn(turn) => return write!(f, "a turn of {}", turn.places().count()),
            Self::Answered => "answered",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Unregistered => "unregistered",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::HungUp => "hung-up",
        })
    }
}
