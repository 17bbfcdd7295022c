//! What goes into and comes out of a client transaction (RFC 3261 §17.1).

use bytes::Bytes;

use crate::message::Response;
use crate::transaction::Failure;

/// What happens to a client transaction.
#[derive(Debug)]
pub enum Input {
    /// A response that matched (§17.1.3).
    Response(Response),
    /// The user cancelled it: the final response is awaited for 64*T1 at most (§9.1). INVITE only.
    Cancelled,
    /// The transport could not send what it was given last.
    SendFailed,
    /// The deadline passed.
    Timeout,
}

/// What a client transaction asks for.
#[derive(Debug)]
pub enum Effect {
    /// Send these bytes to the request's target.
    Send(Bytes),
    /// Hand this response to the user of the transaction.
    Deliver(Response),
    /// Tell the user that no final response will come. It is over.
    Failed(Failure),
}
