//! Why a SUBSCRIBE or PUBLISH is refused, and how that is said.

use std::time::Duration;

use crate::message::{HeaderName, Request, Response, StatusCode};

/// The peer's fault, or a limit of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header that is needed cannot be read or contradicts itself.
    #[error("a header is missing or cannot be read")]
    Malformed,
    /// Event is missing or names a package that is not served (RFC 6665 §4.2.1.1).
    #[error("the event package is not served")]
    BadEvent,
    /// The wish is shorter than allowed (RFC 6665 §4.2.1.1, RFC 3903 §6 step 4).
    #[error("shorter than {}s", least.as_secs())]
    TooBrief {
        /// The shortest that is allowed.
        least: Duration,
    },
    /// Nobody of that name, or nobody who may be watched.
    #[error("there is nothing of that name to be watched")]
    NotFound,
    /// The watcher may not.
    #[error("not allowed")]
    Forbidden,
    /// A list is told only to who can read lists (RFC 4662 §4.1).
    #[error("the extension {0} is needed")]
    ExtensionRequired(&'static str),
    /// None of the body types that can be sent is accepted (RFC 3261 §8.2.3).
    #[error("no acceptable type of body")]
    NotAcceptable,
    /// The entity tag names nothing (RFC 3903 §6 step 3).
    #[error("no such publication")]
    NoSuchTag,
    /// The body's type is not that of the package, or it cannot be read (RFC 3903 §6 step 5).
    #[error("the body is of an unknown type")]
    MediaType {
        /// What is read.
        accepts: &'static str,
    },
    /// The body is longer than allowed.
    #[error("the body is too large")]
    TooLarge,
    /// As many as allowed are there already.
    #[error("too many")]
    TooMany,
}

/// When a peer that met a limit may come again, in seconds.
const RETRY_AFTER_S: &str = "60";

impl Refusal {
    /// The status that says so.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::BadEvent => StatusCode::BAD_EVENT,
            Self::TooBrief { .. } => StatusCode::INTERVAL_TOO_BRIEF,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::ExtensionRequired(_) => StatusCode::EXTENSION_REQUIRED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::NoSuchTag => StatusCode::CONDITIONAL_REQUEST_FAILED,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::REQUEST_ENTITY_TOO_LARGE,
            Self::TooMany => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer. `served`: the packages for Allow-Events of a 489 (RFC 6665 §7.2).
    pub fn response(&self, request: &Request, served: &str) -> Response {
        let mut response = Response::for_request(request, self.status());
        let headers = response.headers_mut();
        match self {
            Self::BadEvent => headers.push(HeaderName::AllowEvents, served),
            Self::TooBrief { least } => headers.push(HeaderName::MinExpires, least.as_secs().to_string()),
            Self::ExtensionRequired(tag) => headers.push(HeaderName::Require, tag),
            Self::MediaType { accepts } => headers.push(HeaderName::Accept, accepts),
            Self::TooMany => headers.push(HeaderName::RetryAfter, RETRY_AFTER_S),
            _ => {}
        }
        response
    }
}
