//! What a registration hears and wants.

use std::net::SocketAddr;
use std::time::Instant;

use crate::auth::LoginError;
use crate::flow::Target;
use crate::message::{Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::transaction;

/// One thing that happens to a registration.
#[derive(Debug)]
pub enum Input {
    /// Register, or refresh now.
    Register,
    /// Take the contact back.
    Unregister,
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
        cause: transaction::Failure,
    },
    /// A connection to this peer is gone; calls could not reach us over it any more.
    ConnectionLost {
        /// The other end.
        remote: SocketAddr,
    },
    /// The deadline passed.
    Timeout,
}

/// One thing to do.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "an effect is moved once and never kept")]
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
    /// The contact is bound from now on, or still.
    Registered,
    /// The contact was taken back, as wanted.
    Unregistered,
    /// It did not work.
    Failed(Fault),
}

/// Why a registration did not work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// The registrar refused.
    #[error("refused with {}", .0.code())]
    Refused(StatusCode),
    /// Its challenge cannot be met.
    #[error("{0}")]
    Login(#[from] LoginError),
    /// No server answered.
    #[error("{0}")]
    Unanswered(#[from] transaction::Failure),
}

/// How a registration stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Not wanted, or not yet tried.
    Idle,
    /// A request is under way and nothing is bound.
    Trying,
    /// The contact is bound until then.
    Registered {
        /// When the binding runs out, unless it is refreshed.
        until: Instant,
    },
    /// Nothing is bound.
    Failed {
        /// Why.
        fault: Fault,
        /// When it is tried again; `None`: not by itself.
        retry_at: Option<Instant>,
    },
}
