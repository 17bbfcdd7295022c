//! Why a message was refused, and what to answer (RFC 3261 §8.2, §16.3, §21.4.1).

use super::{HeaderError, HeaderName, Method, Response, StatusCode, UriError};

/// A refused message.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct ParseError {
    /// What was wrong.
    pub kind: ParseErrorKind,
    /// The response to send back: it was a request other than ACK, and the way back could be read.
    pub answer: Option<Box<Response>>,
}

/// What is wrong with a message.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ParseErrorKind {
    /// Nothing but line ends.
    #[error("the message is empty")]
    Empty,
    /// More bytes than a limit allows.
    #[error("the {part} is longer than {max} bytes")]
    TooLong {
        /// Which part.
        part: Part,
        /// The limit.
        max: usize,
    },
    /// More header lines than the limit allows.
    #[error("there are more than {max} header lines")]
    TooManyHeaders {
        /// The limit.
        max: usize,
    },
    /// Neither `METHOD uri SIP/2.0` nor `SIP/2.0 code reason`.
    #[error("the start line is malformed")]
    StartLine,
    /// Another version than 2.0.
    #[error("the SIP version is not 2.0")]
    Version,
    /// The Request-URI cannot be read.
    #[error("Request-URI: {0}")]
    RequestUri(UriError),
    /// The status code is not from 100 to 699.
    #[error("the status code is not from 100 to 699")]
    StatusCode,
    /// A line without a colon or with a name that is no token, or a carriage return inside a line.
    #[error("header line {line} is malformed")]
    HeaderLine {
        /// Counted from 1, after the start line.
        line: usize,
    },
    /// No empty line after the headers.
    #[error("the headers do not end")]
    Unfinished,
    /// A header that every message must have is missing or malformed.
    #[error("{0}")]
    Header(#[from] HeaderError),
    /// The CSeq names another method than the request line.
    #[error("the CSeq says {cseq}, the request line {line}")]
    MethodMismatch {
        /// In the CSeq.
        cseq: Method,
        /// In the request line.
        line: Method,
    },
    /// Fewer bytes of body than Content-Length says.
    #[error("the body has {got} bytes of {expected}")]
    BodyCut {
        /// By Content-Length.
        expected: usize,
        /// There.
        got: usize,
    },
}

/// A part of a message that has a limit of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Everything.
    Message,
    /// Start line and headers.
    Head,
    /// Request or status line.
    StartLine,
    /// One header.
    Header,
    /// The body.
    Body,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Message => "message",
            Self::Head => "head",
            Self::StartLine => "start line",
            Self::Header => "header",
            Self::Body => "body",
        })
    }
}

impl ParseErrorKind {
    /// The status that tells the sender.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Version => StatusCode::VERSION_NOT_SUPPORTED,
            // An extension may have methods whose CSeq we do not understand (RFC 4475 §3.1.2.18).
            Self::MethodMismatch {
                line: Method::Other(_),
                ..
            } => StatusCode::NOT_IMPLEMENTED,
            Self::TooLong { part: Part::Body, .. } => StatusCode::REQUEST_ENTITY_TOO_LARGE,
            Self::TooLong {
                part: Part::StartLine,
                ..
            } => StatusCode::REQUEST_URI_TOO_LONG,
            Self::TooLong { .. } | Self::TooManyHeaders { .. } => StatusCode::MESSAGE_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// A reason phrase that names the fault, for the person who reads the trace.
    pub fn reason(&self) -> String {
        match self {
            Self::Header(HeaderError { name, .. }) => format!("Bad {name}"),
            Self::MethodMismatch { .. } => format!("Bad {}", HeaderName::CSeq),
            Self::BodyCut { .. } => format!("Bad {}", HeaderName::ContentLength),
            Self::RequestUri(_) => "Bad Request-URI".to_owned(),
            other => other.status().default_reason().to_owned(),
        }
    }
}
