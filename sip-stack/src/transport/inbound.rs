//! What the transports tell.

use std::net::SocketAddr;

use bytes::Bytes;

use super::Refusal;
use crate::flow::{Flow, Target};
use crate::message::Transport;
use crate::tokens::Branch;

/// Something happened on a socket.
#[derive(Debug)]
pub enum Inbound {
    /// A datagram, or one message of a stream; not yet parsed.
    Message {
        /// What it came over.
        flow: Flow,
        /// The message.
        bytes: Bytes,
    },
    /// A connection is gone.
    Closed {
        /// The connection's flow.
        flow: Flow,
    },
    /// A message could not be sent.
    SendFailed {
        /// The branch it was sent for, if it was a request.
        branch: Option<Branch>,
        /// Where it should have gone.
        target: Target,
    },
    /// A connection was not taken, not made, or ended by us; for the log. Under load some are only counted.
    Refused {
        /// What it would have carried.
        transport: Transport,
        /// The other end.
        remote: SocketAddr,
        /// Why.
        why: Refusal,
    },
}
