//! What the transports tell.

use bytes::Bytes;

use crate::flow::{Flow, Target};
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
}
