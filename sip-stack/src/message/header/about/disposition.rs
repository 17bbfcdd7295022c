//! Content-Disposition (RFC 3261 §20.11, RFC 5621 §4).

use std::fmt;

use bytes::Bytes;

use super::super::token::token_with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::params::Params;

/// What a body is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContentDisposition {
    kind: Box<str>,
    params: Params,
}

impl ContentDisposition {
    /// A body for that: `session`, `render`, `early-session` and the like.
    pub fn new(kind: &str) -> Self {
        Self {
            kind: kind.into(),
            params: Params::new(),
        }
    }

    /// The same; who does not understand it may pass it over.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.params.set("handling", "optional");
        self
    }

    /// Whether the body is for that, in any case.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// What it is for, as written.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether a message must be refused (415) when its body is not understood: so it is unless it says otherwise.
    pub fn is_required(&self) -> bool {
        let handling = self.params.get("handling");
        !handling.is_some_and(|handling| handling.eq_ignore_ascii_case("optional"))
    }
}

impl HeaderValue for ContentDisposition {
    fn header() -> HeaderName {
        HeaderName::ContentDisposition
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (kind, params) = token_with_params(value)?;
        Ok(Self { kind, params })
    }
}

impl fmt::Display for ContentDisposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind, self.params)
    }
}
