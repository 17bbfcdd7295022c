//! What an INVITE usage hears, from the network and from its owner.

use crate::user_agent::Farewell;
use bytes::Bytes;

use crate::flow::Flow;
use crate::message::{Body, HeaderName, Method, Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::transaction::{Failure, ServerId};

/// One thing that happens to a usage.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "an input is moved once and never kept")]
pub enum Input {
    /// A request within the dialog.
    Request {
        /// The request.
        request: Request,
        /// Its transaction; `None`: it is an ACK.
        transaction: Option<ServerId>,
        /// The way it came.
        flow: Flow,
    },
    /// A CANCEL for an INVITE of the peer that has no final response; it was answered already (§9.2).
    Cancelled {
        /// The CANCEL's Reason (RFC 3326).
        reason: Option<Bytes>,
    },
    /// A response to a request of ours.
    Response {
        /// The request's branch.
        branch: Branch,
        /// The response.
        response: Response,
    },
    /// A request of ours gets no final response.
    Failed {
        /// The request's branch.
        branch: Branch,
        /// Why.
        cause: Failure,
    },
    /// The owner wants something.
    Command(Command),
    /// The deadline passed.
    Timeout,
}

/// What the owner of a usage may want. A command that does not fit the state is passed over.
#[derive(Debug)]
pub enum Command {
    /// Answer the first INVITE provisionally.
    Progress {
        /// 101–199.
        status: StatusCode,
        /// Early answer.
        body: Option<Body>,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Answer the first INVITE 200; it is repeated until the ACK comes (§13.3.1.4).
    Accept {
        /// The answer; the offer, if the INVITE had none.
        body: Option<Body>,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Answer the first INVITE 300–699. The usage is over.
    Reject {
        /// 300–699.
        status: StatusCode,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Send the ACK for a 2xx that carried the peer's offer.
    Acknowledge {
        /// The answer.
        answer: Option<Body>,
    },
    /// Send the PRACK for a reliable provisional response that carried the peer's offer (RFC 3262 §5).
    AcknowledgeProgress {
        /// Whose, as told by `Event::Progress`.
        remote_tag: Box<str>,
        /// The answer.
        answer: Option<Body>,
    },
    /// Send an UPDATE, as soon as no other exchange is open; after a 491 it is tried again (RFC 3311 §5.3). Before
    /// the answer it goes to the callee that was heard last.
    Update {
        /// The offer.
        offer: Option<Body>,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Give up our INVITE or re-INVITE: CANCEL as soon as a provisional response allows it (§9.1).
    Cancel {
        /// The CANCEL's Reason.
        reason: Option<Bytes>,
    },
    /// Send a re-INVITE, as soon as no other exchange is open; after a 491 it is tried again (§14.1).
    Reinvite {
        /// The offer; `None` asks the peer for one.
        offer: Option<Body>,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Forget the re-INVITE or UPDATE that waits to be tried again after a 491: the peer's own goes first.
    GiveWay,
    /// Answer the peer's re-INVITE 200.
    AcceptReinvite {
        /// The answer; the offer, if the re-INVITE had none.
        body: Option<Body>,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Refuse the peer's re-INVITE; the session stays as it is.
    RejectReinvite {
        /// 300–699.
        status: StatusCode,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// End it, whatever the state: BYE, CANCEL or 480.
    Bye(Farewell),
    /// Answer another request of the peer.
    Respond {
        /// As told by `Event::Request`.
        transaction: ServerId,
        /// The response's status.
        status: StatusCode,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
        /// Its body.
        body: Option<Body>,
    },
    /// Send another request within the dialog (INFO, MESSAGE …).
    Request {
        /// Neither INVITE, ACK, BYE nor CANCEL.
        method: Method,
        /// More headers.
        headers: Vec<(HeaderName, Bytes)>,
        /// Its body.
        body: Option<Body>,
    },
}
