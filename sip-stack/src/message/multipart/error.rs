//! Why a body of several parts could not be read.

use crate::message::ParseErrorKind;

/// A malformed multipart body: the peer's fault, answered 400.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MultipartError {
    /// The Content-Type is not `multipart/…`.
    #[error("the body is not a multipart")]
    NotMultipart,
    /// No boundary of 1 to 70 characters.
    #[error("the boundary is missing or longer than 70 characters")]
    Boundary,
    /// The first or the closing boundary is not there.
    #[error("the boundary does not open and close the body")]
    Unclosed,
    /// More parts than the limit allows.
    #[error("there are more than {max} parts")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// A part's headers are malformed.
    #[error("headers of a part: {0}")]
    Headers(ParseErrorKind),
}
