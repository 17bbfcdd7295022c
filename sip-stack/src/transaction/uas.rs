//! What goes into and comes out of a server transaction (RFC 3261 §17.2).

use bytes::Bytes;

use crate::message::Response;

/// What happens to a server transaction.
#[derive(Debug)]
pub enum Input {
    /// The request came again.
    Request,
    /// An ACK that matched (§17.2.3). INVITE only.
    Ack,
    /// The user answers.
    Respond(Response),
    /// The deadline passed.
    Timeout,
}

/// What a server transaction asks for.
#[derive(Debug)]
pub enum Effect {
    /// Send these bytes back to where the request came from (§18.2.2).
    Send(Bytes),
    /// The ACK belongs to a 2xx: hand it to the user (RFC 6026 §7.1).
    Acknowledged,
    /// The failure response was never acknowledged (timer H). It is over.
    Unacknowledged,
}
