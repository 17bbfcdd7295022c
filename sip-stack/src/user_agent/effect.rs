//! What an INVITE usage asks for: messages for the endpoint, events for its owner.

use bytes::Bytes;

use crate::dialog::LocalDialog;
use crate::flow::Target;
use crate::message::{HeaderName, Request, Response};
use crate::tokens::Branch;
use crate::transaction::ServerId;
use crate::user_agent::Event;

/// One thing to do; all but `Event` go to the endpoint as they are.
#[derive(Debug)]
pub enum Effect {
    /// Send a request in a transaction of its own.
    Request {
        /// The transaction's branch.
        branch: Branch,
        /// Without Via.
        request: Request,
        /// The next hop.
        target: Target,
    },
    /// Send the ACK for a 2xx; it has no transaction.
    Ack {
        /// Without Via.
        request: Request,
        /// The next hop.
        target: Target,
    },
    /// Send a CANCEL for the INVITE with this branch.
    Cancel {
        /// The INVITE's branch.
        branch: Branch,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Answer a request.
    Respond {
        /// Its transaction.
        transaction: ServerId,
        /// The response.
        response: Response,
    },
    /// From now on requests of this dialog are for the usage's owner.
    Claim(LocalDialog),
    /// No more requests of this dialog are wanted.
    Release(LocalDialog),
    /// For the owner.
    Event(Event),
}
