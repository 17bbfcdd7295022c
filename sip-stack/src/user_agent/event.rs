//! What an INVITE usage tells its owner.

use crate::user_agent::Farewell;
use bytes::Bytes;

use crate::message::{Body, Method, Request, Response, StatusCode};
use crate::transaction::ServerId;

/// One thing the owner should know.
#[derive(Debug)]
pub enum Event {
    /// Our INVITE got 101–199.
    Progress {
        /// The status.
        status: StatusCode,
        /// Early answer, if any.
        body: Option<Body>,
        /// Which of several early dialogs; empty if the response had no tag.
        remote_tag: Box<str>,
        /// The body is the peer's offer: `Command::AcknowledgeProgress` must follow (RFC 3262 §5).
        needs_acknowledge: bool,
        /// The whole response.
        response: Response,
    },
    /// Our reliable provisional response that carried an offer was acknowledged (RFC 3262 §5).
    ProgressAcknowledged {
        /// The answer; `None`: the peer owes it still.
        answer: Option<Body>,
    },
    /// A reliable provisional response of ours was never acknowledged; the INVITE was refused 504 (RFC 3262 §3).
    /// The usage is over.
    ProgressUnacknowledged,
    /// The peer offers anew, in an UPDATE or PRACK; to be answered with `Command::Respond`.
    OfferReceived {
        /// Its transaction.
        transaction: ServerId,
        /// The offer.
        offer: Body,
        /// The whole request.
        request: Request,
    },
    /// Our UPDATE with an offer got a 2xx.
    UpdateAnswered {
        /// The answer.
        body: Option<Body>,
    },
    /// Our UPDATE with an offer failed; the session stays as it was.
    UpdateFailed {
        /// The final status; 408 for no answer, 503 for a transport that failed.
        status: StatusCode,
        /// The response, if there was one.
        response: Option<Response>,
    },
    /// Our INVITE got a 2xx: the dialog is confirmed.
    Answered {
        /// The status.
        status: StatusCode,
        /// The answer; the peer's offer if `needs_acknowledge`.
        body: Option<Body>,
        /// The body is an offer: `Command::Acknowledge` must follow.
        needs_acknowledge: bool,
        /// The whole response.
        response: Response,
    },
    /// Our INVITE failed. The usage is over, but for its farewell.
    Failed {
        /// The final status; 408 for no answer, 503 for a transport that failed, 487 after a CANCEL.
        status: StatusCode,
        /// The response, if there was one.
        response: Option<Response>,
    },
    /// The ACK for our 2xx came.
    Confirmed {
        /// The answer, if our 2xx carried the offer.
        body: Option<Body>,
    },
    /// The peer gave up its INVITE before it was answered. The usage is over.
    Cancelled {
        /// The Reason of its CANCEL or BYE.
        reason: Option<Bytes>,
    },
    /// The peer sent a re-INVITE; it is to be accepted or rejected.
    ReinviteReceived {
        /// The offer; `None`: the peer wants ours in the 2xx.
        offer: Option<Body>,
        /// The whole request.
        request: Request,
    },
    /// The peer gave up its re-INVITE before it was answered; the session stays as it was.
    ReinviteCancelled,
    /// The ACK for our 2xx to a re-INVITE came.
    ReinviteConfirmed {
        /// The answer, if our 2xx carried the offer.
        body: Option<Body>,
    },
    /// Our re-INVITE got a 2xx.
    ReinviteAnswered {
        /// The answer; the peer's offer if `needs_acknowledge`.
        body: Option<Body>,
        /// The body is an offer: `Command::Acknowledge` must follow.
        needs_acknowledge: bool,
    },
    /// Our re-INVITE failed; the session stays as it was.
    ReinviteFailed {
        /// The final status; 503 for a transport that failed.
        status: StatusCode,
        /// The response, if there was one.
        response: Option<Response>,
    },
    /// The peer sent another request, to be answered with `Command::Respond`.
    Request {
        /// Its transaction.
        transaction: ServerId,
        /// The request.
        request: Request,
    },
    /// A request of `Command::Request` got its final response.
    RequestAnswered {
        /// The request's method.
        method: Method,
        /// The response; a bare 503 if the request could not be sent.
        response: Response,
    },
    /// The session wants a refresh and the peer does not take UPDATE: send a re-INVITE with the session as it is
    /// (RFC 4028 §7.4).
    RefreshDue,
    /// The confirmed dialog ended. The usage may still be saying goodbye.
    Ended(Ended),
}

/// Why a confirmed dialog ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The peer sent BYE.
    PeerBye(Farewell),
    /// `Command::Bye`.
    LocalBye,
    /// Our 2xx was never acknowledged (§13.3.1.4).
    NeverAcknowledged,
    /// Nobody refreshed the session (RFC 4028 §10).
    SessionExpired,
    /// The peer does not know the dialog any more, or does not answer (§12.2.1.2).
    PeerGone {
        /// 481 or 408.
        status: StatusCode,
    },
}
