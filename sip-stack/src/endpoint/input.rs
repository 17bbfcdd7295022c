//! What an endpoint is told, by the transports and by the owners of usages.

use bytes::Bytes;

use crate::dialog::LocalDialog;
use crate::flow::{Flow, Target};
use crate::message::{HeaderName, Request, Response};
use crate::tokens::Branch;
use crate::transaction::ServerId;

/// Who wants the messages of a dialog or transaction; the shell gives the numbers their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner(pub u64);

/// One thing that happens to an endpoint.
#[derive(Debug)]
pub enum Input {
    /// A datagram, or one message of a stream.
    Received {
        /// The way it came.
        flow: Flow,
        /// The whole message.
        bytes: Bytes,
    },
    /// The same, from a peer that asks too much: a request is answered 503 without state, anything else is dropped.
    Excess {
        /// The way it came.
        flow: Flow,
        /// The whole message.
        bytes: Bytes,
    },
    /// Send a request in a new client transaction.
    Request {
        /// Who hears of the responses.
        owner: Owner,
        /// The transaction's branch, from `Tokens::branch`.
        branch: Branch,
        /// Without Via of ours.
        request: Request,
        /// The next hop.
        target: Target,
    },
    /// Send the ACK for a 2xx.
    Ack {
        /// Without Via of ours.
        request: Request,
        /// The next hop.
        target: Target,
    },
    /// Send a CANCEL for our INVITE with this branch; without effect once it is answered.
    Cancel {
        /// The INVITE's branch.
        branch: Branch,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Answer a request. A missing To tag is added (§8.2.6.2).
    Respond {
        /// The request's transaction.
        transaction: ServerId,
        /// The response.
        response: Response,
    },
    /// Send a response that came from elsewhere, as it is (§16.7 step 9).
    Pass {
        /// The request's transaction.
        transaction: ServerId,
        /// The response, without Via of ours.
        response: Response,
    },
    /// A CANCEL of this INVITE is for that owner.
    Own {
        /// The INVITE's transaction.
        transaction: ServerId,
        /// Who hears of it.
        owner: Owner,
    },
    /// The requests of this dialog are for that owner.
    Claim {
        /// Our half of the dialog.
        dialog: LocalDialog,
        /// Who hears of them.
        owner: Owner,
    },
    /// The dialog is over: its requests are answered 481 from now on.
    Release {
        /// Our half of the dialog.
        dialog: LocalDialog,
    },
    /// The transport could not send a request.
    SendFailed {
        /// As given with `Effect::Transmit`.
        branch: Branch,
    },
    /// A connection is gone: what was sent over it will not be answered.
    Closed {
        /// The connection.
        flow: Flow,
    },
    /// The deadline passed.
    Timeout,
}
