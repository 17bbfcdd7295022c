//! What an endpoint asks for.

use bytes::Bytes;

use crate::endpoint::Owner;
use crate::flow::{Flow, Target};
use crate::message::{ParseErrorKind, Request};
use crate::tokens::Branch;
use crate::transaction::ServerId;
use crate::user_agent;

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Send these bytes.
    Transmit {
        /// Where to.
        target: Target,
        /// One whole message.
        bytes: Bytes,
        /// For `Input::SendFailed`; `None`: nobody waits to hear of it.
        branch: Option<Branch>,
    },
    /// A request outside every dialog, to be answered with `Input::Respond` or given an owner.
    Incoming {
        /// The way it came.
        flow: Flow,
        /// Its transaction.
        transaction: ServerId,
        /// The request, its top Via completed (§18.2.1).
        request: Request,
    },
    /// An ACK of a dialog that is not ours, with a Route: for a proxy to pass on without state (§16.11).
    Stray {
        /// The way it came.
        flow: Flow,
        /// The ACK, its top Via completed.
        request: Request,
    },
    /// For the owner of a usage.
    Deliver {
        /// Whose it is.
        owner: Owner,
        /// What happened.
        input: user_agent::Input,
    },
    /// A message was passed over or refused; for counting.
    Dropped(DropReason),
}

/// Why a message went no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// It cannot be read and cannot be answered.
    Malformed(ParseErrorKind),
    /// It was answered with the status that its fault has, and is forgotten.
    Refused(ParseErrorKind),
    /// Nothing but line ends: a client keeps its NAT binding alive.
    KeepAlive,
    /// A response to nothing that we sent (§18.1.2).
    StrayResponse,
    /// An ACK for nothing that we answered.
    StrayAck,
    /// As many transactions or dialogs as allowed are open; a request was answered 503.
    Overload,
    /// An answer to a transaction that is over.
    LateAnswer,
}

impl DropReason {
    /// A short constant name, for counters.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Refused(_) => "refused",
            Self::KeepAlive => "keep_alive",
            Self::StrayResponse => "stray_response",
            Self::StrayAck => "stray_ack",
            Self::Overload => "overload",
            Self::LateAnswer => "late_answer",
        }
    }
}
