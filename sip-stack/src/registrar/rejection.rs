//! Why a REGISTER is refused (RFC 3261 §10.3).

use crate::message::{HeaderError, StatusCode};

/// A refusal: nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Rejection {
    /// What to answer.
    pub status: StatusCode,
    /// Why.
    pub cause: Cause,
}

/// What is wrong with a REGISTER.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Cause {
    /// A header cannot be read.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// It requires extensions we do not have: 420 (step 2).
    #[error("unsupported extensions are required")]
    Extension {
        /// Their option tags.
        unsupported: Vec<String>,
    },
    /// `*` without `Expires: 0` (step 6).
    #[error("`*` removes all contacts and needs an Expires of 0")]
    Star,
    /// A binding was made by the same Call-ID with this or a later CSeq (step 7).
    #[error("the request is older than a binding it would change")]
    OutOfOrder,
    /// The wished lifetime is too short: 423.
    #[error("the wished lifetime is shorter than {min_expires_s} s")]
    TooBrief {
        /// For Min-Expires.
        min_expires_s: u32,
    },
    /// More contacts than the policy allows.
    #[error("there would be more than {max} contacts")]
    TooManyContacts {
        /// The policy's limit.
        max: usize,
    },
    /// A device's contact is the address it registers for, or is no SIP address: 403 (RFC 5627 §5.1).
    #[error("a device cannot be reached by the address that leads to it")]
    Circle,
    /// One REGISTER names more contacts, or longer ones, than anybody needs.
    #[error("the request names too many contacts or hops, or too long ones")]
    TooMuch,
    /// A flow was asked for through a proxy that knows none: 439 (RFC 5626 §6).
    #[error("the first hop knows nothing of flows")]
    FirstHop,
    /// More than one contact, at least one for a flow (RFC 5626 §6).
    #[error("a REGISTER for a flow binds one contact")]
    ManyFlows,
}

impl From<Cause> for Rejection {
    fn from(cause: Cause) -> Self {
        let status = match cause {
            Cause::Header(_) | Cause::Star | Cause::ManyFlows => StatusCode::BAD_REQUEST,
            Cause::Extension { .. } => StatusCode::BAD_EXTENSION,
            Cause::OutOfOrder => StatusCode::SERVER_INTERNAL_ERROR,
            Cause::TooBrief { .. } => StatusCode::INTERVAL_TOO_BRIEF,
            Cause::TooManyContacts { .. } | Cause::Circle => StatusCode::FORBIDDEN,
            Cause::TooMuch => StatusCode::REQUEST_ENTITY_TOO_LARGE,
            Cause::FirstHop => StatusCode::FIRST_HOP_LACKS_OUTBOUND_SUPPORT,
        };
        Self { status, cause }
    }
}

impl From<HeaderError> for Rejection {
    fn from(error: HeaderError) -> Self {
        Cause::Header(error).into()
    }
}
