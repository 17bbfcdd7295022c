//! Why a typed header could not be read.

use super::HeaderName;
use crate::message::UriError;

/// A header that is missing or malformed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name}, value offset {offset}: {kind}")]
pub struct HeaderError {
    /// Which header.
    pub name: HeaderName,
    /// What is wrong.
    pub kind: HeaderErrorKind,
    /// Where in the value, in bytes.
    pub offset: usize,
}

/// What is wrong with a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HeaderErrorKind {
    /// It is not there.
    #[error("missing")]
    Missing,
    /// It is there more than once.
    #[error("given more than once")]
    Repeated,
    /// It has no value.
    #[error("empty")]
    Empty,
    /// A quoted string or `<…>` without end.
    #[error("quote or bracket not closed")]
    Unclosed,
    /// Bytes after the value.
    #[error("unexpected bytes after the value")]
    Trailing,
    /// The URI is malformed.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// The parameters are malformed.
    #[error("malformed parameters")]
    Params,
    /// A parameter that must be there is not.
    #[error("parameter `{0}` is missing")]
    Without(&'static str),
    /// Not a number, or one out of range.
    #[error("not a number in range")]
    Number,
    /// Not a token where one must be.
    #[error("not a token")]
    Token,
    /// Not `SIP/2.0/transport sent-by`.
    #[error("not a protocol and sent-by")]
    Protocol,
}

impl HeaderErrorKind {
    pub(crate) fn of(self, name: HeaderName) -> HeaderError {
        HeaderError {
            name,
            kind: self,
            offset: 0,
        }
    }

    pub(crate) fn at(self, name: HeaderName, offset: usize) -> HeaderError {
        HeaderError {
            name,
            kind: self,
            offset,
        }
    }
}
